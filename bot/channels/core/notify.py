"""News between processes that share a PostgreSQL database, without polling.

What is stored announces itself when its transaction commits (`entries.announce`); what is only shown,
such as typing and drafts, is sent along here. A lost notification costs a customer seconds, never a message.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any, Protocol

import psycopg2
import sqlalchemy as sa

from bot.channels.core.database import Database
from bot.channels.core.entries import NOTIFY_CHANNEL

_LARGEST = 7_500  # bytes; PostgreSQL refuses notifications over 8,000
_RECONNECT = 2.0  # seconds

_log = logging.getLogger(__name__)

Heard = Callable[[dict[str, Any]], None]


class Notifier(Protocol):
    """Hears from other processes, and tells them what is worth showing and stored nowhere."""

    async def start(self, heard: Heard) -> None: ...

    async def tell(self, conversation: str, data: dict[str, Any]) -> None: ...

    async def stop(self) -> None: ...


class Alone:
    """For SQLite: there are no other processes."""

    async def start(self, heard: Heard) -> None:
        return None

    async def tell(self, conversation: str, data: dict[str, Any]) -> None:
        return None

    async def stop(self) -> None:
        return None


class PostgresNotifier:
    """Listens on a connection of its own; `process` is this one's name."""

    def __init__(self, database: Database, process: str) -> None:
        self._db = database
        self._process = process
        self._connection: Any = None
        self._heard: Heard = lambda _: None
        self._watch: asyncio.Task[None] | None = None

    async def start(self, heard: Heard) -> None:
        self._heard = heard
        self._watch = asyncio.create_task(self._stay_connected())

    async def stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        self._disconnect()

    async def tell(self, conversation: str, data: dict[str, Any]) -> None:
        """Send `data` to the other processes; too long, and they do without. Raises `StoreUnavailable`."""
        payload = json.dumps({"process": self._process, "conversation": conversation, "data": data})
        if len(payload) <= _LARGEST:
            await self._db.run(self._notify, payload)

    def _notify(self, payload: str) -> None:
        with self._db.engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_notify(NOTIFY_CHANNEL, payload)))

    async def _stay_connected(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if self._connection is None:
                try:
                    self._connection = await loop.run_in_executor(None, self._connect)
                    loop.add_reader(self._connection.fileno(), self._receive)
                except psycopg2.Error as error:
                    _log.warning("no news from other processes: %s", str(error).strip())
            await asyncio.sleep(_RECONNECT)

    def _connect(self) -> Any:
        arguments, options = self._db.engine.dialect.create_connect_args(self._db.url)
        connection = psycopg2.connect(*arguments, connect_timeout=3, **options)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {NOTIFY_CHANNEL}")
        return connection

    def _receive(self) -> None:
        try:
            self._connection.poll()
        except psycopg2.Error:
            self._disconnect()
            return
        while self._connection.notifies:
            news = json.loads(self._connection.notifies.pop(0).payload)
            if news.get("process") != self._process:
                self._heard(news)

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            asyncio.get_running_loop().remove_reader(connection.fileno())
        except (psycopg2.Error, ValueError):
            _log.debug("the connection for news was closed already")
        connection.close()
