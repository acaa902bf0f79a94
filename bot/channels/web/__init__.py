"""The website's channel. Rasa finds it in credentials.yml as `bot.channels.web.WebInput`."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    # Everything else here works without Rasa, which takes seconds to import
    if name == "WebInput":
        from bot.channels.web.channel import WebInput

        return WebInput
    raise AttributeError(name)
