"""From Messenger's events to stored messages, and who has the conversation."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from bot.channels.core.arrivals import Arrival
from bot.channels.core.runtime import Runtime
from bot.channels.messenger import menu
from bot.channels.messenger.config import MessengerConfig
from bot.channels.messenger.events import Customer, Rated, Routed, Said, read_entry

CHANNEL = "messenger"
_THANKS = "/thanks"  # what Messenger's thumb says
_REMEMBERED = 10_000  # conversations whose last change of hands is known
_SETTLED = 5.0  # seconds in which messages may still arrive that were written before the conversation was passed on

_log = logging.getLogger(__name__)


class Inbound:
    """Takes the entries of the pages' webhooks."""

    def __init__(self, runtime: Runtime, config: MessengerConfig) -> None:
        self._runtime = runtime
        self._config = config
        self._changes: OrderedDict[str, float] = OrderedDict()

    async def take(self, entry: Mapping[str, Any]) -> None:
        """Store everything in an entry that wants an answer. Raises `StoreUnavailable`: it should be sent again."""
        for happened in read_entry(entry):
            if happened.who.page not in self._config.pages:
                _log.warning("page %s is not among USHER_MESSENGER_PAGES", happened.who.page)
            elif isinstance(happened, Routed):
                await self._change_hands(happened)
            elif isinstance(happened, Rated):
                await self._rate(happened)
            else:
                await self._receive(happened)

    async def _receive(self, said: Said) -> None:
        arrival = self._arrival(said)
        await self._come_back(arrival.key, said.at)
        await self._runtime.receive(arrival)

    def _arrival(self, said: Said) -> Arrival:
        key = _key(said.who)
        address = {"page": said.who.page, "user": said.who.user, "heard_at": said.at}
        return Arrival(CHANNEL, said.id, key, key, address, self._runtime.settings.locale, **_content(said))

    async def _rate(self, rated: Rated) -> None:
        """Keep a thumb or a heart under one of our messages as feedback."""
        conversation = await self._runtime.db.run(self._runtime.addresses.current, _key(rated.who))
        if conversation is None:
            return
        message = await self._runtime.db.run(self._runtime.deliveries.message_of, conversation, rated.mid)
        if message is not None:
            await self._runtime.db.run(self._runtime.timeline.rate, conversation, message, rated.rating, None)

    async def _change_hands(self, routed: Routed) -> None:
        """Another app took the conversation, or gave it back. News that are older than what is known are dropped."""
        key = _key(routed.who)
        if routed.at < self._changes.get(key, 0.0):
            return
        self._changes[key] = routed.at
        if len(self._changes) > _REMEMBERED:
            self._changes.popitem(last=False)
        conversation = await self._runtime.db.run(self._runtime.addresses.current, key)
        if conversation is None or self._config.app is None:
            return
        ours = routed.owner in (None, self._config.app)
        await self._runtime.set_handoff(conversation, "bot" if ours else "active", None)

    async def _come_back(self, key: str, at: float) -> None:
        """A message that reaches us, not our standby, after we passed the conversation on: nobody has it any more."""
        if self._config.inbox is None:
            return
        conversation = await self._runtime.db.run(self._runtime.addresses.current, key)
        if conversation is None or await self._runtime.db.run(self._runtime.timeline.state, conversation) == "bot":
            return
        passed = await self._runtime.db.run(self._runtime.deliveries.last_sent, conversation, "handoff")
        if passed is not None and at > passed + _SETTLED:
            await self._runtime.set_handoff(conversation, "bot", None)


def _content(said: Said) -> dict[str, Any]:
    """What an event says, in the terms of `Arrival`."""
    entry = menu.payload(said.value, said.ref)
    if entry is not None:
        return {"text": said.text or f"[{said.ref}]", "payload": entry}
    if said.value:
        return {"text": said.text, "choice": said.value}
    if said.text:
        return {"text": said.text}
    if said.attachments == ("like",):
        return {"text": "👍", "payload": _THANKS}
    if said.attachments:
        return {"text": " ".join(f"[{kind}]" for kind in said.attachments), "note": "attachment"}
    return {"text": f"[{said.ref or 'start'}]", "payload": menu.ENTRIES["start"]}


def _key(who: Customer) -> str:
    return f"{CHANNEL}:{who.page}:{who.user}"
