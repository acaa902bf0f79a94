"""What crosses the core's boundaries. Instants are seconds since 1970, UTC, as floats."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

RECENT = 600.0  # seconds; a sign-in younger than this counts as recent

HandoffState = Literal["bot", "requested", "active"]
Note = Literal[
    "too_long",
    "empty_text",
    "choice_expired",
    "attachment",
    "edited",
    "rate_limited",
    "link",
    "unlink",
    "link_code",
    "link_privately",
]
"""What the channels answer by themselves, with the phrase of that name."""


@dataclass(frozen=True)
class Identity:
    """Who a channel verified. `customer` None: nobody is signed in. `authenticated_at` None: time unknown."""

    customer: str | None = None
    authenticated_at: float | None = None

    def level(self, now: float) -> str:
        """How surely the customer is known at `now`: anyone, signed_in or signed_in_recently."""
        if self.customer is None:
            return "anyone"
        recent = self.authenticated_at is not None and now - self.authenticated_at <= RECENT
        return "signed_in_recently" if recent else "signed_in"

    def snapshot(self, now: float) -> dict[str, Any]:
        """The identity as a message carries it to Rasa and on to the actions."""
        return {"customer": self.customer, "level": self.level(now), "authenticated_at": iso(self.authenticated_at)}


@dataclass(frozen=True)
class Incoming:
    """A verified message on its way into the inbox.

    `id` is the platform's, unique in its conversation. `payload` None: the customer typed `text`;
    otherwise a choice was pressed whose title is `text`. `note`: it is answered without the dialogue.
    `locale` is the person's own by their platform or session; what they write may be in another language.
    """

    id: str
    conversation: str
    text: str
    identity: dict[str, Any]
    locale: str
    payload: str | None = None
    note: Note | None = None


@dataclass(frozen=True)
class Turn:
    """A stored message that wants an answer. `number` is its place in the conversation, from 1.

    `locale` is the conversation's. `attempts` counts how often a process took it up again after another had stopped in the middle.
    """

    id: str
    conversation: str
    channel: str
    number: int
    message: str
    text: str
    payload: str | None
    note: Note | None
    identity: dict[str, Any]
    locale: str
    attempts: int = 0
    handoff: HandoffState = "bot"

    @property
    def opens_conversation(self) -> bool:
        """Whether nothing was said before it."""
        return self.number == 1

    def metadata(self) -> dict[str, Any]:
        """What Rasa hands to the actions with the message: of the identity, all but the chat account's name."""
        return {
            "identity": {name: value for name, value in self.identity.items() if name != "account"},
            "conversation": self.conversation,
            "turn": self.id,
            "locale": self.locale,
            "channel": self.channel,
            "choice": self.payload is not None,
        }


@dataclass(frozen=True)
class Button:
    """A suggested reply (`payload`, a Rasa message) or a link (`url`); exactly one of the two is set."""

    title: str
    payload: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Card:
    """One card of a carousel. None: that part is missing."""

    title: str
    subtitle: str | None = None
    text: str | None = None
    image: str | None = None
    url: str | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where an answer comes from. `url` None: nothing to open."""

    title: str
    url: str | None = None


@dataclass(frozen=True)
class Reply:
    """One message of the bot, before a channel renders it.

    `stream` names the drafts that this message replaces; None: there were none.
    `handoff` is `{"state": "requested", "reference": …}` when the conversation goes to a person.
    `formal`: a notice or an apology, which nobody is asked to rate.
    `private`: for this person alone, where others read along.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()
    sources: tuple[Source, ...] = ()
    stream: str | None = None
    handoff: dict[str, Any] | None = None
    formal: bool = False
    private: bool = False


@dataclass(frozen=True)
class Event:
    """One entry of a conversation's time line, as the customer sees it.

    `kind` is ``message`` or ``handoff``; `turn` None: it belongs to no message of the customer.
    """

    conversation: str
    number: int
    kind: str
    body: dict[str, Any]
    turn: str | None = None


@dataclass(frozen=True)
class Accepted:
    """What storing a message came to. `mine`: this process is to run it; `done`: it was answered before.

    `event` None: nothing was stored, because the message is a repetition or one of a flood.
    """

    turn: str
    mine: bool
    done: bool
    event: Event | None = None


@dataclass(frozen=True)
class Finished:
    """What finishing a turn came to: its `events`, and the conversation's `next` turn (None: released)."""

    events: tuple[Event, ...] = field(default=())
    next: Turn | None = None


def iso(instant: float | None) -> str | None:
    """ISO 8601 in UTC; None stays None."""
    return None if instant is None else dt.datetime.fromtimestamp(instant, dt.timezone.utc).isoformat()
