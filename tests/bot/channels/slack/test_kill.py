"""SIGKILL at random moments, some between a post and Slack's answer: every message gets one reply, in order."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from demo.platforms.failures import Failures
from demo.slack import workspace as slack
from demo.slack.api import WebApi
from demo.slack.events import Events
from demo.slack.methods import Methods
from demo.slack.workspace import Workspace
from tests.bot.channels.slack.conftest import SIGNING_SECRET, TOKEN, poster, standing_in
from tests.bot.channels.support import until
from tests.bot.channels.test_kill import free_port

THREADS = 4
ENOUGH = 60  # messages in one thread

_chance = random.Random()  # noqa: S311 - when to kill is no secret


@dataclass
class Processes:
    """Several processes of the channel over one database, connected to one stand-in."""

    folder: Path
    database: str
    api: str
    ports: list[int]
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    async def start(self, http: aiohttp.ClientSession, port: int) -> None:
        command = [sys.executable, "-m", "tests.bot.channels.slack.killable", str(port), str(self.folder)]
        log = (self.folder / f"log-{port}").open("ab")
        environment = {**os.environ, "PYTHONPATH": ".", "PYTHONDONTWRITEBYTECODE": ""}  # starts often
        self.running[port] = subprocess.Popen(
            [*command, self.database, self.api], stdout=log, stderr=log, env=environment
        )  # fmt: skip
        for _ in range(600):
            try:
                async with http.get(f"http://127.0.0.1:{port}/webhooks/web/ready") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
        raise AssertionError((self.folder / f"log-{port}").read_text())

    def kill(self, port: int) -> None:
        self.running[port].send_signal(signal.SIGKILL)
        self.running[port].wait(5)

    def stop(self) -> None:
        for port in self.running:
            self.kill(port)


async def write(workspace: Workspace, senders: list[Events], thread: str, stop: asyncio.Event) -> list[str]:
    """Write messages one after another; like Slack, send each again until it is acknowledged."""
    acknowledged: list[str] = []
    while not stop.is_set() and len(acknowledged) < ENOUGH:
        said = workspace.person_says(slack.DIRECT, f"m-{thread}-{len(acknowledged)}", thread)
        event = {**said, "channel": slack.DIRECT, "channel_type": "im"}
        while await _chance.choice(senders).event(event) != 200:
            await asyncio.sleep(0.05)
        acknowledged.append(said["text"])
        await asyncio.sleep(_chance.uniform(0.05, 0.15))
    return acknowledged


async def survive(processes: Processes, workspace: Workspace, kills: int) -> Counter[str]:
    async with aiohttp.ClientSession() as http:
        for port in processes.ports:
            await processes.start(http, port)
        urls = [f"http://127.0.0.1:{port}/webhooks/slack/events" for port in processes.ports]
        senders = [Events(url, SIGNING_SECRET, poster(http), retries=()) for url in urls]
        threads = [str(workspace.person_says(slack.DIRECT, "a thread")["ts"]) for _ in range(THREADS)]
        stop = asyncio.Event()
        writers = [asyncio.create_task(write(workspace, senders, thread, stop)) for thread in threads]
        for _ in range(kills):
            await asyncio.sleep(_chance.uniform(0.1, 0.5))
            port = _chance.choice(processes.ports)
            processes.kill(port)
            await processes.start(http, port)
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
        processes = Processes(tmp_path, database, f"{url}/api/", [free_port() for _ in range(count)])
        try:
            found = await survive(processes, workspace, kills)
        finally:
            processes.stop()

    print(dict(found))
    assert found["acknowledged"] > THREADS
    assert (found["lost"], found["duplicated"], found["out_of_order"]) == (0, 0, 0)
