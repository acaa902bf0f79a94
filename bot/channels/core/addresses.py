"""Which conversation a platform's thread is, and where its messages go.

The platform names the thread; the conversation's id is the server's own. A conversation belongs to one
customer: when a chat account is linked or unlinked, its thread goes on with a new conversation, so that
nothing remembered of one customer is said to another. One that a person has taken over goes on until it is
given back: the bot, which remembers, is silent there.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.channels.core.database import Database
from bot.channels.core.delivery import Address
from bot.channels.core.sessions import new_conversation
from bot.channels.core.tables import addresses, conversations, inbox, outbox

_current = (
    sa.select(addresses, conversations.c.state)
    .join_from(addresses, conversations, conversations.c.id == addresses.c.conversation)
    .where(addresses.c.key == sa.bindparam("thread"), addresses.c.current)
)
_heard = (
    sa.select(inbox.c.conversation)
    .join_from(inbox, addresses, addresses.c.conversation == inbox.c.conversation)
    .where(addresses.c.key == sa.bindparam("thread"), inbox.c.message == sa.bindparam("message"))
    .limit(1)
)
_sent = (
    sa.select(outbox.c.conversation)
    .join_from(outbox, addresses, addresses.c.conversation == outbox.c.conversation)
    .where(addresses.c.key == sa.bindparam("thread"), outbox.c.message == sa.bindparam("message"))
    .limit(1)
)


class Addresses:
    """Conversations by thread. Every method blocks. `clock` gives seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._db = database
        self._clock = clock

    def conversation(self, channel: str, key: str, address: Address, locale: str, customer: str | None = None) -> str:
        """The thread's conversation with `customer` (None: with nobody known), made at first sight.

        `key` names the thread among all channels, e.g. ``slack:T1:C1:U1``; `address` replaces the one before.
        """
        try:
            return self._conversation(channel, key, address, locale, customer)
        except IntegrityError:  # another process made it a moment ago
            return self._conversation(channel, key, address, locale, customer)

    def find(self, conversation: str) -> tuple[str, Address] | None:
        """A conversation's channel and address; None: it is fetched, not sent."""
        known = sa.select(addresses.c.channel, addresses.c.address).where(addresses.c.conversation == conversation)
        with self._db.engine.connect() as connection:
            row = connection.execute(known).first()
        return None if row is None else (row.channel, row.address)

    def current(self, key: str) -> str | None:
        """The conversation a thread has now; None: nothing was said in it yet."""
        with self._db.engine.connect() as connection:
            row = connection.execute(_current, {"thread": key}).first()
        return None if row is None else str(row.conversation)

    def heard_in(self, key: str, message: str) -> str | None:
        """The conversation of a thread that has a message by its platform's id; None: it is new."""
        with self._db.engine.connect() as connection:
            found: str | None = connection.execute(_heard, {"thread": key, "message": message}).scalar()
        return found

    def of_message(self, key: str, message: str) -> str | None:
        """The conversation of a thread in which a message of ours was sent; None: it was not sent in this thread."""
        with self._db.engine.connect() as connection:
            found: str | None = connection.execute(_sent, {"thread": key, "message": message}).scalar()
        return found

    def _conversation(self, channel: str, key: str, address: Address, locale: str, customer: str | None) -> str:
        with self._db.engine.begin() as connection:
            row = connection.execute(_current, {"thread": key}).first()
            if row is not None and (row.customer == customer or row.state != "bot"):  # a person keeps the thread
                self._move(connection, row, address)
                return str(row.conversation)
            if row is not None:
                left = addresses.update().where(addresses.c.conversation == row.conversation)
                connection.execute(left.values(current=False))
            return self._open(connection, channel, key, address, locale, customer)

    def _move(self, connection: Connection, row: Row, address: Address) -> None:
        if row.address != address:
            moved = addresses.update().where(addresses.c.conversation == row.conversation)
            connection.execute(moved.values(address=address))

    def _open(
        self, connection: Connection, channel: str, key: str, address: Address, locale: str, customer: str | None
    ) -> str:
        now = self._clock()
        conversation = f"{channel}-{uuid.uuid4().hex}"
        row: dict[str, Any] = {
            "conversation": conversation,
            "channel": channel,
            "key": key,
            "customer": customer,
            "address": address,
            "current": True,
            "created_at": now,
        }
        connection.execute(conversations.insert(), new_conversation(conversation, channel, locale, now))
        connection.execute(addresses.insert(), row)
        return conversation
