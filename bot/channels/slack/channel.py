"""Slack as Rasa's input channel."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from bot.channels.core.process import OnNewMessage, Process, process
from bot.channels.slack.config import slack_config
from bot.channels.slack.routes import slack_blueprint
from bot.channels.slack.service import SlackService

_log = logging.getLogger(__name__)


class SlackInput(InputChannel):
    """The workspaces that have the app, answered by Rasa; without Slack's settings it is not there."""

    def __init__(self, shared: Process) -> None:
        self._process = shared

    @classmethod
    def name(cls) -> str:
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackInput:
        return cls(process())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        config = slack_config(self._process.settings)
        if config is None:
            _log.info("Slack is off: no USHER_SLACK_… is set")
            return Blueprint("slack_channel")
        service = SlackService(self._process.runtime(on_new_message), config)
        return slack_blueprint(service, self._process)
