"""What a SELECT reads: its tables by the names it gives them, and where its columns come from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import expressions as sql

from actions.systems.folder import Select, SystemFolder


def tables(select: Select) -> list[tuple[str, sql.Table]]:
    """The source's own tables and views, each with the alias (or name) under which the SELECT reads it. An alias
    may stand for several, in sub-queries of their own."""
    inner = {cte.alias_or_name.lower() for cte in select.query.find_all(sql.CTE)}
    return [
        (table.alias_or_name.lower(), table)
        for table in select.query.find_all(sql.Table)
        if isinstance(table.this, sql.Identifier) and (table.db or table.name.lower() not in inner)
    ]


def table_names(folder: SystemFolder) -> list[str]:
    """The tables of all SELECTs, each once, written as the source's SQL writes them."""
    found = (table for select in folder.selects.values() for _alias, table in tables(select))
    return sorted({written(table, folder.dialect) for table in found})


def written(table: sql.Table, dialect: str) -> str:
    """The table's name without its alias, quoted as in the SELECT."""
    return sql.Table(this=table.this, db=table.args.get("db"), catalog=table.args.get("catalog")).sql(dialect)


def origin(select: Select, name: str) -> sql.Expr | None:
    """The expression that yields a column; None: the SELECT has no such column."""
    for projection in select.query.selects:
        if projection.output_name == name:
            return projection.unalias() if isinstance(projection, sql.Alias) else projection
    return None


def asked_columns(select: Select, alias: str, wanted: Iterable[str]) -> list[str]:
    """The columns of one table that are yielded, as they are, as what a look-up asks by."""
    only = len(tables(select)) == 1
    yielded = [origin(select, name) for name in wanted]
    own = [column for column in yielded if isinstance(column, sql.Column)]
    return [column.name for column in own if column.table.lower() == alias or (only and not column.table)]


def joined_columns(select: Select, alias: str) -> list[str]:
    """The columns of one table that are compared with another table's, in the order of the SELECT."""
    found = [name for pair in select.query.find_all(sql.EQ) for name in _compared(pair, alias)]
    return list(dict.fromkeys(found))


def _compared(pair: sql.EQ, alias: str) -> list[str]:
    sides = [side for side in (pair.left, pair.right) if isinstance(side, sql.Column)]
    owners = [side.table.lower() for side in sides]
    if len(sides) < 2 or owners[0] == owners[1]:
        return []
    return [side.name for side, owner in zip(sides, owners, strict=True) if owner == alias]
