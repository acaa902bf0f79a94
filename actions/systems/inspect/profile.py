"""Figures over a bounded sample, computed inside the database: no value leaves it."""

# ruff: noqa: S608 - SQL is what is written here; names are quoted, and no value comes from outside
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any

from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.model import Column, Family, Profile, Table

SAMPLE = 2000
COUNT_UP_TO = 100_000
_COLUMNS_AT_ONCE = 15
_NUMBERS = frozenset({"int", "decimal", "float"})
_NOT_COUNTED = frozenset({"bytes", "json", "other"})


@dataclass(frozen=True)
class Expression:
    """Something to profile: SQL over the sampled rows, and the family of its values."""

    sql: str
    family: Family


def profiled(database: LookOnly, table: Table) -> Table:
    """The table with a profile for every column that can be read in time."""
    source = recent_rows(database, table, tuple(column.name for column in table.columns))
    wanted = {c.name: Expression(database.quote(c.name), c.family) for c in table.columns}
    found = profile(database, source, wanted)
    return replace(table, columns=tuple(replace(c, profile=found.get(c.name)) for c in table.columns))


def recent_rows(database: LookOnly, table: Table, columns: tuple[str, ...], limit: int = SAMPLE) -> str:
    """A SELECT of at most `limit` rows, those with the greatest key where there is one."""
    names = ", ".join(database.quote(name) for name in columns)
    key = table.primary_key[0] if len(table.primary_key) == 1 else None
    order = f" ORDER BY {database.quote(key.name)} DESC" if key else ""
    if database.dialect == "mssql":
        return f"SELECT TOP {limit} {names} FROM {database.table(table.name, table.schema)}{order}"
    return f"SELECT {names} FROM {database.table(table.name, table.schema)}{order} LIMIT {limit}"


def profile(database: LookOnly, source: str, wanted: Mapping[str, Expression]) -> dict[str, Profile]:
    """A profile of each expression over the rows of `source`; those that fail are left out."""
    found: dict[str, Profile] = {}
    for names in batched(wanted, _COLUMNS_AT_ONCE):
        some = {name: wanted[name] for name in names}
        found |= _profile(database, source, some) or _one_by_one(database, source, some)
    return found


def _one_by_one(database: LookOnly, source: str, wanted: Mapping[str, Expression]) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for name, expression in wanted.items():
        found |= _profile(database, source, {name: expression}) or {}
    return found


def _profile(database: LookOnly, source: str, wanted: Mapping[str, Expression]) -> dict[str, Profile] | None:
    figures = [
        (name, figure, sql)
        for name, expression in wanted.items()
        for figure, sql in _figures(database.dialect, expression)
    ]
    sql = f"SELECT count(*), {', '.join(sql for *_, sql in figures)} FROM ({source}) sampled"
    rows = database.try_rows(sql)
    if rows is None:
        return None
    count, values = rows[0][0], rows[0][1:]
    raw: dict[str, dict[str, Any]] = {name: {} for name in wanted}
    for (name, figure, _), value in zip(figures, values, strict=True):
        raw[name][figure] = value
    return {name: _read(int(count), figures) for name, figures in raw.items()}


def _figures(dialect: str, expression: Expression) -> Iterator[tuple[str, str]]:
    value, family = expression.sql, expression.family
    yield "filled", f"count({value})"
    if family in _NOT_COUNTED and not (family == "other" and dialect == "sqlite"):
        return
    yield "distinct", f"count(DISTINCT {value})"
    text = as_text(dialect, value)
    yield "shortest", f"min({_length(dialect, text)})"
    yield "longest", f"max({_length(dialect, text)})"
    if dialect == "sqlite":
        yield "stored_numbers", _share(f"typeof({value}) IN ('integer', 'real')")
    if family in _NUMBERS or dialect == "sqlite":
        number = f"CASE WHEN typeof({value}) IN ('integer', 'real') THEN {value} END" if dialect == "sqlite" else value
        yield "low", f"min({number})"
        yield "high", f"max({number})"
        yield "whole", _share(f"{value} = round({value})")
    if family not in _NUMBERS and family != "bool":
        yield from _patterns(dialect, text)


def _patterns(dialect: str, text: str) -> Iterator[tuple[str, str]]:
    yield "email", _share(f"{text} LIKE '%_@_%._%' AND {text} NOT LIKE '% %'")
    yield "iso", _share(f"{text} LIKE '____-__-__%'")
    yield "url", _share(f"{text} LIKE 'http%://%'")
    yield "json", _share(f"{text} LIKE '{{%}}' OR {text} LIKE '[%]'")
    yield "spaced", _share(f"{text} LIKE '%_ _%'")
    yield "digits", _share(_all_digits(dialect, text))
    yield "numeric", _share(_number(dialect, text))
    plain, low, up = (_exact(dialect, part) for part in (text, f"lower({text})", f"upper({text})"))
    yield "lowercase", _share(f"{plain} = {low} AND {plain} <> {up}")
    yield "capitals", _share(f"{plain} = {up} AND {plain} <> {low}")


