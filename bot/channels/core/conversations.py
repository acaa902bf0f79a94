"""Conversations and their inbox: stored once, run by one process at a time, in order, finished once.

A process owns a conversation while one of its messages waits. Accepting a message claims a conversation
nobody owns; finishing the last waiting one releases it, in the same transaction that stores the replies.
Every change locks the conversation's row first, so that claim, release and numbering cannot cross.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.channels.core.chosen import chosen
from bot.channels.core.database import Database
from bot.channels.core.entries import announce, dated, entries_of, hand_over, record, said_by_customer
from bot.channels.core.linking import NOTES
from bot.channels.core.model import Accepted, Event, Finished, Incoming, Turn
from bot.channels.core.tables import choices, conversations, inbox

_CLAIM = sa.text(
    "UPDATE channel_conversations SET last_number = last_number + 1, active_at = :now,"
    " owner = CASE WHEN owner IS NULL OR owned_until < :now THEN :me ELSE owner END,"
    " owned_until = CASE WHEN owner IS NULL OR owned_until < :now OR owner = :me THEN :until ELSE owned_until END"
    " WHERE id = :id RETURNING last_number, owner, locale"
)
_LOCALE = sa.text("UPDATE channel_conversations SET locale = :locale WHERE id = :id")
_NUMBER_OWNED = sa.text(
    "UPDATE channel_conversations SET last_number = last_number + :count"
    " WHERE id = :id AND owner = :me RETURNING last_number, state"
)
_RELEASE = sa.text("UPDATE channel_conversations SET owner = NULL, owned_until = NULL WHERE id = :id AND owner = :me")
_NEXT = (
    sa.select(inbox, conversations.c.channel, conversations.c.owner, conversations.c.state.label("handoff"))
    .join_from(inbox, conversations, conversations.c.id == inbox.c.conversation)
    .where(inbox.c.conversation == sa.bindparam("id"), inbox.c.state == sa.literal_column("'waiting'"))
    .order_by(inbox.c.number)
    .limit(1)
)
# written out, because SQLAlchemy 1.4 compiles ON CONFLICT anew every time
_STORE_ONCE = sa.text(
    "INSERT INTO channel_inbox (conversation, number, turn, message, text, payload, note, identity, locale, state,"
    " attempts, received_at) VALUES (:conversation, :number, :turn, :message, :text, :payload, :note, :identity,"
    " :locale, 'waiting', 0, :received_at) ON CONFLICT (conversation, message) DO NOTHING"
).bindparams(sa.bindparam("identity", type_=sa.JSON))
# without it, a message that another process stores between look and release would wait for the sweep
_LOCK = sa.text("SELECT id FROM channel_conversations WHERE id = :id FOR UPDATE")
_SETTLE = inbox.update().where(inbox.c.turn == sa.bindparam("id"), inbox.c.state == "waiting")


LocaleAfter = Callable[[str, str, str], str]
"""Takes a typed text, its conversation's locale so far and the person's own; gives the conversation's from now on."""


class Superseded(Exception):
    """Another process took the conversation over or finished the turn; what this one has is dropped."""


class Overtaken(Exception):
    """While a message for a person was looked at, the conversation changed hands; it wants another look."""


class _Repeated(Exception):
    """The message is stored already."""


