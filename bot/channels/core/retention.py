"""What is old is deleted: what was said, pressed and rated, and conversations in which nothing else is left.

Nothing that still waits for an answer or for a platform is touched. A part at a time, so that nobody who writes
meanwhile waits for long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.core.database import Database
from bot.channels.core.dialogue import Dialogue
from bot.channels.core.tables import OF_CONVERSATIONS, conversations, deliveries, feedback, inbox, outbox

_PART = 500  # rows deleted in one transaction
_DAY = 86_400.0

_WAITING = sa.exists().where(inbox.c.conversation == conversations.c.id, inbox.c.state == "waiting")
_DUE = sa.exists().where(deliveries.c.conversation == conversations.c.id, deliveries.c.state == "due")
_DELIVERED_NOW = sa.exists().where(
    deliveries.c.conversation == outbox.c.conversation, deliveries.c.number == outbox.c.number
)


class Retention:
    """Keeps what customers and the bot said for `days`. `clock` gives seconds since 1970."""

    def __init__(self, database: Database, dialogue: Dialogue, clock: Callable[[], float], days: float) -> None:
        self._db = database
        self._dialogue = dialogue
        self._clock = clock
        self._seconds = days * _DAY

    async def run(self) -> None:
        """Delete everything that is too old. Raises `StoreUnavailable`."""
        before = self._clock() - self._seconds
        for delete in (self._end_conversations, self._delete_entries):
            while await self._db.run(delete, before):
                await asyncio.sleep(0)  # on SQLite the event loop stands still meanwhile
        await self._dialogue.forget_before(before)

    def _end_conversations(self, before: float) -> int:
        said_since = sa.exists().where(outbox.c.conversation == conversations.c.id, outbox.c.created_at >= before)
        over = (
            sa.select(conversations.c.id)
            .where(conversations.c.active_at < before, ~said_since, ~_WAITING, ~_DUE)
            .limit(_PART)
            .with_for_update(skip_locked=True)
        )
        with self._db.engine.begin() as connection:
            found = [row.id for row in connection.execute(over)]
            delete_conversations(connection, found)
        return len(found)

    def _delete_entries(self, before: float) -> int:
        """Of conversations that go on. A delivery goes before the entry it delivers."""
        old = [
            (inbox, sa.and_(inbox.c.received_at < before, inbox.c.state != "waiting")),
            (deliveries, sa.and_(deliveries.c.created_at < before, deliveries.c.state != "due")),
            (outbox, sa.and_(outbox.c.created_at < before, ~_DELIVERED_NOW)),
            (feedback, feedback.c.created_at < before),
        ]
        with self._db.engine.begin() as connection:
            return sum(_delete_part(connection, table, which) for table, which in old)


def delete_conversations(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Delete everything that belongs to these conversations; how many rows of each table there were."""
    if not ids:
        return {}
    gone = {}
    for table, column in OF_CONVERSATIONS:
        gone[table.name] = connection.execute(table.delete().where(column.in_(ids))).rowcount
    return gone


def _delete_part(connection: Connection, table: sa.Table, which: sa.sql.ColumnElement[bool]) -> int:
    keys = list(table.primary_key.columns)
    part = sa.select(*keys).where(which).limit(_PART).with_for_update(skip_locked=True, of=table)
    rows = connection.execute(part).all()
    if rows:
        connection.execute(table.delete().where(sa.tuple_(*keys).in_([tuple(row) for row in rows])))
    return len(rows)
