"""WhatsApp's channel. Rasa finds it in credentials.yml as `bot.channels.whatsapp.WhatsAppInput`."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    # Everything else here works without Rasa, which takes seconds to import
    if name == "WhatsAppInput":
        from bot.channels.whatsapp.channel import WhatsAppInput

        return WhatsAppInput
    raise AttributeError(name)
