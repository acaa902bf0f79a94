"""The web channel as Rasa's input channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from bot.channels.core.rasa_dialogue import RasaDialogue
from bot.channels.core.runtime import Runtime
from bot.channels.web.health import Check
from bot.channels.web.renderer import WebRenderer
from bot.channels.web.routes import reached, web_blueprint
from bot.settings import Settings, settings


class WebInput(InputChannel):
    """The website's chat, answered by Rasa."""

    def __init__(self, given: Settings) -> None:
        self._settings = given

    @classmethod
    def name(cls) -> str:
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebInput:
        return cls(settings())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        rasa = RasaDialogue(on_new_message, self._settings.action_timeout)
        runtime = Runtime(self._settings, rasa, {self.name(): WebRenderer()})

        def adopt(app: Sanic) -> None:
            if getattr(app.ctx, "agent", None) is not None:
                rasa.adopt(app.ctx.agent)

        blueprint = web_blueprint(runtime, _checks(rasa), adopt)

        @blueprint.listener("after_server_stop")
        async def close(app: Sanic, _: object) -> None:
            await rasa.close()

        return blueprint


def _checks(rasa: RasaDialogue) -> dict[str, Check]:
    async def tracker_store() -> str | None:
        return "not loaded" if rasa.tracker_store is None else await reached(rasa.tracker_store.check)

    async def action_server() -> str | None:
        if rasa.actions is None:
            return "endpoints.yml names none"
        return None if await rasa.actions.is_reachable() else "does not answer"

    return {"tracker_store": tracker_store, "action_server": action_server}
