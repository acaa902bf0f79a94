"""The Slack channel of one process, put together; its life with the server."""

from __future__ import annotations

import asyncio
import itertools
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.channels.core.delivery import Later, Undeliverable
from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.runtime import Runtime
from bot.channels.slack.api import Refusal, SlackApi, asked
from bot.channels.slack.app import bolt_app
from bot.channels.slack.config import SlackConfig
from bot.channels.slack.inbound import Inbound
from bot.channels.slack.installations import Installations, Installed
from bot.channels.slack.live import SlackLive
from bot.channels.slack.renderer import SlackRenderer
from bot.channels.slack.sender import SlackSender

_RETRY = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds between tries to reach Slack or the store at the start

_log = logging.getLogger(__name__)


class SlackService:
    """Joins `runtime`; started and stopped with it."""

    def __init__(self, runtime: Runtime, config: SlackConfig) -> None:
        self.config = config
        self.runtime = runtime
        secret = runtime.settings.internal_secret
        self.installations = Installations(runtime.db, secret, runtime.clock)
        self.api = SlackApi(config.api_url, self.installations)
        self.inbound = Inbound(runtime, self.api, config.locale)
        self._socket: AsyncSocketModeHandler | None = None
        self._starting: asyncio.Task[None] | None = None
        renderer, live = SlackRenderer(config.site), SlackLive(self.api, config.locale)
        runtime.join(renderer, SlackSender(self.api, renderer, live), live, self.describe)

    async def describe(self, person: str) -> str:
        """A chat account, `slack:T…:U…`, in words for the website: a name can be made up, the ids cannot."""
        _, team, user = person.split(":", 2)
        account = f"Slack user {user} in the workspace {team}"
        try:
            client = await self.api.client(team)
            answer = await asked(client.users_info(user=user))
        except (Later, Undeliverable) as error:
            _log.info("the name of a Slack user is not known: %s", error)
            return account
        name = (answer.get("user") or {}).get("real_name")
        return f"{name} ({account})" if name else account

    async def start(self) -> None:
        """Learn whose the bot token is, and open the socket in socket mode; both are tried until they work."""
        self.app = bolt_app(self.config, self.api, self.installations, self.inbound)
        self._starting = asyncio.create_task(self._start())

    async def stop(self) -> None:
        """Tell Slack nothing any more; what is due is the next process's."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self.inbound.stop()

    async def close(self) -> None:
        """Once nothing is sent any more."""
        await self.api.close()

    async def _start(self) -> None:
        waits = itertools.chain(_RETRY, itertools.repeat(_RETRY[-1]))
        while not await self._started():
            await asyncio.sleep(next(waits))

    async def _started(self) -> bool:
        try:
            await self.runtime.check()
            if self.config.bot_token is not None:
                await self._learn(self.config.bot_token)
            if self.config.app_token is not None:
                await self._open_socket(self.config.app_token)
        except (Later, StoreUnavailable) as error:
            _log.info("Slack is not connected yet: %s", error)
            return False
        except Refusal as error:
            _log.error("Slack does not accept USHER_SLACK_BOT_TOKEN: %s", error.code)
        return True

    async def _learn(self, token: str) -> None:
        answer = await asked(self.api.with_token(token).auth_test())
        workspace = answer["enterprise_id"] if answer.get("is_enterprise_install") else answer["team_id"]
        await self.installations.save(Installed(str(workspace), str(answer["user_id"]), token))

    async def _open_socket(self, token: str) -> None:
        handler = AsyncSocketModeHandler(self.app, token, logger=_log)
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except Exception as error:
            await handler.close_async()  # type: ignore[no-untyped-call]
            raise Later(f"the socket does not open: {type(error).__name__}") from error
        self._socket = handler
