"""From WhatsApp's events to stored messages."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from bot.channels.core.arrivals import Arrival
from bot.channels.core.runtime import Runtime
from bot.channels.whatsapp.config import WhatsAppConfig
from bot.channels.whatsapp.events import Customer, Rated, Said, read_entry

CHANNEL = "whatsapp"

_log = logging.getLogger(__name__)


class Inbound:
    """Takes the entries of the numbers' webhooks."""

    def __init__(self, runtime: Runtime, config: WhatsAppConfig) -> None:
        self._runtime = runtime
        self._config = config

    async def take(self, entry: Mapping[str, Any]) -> None:
        """Store everything in an entry that wants an answer. Raises `StoreUnavailable`: it should be sent again."""
        for happened in read_entry(entry):
            if happened.who.number not in self._config.numbers:
                _log.warning("number %s is not among USHER_WHATSAPP_NUMBERS", happened.who.number)
            elif isinstance(happened, Rated):
                await self._rate(happened)
            else:
                await self._runtime.receive(self._arrival(happened))

    def _arrival(self, said: Said) -> Arrival:
        key = _key(said.who)
        heard_at = self._runtime.clock() if said.at is None else said.at
        address = {"number": said.who.number, "user": said.who.user, "heard_at": heard_at, "message": said.id}
        return Arrival(CHANNEL, said.id, key, key, address, self._runtime.settings.locale, **_content(said))

    async def _rate(self, rated: Rated) -> None:
        """Keep a thumb or a heart under one of our messages as feedback."""
        conversation = await self._runtime.db.run(self._runtime.addresses.current, _key(rated.who))
        if conversation is None:
            return
        message = await self._runtime.db.run(self._runtime.deliveries.message_of, conversation, rated.message)
        if message is not None:
            await self._runtime.db.run(self._runtime.timeline.rate, conversation, message, rated.rating, None)


def _content(said: Said) -> dict[str, Any]:
    """What an event says, in the terms of `Arrival`."""
    if said.value:
        return {"text": said.text, "choice": said.value}
    if said.text or said.file is None:
        return {"text": said.text}
    return {"text": f"[{said.file}]", "note": "attachment"}


def _key(who: Customer) -> str:
    return f"{CHANNEL}:{who.number}:{who.user}"
