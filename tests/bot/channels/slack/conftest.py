"""The Slack channel on a real server, with a scripted dialogue, and Slack's stand-in on another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio
import sqlalchemy as sa
import uvicorn
from starlette.applications import Starlette

from bot.channels.core.model import Reply, Turn
from bot.channels.core.runtime import Runtime
from bot.channels.slack.config import slack_config
from bot.channels.slack.routes import slack_blueprint
from bot.channels.slack.service import SlackService
from bot.settings import Settings
from demo.platforms.failures import Failures
from demo.slack import workspace as slack
from demo.slack.api import WebApi
from demo.slack.events import Events
from demo.slack.methods import Methods
from demo.slack.person import Person
from demo.slack.workspace import Workspace
from tests.bot.channels.slack.killable import SIGNING_SECRET as SIGNING_SECRET
from tests.bot.channels.slack.killable import TOKEN as TOKEN
from tests.bot.channels.support import Clock, FakeDialogue, settings_for, until
from tests.bot.channels.support import serving as on_a_socket


@dataclass
class Slack:
    """The stand-in, and our channel behind it."""

    url: str
    runtime: Runtime
    service: SlackService
    dialogue: FakeDialogue
    workspace: Workspace
    api: WebApi
    events: Events
    ada: Person
    http: aiohttp.ClientSession

    async def said(self, count: int, channel: str = slack.DIRECT) -> list[dict[str, Any]]:
        """The first `count` messages of ours in a channel, once they are there."""
        await until(lambda: len(self.workspace.said_by_bot(channel)) >= count)
        return self.workspace.said_by_bot(channel)

    async def settled(self) -> None:
        """Wait until nothing is waiting for an answer or due to be sent."""
        await until(lambda: not self._open("channel_inbox", "waiting") and not self._open("channel_deliveries", "due"))

    async def ask(self, text: str, **more: Any) -> dict[str, Any]:
        """What is posted in answer to a direct message."""
        before = len(self.workspace.said_by_bot())
        assert await self.ada.writes(text, **more) == 200
        return (await self.said(before + 1))[before]

    def turns(self) -> list[str]:
        """What the dialogue was asked."""
        return [turn.payload or turn.text for turn in self.dialogue.turns]

    def _open(self, table: str, state: str) -> int:
        with self.runtime.db.engine.connect() as connection:
            query = sa.text(f"SELECT count(*) FROM {table} WHERE state = :state")
            return int(connection.execute(query, {"state": state}).scalar() or 0)


@pytest_asyncio.fixture
async def northlight(tmp_path: Path) -> AsyncIterator[Slack]:
    """The channel for one workspace, on SQLite."""
    async with connected(tmp_path) as started:
        yield started


@asynccontextmanager
async def connected(
    folder: Path, dialogue: FakeDialogue | None = None, workspace: Workspace | None = None, **more: str
) -> AsyncIterator[Slack]:
    """A process with the Slack channel, connected to a stand-in; `more` are settings."""
    workspace = workspace or Workspace(TOKEN)
    api = WebApi(Methods(workspace), Failures())
    async with standing_in(api) as web_api, aiohttp.ClientSession() as http:
        given = {"USHER_SLACK_SIGNING_SECRET": SIGNING_SECRET, "USHER_SLACK_BOT_TOKEN": TOKEN}
        settings = settings_for(folder, **{**given, "USHER_SLACK_API_URL": f"{web_api}/api/", **more})
        async with serving(settings, dialogue or FakeDialogue()) as (url, service, answers):
            events = Events(f"{url}/events", SIGNING_SECRET, poster(http), retries=(0.05, 0.2, 0.4))
            ada = Person(workspace, events)
            yield Slack(url, service.runtime, service, answers, workspace, api, events, ada, http)


@asynccontextmanager
async def serving(settings: Settings, dialogue: FakeDialogue) -> AsyncIterator[tuple[str, SlackService, FakeDialogue]]:
    """The channel's routes on a real socket, ready for events."""
    config = slack_config(settings)
    assert config is not None
    runtime = Runtime(settings, dialogue, Clock())
    service = SlackService(runtime, config)
    async with on_a_socket(slack_blueprint(service), "/webhooks/slack") as url:
        await until(lambda: runtime.started)
        if config.bot_token is not None:
            await _until_known(service)
        yield url, service, dialogue


@asynccontextmanager
async def standing_in(api: WebApi) -> AsyncIterator[str]:
    """Slack's Web API on a real socket."""
    app = Starlette(routes=api.routes())
    # without websockets, of which Rasa pins a version older than uvicorn wants
    config = uvicorn.Config(app, "127.0.0.1", 0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


def poster(http: aiohttp.ClientSession) -> Any:
    """Posts as Slack does: three seconds of patience."""

    async def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        try:
            async with http.post(
                url, data=body, headers=headers, timeout=aiohttp.ClientTimeout(total=3.0)
            ) as response:  # fmt: skip
                return response.status, await response.text()
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            return 0, type(error).__name__

    return post


async def _until_known(service: SlackService) -> None:
    for _ in range(500):
        if await service.installations.find(slack.TEAM) is not None:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the bot token was not recognised")


class Held:
    """An answer for `FakeDialogue.on` that takes until it is let go."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = replies
        self._let_go = asyncio.Event()

    def let_go(self) -> None:
        self._let_go.set()

    async def __call__(self, turn: Turn) -> Sequence[Reply]:
        await self._let_go.wait()
        return self._replies
