"""A store from before there were push channels goes on working: what was added are tables, never columns."""

from __future__ import annotations

import time
from pathlib import Path

import sqlalchemy as sa

from bot.channels.core.model import iso
from bot.channels.core.tables import metadata
from tests.bot.channels.core.pushing import loft
from tests.bot.channels.support import settings_for

ADDED = (
    "channel_addresses",
    "channel_deliveries",
    "channel_links",
    "channel_link_offers",
    "channel_mails",
    "channel_rates",
)
YESTERDAY = time.time() - 86_400.0
# as the first release made it
OUTBOX = """
CREATE TABLE channel_outbox (
    conversation VARCHAR(128) NOT NULL, number INTEGER NOT NULL, turn VARCHAR(32), message VARCHAR(128),
    kind VARCHAR(16) NOT NULL, body JSON NOT NULL, delivery VARCHAR(8) NOT NULL, created_at FLOAT NOT NULL,
    PRIMARY KEY (conversation, number), CONSTRAINT channel_outbox_once UNIQUE (conversation, message))
"""


def old_store(url: str) -> None:
    """The tables of the first release, with a visitor's conversation."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.exec_driver_sql(OUTBOX)
        old = [table for table in metadata.sorted_tables if table.name not in ADDED]
        metadata.create_all(connection, tables=old)
        connection.exec_driver_sql(
            "INSERT INTO channel_conversations (id, channel, state, locale, last_number, created_at, active_at)"
            f" VALUES ('web-old', 'web', 'bot', 'en-GB', 1, {YESTERDAY}, {YESTERDAY})"
        )
        connection.exec_driver_sql(
            "INSERT INTO channel_outbox (conversation, number, message, kind, body, delivery, created_at)"
            f""" VALUES ('web-old', 1, 'm-1', 'message', '{{"id": "m-1", "text": "before"}}', 'pull', {YESTERDAY})"""
        )
    engine.dispose()


async def test_a_store_of_the_first_release_is_taken_over(tmp_path: Path, database: str) -> None:
    old_store(database)

    async with loft(settings_for(tmp_path, database)) as pigeons:
        assert await pigeons.runtime.say("web-old", {"id": "m-2", "text": "after"})
        assert await pigeons.ask("hello") == ["you said hello"]
        events = await pigeons.runtime.db.run(pigeons.runtime.timeline.events, "web-old")

    assert [event.body["text"] for event in events] == ["before", "after"]
    assert events[0].body["at"] == iso(YESTERDAY)
    assert len(pigeons.platform.sent) == 1