def _share(condition: str) -> str:
    return f"avg(CASE WHEN {condition} THEN 1.0 ELSE 0.0 END)"


def _all_digits(dialect: str, text: str) -> str:
    if dialect == "sqlite":
        return f"{text} <> '' AND {text} NOT GLOB '*[^0-9]*'"
    if dialect == "postgresql":
        return f"{text} ~ '^[0-9]+$'"
    return f"{text} REGEXP '^[0-9]+$'" if dialect == "mysql" else "1 = 0"


def _number(dialect: str, text: str) -> str:
    if dialect == "sqlite":
        return f"{text} GLOB '*[0-9]*' AND {text} NOT GLOB '*[^0-9.-]*'"
    pattern = "'^-?[0-9]+([.][0-9]+)?$'"
    return (
        f"{text} ~ {pattern}"
        if dialect == "postgresql"
        else f"{text} REGEXP {pattern}"
        if dialect == "mysql"
        else "1 = 0"
    )


def _exact(dialect: str, text: str) -> str:
    """A text to compare letter by letter: MySQL's collations take A for a."""
    return f"CAST({text} AS BINARY)" if dialect == "mysql" else text


def as_text(dialect: str, value: str) -> str:
    """SQL that reads a value as text."""
    return f"CAST({value} AS {'CHAR' if dialect == 'mysql' else 'VARCHAR(4000)' if dialect == 'mssql' else 'TEXT'})"


def _length(dialect: str, text: str) -> str:
    return f"{'char_length' if dialect == 'mysql' else 'len' if dialect == 'mssql' else 'length'}({text})"


def _read(count: int, raw: Mapping[str, Any]) -> Profile:
    filled = int(raw["filled"] or 0)
    # A share was taken over all rows; the empty ones are neither.
    scale = count / filled if filled else 0.0
    shares = ("email", "iso", "url", "json", "spaced", "digits", "capitals", "lowercase", "numeric")
    return Profile(
        rows=count,
        filled=filled,
        distinct=int(raw.get("distinct") or 0),
        shortest=_int(raw.get("shortest")),
        longest=_int(raw.get("longest")),
        low=_float(raw.get("low")),
        high=_float(raw.get("high")),
        whole=_scaled(raw.get("whole"), scale),
        stored_numbers=_scaled(raw.get("stored_numbers"), scale),
        **{name: _scaled(raw.get(name), scale) or 0.0 for name in shares},
    )


def _int(value: Any) -> int | None:
    return None if value is None else int(value)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _scaled(value: Any, scale: float) -> float | None:
    return None if value is None else round(float(value) * scale, 4)


def counted(database: LookOnly, table: Table) -> Table:
    """The table with its number of rows: exact up to a bound, else the database's own estimate."""
    name = database.table(table.name, table.schema)
    if database.dialect == "mssql":
        inner = f"SELECT TOP {COUNT_UP_TO + 1} 1 AS one FROM {name}"
    else:
        inner = f"SELECT 1 AS one FROM {name} LIMIT {COUNT_UP_TO + 1}"
    rows = database.try_rows(f"SELECT count(*) FROM ({inner}) bounded")
    if rows is None:
        return replace(table, rows=_estimate(database, table), exact=False)
    count = int(rows[0][0])
    if count <= COUNT_UP_TO:
        return replace(table, rows=count, exact=True)
    return replace(table, rows=max(_estimate(database, table) or 0, count), exact=False)


def _estimate(database: LookOnly, table: Table) -> int | None:
    literal = table.name.replace("'", "''")
    schema = (
        f"'{table.schema}'" if table.schema else ("database()" if database.dialect == "mysql" else "current_schema()")
    )
    sql = {
        "postgresql": "SELECT CAST(c.reltuples AS bigint) FROM pg_class c "
        f"JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = '{literal}' AND n.nspname = {schema}",
        "mysql": "SELECT table_rows FROM information_schema.tables "
        f"WHERE table_name = '{literal}' AND table_schema = {schema}",
        "sqlite": f"SELECT max(rowid) FROM {database.quote(table.name)}",
    }.get(database.dialect)
    rows = database.try_rows(sql) if sql else None
    return int(rows[0][0]) if rows and rows[0][0] is not None and rows[0][0] >= 0 else None


def newest(database: LookOnly, table: Table, column: Column) -> str | None:
    """The greatest value of a column, over all rows where that is cheap, else over the latest ones."""
    name = database.quote(column.name)
    cheap = column.indexed or (table.exact and table.rows is not None)
    source = database.table(table.name, table.schema)
    if not cheap:
        source = f"({recent_rows(database, table, (column.name,))}) latest"
    rows = database.try_rows(f"SELECT max({name}) FROM {source}")
    return None if not rows or rows[0][0] is None else str(rows[0][0])
