"""The way in for push channels: from a verified event of a platform to a stored message.

The order is the same for all: how much one account may ask, what the text is fit for, who it is, which
conversation it belongs to, stored once by the platform's id. Only then may the platform be told that it was
taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.core.addresses import Addresses
from bot.channels.core.delivery import Address
from bot.channels.core.linking import NOTES, asked, code_in
from bot.channels.core.links import Links
from bot.channels.core.model import Identity, Incoming, Note
from bot.channels.core.text import TEXT_LIMIT, clean, is_blank
from bot.channels.core.timeline import Timeline

_HIDDEN = "••••••"


@dataclass(frozen=True)
class Arrival:
    """A message as a platform's verified event has it.

    `id` is the platform's id of the message or the press. `key` names the thread and `user` the person,
    among all channels (``slack:T1:C1:U1`` and ``slack:T1:U1``; on Messenger both are ``messenger:PAGE:PSID``).
    `address` is where replies go. `choice` is the opaque value of a pressed button; None: `text` was typed.
    `payload`: the Rasa message of an entry that the channel itself offers to everybody, such as a menu's.
    `note`: answered with the phrase of that name, not by the dialogue. `public`: others read along, so whoever
    writes is nobody known, whatever account is theirs.
    """

    channel: str
    id: str
    key: str
    user: str
    address: Address
    locale: str
    text: str = ""
    choice: str | None = None
    payload: str | None = None
    note: Note | None = None
    public: bool = False


class Arrivals:
    """Makes arrivals fit for the inbox. Every method blocks. `clock` gives seconds since 1970."""

    def __init__(self, addresses: Addresses, timeline: Timeline, links: Links, clock: Callable[[], float]) -> None:
        self._addresses = addresses
        self._timeline = timeline
        self._links = links
        self._clock = clock

    def identity(self, channel: str, user: str) -> Identity:
        """The customer behind a chat account; nobody, if none is linked."""
        return self._links.identity(channel, user)

    def incoming(self, arrival: Arrival) -> Incoming:
        """The message with its conversation and the person's identity.

        A text that is too long or empty, and a button that is no longer valid, are stored with a note and
        answered kindly: a platform has no other way to say so.
        """
        identity = Identity() if arrival.public else self.identity(arrival.channel, arrival.user)
        conversation = self._conversation(arrival, identity)
        return Incoming(
            id=arrival.id,
            conversation=conversation,
            identity={**identity.snapshot(self._clock()), "account": arrival.user},
            locale=arrival.locale,
            **self._of_linking(arrival, self._said(arrival, conversation)),
        )

    def _conversation(self, arrival: Arrival, identity: Identity) -> str:
        # an event that is repeated after a link began a new conversation belongs to the one before
        known = self._addresses.heard_in(arrival.key, arrival.id)
        return known or self._addresses.conversation(
            arrival.channel, arrival.key, arrival.address, arrival.locale, identity.customer
        )

    def _said(self, arrival: Arrival, conversation: str) -> dict[str, Any]:
        if arrival.note is not None:
            return {"text": clean(arrival.text)[:TEXT_LIMIT], "note": arrival.note}
        if arrival.payload is not None:
            return {"text": clean(arrival.text)[:TEXT_LIMIT], "payload": arrival.payload}
        return typed(arrival.text) if arrival.choice is None else self._pressed(arrival, conversation)

    def _of_linking(self, arrival: Arrival, said: dict[str, Any]) -> dict[str, Any]:
        """What belongs to the ceremony of linking never reaches the dialogue, and a code is not kept as it is."""
        if said.get("note") is not None and said["note"] not in NOTES:
            return said
        code = code_in(said["text"]) if arrival.choice is None and not arrival.public else None
        if code is not None and self._links.awaits_code(arrival.user):
            return {"text": _HIDDEN, "note": "link_code", "payload": self._links.sealed(arrival.user, code)}
        note = said.get("note") or asked(said["text"], said.get("payload"))
        if note is None:
            return said
        return {"text": said["text"], "note": "link_privately" if arrival.public else note}

    def _pressed(self, arrival: Arrival, conversation: str) -> dict[str, Any]:
        value = arrival.choice or ""
        found = self._timeline.pressed(conversation, value) if value.isascii() else None
        if found is None or found.expired:
            return {"text": clean(arrival.text)[:TEXT_LIMIT], "note": "choice_expired"}
        return {"text": found.title, "payload": found.payload}


def typed(text: str) -> dict[str, Any]:
    """What was typed, as the inbox takes it: cleaned, and with a note when it is empty or too long."""
    cleaned = clean(text)
    if is_blank(cleaned):
        return {"text": "", "note": "empty_text"}
    if len(cleaned) > TEXT_LIMIT:
        return {"text": cleaned[:TEXT_LIMIT], "note": "too_long"}
    return {"text": cleaned}
