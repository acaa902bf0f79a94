"""Everything `usher systems inspect` finds out, in one pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.links import completed, inferred, keyed
from actions.systems.inspect.model import Freshness, Survey, Table
from actions.systems.inspect.profile import counted, newest, profiled
from actions.systems.inspect.reflect import reflect
from actions.systems.inspect.roles import freshness_column, guessed, time_format
from actions.systems.inspect.samples import sample

_UNIX = {"unix seconds": 1, "unix milliseconds": 1000, "unix microseconds": 1_000_000}


def survey(
    database: LookOnly,
    *,
    schema: str | None = None,
    samples: bool = False,
    tell: Callable[[str], None] = lambda line: None,
) -> Survey:
    """Look at all tables. `samples` adds masked values; `tell` hears what is being looked at.

    Raises `SystemDefinitionError` where no table is visible.
    """
    tables, declared = reflect(database, schema)
    seen = []
    for table in tables:
        tell(f"looking at {table.name}")
        seen.append(_seen(database, table))
    known = completed(declared, seen)
    tell("comparing keys")
    links = sorted([*known, *inferred(database, seen, known)], key=lambda link: (link.table, link.column))
    if samples:
        seen = [replace(t, sample=sample(database, t, tuple(k for k in links if k.table == t.name))) for t in seen]
    skipped = [f"{t.name}: could not be read in time" for t in seen if t.rows is None]
    return Survey(database.dialect, database.place, dt.datetime.now(dt.UTC), tuple(seen), tuple(links), tuple(skipped))


def _seen(database: LookOnly, table: Table) -> Table:
    looked = guessed(keyed(profiled(database, counted(database, table))))
    column = freshness_column(looked)
    if column is None:
        return looked
    value = newest(database, looked, column)
    return replace(looked, freshness=Freshness(column.name, _readable(value, time_format(column))))


def _readable(value: str | None, stored: str | None) -> str | None:
    """Unix times as a person reads them."""
    if value is None or stored not in _UNIX:
        return value
    return dt.datetime.fromtimestamp(float(value) / _UNIX[stored], dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
