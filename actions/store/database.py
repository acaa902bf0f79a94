"""Usher's own store on the answer side: hand-overs, requests, consents. SQLite by default, PostgreSQL in production."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

METADATA = sa.MetaData()


def open_store(url: str) -> Engine:
    """Connect and create what is missing."""
    parsed = make_url(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    if sqlite and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, pool_pre_ping=not sqlite)
    if sqlite:
        sa.event.listen(engine, "connect", _sqlite_session)
    METADATA.create_all(engine)
    return engine


def _sqlite_session(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.close()
