"""One connected system: reads an entity's rows for one customer, read-only, bounded, and nobody else's."""

from __future__ import annotations

import datetime as dt
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection

from actions.errors import SystemDefinitionError, SystemUnavailable
from actions.systems.config import read_config
from actions.systems.decode import Decoder
from actions.systems.engine import Session, open_engine, start_the_clock, timed_out
from actions.systems.entities import CustomerEntity, Entity, entity_name
from actions.systems.folder import SystemFolder, read_folder
from actions.systems.keys import NO_ROW, bound
from actions.systems.statements import Statement, Statements
from actions.systems.url import one_line, parsed_url, sqlglot_dialect

_log = logging.getLogger(__name__)
_QUOTED = re.compile(r"""(['"]).*\1""")
_REST_SECONDS = 3.0
BULK_TIMEOUT_MS = 60_000
"""Longest a statement may run that reads everything: for the index and the checks, never for a customer."""

Row = Mapping[Any, Any]


class SqlSystem:
    """Reads one database. Safe for use from several threads; connects on first use."""

    def __init__(self, folder: SystemFolder, url: URL) -> None:
        self.folder = folder
        self.url = url
        self._limits, zone = folder.config.limits, folder.config.time_zone
        self.decoder = Decoder(folder.name, folder.config.zone, folder.config.currency)
        self.engine = open_engine(url, Session(self._limits.timeout_ms, zone, self._limits.connections))
        self.bulk = open_engine(url, Session(BULK_TIMEOUT_MS, zone))
        self._statements = Statements(folder, self.engine.dialect)
        self._kinds: dict[tuple[type[Entity], str], type] = {}
        self._rests_until = 0.0

    @property
    def name(self) -> str:
        return self.folder.name

    def fetch[E: Entity](
        self,
        entity: type[E],
        where: Mapping[str, Any],
        *,
        newest: str | None = None,
        limit: int | None = None,
    ) -> list[E]:
        """The rows that match `where` (column -> value, or a list for any of), at most `limit` of them, the ones
        with the greatest `newest` column first. `limit` None: all, but an error beyond the system's own limit.

        Raises `SystemUnavailable`; `SystemDefinitionError` for a row that is not what the entity documents.
        """
        if issubclass(entity, CustomerEntity) and not where.get("customer"):
            raise SystemDefinitionError(f"{entity_name(entity)} belongs to customers: a look-up must name one")
        most = self._limits.rows
        rows = self.rows(entity, where, newest=newest, limit=most + 1 if limit is None else limit)
        if limit is None and len(rows) > most:
            raise SystemUnavailable(self.name, f"more than {most} rows of {entity_name(entity)} match (limits.rows)")
        read_at = dt.datetime.now(dt.UTC)
        found = [self.decoder.decode(entity, row, read_at) for row in rows]
        return [row for row in found if self._asked_for(row, where)] if "customer" in where else found

    def _asked_for(self, row: Entity, where: Mapping[str, Any]) -> bool:
        """Whether a row is really the customer's: a collation may take other letters for the same."""
        link = self.folder.config.link
        same = str.casefold if link and link.by == "email" else str
        wanted = where["customer"]
        names = [wanted] if isinstance(wanted, str) else wanted
        if same(getattr(row, "customer", "")) in {same(name) for name in names}:
            return True
        _log.warning("%s: a row of %s belongs to another customer and was dropped", self.name, entity_name(type(row)))
        return False

    def rows(
        self, entity: type[Entity], where: Mapping[str, Any], *, newest: str | None = None, limit: int | None = None
    ) -> Sequence[Row]:
        """The rows as the source gives them. Raises `SystemUnavailable`."""
        statement = self.statement(entity, where, newest=newest, limit=limit)
        return [] if statement is None else self._run(statement)

    def statement(
        self, entity: type[Entity], where: Mapping[str, Any], *, newest: str | None = None, limit: int | None = None
    ) -> Statement | None:
        """What `rows` runs, for checks too. None: no row can match. Raises `SystemUnavailable`."""
        given = {}
        for name, wanted in where.items():
            values = wanted if isinstance(wanted, (list, tuple, set, frozenset)) else [wanted]
            kind = self._kind(entity, name)
            given[name] = [value for value in (bound(one, kind) for one in values) if value is not NO_ROW]
            if not given[name]:
                return None
        return self._statements.look_up(entity, given, newest, limit)

    def select(self, entity: type[Entity]) -> sa.Subquery:
        """The entity's SELECT, to be queried like a table by what looks at all rows."""
        return self._statements.select(entity)

    def _kind(self, entity: type[Entity], name: str) -> type | None:
        """The Python type in which the source gives a column. None: no row has a value there now."""
        known = self._kinds.get((entity, name))
        if known is None:
            found = self._run(self._statements.first_value(entity, name))
            if not found:
                return None
            known = self._kinds[entity, name] = type(found[0][name])
        return known

    def _run(self, statement: Statement) -> list[Row]:
        try:
            return self._read(statement)
        except _Lost:
            # The server had closed an idle connection; reading again on a new one is harmless.
            return self._read(statement)

    def _read(self, statement: Statement) -> list[Row]:
        """One statement on a pooled connection. The driver's own cursor is used: what SQLAlchemy adds to each
        execution costs more than the look-up itself."""
        connection = self._checked_out()
        cursor = None
        try:
            start_the_clock(connection.info, self._limits.timeout_ms)
            cursor = connection.cursor()
            cursor.execute(statement.sql, statement.values)
            return [dict(zip(statement.columns, row, strict=True)) for row in cursor.fetchall()]
        except self.engine.dialect.loaded_dbapi.Error as error:
            if self.engine.dialect.is_disconnect(error, connection.dbapi_connection, cursor):
                connection.invalidate(error)
                raise _Lost(self.name, one_line(error, self.url)) from error
            raise self._unavailable(error) from error
        finally:
            if cursor is not None:
                cursor.close()
            connection.close()

    def _checked_out(self) -> PoolProxiedConnection:
        return self._connected(self.engine.raw_connection)

    def connect(self) -> sa.Connection:
        """A read-only connection for checks. Raises `SystemUnavailable`."""
        return self._connected(self.engine.connect)

    def _connected[C](self, connect: Callable[[], C]) -> C:
        """After a connection could not be made, none is tried for a few seconds: who asks in the meantime hears
        at once that the system is down."""
        if time.monotonic() < self._rests_until:
            raise SystemUnavailable(self.name, "it did not answer a moment ago")
        try:
            return connect()
        except (SQLAlchemyError, self.engine.dialect.loaded_dbapi.Error) as error:
            if not isinstance(error, sa.exc.TimeoutError):
                self._rests_until = time.monotonic() + _REST_SECONDS
            raise self._unavailable(getattr(error, "orig", None) or error) from error

    def _unavailable(self, cause: BaseException) -> SystemUnavailable:
        if timed_out(cause):
            return SystemUnavailable(self.name, f"took longer than {self._limits.timeout_ms} ms")
        line = one_line(cause, self.url)
        # What a server says about a value quotes it, and it may be personal; this line goes to the log.
        of_a_value = isinstance(cause, self.engine.dialect.loaded_dbapi.DataError)
        return SystemUnavailable(self.name, _QUOTED.sub("…", line) if of_a_value else line)

    def everything[E: Entity](self, entity: type[E]) -> list[E]:
        """All rows of an entity, for the index. Raises `SystemUnavailable`."""
        try:
            with self.bulk.connect() as connection:
                rows = connection.execute(sa.select(self.select(entity))).mappings()
                return [self.decoder.decode(entity, row, None) for row in rows]
        except SQLAlchemyError as error:
            raise self._unavailable(getattr(error, "orig", None) or error) from error

    def close(self) -> None:
        self.engine.dispose()
        self.bulk.dispose()


class _Lost(SystemUnavailable):
    """The connection is gone, though the system may be there."""


def connect(folder: Path, environment: Mapping[str, str]) -> SqlSystem:
    """Read, prove and prepare `systems/<name>/`; the URL comes from `environment` or the folder's default.

    Raises `SystemDefinitionError` in one line; never repeats a password.
    """
    config = read_config(folder)
    given = environment.get(config.url_env) or config.default_url
    if given is None:
        raise SystemDefinitionError(f"{folder / 'system.yml'}: set {config.url_env} to the database's URL")
    url = parsed_url(given, config.url_env)
    return SqlSystem(read_folder(folder, dialect=sqlglot_dialect(url), config=config), url)
