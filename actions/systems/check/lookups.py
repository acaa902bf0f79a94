"""Whether a look-up finds its rows through an index, and how long look-ups take."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlglot import expressions as sql

from actions.systems.check.plans import Scan, has_many, scans
from actions.systems.check.report import Finding, State
from actions.systems.check.tables import asked_columns, joined_columns, origin, tables, written
from actions.systems.entities import Entity
from actions.systems.folder import Select
from actions.systems.sql import SqlSystem


def index_used(system: SqlSystem, connection: sa.Connection, entity: type[Entity], where: Mapping[str, Any]) -> Finding:
    """Whether a look-up by `where`, whose values are some row's, uses an index on every large table."""
    what = f"a look-up by {', '.join(where)} uses an index"
    query = system.query(connection, entity, where)
    found = None if query is None else scans(connection, query)
    if found is None:
        return Finding(what, State.OK, "no rows yet" if query is None else "not proven: unknown dialect")
    judged = [_judged(system, connection, entity, tuple(where), scan) for scan in found]
    large = [says for state, says in judged if state is State.WRONG]
    small = [says for state, says in judged if state is State.WARNING]
    if large:
        return Finding(what, State.WRONG, "; ".join(large))
    return Finding(what, State.WARNING if small else State.OK, "; ".join(small))


def _judged(
    system: SqlSystem, connection: sa.Connection, entity: type[Entity], wanted: Sequence[str], scan: Scan
) -> tuple[State, str]:
    select, alias = system.folder.selects[entity], scan.name.lower()
    known = tables(select).get(alias)
    name = written(known, system.folder.dialect) if known is not None else scan.table or scan.name
    asked = asked_columns(select, alias, wanted)
    columns = [*asked, *joined_columns(select, alias)]
    advice = _advice(connection, name, columns[0]) if columns else _computed(select, wanted)
    if scan.many or has_many(connection, name):
        return State.WRONG, f"reads all of {name}: {advice}"
    if asked:
        return State.WARNING, f"{name} is small today, but has no index for it: {advice}"
    return State.OK, ""


def _advice(connection: sa.Connection, table: str, column: str) -> str:
    if connection.dialect.name == "postgresql":
        return f"CREATE INDEX ON {table} ({column})"
    index = re.sub(r"\W+", "_", f"{table}_{column}").strip("_")
    return f"CREATE INDEX {index} ON {table} ({column})"


def _computed(select: Select, wanted: Sequence[str]) -> str:
    for name in wanted:
        source = origin(select, name)
        if source is not None and not isinstance(source, sql.Column):
            return f"yield the column that holds {name} as it is, or index {source.sql()}"
    return "the SELECT compares none of its columns as it is"


def p95_ms(system: SqlSystem, entity: type[Entity], customers: Sequence[str], times: int = 50) -> float | None:
    """Of look-ups by customer, milliseconds, as an answer would wait for them. None: there is nobody to look up.

    Raises `UsherError`.
    """
    if not customers:
        return None
    taken = []
    for number in range(times):
        began = time.perf_counter()
        system.rows(entity, {"customer": customers[number % len(customers)]}, limit=system.folder.config.limits.rows)
        taken.append((time.perf_counter() - began) * 1000)
    return round(sorted(taken)[int(times * 0.95) - 1], 2)
