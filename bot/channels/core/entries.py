"""Entries of a conversation's time line: how they look, how they are numbered, stored and announced."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.core.model import Event, Turn, iso
from bot.channels.core.tables import conversations, deliveries, outbox

NOTIFY_CHANNEL = "usher_channels"

_NUMBER = sa.text("UPDATE channel_conversations SET last_number = last_number + 1 WHERE id = :id RETURNING last_number")


def said_by_customer(message: str, text: str, at: float) -> dict[str, Any]:
    """A customer's message as the time line shows it."""
    return dated({"id": message, "from": "customer", "text": text}, at)


def dated(body: dict[str, Any], at: float) -> dict[str, Any]:
    """A message with when it was said, ISO 8601 in UTC, unless it says so itself."""
    return {**body, "at": body.get("at") or iso(at)}


def next_number(connection: Connection, conversation: str) -> int:
    """A number on the time line. Raises `LookupError` when the conversation does not exist."""
    row = connection.execute(_NUMBER, {"id": conversation}).fetchone()
    if row is None:
        raise LookupError(conversation)
    return int(row.last_number)


def record(connection: Connection, events: Sequence[Event], delivery: str, now: float) -> None:
    """Put events into the outbox; `delivery` ``due``: a channel is to send them."""
    rows = [
        {
            "conversation": event.conversation,
            "number": event.number,
            "turn": event.turn,
            "message": event.body.get("id"),
            "kind": event.kind,
            "body": event.body,
            "delivery": delivery,
            "created_at": now,
        }
        for event in events
    ]
    if not rows:
        return
    connection.execute(outbox.insert(), rows)
    if delivery == "due":
        connection.execute(deliveries.insert(), [_due(event, now) for event in events])


def _due(event: Event, now: float) -> dict[str, Any]:
    return {
        "conversation": event.conversation,
        "number": event.number,
        "state": "due",
        "attempts": 0,
        "progress": {},
        "created_at": now,
    }


def hand_over(connection: Connection, conversation: str, handoff: dict[str, Any]) -> None:
    """Give the conversation to a person, or back to the bot (state ``bot``)."""
    row = conversations.update().where(conversations.c.id == conversation)
    connection.execute(row.values(state=handoff["state"], reference=handoff.get("reference")))


def announce(connection: Connection, process: str, conversation: str, turn: str | None = None) -> None:
    """Tell the other processes, when the transaction commits, that a conversation has something new."""
    if connection.dialect.name == "postgresql":
        payload = json.dumps({"process": process, "conversation": conversation, "turn": turn})
        connection.execute(sa.select(sa.func.pg_notify(NOTIFY_CHANNEL, payload)))


def entries_of(
    turn: Turn, bodies: Sequence[dict[str, Any]], handoff: dict[str, Any] | None, last: int
) -> tuple[Event, ...]:
    """What a turn adds, numbered up from `last`: its messages, and perhaps the hand-over."""
    said = [(body, "message") for body in bodies]
    if handoff is not None:
        said.append((handoff, "handoff"))
    return tuple(
        Event(turn.conversation, number, kind, body, turn.id)
        for number, (body, kind) in enumerate(said, start=last + 1)
    )
