"""Allowances hold over all processes that share a store, and refill evenly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.channels.core import limits
from bot.channels.core.database import Database
from bot.channels.core.errors import Refused
from bot.channels.core.limits import Allowance, RateLimit
from bot.channels.core.tables import metadata
from tests.bot.channels.core.pushing import loft
from tests.bot.channels.support import Browser, running, settings_for, until


@pytest_asyncio.fixture
async def store(database: str) -> AsyncIterator[Database]:
    opened = Database(database)
    opened.create(metadata)
    yield opened
    opened.close()


async def taken(limit: RateLimit, key: str, times: int) -> int:
    """How many of so many are let through."""
    count = 0
    for _ in range(times):
        try:
            await limit.take(key)
        except Refused:
            continue
        count += 1
    return count


async def test_so_many_are_let_through_at_once_and_the_next_is_told_how_long_to_wait(store: Database) -> None:
    limit = RateLimit(store, "message", 6)

    assert await taken(limit, "ada", 9) == 6
    with pytest.raises(Refused) as refused:
        await limit.take("ada")

    assert refused.value.status == 429
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 10


async def test_nobody_uses_up_what_is_anothers(store: Database) -> None:
    messages, sessions = RateLimit(store, "message", 2), RateLimit(store, "session", 2)
    await taken(messages, "ada", 5)

    assert await taken(messages, "ben", 5) == 2
    assert await taken(sessions, "ada", 5) == 2


async def test_a_limit_of_zero_is_none(store: Database) -> None:
    assert await taken(RateLimit(store, "message", 0), "ada", 200) == 200


async def test_somebody_too_fast_is_told_twice_and_then_not_answered(store: Database) -> None:
    allowance = Allowance(store, "person", 1)

    verdicts = [await allowance.verdict("ada") for _ in range(5)]

    assert verdicts == ["admitted", "told", "told", "dropped", "dropped"]


@pytest.mark.postgres
async def test_several_processes_count_together(empty_postgres: str) -> None:
    stores = [Database(empty_postgres) for _ in range(3)]
    processes = [RateLimit(one, "message", 10) for one in stores]

    through = await asyncio.gather(*(taken(process, "ada", 10) for process in processes))

    assert sum(through) == 10
    with stores[0].engine.begin() as connection:  # half a minute later
        connection.execute(sa.text("UPDATE channel_rates SET full_at = full_at - 30"))
    assert await taken(RateLimit(stores[1], "message", 10), "ada", 10) == 5
    for one in stores:
        one.close()


@pytest.mark.postgres
async def test_full_buckets_are_forgotten(empty_postgres: str) -> None:
    store = Database(empty_postgres)
    await taken(RateLimit(store, "message", 10), "ada", 1)
    await taken(RateLimit(store, "message", 10), "ben", 1)
    with store.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE channel_rates SET full_at = 1 WHERE key = (SELECT min(key) FROM channel_rates)")
        )

    limits.purge(store)

    with store.engine.begin() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM channel_rates")).scalar() == 1
    store.close()


@pytest.mark.postgres
async def test_a_session_has_one_allowance_over_processes(tmp_path: Path, empty_postgres: str) -> None:
    settings = settings_for(tmp_path, empty_postgres, USHER_RATE_MESSAGES_PER_SESSION="3")
    async with running(settings, tmp_path) as one, running(settings, tmp_path, site=one.site) as two:
        visitor = await one.customer()
        elsewhere = Browser(two.http, two.url, visitor.session)
        statuses = [(await browser.post("hello"))[0] for browser in (visitor, elsewhere, visitor, elsewhere, visitor)]

    assert statuses == [200, 200, 200, 429, 429]


@pytest.mark.postgres
async def test_a_chat_account_has_one_allowance_over_processes(tmp_path: Path, empty_postgres: str) -> None:
    settings = settings_for(tmp_path, empty_postgres, USHER_RATE_MESSAGES_PER_SESSION="2")
    async with loft(settings) as one, loft(settings) as two:
        heard = [await process.hear(str(number)) for number, process in enumerate((one, two, one, two, one))]
        await until(lambda: len(one.platform.sent) + len(two.platform.sent) == 4)
        answered = len(one.dialogue.turns) + len(two.dialogue.turns)

    assert [accepted.event is not None for accepted in heard] == [True, True, True, True, False]
    assert answered == 2