class Conversations:
    """The inbox, as one process (`me`) works on it. Every method blocks.

    `lease` in seconds: how long the process owns a conversation without renewing.
    """

    def __init__(self, database: Database, clock: Callable[[], float], lease: float, locale_after: LocaleAfter) -> None:
        self._db = database
        self._clock = clock
        self.lease = lease
        self._locale_after = locale_after
        self.me = uuid.uuid4().hex

    def accept(self, message: Incoming) -> Accepted:
        """Store a message once, by its platform's id, with the locale that its conversation has from now on.

        Raises `LookupError` when its conversation does not exist.
        """
        now = self._clock()
        turn = uuid.uuid4().hex
        try:
            with self._db.engine.begin() as connection:
                claimed = self._claim(connection, message.conversation, now)
                message = replace(message, payload=message.payload or chosen(connection, message, now))
                locale = self._locale(connection, message, claimed.locale)
                self._insert(connection, replace(message, locale=locale), turn, claimed.last_number, now)
                announce(connection, self.me, message.conversation)
        except _Repeated:
            return self._stored(message)
        said = said_by_customer(message.id, message.text, now)
        event = Event(message.conversation, claimed.last_number, "message", said)
        return Accepted(turn, claimed.owner == self.me, False, event)

    def next_turn(self, conversation: str) -> Turn | None:
        """The conversation's first waiting message; None when there is none, and the conversation is released.

        Raises `Superseded` when another process owns the conversation.
        """
        with self._db.engine.begin() as connection:
            if not self._db.is_sqlite:  # whose transactions come one after another anyway
                connection.execute(_LOCK, {"id": conversation})
            return self._next_or_release(connection, conversation)

    def finish(
        self,
        turn: Turn,
        bodies: Sequence[dict[str, Any]],
        issued: Sequence[dict[str, Any]] = (),
        handoff: dict[str, Any] | None = None,
        delivery: str = "pull",
    ) -> Finished:
        """Store a turn's replies and end it, all or nothing.

        `bodies` are messages as the channel renders them, each with its `id`; `issued` are rows for the
        choices in them; `handoff` gives the conversation to a person, or back. Raises `Superseded`, `Overtaken`.
        """
        now = self._clock()
        count = len(bodies) + (handoff is not None)
        with self._db.engine.begin() as connection:
            last = self._number(connection, turn, count)
            if connection.execute(_SETTLE, {"id": turn.id, "state": _settled(turn, count, handoff)}).rowcount != 1:
                raise Superseded(turn.id)
            events = entries_of(turn, [dated(body, now) for body in bodies], handoff, last - count)
            record(connection, events, delivery, now)
            if issued:
                connection.execute(choices.insert(), list(issued))
            if handoff is not None:
                hand_over(connection, turn.conversation, handoff)
            following = self._next_or_release(connection, turn.conversation)
            announce(connection, self.me, turn.conversation, turn.id)
        return Finished(events, following)

    def count_attempt(self, turn: Turn) -> None:
        """Remember that a turn somebody left in the middle is taken up again."""
        with self._db.engine.begin() as connection:
            connection.execute(inbox.update().where(inbox.c.turn == turn.id).values(attempts=inbox.c.attempts + 1))

    def abandon_all(self) -> None:
        """On SQLite, at the start: whoever owned a conversation is gone."""
        with self._db.engine.begin() as connection:
            connection.execute(conversations.update().where(conversations.c.owner.isnot(None)).values(owned_until=0.0))

    def claim_orphans(self, limit: int = 500) -> list[str]:
        """Take over conversations with waiting messages whose process is gone; several processes share them."""
        now = self._clock()
        waiting = sa.select(inbox.c.conversation).where(inbox.c.state == "waiting").distinct()
        free = sa.or_(conversations.c.owner.is_(None), conversations.c.owned_until < now)
        orphans = sa.select(conversations.c.id).where(conversations.c.id.in_(waiting), free).limit(limit)
        with self._db.engine.begin() as connection:
            found = [row.id for row in connection.execute(orphans.with_for_update(skip_locked=True))]
            self._own(connection, found, now)
        return found

    def renew(self, owned: Iterable[str]) -> None:
        """Go on owning conversations this process is busy with."""
        with self._db.engine.begin() as connection:
            self._own(connection, list(owned), self._clock(), only_mine=True)

    def release(self, owned: Iterable[str]) -> None:
        """Let other processes take over at once, when this one stops."""
        with self._db.engine.begin() as connection:
            for conversation in owned:
                connection.execute(_RELEASE, {"id": conversation, "me": self.me})

    def is_waiting(self, turn: str) -> bool:
        """Whether a turn is still to be answered."""
        with self._db.engine.begin() as connection:
            return bool(connection.execute(sa.select(inbox.c.state).where(inbox.c.turn == turn)).scalar() == "waiting")

    def _claim(self, connection: Connection, conversation: str, now: float) -> Row:
        values = {"id": conversation, "me": self.me, "now": now, "until": now + self.lease}
        claimed = connection.execute(_CLAIM, values).fetchone()
        if claimed is None:
            raise LookupError(conversation)
        return claimed

    def _locale(self, connection: Connection, message: Incoming, before: str) -> str:
        """The conversation's locale after a message; a pressed choice is in our words and tells nothing."""
        if message.payload is not None:
            return before
        locale = self._locale_after(message.text, before, message.locale)
        if locale != before:
            connection.execute(_LOCALE, {"id": message.conversation, "locale": locale})
        return locale

    def _insert(self, connection: Connection, message: Incoming, turn: str, number: int, now: float) -> None:
        row = {
            "conversation": message.conversation,
            "number": number,
            "turn": turn,
            "message": message.id,
            "text": message.text,
            "payload": message.payload,
            "note": message.note,
            "identity": message.identity,
            "locale": message.locale,
            "received_at": now,
        }
        if connection.execute(_STORE_ONCE, row).rowcount != 1:
            raise _Repeated

    def _stored(self, message: Incoming) -> Accepted:
        known = sa.select(inbox.c.turn, inbox.c.state).where(
            inbox.c.conversation == message.conversation, inbox.c.message == message.id
        )
        with self._db.engine.begin() as connection:
            row = connection.execute(known).one()
        return Accepted(row.turn, False, row.state != "waiting")

    def _number(self, connection: Connection, turn: Turn, count: int) -> int:
        values = {"id": turn.conversation, "me": self.me, "count": count}
        row = connection.execute(_NUMBER_OWNED, values).fetchone()
        if row is None:
            raise Superseded(turn.id)
        if turn.handoff != "bot" and row.state != turn.handoff:
            raise Overtaken(turn.id)
        return int(row.last_number)

    def _next_or_release(self, connection: Connection, conversation: str) -> Turn | None:
        row = connection.execute(_NEXT, {"id": conversation}).fetchone()
        if row is None:
            connection.execute(_RELEASE, {"id": conversation, "me": self.me})
            return None
        if row.owner != self.me:
            raise Superseded(row.turn)
        return _turn(row)

    def _own(self, connection: Connection, found: list[str], now: float, *, only_mine: bool = False) -> None:
        if not found:
            return
        rows = conversations.update().where(conversations.c.id.in_(found))
        if only_mine:
            rows = rows.where(conversations.c.owner == self.me)
        connection.execute(rows.values(owner=self.me, owned_until=now + self.lease))


def _settled(turn: Turn, count: int, handoff: dict[str, Any] | None) -> str:
    """What becomes of a message, as `inbox.state` has it."""
    if not count:
        return "silent"
    return "kept" if turn.handoff == "requested" and handoff is None and turn.note not in NOTES else "answered"


def _turn(row: Row) -> Turn:
    return Turn(
        id=row.turn,
        conversation=row.conversation,
        channel=row.channel,
        number=row.number,
        message=row.message,
        text=row.text,
        payload=row.payload,
        note=row.note,
        identity=row.identity,
        locale=row.locale,
        attempts=row.attempts,
        handoff=row.handoff,
    )
