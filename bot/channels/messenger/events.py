"""Messenger's webhook events, read into what they mean for a conversation.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events

An `entry` holds an array `messaging` (or `standby`, while another app has the conversation); every element is
one event. What carries nothing to answer - receipts, echoes, edits, kinds of tomorrow - reads as nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LIKE_STICKERS = frozenset({369239263222822, 369239343222814, 369239383222810})  # the thumb, in its three sizes
_RATINGS = {"like": "up", "love": "up", "dislike": "down"}  # other reactions are no judgement
_OPENINGS = ("referral", "optin")
_LINK_PREVIEW = "fallback"  # the preview of an address that stands in the text


@dataclass(frozen=True)
class Customer:
    """Who writes: a person is known per page only (page-scoped id)."""

    page: str
    user: str


@dataclass(frozen=True)
class Said:
    """The customer did something that wants an answer. `at`: seconds since 1970, by Meta's clock.

    `value` is what a pressed quick reply or button carries; None: nothing was pressed. `ref` is the
    company's own word in the link, advertisement or plug-in that led here; None: none did. `attachments` are
    kinds: image, audio, video, file, sticker, like, …
    """

    who: Customer
    id: str
    at: float
    text: str = ""
    value: str | None = None
    ref: str | None = None
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Routed:
    """The conversation went to another app or came back. `owner` is the app that has it now; None: nobody."""

    who: Customer
    at: float
    owner: str | None


@dataclass(frozen=True)
class Rated:
    """The customer reacted to a message. `mid` is Meta's id of it, `rating` is ``up`` or ``down``."""

    who: Customer
    mid: str
    rating: str


Happened = Said | Routed | Rated


def read_entry(entry: Mapping[str, Any]) -> Iterator[Happened]:
    """Everything in an entry that matters, in its order. Shapes that are unknown are skipped.

    Of a conversation in standby only the news of its routing are read: another app answers there.
    """
    page = str(entry.get("id") or "")
    for event in _mappings(entry.get("messaging")):
        happened = _read(page, event)
        if happened is not None:
            yield happened
    for event in _mappings(entry.get("standby")):
        happened = _read(page, event)
        if isinstance(happened, Routed):
            yield happened


def _read(page: str, event: Mapping[str, Any]) -> Happened | None:
    user = str(_part(event, "sender").get("id") or "")
    if not page or not user or user == page:
        return None
    who, at = Customer(page, user), _seconds(event.get("timestamp"))
    routed = _routed(who, at, event)
    if routed is not None:
        return routed
    if "message" in event:
        return _message(who, at, _part(event, "message"))
    if "postback" in event:
        return _postback(who, at, _part(event, "postback"))
    if "reaction" in event:
        return _rated(who, _part(event, "reaction"))
    return _opening(who, at, event)


def _message(who: Customer, at: float, message: Mapping[str, Any]) -> Said | None:
    if message.get("is_echo") or not message.get("mid"):
        return None
    attachments = tuple(_attachments(message))
    value = _part(message, "quick_reply").get("payload")
    text = str(message.get("text") or "")
    if not text and not attachments:
        return None
    return Said(who, str(message["mid"]), at, text, None if value is None else str(value), _ref(message), attachments)


def _postback(who: Customer, at: float, postback: Mapping[str, Any]) -> Said:
    value = str(postback.get("payload") or "")
    id = str(postback.get("mid") or _made_id(who, at, value))
    return Said(who, id, at, str(postback.get("title") or ""), value, _ref(postback))


def _opening(who: Customer, at: float, event: Mapping[str, Any]) -> Said | None:
    """Somebody came by a link or a plug-in, and has not said anything yet."""
    for kind in _OPENINGS:
        if kind in event:
            ref = str(_part(event, kind).get("ref") or "")
            return Said(who, _made_id(who, at, f"{kind} {ref}"), at, ref=ref)
    return None


def _rated(who: Customer, reaction: Mapping[str, Any]) -> Rated | None:
    """https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-reactions"""
    rating = _RATINGS.get(str(reaction.get("reaction")))
    if rating is None or reaction.get("action") != "react":
        return None
    return Rated(who, str(reaction.get("mid") or ""), rating)


def _routed(who: Customer, at: float, event: Mapping[str, Any]) -> Routed | None:
    """https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_handovers"""
    for kind in ("pass_thread_control", "take_thread_control"):
        if kind in event:
            owner = _part(event, kind).get("new_owner_app_id")
            return Routed(who, at, str(owner) if owner else None)
    return None


def _attachments(message: Mapping[str, Any]) -> Iterator[str]:
    sticker = message.get("sticker_id")
    if sticker is not None:
        yield "like" if sticker in LIKE_STICKERS else "sticker"
        return
    for attachment in _mappings(message.get("attachments")):
        kind = str(attachment.get("type") or "file")
        if kind != _LINK_PREVIEW or not message.get("text"):
            yield kind


def _ref(carrier: Mapping[str, Any]) -> str | None:
    ref = _part(carrier, "referral").get("ref")
    return None if ref is None else str(ref)


def _made_id(who: Customer, at: float, content: str) -> str:
    """An id that a repetition of the same event has too, for events to which Meta gives none."""
    return hashlib.sha256(f"{who.page} {who.user} {at} {content}".encode()).hexdigest()


def _part(carrier: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = carrier.get(name)
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _seconds(milliseconds: Any) -> float:
    return milliseconds / 1000 if isinstance(milliseconds, (int, float)) else 0.0
