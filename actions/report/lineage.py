"""From which of the source's columns a SELECT makes a column of an entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import expressions as sql

from actions.systems.folder import Select

_DEEPEST = 8
"""Sub-queries within sub-queries that are followed; further down only their names are given."""


def sources(select: Select, column: str) -> tuple[str, ...]:
    """Each once, as ``table.column``, or ``column`` where the SELECT does not say the table. Empty: a constant."""
    found = _of_projection(select.query, column, {}, _DEEPEST)
    return tuple(dict.fromkeys(found))


def _of_projection(query: sql.Query, column: str, outer: Mapping[str, sql.Expr], depth: int) -> Iterator[str]:
    """`outer` are the tables of the queries around this one, by alias."""
    for part in _selects(query):
        place = [one.output_name for one in query.selects].index(column)
        yield from _of_expression(part.selects[place], {**outer, **_tables(part)}, depth)


def _selects(query: sql.Expr) -> Iterator[sql.Select]:
    """The SELECTs of a UNION, or the one that there is."""
    if isinstance(query, sql.SetOperation):
        yield from (*_selects(query.left), *_selects(query.right))
    elif isinstance(query, sql.Subquery):
        yield from _selects(query.unnest())
    elif isinstance(query, sql.Select):
        yield query


def _tables(query: sql.Select) -> dict[str, sql.Expr]:
    """What stands in FROM and JOIN, and the WITH queries, by alias."""
    named: list[sql.Expr] = [join.this for join in query.args.get("joins") or []]
    source = query.args.get("from_") or query.args.get("from")
    named += [source.this] if source is not None else []
    return {one.alias_or_name.lower(): one for one in named if one.alias_or_name}


def _with(query: sql.Expr, name: str) -> sql.Query | None:
    """The WITH query of that name around an expression."""
    top = query.root()
    found = (one for one in top.find_all(sql.CTE) if one.alias_or_name.lower() == name)
    return next((one.this for one in found), None)


def _of_expression(expression: sql.Expr, tables: Mapping[str, sql.Expr], depth: int) -> Iterator[str]:
    if isinstance(expression, sql.Column):
        yield from _of_column(expression, tables, depth)
    elif isinstance(expression, sql.Query):
        for part in _selects(expression):
            for projection in part.selects:
                yield from _of_expression(projection, {**tables, **_tables(part)}, depth - 1)
    else:
        for child in expression.iter_expressions():
            yield from _of_expression(child, tables, depth)


def _of_column(column: sql.Column, tables: Mapping[str, sql.Expr], depth: int) -> Iterator[str]:
    alias = column.table.lower() or (next(iter(tables)) if len(tables) == 1 else "")
    table = tables.get(alias)
    inner: sql.Query | None = None
    if isinstance(table, sql.Table):
        inner = _with(table, table.name.lower()) if not table.db else None
    elif isinstance(table, sql.Query):
        inner = table
    if inner is not None and depth > 0 and column.name in [one.output_name for one in inner.selects]:
        yield from _of_projection(inner, column.name, {}, depth - 1)
    else:
        yield f"{table.name if isinstance(table, sql.Table) else alias}.{column.name}".removeprefix(".")
