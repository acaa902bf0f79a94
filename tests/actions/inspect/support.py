"""Small databases to look at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from actions.systems.inspect.connection import look_only
from actions.systems.inspect.model import Survey
from actions.systems.inspect.survey import survey


def url_of(path: Path, script: str) -> str:
    """A SQLite file made by a script."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return f"sqlite:///{path}"


def surveyed(url: str, *, samples: bool = False) -> Survey:
    database = look_only(url)
    try:
        return survey(database, samples=samples)
    finally:
        database.close()


@contextmanager
def looked_at(path: Path, script: str, *, samples: bool = False) -> Iterator[Survey]:
    yield surveyed(url_of(path, script), samples=samples)


def rows(table: str, *values: str) -> str:
    return "".join(f"INSERT INTO {table} VALUES {value};" for value in values)
