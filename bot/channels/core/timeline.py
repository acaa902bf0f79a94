"""The conversation as the customer sees it: replay, a person's messages, hand-over, feedback, choices."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.channels.core.database import Database
from bot.channels.core.entries import announce, dated, hand_over, next_number, record, said_by_customer
from bot.channels.core.model import Event, HandoffState
from bot.channels.core.tables import addresses, choices, conversations, feedback, inbox, outbox

PAGE = 500  # entries read at once

_said = sa.select(outbox.c.number, outbox.c.kind, outbox.c.body, outbox.c.turn, outbox.c.created_at).where(
    outbox.c.conversation == sa.bindparam("id"), outbox.c.number > sa.bindparam("after")
)
_heard = sa.select(inbox.c.number, inbox.c.message, inbox.c.text, inbox.c.received_at).where(
    inbox.c.conversation == sa.bindparam("id"), inbox.c.number > sa.bindparam("after")
)
_of_turn = (
    sa.select(outbox.c.number, outbox.c.kind, outbox.c.body, outbox.c.turn, outbox.c.created_at)
    .where(outbox.c.conversation == sa.bindparam("id"), outbox.c.turn == sa.bindparam("turn"))
    .order_by(outbox.c.number)
)

_address = sa.select(addresses.c.conversation).where(addresses.c.conversation == sa.bindparam("id"))


@dataclass(frozen=True)
class Pressed:
    """A choice the customer pressed: its title and the Rasa message behind it."""

    title: str
    payload: str
    expired: bool


class Timeline:
    """Reads and extends conversations outside of turns. Every method blocks."""

    def __init__(self, database: Database, clock: Callable[[], float], process: str, choice_hours: float) -> None:
        self._db = database
        self._clock = clock
        self._process = process
        self._choice_seconds = choice_hours * 3600

    def events(self, conversation: str, after: int = 0) -> list[Event]:
        """What was said by both sides after number `after`, in order, a page at a time."""
        values = {"id": conversation, "after": after}
        with self._db.engine.begin() as connection:
            said = connection.execute(_said.order_by(outbox.c.number).limit(PAGE), values).all()
            heard = connection.execute(_heard.order_by(inbox.c.number).limit(PAGE), values).all()
        found = [_event(conversation, row) for row in said]
        for row in heard:
            body = said_by_customer(row.message, row.text, row.received_at)
            found.append(Event(conversation, row.number, "message", body))
        return sorted(found, key=lambda event: event.number)[:PAGE]

    def of_turn(self, conversation: str, turn: str) -> list[Event]:
        """What was said in answer to one message."""
        with self._db.engine.begin() as connection:
            rows = connection.execute(_of_turn, {"id": conversation, "turn": turn}).all()
        return [_event(conversation, row) for row in rows]

    def state(self, conversation: str) -> HandoffState:
        """Who answers. Raises `LookupError` when the conversation does not exist."""
        with self._db.engine.begin() as connection:
            return self._state(connection, conversation)

    def states(self, wanted: Sequence[str]) -> dict[str, HandoffState]:
        """Who answers in each of these conversations; those that do not exist are left out."""
        query = sa.select(conversations.c.id, conversations.c.state).where(conversations.c.id.in_(wanted))
        with self._db.engine.begin() as connection:
            return {row.id: row.state for row in connection.execute(query)}

    def say(self, conversation: str, body: dict[str, Any]) -> Event | None:
        """Deliver a message nobody asked for, by its `id`; None: it was delivered before.

        Raises `LookupError` when the conversation does not exist.
        """
        try:
            with self._db.engine.begin() as connection:
                return self._append(connection, conversation, "message", body)
        except IntegrityError:
            return None

    def set_handoff(self, conversation: str, state: HandoffState, reference: str | None) -> Event | None:
        """Give the conversation to a person or back; None: it was in that state. Raises `LookupError`."""
        with self._db.engine.begin() as connection:
            if self._state(connection, conversation) == state:
                return None
            body = {"state": state, "reference": reference}
            hand_over(connection, conversation, body)
            return self._append(connection, conversation, "handoff", body)

    def rate(self, conversation: str, message: str, rating: str, comment: str | None) -> bool:
        """Store feedback on a message, the latest one counts. False: the conversation has no such message."""
        row = {"rating": rating, "comment": comment, "created_at": self._clock()}
        known = sa.select(outbox.c.number).where(outbox.c.conversation == conversation, outbox.c.message == message)
        with self._db.engine.begin() as connection:
            if connection.execute(known).first() is None:
                return False
            store = self._db.insert(feedback).values(conversation=conversation, message=message, **row)
            connection.execute(store.on_conflict_do_update(index_elements=["conversation", "message"], set_=row))
        return True

    def pressed(self, conversation: str, value: str) -> Pressed | None:
        """The choice behind an opaque value; None: this conversation never got it."""
        row = sa.select(choices).where(choices.c.value == value, choices.c.conversation == conversation)
        with self._db.engine.begin() as connection:
            found = connection.execute(row).first()
        if found is None:
            return None
        return Pressed(found.title, found.payload, found.expires_at < self._clock())

    def choice(self, conversation: str, title: str, payload: str) -> dict[str, Any]:
        """A row for a new choice; whoever finishes the turn stores it."""
        return {
            "value": secrets.token_urlsafe(15),
            "conversation": conversation,
            "title": title,
            "payload": payload,
            "expires_at": self._clock() + self._choice_seconds,
        }

    def purge(self) -> None:
        """Forget choices that can no longer be pressed."""
        with self._db.engine.begin() as connection:
            connection.execute(choices.delete().where(choices.c.expires_at < self._clock() - self._choice_seconds))

    def _state(self, connection: Connection, conversation: str) -> HandoffState:
        known = sa.select(conversations.c.state).where(conversations.c.id == conversation)
        state: HandoffState | None = connection.execute(known).scalar()
        if state is None:
            raise LookupError(conversation)
        return state

    def _append(self, connection: Connection, conversation: str, kind: str, body: dict[str, Any]) -> Event:
        now = self._clock()
        said = dated(body, now) if kind == "message" else body
        event = Event(conversation, next_number(connection, conversation), kind, said)
        pushed = connection.execute(_address, {"id": conversation}).first() is not None
        record(connection, [event], "due" if pushed else "pull", now)
        announce(connection, self._process, conversation)
        return event


def _event(conversation: str, row: Row) -> Event:
    # what the first release stored has no date of its own
    body = dated(row.body, row.created_at) if row.kind == "message" else row.body
    return Event(conversation, row.number, row.kind, body, row.turn)
