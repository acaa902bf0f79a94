"""Channels to test, on SQLite and, where it is there, on PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.channels.core.tables import metadata
from tests.bot.channels.support import Browser, Channel, running, settings_for

SERVER = os.environ.get("USHER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a database of our own, dropped afterwards."""
    server = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    name = f"usher_test_{uuid.uuid4().hex[:12]}"
    try:
        with server.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    except sa.exc.OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL is not reachable (USHER_TEST_POSTGRES): {error.orig}")
    yield sa.engine.make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def empty_postgres(postgres: str) -> str:
    """The same database without rows."""
    engine = sa.create_engine(postgres)
    with engine.begin() as connection:
        metadata.create_all(connection)
        for table in metadata.sorted_tables:
            connection.execute(table.delete())
    engine.dispose()
    return postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A channel database of either kind."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("empty_postgres")
        return url
    return f"sqlite:///{tmp_path / 'bot.sqlite'}"


@pytest_asyncio.fixture
async def channel(tmp_path: Path, database: str) -> AsyncIterator[Channel]:
    """A running channel on either database."""
    async with running(settings_for(tmp_path, database), tmp_path) as started:
        yield started


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Channel]:
    """A running channel on SQLite, for what has nothing to do with the database."""
    async with running(settings_for(tmp_path), tmp_path) as started:
        yield started


@pytest_asyncio.fixture
async def visitor(channel: Channel) -> Browser:
    """Somebody nobody knows, with a session."""
    return await channel.customer()
