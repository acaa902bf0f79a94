"""SIGKILL at random moments, some between a post and Slack's answer: every message gets one reply, in order."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from demo.platforms.failures import Failures
from demo.slack import workspace as slack
from demo.slack.api import WebApi
from demo.slack.events import Events
from demo.slack.methods import Methods
from demo.slack.workspace import Workspace
from tests.bot.channels.processes import Processes, chance, free_port
from tests.bot.channels.slack.conftest import SIGNING_SECRET, TOKEN, poster, standing_in
from tests.bot.channels.support import until

THREADS = 4
ENOUGH = 60  # messages in one thread


async def write(workspace: Workspace, senders: list[Events], thread: str, stop: asyncio.Event) -> list[str]:
    """Write messages one after another; like Slack, send each again until it is acknowledged."""
    acknowledged: list[str] = []
    while not stop.is_set() and len(acknowledged) < ENOUGH:
        said = workspace.person_says(slack.DIRECT, f"m-{thread}-{len(acknowledged)}", thread)
        event = {**said, "channel": slack.DIRECT, "channel_type": "im"}
        while await chance.choice(senders).event(event) != 200:
            await asyncio.sleep(0.05)
        acknowledged.append(said["text"])
        await asyncio.sleep(chance.uniform(0.05, 0.15))
    return acknowledged


async def survive(processes: Processes, workspace: Workspace, kills: int) -> Counter[str]:
    async with aiohttp.ClientSession() as http:
        await processes.start(http)
        urls = [processes.url(port, "slack/events") for port in processes.ports]
        senders = [Events(url, SIGNING_SECRET, poster(http), retries=()) for url in urls]
        threads = [str(workspace.person_says(slack.DIRECT, "a thread")["ts"]) for _ in range(THREADS)]
        stop = asyncio.Event()
        writers = [asyncio.create_task(write(workspace, senders, thread, stop)) for thread in threads]
        await processes.kill_some(http, kills)
        stop.set()
        written = await asyncio.gather(*writers)
        await until(lambda: len(set(answers(workspace))) >= sum(map(len, written)), timeout=90.0)
        await asyncio.sleep(0.5)  # a duplicate would come now
    return judged(workspace, threads, written)


def answers(workspace: Workspace, thread: str | None = None) -> list[str]:
    said = workspace.said_by_bot()
    return [one["text"].partition("\n")[0] for one in said if thread in (None, one.get("thread_ts"))]


def judged(workspace: Workspace, threads: list[str], written: list[list[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for thread, acknowledged in zip(threads, written, strict=True):
        answered = [text.removeprefix("re: ") for text in answers(workspace, thread)]
        found["acknowledged"] += len(acknowledged)
        found["lost"] += len(set(acknowledged) - set(answered))
        found["duplicated"] += len(answered) - len(set(answered))
        found["out_of_order"] += list(dict.fromkeys(answered)) != acknowledged
    return found


@pytest.mark.parametrize(
    ("count", "kills"), [(1, 4), pytest.param(2, 4, marks=pytest.mark.postgres)], ids=["sqlite", "postgres-2"]
)
async def test_kill_9_loses_and_repeats_nothing_in_slack(
    count: int, kills: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = f"sqlite:///{tmp_path / 'bot.sqlite'}" if count == 1 else request.getfixturevalue("empty_postgres")
    workspace = Workspace(TOKEN)
    api = WebApi(Methods(workspace), Failures())
    api.pause = 0.05  # a post is made, and only then its answer takes its time: most kills fall between the two
    async with standing_in(api) as url:
        ports = [free_port() for _ in range(count)]
        processes = Processes("tests.bot.channels.slack.killable", tmp_path, [database, f"{url}/api/"], ports)
        try:
            found = await survive(processes, workspace, kills)
        finally:
            processes.stop()

    print(dict(found))
    assert found["acknowledged"] > THREADS
    assert (found["lost"], found["duplicated"], found["out_of_order"]) == (0, 0, 0)
