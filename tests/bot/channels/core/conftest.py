"""A push channel, alone or beside a website, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.bot.channels.core.linked import World, world
from tests.bot.channels.core.pushing import Loft, loft
from tests.bot.channels.support import settings_for


@pytest_asyncio.fixture
async def pigeons(tmp_path: Path, database: str) -> AsyncIterator[Loft]:
    """A running push channel."""
    async with loft(settings_for(tmp_path, database)) as started:
        yield started


@pytest_asyncio.fixture
async def town(tmp_path: Path, database: str) -> AsyncIterator[World]:
    """On either database."""
    async with world(tmp_path, database) as it:
        yield it


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[World]:
    """On SQLite alone."""
    async with world(tmp_path, f"sqlite:///{tmp_path / 'bot.sqlite'}") as it:
        yield it
