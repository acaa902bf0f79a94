"""Slack. Rasa finds it in credentials.yml as `bot.channels.slack.SlackInput`."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    # Everything else here works without Rasa, which takes seconds to import
    if name == "SlackInput":
        from bot.channels.slack.channel import SlackInput

        return SlackInput
    raise AttributeError(name)
