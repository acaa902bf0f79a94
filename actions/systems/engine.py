"""Engines over a connected system: pooled, read-only and bounded in time as far as the dialect can be told.

Every connection is in autocommit mode over a read-only session, so that a look-up is one statement in a
read-only transaction of its own, and one round trip.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import NoSuchModuleError
from sqlalchemy.pool import NullPool

from actions.errors import SystemDefinitionError
from actions.systems.url import package_for

CONNECT_SECONDS = 2
_STEPS = 5_000
"""SQLite looks at the clock once in so many of its virtual machine's steps."""
_TIMED_OUT = {"57014", "1969", "3024", "interrupted"}
_UNKNOWN_ZONE = 1298
_UNTIL = "usher: until"


@dataclass(frozen=True)
class Session:
    """How a connection behaves. `timeout_ms` bounds each statement; `zone` is the IANA name in which the
    server gives its times; `connections` None: not pooled, a connection of its own each time."""

    timeout_ms: int
    zone: str
    connections: int | None = None
    read_only: bool = True


def open_engine(url: URL, session: Session) -> Engine:
    """Does not connect. Raises `SystemDefinitionError` naming the package that a dialect needs."""
    backend = url.get_backend_name()
    pool: dict[str, Any] = {"poolclass": NullPool}
    if session.connections is not None:
        pool = {"pool_size": session.connections, "max_overflow": 0, "pool_timeout": session.timeout_ms / 1000,
                "pool_recycle": 1800, "pool_use_lifo": True}  # fmt: skip
    try:
        engine = sa.create_engine(
            url,
            connect_args=_arguments(url, session),
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            **pool,
        )  # fmt: skip
    except NoSuchModuleError:
        raise SystemDefinitionError(
            f"there is no SQLAlchemy dialect for {backend!r} here: install the package {package_for(backend)}"
        ) from None
    except ModuleNotFoundError as error:
        name = package_for(error.name or backend)
        raise SystemDefinitionError(f"there is no driver for {backend!r} here: install the package {name}") from None
    _listen(engine, backend, session)
    return engine


def _arguments(url: URL, session: Session) -> dict[str, Any]:
    """How long to wait for the network, in the words of the drivers that are known."""
    patience = math.ceil(session.timeout_ms / 1000) + CONNECT_SECONDS
    driver = url.get_driver_name()
    if driver in ("psycopg", "psycopg2"):
        return {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": patience * 1000, "application_name": "usher"}
    if driver in ("pymysql", "mysqldb"):
        return {"connect_timeout": CONNECT_SECONDS, "read_timeout": patience, "write_timeout": patience}
    return {}


def _listen(engine: Engine, backend: str, session: Session) -> None:
    prepare = {"postgresql": _postgresql, "mysql": _mysql, "mariadb": _mysql, "sqlite": _sqlite}.get(backend)
    if prepare is not None:
        sa.event.listen(engine, "connect", prepare(session))
    if backend == "sqlite":
        sa.event.listen(engine, "before_cursor_execute", _before_execution(session.timeout_ms))


Prepare = Callable[[Any, Any], None]


def _postgresql(session: Session) -> Prepare:
    access = "READ ONLY" if session.read_only else "READ WRITE"

    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET SESSION CHARACTERISTICS AS TRANSACTION {access}")
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false),"
                " set_config('TimeZone', %s, false)",
                (str(session.timeout_ms), str(min(session.timeout_ms, 1000)), session.zone),
            )
        connection.commit()

    return prepare


def _mysql(session: Session) -> Prepare:
    access = "READ ONLY" if session.read_only else "READ WRITE"

    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET SESSION TRANSACTION {access}")
            cursor.execute("SET SESSION lock_wait_timeout = 1")
            cursor.execute("SELECT VERSION()")
            if "mariadb" in str(cursor.fetchone()[0]).lower():
                cursor.execute(f"SET SESSION max_statement_time = {session.timeout_ms / 1000:.3f}")
            else:
                cursor.execute(f"SET SESSION max_execution_time = {session.timeout_ms}")
            _mysql_zone(cursor, session.zone)

    return prepare


def _mysql_zone(cursor: Any, zone: str) -> None:
    try:
        cursor.execute("SET SESSION time_zone = %s", ("+00:00" if zone == "UTC" else zone,))
    except Exception as error:
        if error.args[:1] != (_UNKNOWN_ZONE,):
            raise
        raise SystemDefinitionError(
            f"the database server does not know time_zone: {zone} of system.yml: load its zones "
            "(mysql_tzinfo_to_sql), or set time_zone: UTC and yield times in UTC"
        ) from None


def _sqlite(session: Session) -> Prepare:
    def prepare(connection: Any, record: Any) -> None:
        if session.read_only:
            connection.execute("PRAGMA query_only = ON")
        until = record.info[_UNTIL] = [math.inf]
        connection.set_progress_handler(lambda: time.monotonic() > until[0], _STEPS)

    return prepare


def _before_execution(timeout_ms: int) -> Callable[..., None]:
    def start(connection: sa.Connection, *_: Any) -> None:
        start_the_clock(connection.connection.info, timeout_ms)

    return start


def start_the_clock(info: MutableMapping[Any, Any], timeout_ms: int) -> None:
    """Bound the next statement on the connection whose `info` this is, where the server does not do so itself."""
    until = info.get(_UNTIL)
    if until is not None:
        until[0] = time.monotonic() + timeout_ms / 1000


def timed_out(cause: BaseException | None) -> bool:
    """Whether the server stopped a statement for taking too long; `cause` is the driver's error."""
    first = str(cause.args[0]) if cause is not None and cause.args else ""
    return str(getattr(cause, "sqlstate", None)) in _TIMED_OUT or first in _TIMED_OUT
