"""The Bolt app: which of Slack's requests mean what. It works the same over HTTP and over a socket.

Bolt would acknowledge events before their listeners have run; here a listener stores the message first, so that
what Slack was told we took is safe.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.model import Note
from bot.channels.slack import events, views
from bot.channels.slack.api import SlackApi
from bot.channels.slack.config import SlackConfig
from bot.channels.slack.inbound import Inbound
from bot.channels.slack.installations import Installations
from bot.channels.slack.renderer import FEEDBACK
from bot.channels.slack.views import Rating
from bot.channels.slack.words import words

_ANY = re.compile(".*", re.DOTALL)
_HOME = re.compile("home:(un)?link")

_log = logging.getLogger(__name__)
_bolt_log = logging.getLogger(f"{__name__}.bolt")
_bolt_log.setLevel(logging.WARNING)  # below that it writes down what people say

Body = dict[str, Any]


def bolt_app(config: SlackConfig, api: SlackApi, installations: Installations, inbound: Inbound) -> AsyncApp:
    """All listeners."""

    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, user_id: str | None
    ) -> AuthorizeResult:
        # from our own store: a question to Slack for every event would make us late when Slack is slow
        installed = await installations.find(team_id, enterprise_id)
        if installed is None:
            raise StoreUnavailable("no installation is known for this workspace")
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_user_id=installed.bot, bot_token=installed.token
        )

    app = AsyncApp(
        name="usher",
        logger=_bolt_log,
        client=api.with_token(None),
        signing_secret=config.signing_secret or "socket mode only",
        authorize=authorize,
        process_before_response=True,
    )
    app.error(_failed)
    _add_messages(app, inbound)
    _add_home(app, inbound, config.locale)
    _add_presses(app, inbound)
    _add_command(app, inbound, config.locale)
    _add_rest(app, inbound, installations)
    return app


def _add_messages(app: AsyncApp, inbound: Inbound) -> None:
    async def message(body: Body) -> None:
        said = events.said(body)
        if said is not None:
            await inbound.take(said)

    app.event("message")(message)
    app.event("app_mention")(message)


def _add_presses(app: AsyncApp, inbound: Inbound) -> None:
    async def thumb(body: Body, ack: AsyncAck) -> None:
        rating, _, message = str(body["actions"][0].get("value", "")).partition(":")
        given = Rating(events.pressed_in(body), message, "up" if rating == "up" else "down")
        if await inbound.rate(given) and given.rating == "down":
            inbound.ask_for_comment(given, str(body["trigger_id"]))
        await ack()

    async def press(body: Body, ack: AsyncAck) -> None:
        pressed = events.pressed(body)
        if pressed is not None:
            await inbound.press(pressed)
        await ack()

    async def form(body: Body, ack: AsyncAck) -> None:
        await inbound.rate(views.filled_in(body["view"]))
        await ack()

    app.action(FEEDBACK)(thumb)
    app.action(_ANY)(press)
    app.view(views.FORM)(form)


def _add_home(app: AsyncApp, inbound: Inbound, locale: str) -> None:
    async def draw(body: Body) -> None:
        if body["event"].get("tab") == "home":
            inbound.show_home(events.home_of(body))

    async def press(body: Body, ack: AsyncAck) -> None:
        note: Note = "unlink" if body["actions"][0]["action_id"] == views.UNLINK else "link"
        await inbound.take(events.asked_at_home(body, words(f"home_{note}", locale), note))
        await ack()

    app.event("app_home_opened")(draw)
    app.action(_HOME)(press)


def _add_command(app: AsyncApp, inbound: Inbound, locale: str) -> None:
    async def command(command: Body, ack: AsyncAck) -> None:
        said = events.commanded(command)
        if not said.text:
            await ack(words("how_to_ask", locale, command=command["command"]))
            return
        await inbound.take(said)
        await ack(words("asked_privately", locale, text=command["text"]))

    app.command(_ANY)(command)


def _add_rest(app: AsyncApp, inbound: Inbound, installations: Installations) -> None:
    async def assistant(body: Body) -> None:
        inbound.greet(events.home_of(body))

    async def removed(body: Body) -> None:
        workspace = str(body.get("enterprise_id") if body.get("is_enterprise_install") else body.get("team_id"))
        if body["event"]["type"] == "app_uninstalled" or (body["event"].get("tokens") or {}).get("bot"):
            await installations.forget(workspace)
            _log.warning("the Slack app was removed from %s", workspace)

    async def nothing(body: Body) -> None:
        """Events that are sent to us and that nobody waits for an answer to."""

    app.event("assistant_thread_started")(assistant)
    app.event("app_uninstalled")(removed)
    app.event("tokens_revoked")(removed)
    app.event(_ANY)(nothing)


async def _failed(error: Exception) -> BoltResponse:
    """503 makes Slack send it again; a person who pressed or commanded sees Slack's own warning."""
    if isinstance(error, StoreUnavailable):
        _log.warning("refused with 503: %s", error)
        return BoltResponse(status=503, headers={"Retry-After": "5"})
    _log.error("a request of Slack's raised", exc_info=error)
    return BoltResponse(status=500)
