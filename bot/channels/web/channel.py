"""The web channel as Rasa's input channel."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from bot.channels.core.process import OnNewMessage, Process, process
from bot.channels.core.rasa_dialogue import RasaDialogue
from bot.channels.web.health import Check
from bot.channels.web.routes import reached, web_blueprint


class WebInput(InputChannel):
    """The website's chat, answered by Rasa."""

    def __init__(self, shared: Process) -> None:
        self._process = shared

    @classmethod
    def name(cls) -> str:
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebInput:
        return cls(process())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        rasa = self._process.rasa(on_new_message)
        return web_blueprint(self._process.runtime(on_new_message), _checks(rasa), self._process)


def _checks(rasa: RasaDialogue) -> dict[str, Check]:
    async def tracker_store() -> str | None:
        return "not loaded" if rasa.tracker_store is None else await reached(rasa.tracker_store.check)

    async def action_server() -> str | None:
        if rasa.actions is None:
            return "endpoints.yml names none"
        return None if await rasa.actions.is_reachable() else "does not answer"

    return {"tracker_store": tracker_store, "action_server": action_server}
