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
    """Whether a look-up by `where`, whose values are some row's, finds its rows in every large table by an index."""
    what = f"a look-up by {', '.join(where)} uses an index"
    statement = system.statement(entity, where)
    found = None if statement is None else scans(connection, statement)
    if found is None:
        return Finding(what, State.OK, "no rows yet" if statement is None else "not proven: unknown dialect")
    large = [says for scan in found if (says := _too_much(system, connection, entity, tuple(where), scan))]
    return Finding(what, State.WRONG if large else State.OK, "; ".join(large))


def _too_much(
    system: SqlSystem, connection: sa.Connection, entity: type[Entity], wanted: Sequence[str], scan: Scan
) -> str | None:
    """What a scan reads in vain, and the index that would help. None: the table is small."""
    select, alias = system.folder.selects[entity], scan.name.lower()
    known = [table for name, table in tables(select) if name == alias and scan.table in (None, table.name)]
    names = [written(table, system.folder.dialect) for table in known] or [scan.table or scan.name]
    name = next((one for one in names if scan.many or has_many(connection, one)), None)
    if name is None:
        return None
    columns = [*asked_columns(select, alias, wanted), *joined_columns(select, alias)]
    return f"reads all of {name}: {_advice(connection, name, columns[0]) if columns else _computed(select, wanted)}"


def index_there(system: SqlSystem, connection: sa.Connection, entity: type[Entity]) -> Finding | None:
    """Whether the column that holds the customer starts an index, however small its table is today.
    None: it is computed, or a view's, and the plan alone can tell."""
    select, inspector = system.folder.selects[entity], sa.inspect(connection)
    for alias, table in tables(select):
        if (asked := asked_columns(select, alias, ["customer"])) and table.name in inspector.get_table_names(
            table.db or None
        ):
            if asked[0] in _indexed(inspector, table.name, table.db or None):
                return None
            name = written(table, system.folder.dialect)
            says = f"{name} has none on {asked[0]}, which matters once it grows: {_advice(connection, name, asked[0])}"
            return Finding("an index on the customer", State.WARNING, says)
    return None


def _indexed(inspector: sa.Inspector, table: str, schema: str | None) -> set[str | None]:
    """The columns with which an index begins."""
    lists: list[Sequence[str | None]] = [index["column_names"] for index in inspector.get_indexes(table, schema)]
    lists += [unique["column_names"] for unique in inspector.get_unique_constraints(table, schema)]
    lists.append(inspector.get_pk_constraint(table, schema)["constrained_columns"])
    return {columns[0] for columns in lists if columns}


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
