"""Whether the role of a system's URL can write: real attempts that change no row and are rolled back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from actions.errors import SystemUnavailable
from actions.systems.check.report import Finding, State
from actions.systems.check.tables import table_names
from actions.systems.engine import Session, open_engine
from actions.systems.sql import SqlSystem
from actions.systems.url import one_line

WHAT = "writing is refused"
_MEND = "give Usher a role that may only SELECT"
_LOCKED = {"55P03", "1205"}
_HARMLESS = {
    "USAGE", "SELECT", "SHOW VIEW", "SHOW DATABASES", "PROCESS", "EXECUTE", "CREATE TEMPORARY TABLES",
    "REPLICATION CLIENT", "BINLOG MONITOR", "SLAVE MONITOR", "REPLICA MONITOR",
}  # fmt: skip
_GRANT = re.compile(r"^GRANT (?P<what>.+?) ON (?P<where>.+?) TO (?P<rest>.+)$")
_ROLE = re.compile(r"^GRANT (?P<role>[`'\"]?[^ ]+) TO ")
_POSTGRES_TABLES = """
SELECT n.nspname || '.' || c.relname
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\\_%%'
  AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
       OR has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
ORDER BY 1 LIMIT 3
"""
_POSTGRES_SCHEMAS = """
SELECT nspname FROM pg_catalog.pg_namespace
WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%%' AND has_schema_privilege(oid, 'CREATE')
ORDER BY 1 LIMIT 3
"""


def write_refused(system: SqlSystem) -> Finding:
    """Raises `SystemUnavailable` where the attempt could not be made."""
    # A session of its own that is not read-only: what is proven is the role, not what Usher asks of it.
    session = Session(system.folder.config.limits.timeout_ms, "UTC", read_only=False)
    engine = open_engine(system.url, session)
    try:
        with engine.connect() as connection:
            can = next(_writes(connection, system), None)
    except SQLAlchemyError as error:
        raise SystemUnavailable(system.name, one_line(getattr(error, "orig", None) or error, system.url)) from None
    finally:
        engine.dispose()
    return Finding(WHAT, State.OK) if can is None else Finding(WHAT, State.WRONG, can)


def _writes(connection: sa.Connection, system: SqlSystem) -> Iterator[str]:
    """What the role can write, if anything. What may be read from a catalogue comes before any attempt."""
    dialect = connection.dialect.name
    if dialect == "sqlite":
        yield from _sqlite(connection)
        return
    if dialect == "postgresql":
        yield from _postgresql(connection)
    if dialect in ("mysql", "mariadb"):
        yield from _mysql(connection)
    for table in table_names(system.folder):
        for deed, statement in _attempts(connection, table, dialect):
            if _succeeds(connection, statement):
                yield f"the role can {deed} {table}: {_MEND}"


def _sqlite(connection: sa.Connection) -> Iterator[str]:
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    mend = "open the file with ?mode=ro&uri=true, e.g. sqlite:///file:shop.db?mode=ro&uri=true"
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("CREATE TABLE usher_probe (x)")
    except DBAPIError as error:
        # A lock is asked for only where writing is allowed.
        if "locked" in str(error.orig):
            yield f"the file can be written: {mend}"
    else:
        yield f"the file can be written: {mend}"
    finally:
        if connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
            connection.exec_driver_sql("ROLLBACK")


def _postgresql(connection: sa.Connection) -> Iterator[str]:
    # The catalogue counts superusers and inherited roles in; a statement trigger would run on an attempt.
    if tables := connection.exec_driver_sql(_POSTGRES_TABLES).scalars().all():
        yield f"the role can change {', '.join(tables)}: {_MEND}"
    if schemas := connection.exec_driver_sql(_POSTGRES_SCHEMAS).scalars().all():
        names = ", ".join(schemas)
        yield f"the role can CREATE in schema {names}: REVOKE CREATE ON SCHEMA {names} FROM PUBLIC and from the role"
    if connection.exec_driver_sql("SELECT has_database_privilege(current_database(), 'CREATE')").scalar():
        yield f"the role can CREATE schemas in the database: {_MEND}"


def _mysql(connection: sa.Connection) -> Iterator[str]:
    for line in _grants(connection):
        granted = _GRANT.match(line)
        if granted is None:
            continue
        names = re.sub(r"\([^)]*\)", "", granted["what"]).split(",")
        writing = sorted({name.strip().upper() for name in names} - _HARMLESS)
        if "WITH GRANT OPTION" in granted["rest"]:
            writing.append("GRANT OPTION")
        if writing:
            yield f"the role has {', '.join(writing)} on {granted['where']}: {_MEND}"


def _grants(connection: sa.Connection) -> Iterator[str]:
    own = [str(row[0]) for row in connection.exec_driver_sql("SHOW GRANTS")]
    yield from own
    for role in [found["role"] for line in own if " ON " not in line and (found := _ROLE.match(line))]:
        # What it may become, it may do. The connection is the attempt's own and is given up after it.
        connection.exec_driver_sql(f"SET ROLE {role}")
        yield from [str(row[0]) for row in connection.exec_driver_sql("SHOW GRANTS")]


def _attempts(connection: sa.Connection, table: str, dialect: str) -> Iterator[tuple[str, str]]:
    """Writes that touch no row."""
    nothing = f" FROM {table} WHERE 1 = 0"
    column = connection.dialect.identifier_preparer.quote(
        next(iter(connection.exec_driver_sql("SELECT *" + nothing).keys()))
    )
    yield "DELETE FROM", "DELETE" + nothing
    yield "UPDATE", f"UPDATE {table} SET {column} = {column} WHERE 1 = 0"  # noqa: S608 - as above
    yield "INSERT INTO", f"INSERT INTO {table} SELECT *{nothing}"
    if dialect in ("mysql", "mariadb"):
        # It is there already, so that nothing is created; the privilege is asked for first.
        yield "CREATE tables beside", f"CREATE TABLE IF NOT EXISTS {table} (x INT)"


def _succeeds(connection: sa.Connection, statement: str) -> bool:
    connection.exec_driver_sql("START TRANSACTION" if connection.dialect.name != "mssql" else "BEGIN TRANSACTION")
    try:
        connection.exec_driver_sql(statement)
    except DBAPIError as error:
        cause = error.orig
        code = str(getattr(cause, "sqlstate", None) or (cause.args[0] if cause is not None and cause.args else ""))
        if code in _LOCKED:
            raise
        return False
    finally:
        connection.exec_driver_sql("ROLLBACK")
    return True
