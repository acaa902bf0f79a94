"""WhatsApp's webhook events, read into what they mean for a conversation.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components

An `entry` holds `changes`; one of the field `messages` holds what people sent to a number. Receipts (`statuses`)
and kinds of tomorrow read as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_RATINGS = {"👍": "up", "❤": "up", "👎": "down"}  # other reactions are no judgement
_SKIN_AND_STYLE = dict.fromkeys([*range(0x1F3FB, 0x1F400), 0xFE0F])  # a thumb has a colour, a heart a style
_FILES = frozenset({"image", "audio", "video", "document", "sticker", "location", "contacts"})


@dataclass(frozen=True)
class Customer:
    """Who writes, to which of our numbers (its id, not the number itself)."""

    number: str
    user: str


@dataclass(frozen=True)
class Said:
    """The customer sent something that wants an answer. `at`: seconds since 1970, by Meta's clock; None: unreadable.

    `value` is what a pressed button or row carries; None: nothing was pressed. `file` is the kind of something that
    is not words; None: there is none.
    """

    who: Customer
    id: str
    at: float | None
    text: str = ""
    value: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class Rated:
    """The customer reacted to a message. `message` is Meta's id of it, `rating` is ``up`` or ``down``."""

    who: Customer
    message: str
    rating: str


def read_entry(entry: Mapping[str, Any]) -> Iterator[Said | Rated]:
    """Everything in an entry that matters, in its order. Shapes that are unknown are skipped."""
    for change in _mappings(entry.get("changes")):
        value = _part(change, "value")
        number = str(_part(value, "metadata").get("phone_number_id") or "")
        for message in _mappings(value.get("messages")):
            happened = _read(number, message)
            if happened is not None:
                yield happened


def _read(number: str, message: Mapping[str, Any]) -> Said | Rated | None:
    user, id, kind = (str(message.get(name) or "") for name in ("from", "id", "type"))
    if not (number and user and id):
        return None
    who, at = Customer(number, user), _seconds(message.get("timestamp"))
    part = _part(message, kind)
    if kind == "reaction":
        return _rated(who, part)
    if kind == "text" and part.get("body"):
        return Said(who, id, at, str(part["body"]))
    if kind in ("interactive", "button"):
        return _pressed(who, id, at, part)
    if kind in _FILES:
        return Said(who, id, at, str(part.get("caption") or ""), file=kind)
    return None


def _pressed(who: Customer, id: str, at: float | None, part: Mapping[str, Any]) -> Said | None:
    """A reply button, a list's row, or the button of a template."""
    reply = _part(part, str(part.get("type") or ""))
    value = reply.get("id") or part.get("payload")
    title = str(reply.get("title") or part.get("text") or "")
    return None if not value else Said(who, id, at, title, str(value))


def _rated(who: Customer, reaction: Mapping[str, Any]) -> Rated | None:
    rating = _RATINGS.get(str(reaction.get("emoji") or "").translate(_SKIN_AND_STYLE))
    return None if rating is None else Rated(who, str(reaction.get("message_id") or ""), rating)


def _part(carrier: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = carrier.get(name)
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _seconds(given: Any) -> float | None:
    text = str(given or "")
    return float(text) if text.isascii() and text.isdigit() else None
