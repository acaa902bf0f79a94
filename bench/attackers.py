"""Clients that mean no good: they dribble a request byte by byte, or send far more than is taken.

They are a process of their own, so that they keep neither the measured visitors nor the clock waiting.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from actions.errors import UsherError
from bench.meter import Meter
from demo.stack import ROOT

SLOW = 200
"""Connections that dribble, half of them a header, half a body."""
LARGE = 4
"""Connections that send large bodies, one after another."""
LARGE_BYTES = 1_000_000

_PAUSE = 0.5  # seconds between two bytes, and between two large bodies

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Toll:
    """What an attack did; known once it is over."""

    met: Counter[str] = field(default_factory=Counter)
    """What the attackers were told, and how often."""
    cpu: float = 0.0
    """Seconds of CPU that they used."""


@asynccontextmanager
async def attack(url: str, session: str) -> AsyncIterator[Toll]:
    """Attack the channel at `url` as long as the block runs.

    The large bodies come with a valid `session`, so that nothing but their size is wrong.
    """
    command, pipe = (sys.executable, "-m", "bench.attackers", url, session), asyncio.subprocess.PIPE
    attackers = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe)
    toll, meter = Toll(), Meter([attackers.pid])
    if attackers.stdout is None or not await attackers.stdout.readline():
        raise UsherError("the attackers did not start")
    before = meter.cpu()
    try:
        yield toll
    finally:
        toll.cpu = meter.cpu() - before
        met, _ = await attackers.communicate()  # closes their input, which calls them off
        toll.met.update(json.loads(met))


async def _attack(url: str, session: str) -> None:
    """Attack until the standard input ends; says when it begins, and at last how often what was answered."""
    met: Counter[str] = Counter()
    start = f"POST {urlsplit(url).path}/messages HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n"
    with_body = f"{start}Authorization: Bearer {session}\r\nContent-Type: application/json\r\nContent-Length: "
    header, body = f"{start}X-Slow: ".encode(), f"{with_body}10000\r\n\r\n".encode()
    large = f"{with_body}{LARGE_BYTES}\r\n\r\n".encode() + b'{"id":"large","text":"' + b"x" * (LARGE_BYTES - 24) + b'"}'
    ways = [lambda streams: _dribble(streams, header), lambda streams: _dribble(streams, body)]
    tasks = [asyncio.create_task(_keep_on(url, ways[number % 2], "slow", met)) for number in range(SLOW)]
    tasks += [
        asyncio.create_task(_keep_on(url, lambda streams: _flood(streams, large), "large", met)) for _ in range(LARGE)
    ]
    print("attacking", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps(met))


async def _keep_on(url: str, way: Callable[[Streams], Awaitable[str]], name: str, met: Counter[str]) -> None:
    """Connect again whenever the server has hung up."""
    while True:
        try:
            streams = await asyncio.open_connection(urlsplit(url).hostname, urlsplit(url).port)
        except OSError:
            met[f"{name}: not connected"] += 1
        else:
            try:
                met[f"{name}: {await way(streams)}"] += 1
            finally:
                streams[1].close()
        await asyncio.sleep(_PAUSE)


async def _dribble(streams: Streams, start: bytes) -> str:
    """A byte now and then, until the server has had enough."""
    reader, writer = streams
    answer = asyncio.create_task(_status(reader))
    try:
        writer.write(start)
        while not answer.done():
            writer.write(b"x")
            await asyncio.wait([answer], timeout=_PAUSE)
        return await answer
    finally:
        answer.cancel()


async def _flood(streams: Streams, request: bytes) -> str:
    """Everything at once; the answer may come before the end of it."""
    reader, writer = streams
    writer.write(request)
    with suppress(OSError):  # hung up in the middle; what it said before is still there to read
        await writer.drain()
    return await _status(reader)


async def _status(reader: asyncio.StreamReader) -> str:
    try:
        line = await reader.readline()
    except OSError:
        return "hung up"
    return line.split(b" ")[1].decode() if line.count(b" ") > 1 else "hung up"


if __name__ == "__main__":
    asyncio.run(_attack(*sys.argv[1:]))
