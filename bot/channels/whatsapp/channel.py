"""WhatsApp as Rasa's input channel."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from bot.channels.core.process import OnNewMessage, Process, process
from bot.channels.whatsapp.config import whatsapp_config
from bot.channels.whatsapp.routes import whatsapp_blueprint


class WhatsAppInput(InputChannel):
    """The numbers' chats, answered by Rasa; without USHER_WHATSAPP_NUMBERS it is not there."""

    def __init__(self, shared: Process) -> None:
        self._process = shared

    @classmethod
    def name(cls) -> str:
        return "whatsapp"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WhatsAppInput:
        return cls(process())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        config = whatsapp_config(self._process.settings)
        if config is None:
            return Blueprint("whatsapp_channel")
        return whatsapp_blueprint(self._process.runtime(on_new_message), config, self._process)
