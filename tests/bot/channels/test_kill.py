"""SIGKILL at random moments under load: nothing acknowledged is lost, nothing is answered twice or out of order."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import aiohttp
import pytest

from tests.bot.channels.killable import PERSON, WAITING_NOTICE
from tests.bot.channels.processes import Processes, chance, free_port
from tests.bot.channels.support import SECRET, Browser, Site, take

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


async def told_while_waiting(processes: Processes, kills: int) -> list[tuple[int, list[dict]]]:
    """How much each conversation wrote after it had asked for a person, and what the bot said to it."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http:
        await processes.start(http)
        browsers = [Browser(http, processes.url(processes.ports[0])) for _ in range(CONVERSATIONS)]
        for browser in browsers:
            await browser.open()
            await browser.post(PERSON)
        stop = asyncio.Event()
        writers = [asyncio.create_task(write(http, processes, browser.session, stop)) for browser in browsers]
        await processes.kill_some(http, kills)
        stop.set()
        written = [len(sent) for sent in await asyncio.gather(*writers)]
        for browser in browsers:
            await browser.post("the last one")  # done once everything before it is
        return [
            (count, await said_by_bot(processes, http, browser))
            for count, browser in zip(written, browsers, strict=True)
        ]


async def said_by_bot(processes: Processes, http: aiohttp.ClientSession, browser: Browser) -> list[dict]:
    path = f"/internal/conversations/{browser.session['conversation']}/messages"
    inner, messages, after = Browser(http, processes.url(processes.ports[0]), origin=None), [], 0
    while True:
        _, page = await inner.request("GET", f"{path}?after={after}", **{"X-Usher-Secret": SECRET})
        if page["last"] == after:
            return [one for one in messages if one["from"] == "bot"]
        messages, after = [*messages, *page["messages"]], page["last"]


@pytest.mark.parametrize("count", [1, pytest.param(2, marks=pytest.mark.postgres)], ids=["sqlite", "postgres-2"])
async def test_kill_9_tells_who_waits_for_a_person_once_in_a_while(
    tmp_path: Path, count: int, request: pytest.FixtureRequest
) -> None:
    database = f"sqlite:///{tmp_path / 'bot.sqlite'}" if count == 1 else request.getfixturevalue("empty_postgres")
    processes = Processes("tests.bot.channels.killable", tmp_path, [database], [free_port() for _ in range(count)])
    Site(tmp_path, lambda: 0.0)
    try:
        told = await told_while_waiting(processes, kills=6)
    finally:
        processes.stop()

    for written, (handed_over, *kept) in told:
        at = [dt.datetime.fromisoformat(one["at"]).timestamp() for one in kept]
        assert handed_over["text"] == f"re: {PERSON}"
        assert 1 <= len(kept) < written
        assert all("I've passed your message on." in one["text"] for one in kept)
        assert all(later - earlier >= WAITING_NOTICE for earlier, later in pairwise(at))
        assert len({one["id"] for one in kept}) == len(kept)
