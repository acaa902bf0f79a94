"""The statements of look-ups: an entity's SELECT as a sub-query, bound filters on top, compiled once per shape."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from actions.systems.entities import Entity
from actions.systems.folder import Select, SystemFolder

_COLON = re.compile(r"(?<!\\):(?=\w)")
# Values are bound without a type: the server reads text as the column's own type, and its index counts.
_PLAIN = sa.types.NullType()


@dataclass(frozen=True)
class Statement:
    """SQL in the driver's own manner, with the values it is run with. `columns` are those of its rows."""

    sql: str
    values: Any
    columns: tuple[str, ...]


@dataclass(frozen=True)
class _Compiled:
    """`order`: the names of the values in the order of their places; None: they are given by name.
    `own`: values that the dialect itself adds."""

    sql: str
    order: tuple[str, ...] | None
    own: Mapping[str, Any]

    def run_with(self, values: Mapping[str, Any], columns: tuple[str, ...]) -> Statement:
        given = {**self.own, **values}
        return Statement(self.sql, given if self.order is None else tuple(given[name] for name in self.order), columns)


class Statements:
    """Builds the statements of one system. Safe for use from several threads."""

    def __init__(self, folder: SystemFolder, dialect: Dialect) -> None:
        self._folder = folder
        self._dialect = dialect
        self._selects: dict[type[Entity], sa.Subquery] = {}
        self._compiled: dict[Hashable, _Compiled] = {}

    def select(self, entity: type[Entity]) -> sa.Subquery:
        """The entity's SELECT, to be queried like a table."""
        if entity not in self._selects:
            self._selects[entity] = _subquery(self._folder.selects[entity])
        return self._selects[entity]

    def first_value(self, entity: type[Entity], name: str) -> Statement:
        """Reads one row's value of a column, if any row has one."""
        column = self.select(entity).c[name]
        return self._compile(sa.select(column).where(column.is_not(None)).limit(1)).run_with({}, (name,))

    def look_up(
        self, entity: type[Entity], where: Mapping[str, Sequence[Any]], newest: str | None, limit: int | None
    ) -> Statement:
        """The rows whose columns have one of the values, the greatest `newest` first. `limit` None: all."""
        values = {f"{name}_{number}": one for name, given in where.items() for number, one in enumerate(given)}
        shape = (entity, tuple((name, len(given)) for name, given in where.items()), newest, limit)
        compiled = self._compiled.get(shape)
        if compiled is None:
            compiled = self._compiled[shape] = self._compile(self._query(entity, where, newest, limit))
        return compiled.run_with(values, self._folder.selects[entity].columns)

    def _query(
        self, entity: type[Entity], where: Mapping[str, Sequence[Any]], newest: str | None, limit: int | None
    ) -> sa.Select[Any]:
        table = self.select(entity)
        query = sa.select(table)
        for name, given in where.items():
            places = [sa.bindparam(f"{name}_{number}", None, type_=_PLAIN) for number in range(len(given))]
            query = query.where(table.c[name] == places[0] if len(places) == 1 else table.c[name].in_(places))
        if newest is not None:
            query = query.order_by(*_newest_first(entity, table.c[newest]))
        # Written out: the planner of a prepared statement should know how few rows are wanted.
        return query if limit is None else query.limit(sa.literal(int(limit), literal_execute=True))

    def _compile(self, query: sa.Select[Any]) -> _Compiled:
        compiled = query.compile(dialect=self._dialect, compile_kwargs={"render_postcompile": True})
        order = tuple(compiled.positiontup or ()) if compiled.positional else None
        own = {name: value for name, value in compiled.params.items() if value is not None}
        return _Compiled(str(compiled), order, own)


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
