"""One connected system: an entity's SELECT as a sub-query with bound filters on top, read-only and bounded."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from actions.errors import SystemDefinitionError, SystemUnavailable
from actions.systems.entities import CustomerEntity, Entity
from actions.systems.folder import Select, SystemFolder, read_config, read_folder

_DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite", "mssql": "tsql"}
_COLON = re.compile(r"(?<!\\):(?=\w)")


class SqlSystem:
    """Reads one database. Safe for use from several threads; connects on first use."""

    def __init__(self, folder: SystemFolder, url: str) -> None:
        self.folder = folder
        self._engine = _engine(folder, url)
        self._selects: dict[type[Entity], sa.Subquery] = {}
        self._key_types: dict[tuple[type[Entity], str], type] = {}
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def engine(self) -> Engine:
        """For checks; answers go through `fetch`."""
        return self._engine

    def fetch[E: Entity](
        self,
        entity: type[E],
        where: Mapping[str, Any],
        *,
        newest: str | None = None,
        limit: int | None = None,
    ) -> list[E]:
        """The rows that match `where` (column -> value, or a list for any of), at most `limit` of them
        (None: the system's own limit), the ones with the greatest `newest` column first.

        Raises `SystemUnavailable`; `SystemDefinitionError` for a row that is not what the entity documents.
        """
        if issubclass(entity, CustomerEntity) and not where.get("customer"):
            raise SystemDefinitionError(f"{entity.__name__} belongs to customers: a look-up must name one")
        try:
            with self._engine.connect() as connection:
                query = self._query(connection, entity, where).limit(limit or self.folder.config.limits.rows)
                if newest is not None:
                    query = query.order_by(self._select(entity).c[newest].desc())
                rows = connection.execute(query).mappings().all()
        except DBAPIError as error:
            raise SystemUnavailable(self.name, error.orig) from error
        except SQLAlchemyError as error:
            raise SystemUnavailable(self.name, error) from error
        read_at = dt.datetime.now(dt.UTC)
        return [decode(entity, row, source=self.name, as_of=read_at) for row in rows]

    def everything[E: Entity](self, entity: type[E]) -> list[E]:
        """All rows of an entity that is the same for everybody, or of all customers' views: for the index."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(self._select(entity))).mappings()
            return [decode(entity, row, source=self.name, as_of=None) for row in rows]

    def query[E: Entity](self, connection: sa.Connection, entity: type[E], where: Mapping[str, Any]) -> sa.Select[Any]:
        """The statement that `fetch` runs, for checks and benchmarks."""
        return self._query(connection, entity, where)

    def _query(self, connection: sa.Connection, entity: type[Entity], where: Mapping[str, Any]) -> sa.Select[Any]:
        table = self._select(entity)
        query = sa.select(table)
        for name, wanted in where.items():
            column = table.c[name]
            if isinstance(wanted, (list, tuple, set, frozenset)):
                query = query.where(column.in_([self._convert(connection, entity, name, w) for w in wanted]))
            else:
                query = query.where(column == self._convert(connection, entity, name, wanted))
        return query

    def _select(self, entity: type[Entity]) -> sa.Subquery:
        if entity not in self._selects:
            select = self.folder.selects[entity]
            self._selects[entity] = _subquery(select)
        return self._selects[entity]

    def _convert(self, connection: sa.Connection, entity: type[Entity], name: str, wanted: Any) -> Any:
        """Bind a key in the source's own type: a cast in the SELECT would lose the index."""
        if not isinstance(wanted, str):
            return wanted
        if self._key_type(connection, entity, name) is int:
            return int(wanted) if wanted.lstrip("-").isdigit() else None
        return wanted

    def _key_type(self, connection: sa.Connection, entity: type[Entity], name: str) -> type:
        known = self._key_types.get((entity, name))
        if known is None:
            row = connection.execute(sa.select(self._select(entity).c[name]).limit(1)).first()
            known = type(row[0]) if row is not None else str
            if row is not None:
                with self._lock:
                    self._key_types[entity, name] = known
        return known


def connect(folder: Path, environment: Mapping[str, str]) -> SqlSystem:
    """Read, prove and connect `systems/<name>/`; the URL comes from `environment` or the folder's default.

    Raises `SystemDefinitionError` in one line; never repeats a password.
    """
    config = read_config(folder)
    url = environment.get(config.url_env) or config.default_url
    if url is None:
        raise SystemDefinitionError(f"{folder / 'system.yml'}: set {config.url_env} to the database's URL")
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        raise SystemDefinitionError(f"{config.url_env} is not a SQLAlchemy URL") from None
    return SqlSystem(read_folder(folder, dialect=_DIALECTS.get(backend, backend)), url)


def decode[E: Entity](entity: type[E], row: Mapping[str, Any], *, source: str, as_of: dt.datetime | None) -> E:
    """A row as the entity; a word outside a vocabulary that knows ``unknown`` becomes it."""
    values = {name: value for name, value in row.items() if value is not None}
    for name, words in vocabularies(entity).items():
        if name in values and values[name] not in words:
            values[name] = "unknown"
    try:
        return entity.model_validate({**values, "source": source, "as_of": as_of})
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        column = ".".join(str(part) for part in first["loc"])
        raise SystemDefinitionError(f"{source}: {entity.__name__}.{column}: {first['msg']}") from None


def vocabularies(entity: type[Entity]) -> dict[str, tuple[str, ...]]:
    """The entity's columns with a closed vocabulary that includes ``unknown``."""
    found = {name: get_args(field.annotation) for name, field in entity.columns().items()
             if get_origin(field.annotation) is Literal}  # fmt: skip
    return {name: words for name, words in found.items() if "unknown" in words}


def _subquery(select: Select) -> sa.Subquery:
    # A colon before a word would be read as a bound parameter, though it is part of the source's SQL;
    # the line break ends a trailing comment.
    text = sa.text(_COLON.sub(r"\\:", select.text) + "\n")
    return text.columns(*(sa.column(name) for name in select.columns)).subquery("t")


def _engine(folder: SystemFolder, url: str) -> Engine:
    timeout = folder.config.limits.timeout_ms
    backend = make_url(url).get_backend_name()
    options: dict[str, Any] = {}
    if backend == "postgresql":
        options = {"options": f"-c statement_timeout={timeout} -c default_transaction_read_only=on"}
    try:
        engine = sa.create_engine(url, connect_args=options, pool_pre_ping=backend != "sqlite")
    except NoSuchModuleError:
        raise SystemDefinitionError(f"system {folder.name!r}: no SQLAlchemy dialect for {backend!r}") from None
    except ModuleNotFoundError as error:
        raise SystemDefinitionError(
            f"system {folder.name!r}: install the driver package {error.name!r} for {backend!r}"
        ) from None
    if backend in ("mysql", "mariadb"):
        sa.event.listen(engine, "connect", _mysql_session(timeout))
    return engine


def _mysql_session(timeout_ms: int) -> Any:
    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
            cursor.execute(f"SET SESSION max_statement_time = {timeout_ms / 1000:.3f}")

    return prepare
