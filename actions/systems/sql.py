"""One connected system: an entity's SELECT as a sub-query with bound filters on top, read-only and bounded."""

from __future__ import annotations

import datetime as dt
import logging
import re
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from actions.errors import SystemDefinitionError, SystemUnavailable
from actions.systems.config import read_config
from actions.systems.decode import Decoder
from actions.systems.engine import Session, open_engine, timed_out
from actions.systems.entities import CustomerEntity, Entity, entity_name
from actions.systems.folder import Select, SystemFolder, read_folder
from actions.systems.keys import NO_ROW, bound
from actions.systems.url import one_line, parsed_url, sqlglot_dialect

_log = logging.getLogger(__name__)
_COLON = re.compile(r"(?<!\\):(?=\w)")
_PLAIN = sa.types.NullType()
_REST_SECONDS = 3.0
BULK_TIMEOUT_MS = 60_000
"""Longest a statement may run that reads everything: for the index and the checks, never for a customer."""

Row = Mapping[Any, Any]


class SqlSystem:
    """Reads one database. Safe for use from several threads; connects on first use."""

    def __init__(self, folder: SystemFolder, url: URL) -> None:
        self.folder = folder
        self.url = url
        limits, zone = folder.config.limits, folder.config.time_zone
        self.decoder = Decoder(folder.name, folder.config.zone, folder.config.currency)
        self.engine = open_engine(url, Session(limits.timeout_ms, zone, limits.connections))
        self.bulk = open_engine(url, Session(BULK_TIMEOUT_MS, zone))
        self._selects: dict[type[Entity], sa.Subquery] = {}
        self._kinds: dict[tuple[type[Entity], str], type] = {}
        self._lock = threading.Lock()
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
        most = self.folder.config.limits.rows
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
        if same(getattr(row, "customer", "")) in {
            same(one) for one in ([wanted] if isinstance(wanted, str) else wanted)
        }:
            return True
        _log.warning("%s: a row of %s belongs to another customer and was dropped", self.name, entity_name(type(row)))
        return False

    def rows(
        self, entity: type[Entity], where: Mapping[str, Any], *, newest: str | None = None, limit: int | None = None
    ) -> Sequence[Row]:
        """The rows as the source gives them. Raises `SystemUnavailable`."""
        try:
            return self._read(entity, where, newest, limit)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise self._unavailable(error) from error
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error
        # The server had closed an idle connection; reading again on a new one is harmless.
        try:
            return self._read(entity, where, newest, limit)
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def _read(
        self, entity: type[Entity], where: Mapping[str, Any], newest: str | None, limit: int | None
    ) -> Sequence[Row]:
        with self.connect() as connection:
            query = self.query(connection, entity, where, newest=newest, limit=limit)
            return [] if query is None else connection.execute(query).mappings().all()

    def connect(self) -> sa.Connection:
        """A read-only connection. After one could not be made, none is tried for a few seconds: who asks in the
        meantime hears at once that the system is down. Raises `SystemUnavailable`."""
        now = time.monotonic()
        if now < self._rests_until:
            raise SystemUnavailable(self.name, "it did not answer a moment ago")
        try:
            return self.engine.connect()
        except SQLAlchemyError as error:
            if not isinstance(error, sa.exc.TimeoutError):
                self._rests_until = time.monotonic() + _REST_SECONDS
            raise self._unavailable(error) from error

    def _unavailable(self, error: SQLAlchemyError) -> SystemUnavailable:
        if isinstance(error, DBAPIError) and timed_out(error):
            return SystemUnavailable(self.name, f"took longer than {self.folder.config.limits.timeout_ms} ms")
        return SystemUnavailable(self.name, one_line(getattr(error, "orig", None) or error, self.url))

    def everything[E: Entity](self, entity: type[E]) -> list[E]:
        """All rows of an entity, for the index. Raises `SystemUnavailable`."""
        try:
            with self.bulk.connect() as connection:
                rows = connection.execute(sa.select(self.select(entity))).mappings()
                return [self.decoder.decode(entity, row, None) for row in rows]
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def query(
        self, connection: sa.Connection, entity: type[Entity], where: Mapping[str, Any], *,
        newest: str | None = None, limit: int | None = None,
    ) -> sa.Select[Any] | None:  # fmt: skip
        """The statement that `fetch` runs, for checks and benchmarks too. None: no row can match."""
        table = self.select(entity)
        query = sa.select(table)
        for name, wanted in where.items():
            values = wanted if isinstance(wanted, (list, tuple, set, frozenset)) else [wanted]
            kind = self.kind(connection, entity, name)
            possible = [value for value in (bound(one, kind) for one in values) if value is not NO_ROW]
            if not possible:
                return None
            query = query.where(_equals(table.c[name], possible))
        if newest is not None:
            query = query.order_by(*_newest_first(entity, table.c[newest]))
        return query if limit is None else query.limit(limit)

    def select(self, entity: type[Entity]) -> sa.Subquery:
        """The entity's SELECT, to be queried like a table."""
        if entity not in self._selects:
            self._selects[entity] = _subquery(self.folder.selects[entity])
        return self._selects[entity]

    def kind(self, connection: sa.Connection, entity: type[Entity], name: str) -> type | None:
        """The Python type in which the source gives a column. None: no row has a value there now."""
        known = self._kinds.get((entity, name))
        if known is None:
            column = self.select(entity).c[name]
            found = connection.execute(sa.select(column).where(column.is_not(None)).limit(1)).first()
            if found is None:
                return None
            known = type(found[0])
            with self._lock:
                self._kinds[entity, name] = known
        return known

    def close(self) -> None:
        self.engine.dispose()
        self.bulk.dispose()


def _equals(column: sa.ColumnElement[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    # Text is bound without a type, so that the server reads it as the column's own and its index counts.
    binds = [
        sa.bindparam(None, value, type_=_PLAIN if isinstance(value, str) else None, unique=True) for value in values
    ]
    return column == binds[0] if len(binds) == 1 else column.in_(binds)


def _newest_first(entity: type[Entity], column: sa.ColumnElement[Any]) -> tuple[sa.ColumnElement[Any], ...]:
    """Rows without a value last, everywhere: the dialects differ in where NULL sorts."""
    if entity.columns()[str(column.key)].is_required():
        return (column.desc(),)
    return (column.is_(None), column.desc())


def _subquery(select: Select) -> sa.Subquery:
    # A colon before a word would be read as a bound parameter, though it is part of the source's SQL;
    # the line break ends a trailing comment.
    text = sa.text(_COLON.sub(r"\\:", select.text) + "\n")
    return text.columns(*(sa.column(name) for name in select.columns)).subquery("t")


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
