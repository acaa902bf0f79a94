"""SIGKILL at random moments under load: nothing acknowledged is lost, nothing is answered twice or out of order."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from tests.bot.channels.processes import Processes, chance, free_port
from tests.bot.channels.support import Browser, Site, take

CONVERSATIONS = 6


async def write(http: aiohttp.ClientSession, processes: Processes, session: dict, stop: asyncio.Event) -> list[str]:
    """Send messages one after another, repeating each until it is acknowledged, as a browser does."""
    acknowledged: list[str] = []
    while not stop.is_set():
        id = f"m-{len(acknowledged)}"
        while True:
            browser = Browser(http, processes.url(chance.choice(processes.ports)), session)
            try:
                status, _ = await browser.post(id, wait=False, id=id)
                if status == 202:
                    break
            except (aiohttp.ClientError, asyncio.TimeoutError):
                pass
            await asyncio.sleep(0.02)
        acknowledged.append(id)
        await asyncio.sleep(chance.uniform(0, 0.05))
    return acknowledged


async def replies(http: aiohttp.ClientSession, processes: Processes, session: dict, count: int) -> list[str]:
    """What the conversation answered, in order, once `count` answers are there."""
    browser = Browser(http, processes.url(processes.ports[0]), session)
    async with browser.events() as stream:
        events = await take(stream, 2 * count, "message", timeout=60)
        await asyncio.sleep(0.3)  # a duplicate would come now
    async with browser.events() as stream:
        events = await take(stream, 2 * count, "message", timeout=10)
        with pytest.raises(asyncio.TimeoutError):
            await take(stream, 1, "message", timeout=0.2)
    assert len({event.data["id"] for event in events}) == len(events)
    return [event.data["text"] for event in events if event.data["from"] == "bot"]


async def survive(processes: Processes, kills: int) -> Counter[str]:
    site = Site(processes.folder, lambda: 0.0)
    assert site.path.exists()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http:
        await processes.start(http)
        sessions = [await Browser(http, processes.url(processes.ports[0])).open() for _ in range(CONVERSATIONS)]
        stop = asyncio.Event()
        writers = [asyncio.create_task(write(http, processes, session, stop)) for session in sessions]
        await processes.kill_some(http, kills)
        await asyncio.sleep(0.3)
        stop.set()
        found: Counter[str] = Counter()
        written = await asyncio.gather(*writers)
        pairs = zip(sessions, map(len, written), strict=True)
        said = await asyncio.gather(*(replies(http, processes, session, count) for session, count in pairs))
        for acknowledged, answered in zip(written, said, strict=True):
            found["acknowledged"] += len(acknowledged)
            found["lost"] += len(set(acknowledged) - {text.removeprefix("re: ") for text in answered})
            found["duplicated"] += len(answered) - len(set(answered))
            found["out_of_order"] += answered != [f"re: {id}" for id in acknowledged]
    memory = [json.loads(line)[0] for line in (processes.folder / "memory").read_text().splitlines()]
    found["run_twice"] = len(memory) - len(set(memory))
    return found


@pytest.mark.parametrize(
    ("count", "kills"), [(1, 10), pytest.param(2, 10, marks=pytest.mark.postgres)], ids=["sqlite", "postgres-2"]
)
async def test_kill_9_loses_and_repeats_nothing(
    tmp_path: Path, count: int, kills: int, request: pytest.FixtureRequest
) -> None:
    database = f"sqlite:///{tmp_path / 'bot.sqlite'}" if count == 1 else request.getfixturevalue("empty_postgres")
    ports = [free_port() for _ in range(count)]
    processes = Processes("tests.bot.channels.killable", tmp_path, [database], ports)
    try:
        found = await survive(processes, kills)
    finally:
        processes.stop()

    assert found["acknowledged"] > kills * 3
    assert {name: found[name] for name in ("lost", "duplicated", "out_of_order", "run_twice")} == {
        "lost": 0,
        "duplicated": 0,
        "out_of_order": 0,
        "run_twice": 0,
    }
