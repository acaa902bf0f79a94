"""Databases for the tests: the same schema in SQLite, PostgreSQL and MariaDB, each in a database of its own."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
import sqlglot

from tests.actions.draft.judging import SCHEMAS

ENGINES = (
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
)
_SERVERS = {
    "postgresql": "postgresql+psycopg://postgres@127.0.0.1:5432/postgres",
    "mariadb": "mysql+pymysql://root@127.0.0.1:3306/",
}


@contextmanager
def filled(engine: str, schema: str, folder: Path) -> Iterator[str]:
    """The URL of a database with a schema of `schemas/` and its rows; it is gone afterwards."""
    script = (SCHEMAS / f"{schema}.sql").read_text(encoding="utf-8")
    if engine == "sqlite":
        path = folder / f"{schema}.sqlite"
        with sqlite3.connect(path) as connection:
            connection.executescript(";\n".join(statements(script, "sqlite")))
        connection.close()
        yield f"sqlite:///{path}"
        return
    with _database(engine) as url:
        at = sa.create_engine(url)
        with at.begin() as connection:
            for statement in statements(script, "postgres" if engine == "postgresql" else "mysql"):
                connection.execution_options(no_parameters=True).exec_driver_sql(statement)
        at.dispose()
        yield url.render_as_string(hide_password=False)


def statements(script: str, dialect: str) -> list[str]:
    """The statements of a script, which is written for SQLite, in another dialect."""
    return sqlglot.transpile(script, read="sqlite", write=dialect, comments=False)


@contextmanager
def _database(engine: str) -> Iterator[sa.URL]:
    name = f"usher_draft_{uuid.uuid4().hex[:12]}"
    server = sa.create_engine(_SERVERS[engine], isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except sa.exc.OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{engine} does not answer on this machine: {type(error).__name__}")
    try:
        yield sa.make_url(_SERVERS[engine]).set(database=name)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}{' WITH (FORCE)' if engine == 'postgresql' else ''}")
        server.dispose()
