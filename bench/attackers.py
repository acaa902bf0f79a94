"""Clients that mean no good: they dribble a request byte by byte, or send far more than is taken."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

SLOW = 200
"""Connections that dribble, half of them a header, half a body."""
LARGE = 4
"""Connections that send large bodies, one after another."""
LARGE_BYTES = 1_000_000

_PAUSE = 0.5  # seconds between two bytes, and between two large bodies

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def attack(url: str, session: str) -> AsyncIterator[Counter[str]]:
    """Attack the channel at `url` as long as the block runs; counts what the attackers were told.

    The large bodies come with a valid `session`, so that nothing but their size is wrong.
    """
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
    try:
        yield met
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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
