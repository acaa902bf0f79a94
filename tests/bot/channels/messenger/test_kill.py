"""SIGKILL at random moments, some between a post and Graph's answer: nothing is lost, and order is kept.

Graph has no key that makes a post happen once. A post whose answer a process did not live to note is made again,
next to the first one; that is the most that happens, and never twice for one kill in one conversation.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from bot.channels.meta.signature import signature
from tests.bot.channels.messenger.support import APP_SECRET, PAGE, FakeGraph, fake_graph
from tests.bot.channels.processes import Processes, chance, free_port
from tests.bot.channels.support import until

PEOPLE = tuple(f"70{number}" for number in range(1, 6))


async def write(http: aiohttp.ClientSession, urls: list[str], person: str, stop: asyncio.Event) -> list[str]:
    """Write messages one after another; like Meta, send each again until it is acknowledged."""
    acknowledged: list[str] = []
    while not stop.is_set():
        text = f"m-{person}-{len(acknowledged)}"
        event = {"sender": {"id": person}, "recipient": {"id": PAGE}, "timestamp": int(time.time() * 1000)}
        entry = {"id": PAGE, "time": 1, "messaging": [{**event, "message": {"mid": text, "text": text}}]}
        body = json.dumps({"object": "page", "entry": [entry]}).encode()
        while not await taken(http, chance.choice(urls), body):
            await asyncio.sleep(0.05)
        acknowledged.append(text)
        await asyncio.sleep(chance.uniform(0.02, 0.1))
    return acknowledged


async def taken(http: aiohttp.ClientSession, url: str, body: bytes) -> bool:
    headers = {"X-Hub-Signature-256": signature(body, APP_SECRET), "Content-Type": "application/json"}
    try:
        async with http.post(url, data=body, headers=headers) as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


def answers(graph: FakeGraph, person: str) -> list[str]:
    sent = [body for body in graph.of("messages") if body["recipient"]["id"] == person]
    return [body["message"]["text"].removeprefix("re: ") for body in sent]


async def survive(processes: Processes, graph: FakeGraph, kills: int) -> Counter[str]:
    async with aiohttp.ClientSession() as http:
        await processes.start(http)
        urls = [processes.url(port, "messenger/webhook") for port in processes.ports]
        stop = asyncio.Event()
        writers = [asyncio.create_task(write(http, urls, person, stop)) for person in PEOPLE]
        await processes.kill_some(http, kills)
        stop.set()
        written = await asyncio.gather(*writers)
        wanted = {text for texts in written for text in texts}
        await until(lambda: wanted <= {text for person in PEOPLE for text in answers(graph, person)}, timeout=60.0)
        await asyncio.sleep(0.3)  # a duplicate would come now
    return judged(graph, written, processes.folder / "memory")


def judged(graph: FakeGraph, written: list[list[str]], memory: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for person, acknowledged in zip(PEOPLE, written, strict=True):
        said = answers(graph, person)
        once = [text for text, _ in itertools.groupby(said)]  # a repeated post stands right behind the first
        found["acknowledged"] += len(acknowledged)
        found["lost"] += len(set(acknowledged) - set(said))
        found["repeated"] += len(said) - len(once)
        found["out_of_order"] += once != acknowledged
    turns = Counter(json.loads(line)[1] for line in memory.read_text().splitlines())
    found["run_twice"] = sum(turns.values()) - len(turns)
    return found


@pytest.mark.parametrize(
    ("count", "kills"), [(1, 4), pytest.param(2, 4, marks=pytest.mark.postgres)], ids=["sqlite", "postgres-2"]
)
async def test_kill_9_loses_nothing_in_messenger_and_repeats_no_turn(
    count: int, kills: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = f"sqlite:///{tmp_path / 'bot.sqlite'}" if count == 1 else request.getfixturevalue("empty_postgres")
    async with fake_graph() as graph:
        graph.pause = 0.02  # a post is made, and only then its answer takes its time
        ports = [free_port() for _ in range(count)]
        processes = Processes("tests.bot.channels.messenger.killable", tmp_path, [database, graph.url], ports)
        try:
            found = await survive(processes, graph, kills)
        finally:
            processes.stop()

    print(dict(found))
    assert found["acknowledged"] > kills * len(PEOPLE)
    assert (found["lost"], found["out_of_order"], found["run_twice"]) == (0, 0, 0)
    assert found["repeated"] <= kills * len(PEOPLE)
