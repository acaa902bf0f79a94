"""A running Messenger channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.bot.channels.messenger.support import INBOX, Chat, chatting


@pytest_asyncio.fixture
async def chat(tmp_path: Path, database: str) -> AsyncIterator[Chat]:
    """On either database."""
    async with chatting(tmp_path, database) as started:
        yield started


@pytest_asyncio.fixture
async def messenger(tmp_path: Path) -> AsyncIterator[Chat]:
    """On SQLite, for what has nothing to do with the database."""
    async with chatting(tmp_path) as started:
        yield started


@pytest_asyncio.fixture
async def routed(tmp_path: Path) -> AsyncIterator[Chat]:
    """With a human inbox that conversations are passed to."""
    async with chatting(tmp_path, USHER_MESSENGER_INBOX=INBOX) as started:
        yield started
