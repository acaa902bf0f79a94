"""The tracker store's tables, and what is asked of them."""

from __future__ import annotations

import sqlalchemy as sa
from rasa.shared.core.events import SessionStarted
from sqlalchemy.engine import Connection

metadata = sa.MetaData()

# The table of Rasa's own SQLTrackerStore, so that its tools can read it.
events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
)
snapshots = sa.Table(
    "usher_snapshots",
    metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("event_id", sa.Integer, primary_key=True, autoincrement=False),  # the last event it covers
    sa.Column("timestamp", sa.Float, nullable=False),
    sa.Column("slots", sa.Text, nullable=False),
)

LAST_START = (
    sa.select(sa.func.max(events.c.id))
    .where(events.c.sender_id == sa.bindparam("sender"), events.c.type_name == SessionStarted.type_name)
    .scalar_subquery()
)
SNAPSHOTS = (
    sa.select(snapshots.c.event_id, snapshots.c.timestamp, snapshots.c.slots)
    .where(
        snapshots.c.sender_id == sa.bindparam("sender"),
        snapshots.c.event_id > sa.func.coalesce(LAST_START, 0),
    )
    .order_by(snapshots.c.event_id.desc())
    .limit(2)
)
SINCE_START = (
    sa.select(events.c.id, events.c.data)
    .where(events.c.sender_id == sa.bindparam("sender"), events.c.id >= sa.func.coalesce(LAST_START, 0))
    .order_by(events.c.id)
)
AFTER = (
    sa.select(events.c.id, events.c.data)
    .where(events.c.sender_id == sa.bindparam("sender"), events.c.id > sa.bindparam("after"))
    .order_by(events.c.id)
)
ALL = sa.select(events.c.data).where(events.c.sender_id == sa.bindparam("sender")).order_by(events.c.id)
LAST_ID = sa.select(sa.func.max(events.c.id)).where(events.c.sender_id == sa.bindparam("sender"))
NEWEST = sa.select(sa.func.max(events.c.timestamp)).where(events.c.sender_id == sa.bindparam("sender"))

_TABLES = ((events, events.c.id), (snapshots, snapshots.c.event_id))


def senders_after(connection: Connection, sender: str, limit: int) -> list[str]:
    """Conversations in order of their ids, a part at a time."""
    later = sa.select(events.c.sender_id).where(events.c.sender_id > sender).distinct()
    return list(connection.execute(later.order_by(events.c.sender_id).limit(limit)).scalars())


def delete(connection: Connection, sender: str) -> None:
    """Delete a conversation."""
    for table, _ in _TABLES:
        connection.execute(table.delete().where(table.c.sender_id == sender))


def delete_before(connection: Connection, sender: str, instant: float) -> None:
    """Delete what happened before `instant` (seconds since 1970) and no turn will load; a conversation that ended before
    altogether."""
    if (connection.execute(NEWEST, {"sender": sender}).scalar() or 0.0) < instant:
        delete(connection, sender)
        return
    noted = connection.execute(SNAPSHOTS, {"sender": sender}).all()
    start = connection.execute(sa.select(LAST_START), {"sender": sender}).scalar() or 0
    needed = noted[1].event_id if len(noted) > 1 else start
    for table, id in _TABLES:
        old = sa.and_(table.c.sender_id == sender, table.c.timestamp < instant, id < needed)
        connection.execute(table.delete().where(old))
