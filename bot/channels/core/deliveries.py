"""What is due on the platforms: sent in order per conversation, by one process at a time, until it is done.

A process delivers a conversation while it has the lease on its address. Taking the lease and giving it back
both lock the address's row, so that a message stored meanwhile is seen by one of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.channels.core.database import Database
from bot.channels.core.delivery import Delivery
from bot.channels.core.tables import addresses, deliveries, outbox

_LONGEST_REASON = 300  # characters
_NEWEST = 100  # messages of a conversation that a platform still speaks of

_head = (
    sa.select(
        deliveries,
        outbox.c.message,
        outbox.c.kind,
        outbox.c.body,
        addresses.c.channel,
        addresses.c.address,
    )
    .join_from(
        deliveries,
        outbox,
        sa.and_(outbox.c.conversation == deliveries.c.conversation, outbox.c.number == deliveries.c.number),
    )
    .join(addresses, addresses.c.conversation == deliveries.c.conversation)
    .where(deliveries.c.conversation == sa.bindparam("id"), deliveries.c.state == sa.literal_column("'due'"))
    .order_by(deliveries.c.number)
    .limit(1)
)


class Lost(Exception):
    """Another process delivers the conversation now."""


class Deliveries:
    """The outbox's way to the platforms, as one process (`me`) works on it. Every method blocks. `lease` in seconds."""

    def __init__(self, database: Database, clock: Callable[[], float], me: str, lease: float) -> None:
        self._db = database
        self._clock = clock
        self._me = me
        self._lease_seconds = lease

    def claim(self, conversation: str) -> bool:
        """Take the lease on a conversation; False: another process has it, or it has no address."""
        now = self._clock()
        free = sa.or_(addresses.c.owner.is_(None), addresses.c.owned_until < now, addresses.c.owner == self._me)
        with self._db.engine.begin() as connection:
            return self._lease(connection, addresses.c.conversation == conversation, free, now) == 1

    def claim_orphans(self, channels: Collection[str], limit: int = 500) -> list[str]:
        """Take over conversations of these channels with something due that no process delivers."""
        now = self._clock()
        due = sa.select(deliveries.c.conversation).where(deliveries.c.state == sa.literal_column("'due'"))
        free = sa.or_(addresses.c.owner.is_(None), addresses.c.owned_until < now)
        orphans = (
            sa.select(addresses.c.conversation)
            .where(addresses.c.conversation.in_(due), addresses.c.channel.in_(list(channels)), free)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        with self._db.engine.begin() as connection:
            found = [row.conversation for row in connection.execute(orphans)]
            if found:
                self._lease(connection, addresses.c.conversation.in_(found), free, now)
        return found

    def abandon_all(self) -> None:
        """On SQLite, at the start: whoever delivered is gone."""
        with self._db.engine.begin() as connection:
            connection.execute(addresses.update().where(addresses.c.owner.isnot(None)).values(owner=None))

    def renew(self, conversations: Iterable[str]) -> None:
        """Go on delivering these."""
        mine = sa.and_(addresses.c.conversation.in_(list(conversations)), addresses.c.owner == self._me)
        with self._db.engine.begin() as connection:
            self._lease(connection, mine, sa.true(), self._clock())

    def release(self, conversations: Iterable[str]) -> None:
        """Let other processes deliver these at once."""
        with self._db.engine.begin() as connection:
            for conversation in conversations:
                self._let_go(connection, conversation)

    def next(self, conversation: str) -> tuple[Delivery, float] | None:
        """The first delivery that is due, and the seconds to wait before it; None: none is, the lease is over.

        Raises `Lost`.
        """
        with self._db.engine.begin() as connection:
            self._hold(connection, conversation)
            row = connection.execute(_head, {"id": conversation}).first()
            if row is None:
                self._let_go(connection, conversation)
                return None
        return _delivery(row), max(0.0, (row.retry_at or 0.0) - self._clock())

    def last_sent(self, conversation: str, kind: str) -> float | None:
        """When the newest entry of that kind was taken, in seconds since 1970; None: there is none, or not yet."""
        newest = (
            sa.select(deliveries.c.state, deliveries.c.done_at)
            .join_from(
                deliveries,
                outbox,
                sa.and_(outbox.c.conversation == deliveries.c.conversation, outbox.c.number == deliveries.c.number),
            )
            .where(deliveries.c.conversation == conversation, outbox.c.kind == kind)
            .order_by(deliveries.c.number.desc())
            .limit(1)
        )
        with self._db.engine.connect() as connection:
            row = connection.execute(newest).first()
        return float(row.done_at) if row is not None and row.state == "sent" else None

    def message_of(self, conversation: str, post: str) -> str | None:
        """The message that a post belongs to; None: it is none of the newest.

        `post` is the platform's id; a sender keeps those as the list `ids` in a delivery's progress.
        """
        newest = (
            sa.select(outbox.c.message, deliveries.c.progress)
            .join_from(
                deliveries,
                outbox,
                sa.and_(outbox.c.conversation == deliveries.c.conversation, outbox.c.number == deliveries.c.number),
            )
            .where(deliveries.c.conversation == conversation)
            .order_by(deliveries.c.number.desc())
            .limit(_NEWEST)
        )
        with self._db.engine.connect() as connection:
            rows = connection.execute(newest).all()
        return next((str(row.message) for row in rows if post in row.progress.get("ids", ())), None)

    def save(self, delivery: Delivery, progress: Mapping[str, Any]) -> None:
        """Remember what of a message the platform has. Raises `Lost`."""
        self._change(delivery, progress=dict(progress))

    def sent(self, delivery: Delivery) -> None:
        """The platform has all of it. Raises `Lost`."""
        self._change(delivery, state="sent", done_at=self._clock(), attempts=delivery.attempt, reason=None)

    def failed(self, delivery: Delivery, reason: str) -> None:
        """It will never be taken. Raises `Lost`."""
        note = reason[:_LONGEST_REASON]
        self._change(delivery, state="failed", done_at=self._clock(), attempts=delivery.attempt, reason=note)

    def later(self, delivery: Delivery, after: float, reason: str) -> None:
        """Try again `after` seconds from now. Raises `Lost`."""
        again = self._clock() + after
        self._change(delivery, attempts=delivery.attempt, retry_at=again, reason=reason[:_LONGEST_REASON])

    def _change(self, delivery: Delivery, **values: Any) -> None:
        row = deliveries.update().where(
            deliveries.c.conversation == delivery.conversation, deliveries.c.number == delivery.number
        )
        with self._db.engine.begin() as connection:
            self._hold(connection, delivery.conversation)
            connection.execute(row.values(**values))

    def _hold(self, connection: Connection, conversation: str) -> None:
        mine = sa.and_(addresses.c.conversation == conversation, addresses.c.owner == self._me)
        if self._lease(connection, mine, sa.true(), self._clock()) != 1:
            raise Lost(conversation)

    def _lease(self, connection: Connection, which: Any, free: Any, now: float) -> int:
        row = addresses.update().where(which, free).values(owner=self._me, owned_until=now + self._lease_seconds)
        return int(connection.execute(row).rowcount)

    def _let_go(self, connection: Connection, conversation: str) -> None:
        mine = addresses.update().where(addresses.c.conversation == conversation, addresses.c.owner == self._me)
        connection.execute(mine.values(owner=None, owned_until=None))


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row.message or f"{row.conversation}-{row.number}",
        conversation=row.conversation,
        number=row.number,
        channel=row.channel,
        kind=row.kind,
        address=row.address,
        body=row.body,
        attempt=row.attempts + 1,
        progress=row.progress,
        created_at=row.created_at,
    )
