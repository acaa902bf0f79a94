"""Real databases for tests: each makes a database and a reader's role of its own, and drops both."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import secrets
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest

PASSWORD = "reader-and-nothing-else"
_POSTGRES = {"host": "127.0.0.1", "port": 5432, "user": "postgres", "connect_timeout": 2}
_MARIADB = {"host": "127.0.0.1", "port": 3306, "user": "root", "connect_timeout": 2}


class Database(ABC):
    """A database under test. `reader` is the URL of a role that may only SELECT."""

    dialect: str
    reader: str
    writer: str
    name: str

    def run(self, script: str) -> None:
        """Several statements, ended by semicolons at line ends."""
        for statement in re.split(r";\s*$", script, flags=re.MULTILINE):
            if statement.strip():
                self.execute(statement)

    @abstractmethod
    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; its rows, if it has any."""

    @abstractmethod
    def drop(self) -> None:
        """Leave nothing behind."""

    def insert(self, table: str, *rows: Mapping[str, Any]) -> None:
        for row in rows:
            places = ", ".join([self._mark] * len(row))
            columns = ", ".join(self._quoted(name) for name in row)
            self.execute(
                f"INSERT INTO {table} ({columns}) VALUES ({places})", [_plain(value) for value in row.values()]
            )

    _mark = "%s"

    def _quoted(self, name: str) -> str:
        return f'"{name}"'


def _plain(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    return value


class Postgres(Database):
    dialect = "postgresql"

    def __init__(self, name: str) -> None:
        self.name = name
        self._server = psycopg.connect(**_POSTGRES, dbname="postgres", autocommit=True)
        self._server.execute(f"CREATE DATABASE {name}")
        self._server.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
        self._own = psycopg.connect(**_POSTGRES, dbname=name, autocommit=True)
        self.reader = f"postgresql://{name}:{PASSWORD}@127.0.0.1:5432/{name}"
        self.writer = f"postgresql://postgres@127.0.0.1:5432/{name}"

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        cursor = self._own.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []

    def run(self, script: str) -> None:
        super().run(script.replace("DATETIME", "TIMESTAMP").replace("LONGTEXT", "TEXT"))
        for (schema,) in self.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
        ):
            self.execute(f"GRANT USAGE ON SCHEMA {schema} TO {self.name}")
            self.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {self.name}")
        self.execute("ANALYZE")

    def drop(self) -> None:
        self._own.close()
        self._server.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
        self._server.execute(f"DROP ROLE {self.name}")
        self._server.close()


class MariaDb(Database):
    dialect = "mariadb"

    def __init__(self, name: str) -> None:
        self.name = name
        self._own = pymysql.connect(**_MARIADB, autocommit=True)
        self.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        self.execute(f"CREATE USER {name}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
        self.execute(f"CREATE USER {name}@'localhost' IDENTIFIED BY '{PASSWORD}'")
        self.grant("SELECT")
        self.execute(f"USE {name}")
        self.reader = f"mysql://{name}:{PASSWORD}@127.0.0.1:3306/{name}"
        self.writer = f"mysql://root@127.0.0.1:3306/{name}"

    def run(self, script: str) -> None:
        super().run(script.replace('"interval"', "`interval`"))

    def grant(self, what: str) -> None:
        for host in ("127.0.0.1", "localhost"):
            self.execute(f"GRANT {what} ON {self.name}.* TO {self.name}@'{host}'")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._own.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall())

    def _quoted(self, name: str) -> str:
        return f"`{name}`"

    def drop(self) -> None:
        self.execute(f"DROP DATABASE {self.name}")
        for host in ("127.0.0.1", "localhost"):
            self.execute(f"DROP USER {self.name}@'{host}'")
        self._own.close()


class SqliteFile(Database):
    dialect = "sqlite"
    _mark = "?"

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.path = path
        self._own = sqlite3.connect(path, isolation_level=None)
        self.reader = f"sqlite:///file:{path}?mode=ro&uri=true"
        self.writer = f"sqlite:///{path}"

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._own.execute(statement, values).fetchall()

    def drop(self) -> None:
        self._own.close()


@contextmanager
def database(dialect: str, folder: Path) -> Iterator[Database]:
    """An empty database; skips where its server is not there, but fails in CI."""
    name = f"usher_{secrets.token_hex(4)}"
    try:
        made = {
            "postgresql": lambda: Postgres(name),
            "mariadb": lambda: MariaDb(name),
            "sqlite": lambda: SqliteFile(folder / f"{name}.sqlite"),
        }[dialect]()
    except (psycopg.OperationalError, pymysql.err.OperationalError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no {dialect} on 127.0.0.1: {error}")
    try:
        yield made
    finally:
        made.drop()
