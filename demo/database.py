"""Building a SQLite file so that a reader sees either the old one or the whole new one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

Row = Sequence[object]


@contextmanager
def new_database(path: Path, schema: Path, indexes: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a fresh file with `schema`; on success index it and put it in `path`'s place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    connection = sqlite3.connect(draft)
    try:
        # A draft that dies is thrown away, so it needs neither a journal nor a sync.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        connection.executescript(schema.read_text("utf-8"))
        yield connection
        connection.commit()
        connection.executescript(indexes.read_text("utf-8"))
        connection.execute("ANALYZE")
        connection.commit()
        connection.close()
        draft.replace(path)
    finally:
        connection.close()
        draft.unlink(missing_ok=True)


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> int:
    """Insert whole rows, in the order of the table's columns; returns how many."""
    width = len(connection.execute(f"PRAGMA table_info({table})").fetchall())
    marks = ", ".join("?" * width)
    cursor = connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - table is a literal
    return max(cursor.rowcount, 0)
