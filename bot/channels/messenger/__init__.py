"""Messenger's channel. Rasa finds it in credentials.yml as `bot.channels.messenger.MessengerInput`."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    # Everything else here works without Rasa, which takes seconds to import
    if name == "MessengerInput":
        from bot.channels.messenger.channel import MessengerInput

        return MessengerInput
    raise AttributeError(name)
