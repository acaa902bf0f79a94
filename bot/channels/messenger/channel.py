"""Messenger as Rasa's input channel."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from bot.channels.core.process import OnNewMessage, Process, process
from bot.channels.messenger.config import messenger_config
from bot.channels.messenger.routes import messenger_blueprint


class MessengerInput(InputChannel):
    """The pages' chats, answered by Rasa; without USHER_MESSENGER_PAGES it is not there."""

    def __init__(self, shared: Process) -> None:
        self._process = shared

    @classmethod
    def name(cls) -> str:
        return "messenger"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> MessengerInput:
        return cls(process())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        config = messenger_config(self._process.settings)
        if config is None:
            return Blueprint("messenger_channel")
        return messenger_blueprint(self._process.runtime(on_new_message), config, self._process)
