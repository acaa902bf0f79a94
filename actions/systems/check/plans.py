"""How the database finds the rows of a look-up: which tables it reads from end to end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from actions.systems.statements import Statement

_FEW = 1_000
"""Rows that may be read for one look-up without an index mattering."""
_SQLITE = re.compile(r"^(?P<how>SCAN|SEARCH) (?P<name>[^ (]+)(?P<rest>.*)$")


@dataclass(frozen=True)
class Scan:
    """A table that a look-up reads without finding its rows through an index. `name` is the SELECT's name for it,
    `table` the database's own (None: not told); `many`: it has more rows than a look-up should read."""

    name: str
    table: str | None
    many: bool


def scans(connection: sa.Connection, statement: Statement) -> list[Scan] | None:
    """None: this dialect's plans are not read here."""
    read = {"sqlite": _sqlite, "postgresql": _postgresql, "mysql": _mysql, "mariadb": _mysql}.get(
        connection.dialect.name
    )
    return None if read is None else list(read(connection, statement))


def _explained(connection: sa.Connection, command: str, statement: Statement) -> sa.CursorResult[Any]:
    return connection.exec_driver_sql(f"{command} {statement.sql}", statement.values)


def _sqlite(connection: sa.Connection, statement: Statement) -> Iterator[Scan]:
    for row in _explained(connection, "EXPLAIN QUERY PLAN", statement).mappings():
        step = _SQLITE.match(str(row["detail"]))
        if step is None or step["name"] in ("CONSTANT",):
            continue
        if step["how"] == "SCAN" or "AUTOMATIC" in step["rest"]:
            yield Scan(step["name"], None, False)


def _postgresql(connection: sa.Connection, statement: Statement) -> Iterator[Scan]:
    first = {(one.name, one.table): one for one in _postgresql_plan(connection, statement, "on")}
    if not first:
        return
    # On a small table the planner may read it all though there is an index: would it use one if it had to?
    forced = {(one.name, one.table) for one in _postgresql_plan(connection, statement, "off")}
    yield from (scan for key, scan in first.items() if key in forced)


def _postgresql_plan(connection: sa.Connection, statement: Statement, seqscan: str) -> list[Scan]:
    connection.exec_driver_sql("BEGIN")
    try:
        connection.exec_driver_sql(f"SET LOCAL enable_seqscan = {seqscan}")
        plan = _explained(connection, "EXPLAIN (FORMAT JSON)", statement).scalar_one()
    finally:
        connection.exec_driver_sql("ROLLBACK")
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return list(_postgresql_nodes(plan[0]["Plan"]))


def _postgresql_nodes(node: dict[str, Any]) -> Iterator[Scan]:
    kind, table = node["Node Type"], node.get("Relation Name")
    whole = kind == "Seq Scan" or (kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node)
    if table and whole:
        yield Scan(str(node.get("Alias", table)), str(table), False)
    for inner in node.get("Plans", ()):
        yield from _postgresql_nodes(inner)


def _mysql(connection: sa.Connection, statement: Statement) -> Iterator[Scan]:
    for row in _explained(connection, "EXPLAIN", statement).mappings():
        # MariaDB adds what a filter leaves, e.g. “1 (43%)”.
        name, rows = row["table"], int(str(row["rows"] or 0).partition(" ")[0])
        if not name or str(name).startswith("<"):
            continue
        whole = row["type"] in ("ALL", "index")
        if rows > _FEW or (whole and row["possible_keys"] is None):
            yield Scan(str(name), None, rows > _FEW)


def has_many(connection: sa.Connection, table: str) -> bool:
    """Whether a table has more rows than a look-up should read; it is not counted to its end."""
    counted = f"SELECT count(*) FROM (SELECT 1 AS x FROM {table} LIMIT {_FEW + 1}) AS t"  # noqa: S608 - a name of its own
    try:
        return int(connection.exec_driver_sql(counted).scalar() or 0) > _FEW
    except DBAPIError:
        return False
