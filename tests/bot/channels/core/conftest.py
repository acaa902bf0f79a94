"""A push channel on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.bot.channels.core.pushing import Loft, loft
from tests.bot.channels.support import settings_for


@pytest_asyncio.fixture
async def pigeons(tmp_path: Path, database: str) -> AsyncIterator[Loft]:
    """A running push channel."""
    async with loft(settings_for(tmp_path, database)) as started:
        yield started
