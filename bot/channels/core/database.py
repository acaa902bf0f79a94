"""The channels' database: SQLite for one process, PostgreSQL for several.

On SQLite a commit takes a third of a millisecond, less than a trip through a thread: calls run in place.
On PostgreSQL they run in threads, so that a slow network never holds up the event loop.
"""

from __future__ import annotations

import asyncio
import fcntl
import functools
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError
from sqlalchemy.pool import StaticPool

from bot.channels.core.errors import StoreUnavailable

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = 8
_CONNECT_TIMEOUT = 3  # seconds


class Database:
    """Connections to one database, and how its blocking calls are run."""

    def __init__(self, url: str) -> None:
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: Engine = _sqlite(self.url) if self.is_sqlite else _server(self.url)
        self._pool = None if self.is_sqlite else ThreadPoolExecutor(_THREADS, "channel-store")
        self._lock: IO[str] | None = None

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a blocking `call`. Raises `StoreUnavailable` when the database does not answer."""
        try:
            if self._pool is None:
                return call(*args, **kwargs)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, functools.partial(call, *args, **kwargs))
        except (OperationalError, InterfaceError, TimeoutError, sqlite3.OperationalError) as error:
            raise StoreUnavailable(str(error.__cause__ or error)) from error
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            raise StoreUnavailable(str(error.__cause__ or error)) from error

    def insert(self, table: sa.Table) -> Any:
        """An INSERT of this database's own dialect, which knows ON CONFLICT."""
        return (sqlite if self.is_sqlite else postgresql).insert(table)

    def create(self, metadata: sa.MetaData) -> None:
        """Create missing tables. Several processes may do so at once."""
        with self.engine.begin() as connection:
            if not self.is_sqlite:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(7283104)"))
            metadata.create_all(connection)

    def ping(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))

    def own(self) -> None:
        """Keep other processes from a SQLite file: its conversations are run by one process alone.

        Raises `StoreUnavailable` when another process has it. The lock ends with the process, however it ends.
        """
        path = self.url.database
        if not self.is_sqlite or not path or path == ":memory:":
            return
        lock = Path(f"{path}.lock").open("w")  # noqa: SIM115 - held as long as the process lives
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise StoreUnavailable(
                f"{path} is in use by another process; several processes need PostgreSQL (USHER_CHANNEL_DATABASE_URL)"
            ) from None
        self._lock = lock

    def close(self) -> None:
        self.engine.dispose()
        if self._pool is not None:
            self._pool.shutdown(wait=False)
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"check_same_thread": False, "timeout": 5}
    engine = sa.create_engine(url, poolclass=StaticPool, connect_args=arguments, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver would begin transactions late, at the first write
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # the driver's own call: SQLAlchemy's way costs as much as the statement after it
    connection.connection.dbapi_connection.execute("BEGIN IMMEDIATE")


def _server(url: URL) -> Engine:
    arguments = {"connect_timeout": _CONNECT_TIMEOUT} if url.get_backend_name() == "postgresql" else {}
    return sa.create_engine(
        url,
        pool_size=_THREADS,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args=arguments,
        hide_parameters=True,  # errors end up in logs, customers' words must not
    )
