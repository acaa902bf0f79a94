"""The URL of a connected system: read with care, since it holds a password and may name what is not there."""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from actions.errors import SystemDefinitionError

_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql",
            "mariadb": "mysql+pymysql"}  # fmt: skip
_DIALECTS = {
    "postgresql": "postgres", "cockroachdb": "postgres", "mariadb": "mysql", "mssql": "tsql", "awsathena": "athena",
    "teradatasql": "teradata", "mysql": "mysql", "sqlite": "sqlite", "oracle": "oracle", "redshift": "redshift",
    "snowflake": "snowflake", "bigquery": "bigquery", "clickhouse": "clickhouse", "databricks": "databricks",
    "duckdb": "duckdb", "trino": "trino",
}  # fmt: skip
_PACKAGES = {
    "awsathena": "PyAthena", "bigquery": "sqlalchemy-bigquery", "clickhouse": "clickhouse-sqlalchemy",
    "cockroachdb": "sqlalchemy-cockroachdb", "databricks": "databricks-sqlalchemy", "duckdb": "duckdb-engine",
    "firebird": "sqlalchemy-firebird", "hana": "sqlalchemy-hana", "ibm_db_sa": "ibm_db_sa", "db2": "ibm_db_sa",
    "redshift": "sqlalchemy-redshift", "snowflake": "snowflake-sqlalchemy", "teradatasql": "teradatasqlalchemy",
    "trino": "trino",
    "MySQLdb": "mysqlclient", "psycopg2": "psycopg2-binary", "mysql": "mysql-connector-python",
}  # fmt: skip
_BLOCKING = {"asyncpg": "psycopg", "aiomysql": "pymysql", "asyncmy": "pymysql", "aiosqlite": "pysqlite"}


def parsed_url(text: str, variable: str) -> URL:
    """The URL with a driver that is there. A SQLite file is never created by opening it.

    Raises `SystemDefinitionError` that names the `variable`, never the text: it may hold a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise SystemDefinitionError(f"{variable} is not a SQLAlchemy URL such as postgresql://user@host/name") from None
    if url.drivername in _DRIVERS:
        url = url.set(drivername=_DRIVERS[url.drivername])
    driver = url.drivername.partition("+")[2]
    if driver in _BLOCKING:
        raise SystemDefinitionError(f"{variable} names the asynchronous driver {driver}: use {_BLOCKING[driver]}")
    return _existing_file(url, variable) if url.get_backend_name() == "sqlite" else url


def _existing_file(url: URL, variable: str) -> URL:
    """Without a mode, SQLite would make the file that it does not find."""
    if not url.database or ":memory:" in url.database:
        raise SystemDefinitionError(f"{variable} names no SQLite file")
    database = url.database if url.database.startswith("file:") else "file:" + quote(url.database)
    return url.set(database=database, query={"mode": "rw", **url.query, "uri": "true"})


def sqlglot_dialect(url: URL) -> str:
    """What sqlglot calls the source's SQL; empty: it does not know it, and reads it as plain SQL."""
    return _DIALECTS.get(url.get_backend_name(), "")


def package_for(name: str) -> str:
    """The package to install for a dialect or a driver module that is missing."""
    return _PACKAGES.get(name, name)


def one_line(error: object, url: URL) -> str:
    """A driver's message for a person: its first line, without the password."""
    arguments: tuple[object, ...] = getattr(error, "args", ())
    lines = str(arguments[-1] if len(arguments) > 1 else error).strip().splitlines() or [type(error).__name__]
    text = re.sub(r"\s+", " ", lines[0]).strip()
    for secret in _secrets(url):
        text = text.replace(secret, "***")
    return text


def _secrets(url: URL) -> set[str]:
    password = str(url.password) if url.password else ""
    return {form for form in (password, quote(password), quote_plus(password)) if form}
