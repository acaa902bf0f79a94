"""A customer's browser on the web channel, as the benchmarks need thousands of it: asynchronous and patient.

It does what the widget does: a message is sent again under the same id until it is acknowledged, and the stream
is opened again with the number of the last event it brought.
"""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

_PAUSE = 0.2  # seconds before something is tried again
_TROUBLE = (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError)


class Refused(Exception):
    """The channel turned a request down for good; the message holds its status and body."""


@dataclass(frozen=True)
class Event:
    """One server-sent event. `number` None: it is not on the conversation's time line."""

    name: str
    number: int | None
    data: dict[str, Any]


def browsers(connections: int = 0) -> aiohttp.ClientSession:
    """What all visitors share. `connections` at once; 0: no limit."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections), timeout=aiohttp.ClientTimeout(total=20, sock_connect=10)
    )


@dataclass
class Visitor:
    """One conversation. `urls`: the web channel of each process, one is picked per request.

    `token` makes a site token for each try to sign in; None: nobody signs in.
    """

    http: aiohttp.ClientSession
    urls: Sequence[str]
    token: Callable[[], str] | None = None
    session: str = ""
    last: int = 0
    repeated: int = field(default=0)
    """How many requests and streams broke and were tried again."""

    async def open(self) -> None:
        """Open the session, however long it takes."""
        while True:
            body = {"locale": "en-GB"} | ({"token": self.token()} if self.token else {})
            answer = await self._try("POST", "/session", body, 201)
            if answer is not None:
                self.session = answer["session"]
                return

    async def send(self, text: str) -> str:
        """Send a message until it is acknowledged; gives its turn."""
        body = {"id": str(uuid.uuid4()), "text": text}
        while True:
            answer = await self._try("POST", "/messages", body, 202)
            if answer is not None:
                return str(answer["turn"])

    async def events(self, opened: Callable[[], object] = lambda: None) -> AsyncIterator[Event]:
        """Everything the conversation shows, over all broken connections, until the reader stops.

        `opened` is called whenever a connection stands.
        """
        while True:
            try:
                async for event in self._stream(self.last, opened):
                    self.last = event.number or self.last
                    yield event
            except _TROUBLE:
                pass
            self.repeated += 1
            await asyncio.sleep(_PAUSE)

    async def _stream(self, after: int, opened: Callable[[], object]) -> AsyncIterator[Event]:
        headers = {**self._headers(), "Last-Event-ID": str(after)}
        patient = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=40)  # signs of life come every 15 s
        async with self.http.get(self._url("/events"), headers=headers, timeout=patient) as response:
            if response.status != 200:
                raise aiohttp.ClientError(f"the stream answered {response.status}")
            opened()
            async for event in parsed(response.content):
                yield event

    async def _try(self, method: str, path: str, body: dict[str, Any], wanted: int) -> dict[str, Any] | None:
        """The answer; None after trouble that may pass. Raises `Refused`."""
        try:
            async with self.http.request(method, self._url(path), json=body, headers=self._headers()) as response:
                if response.status == wanted:
                    answer: dict[str, Any] = await response.json()
                    return answer
                if response.status < 500 and not (path == "/session" and response.status == 401):
                    raise Refused(f"{response.status} {await response.text()}")
        except _TROUBLE:
            pass
        self.repeated += 1
        await asyncio.sleep(_PAUSE)
        return None

    def _url(self, path: str) -> str:
        return random.choice(self.urls) + path  # noqa: S311 - which process answers is no secret

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session}"} if self.session else {}


async def parsed(lines: aiohttp.StreamReader) -> AsyncIterator[Event]:
    """Server-sent events of a response's body."""
    block: dict[bytes, bytes] = {}
    async for line in lines:
        name, _, value = line.rstrip(b"\n").partition(b": ")
        if name:
            block[name] = value
        elif b"event" in block:
            number = int(block[b"id"]) if b"id" in block else None
            yield Event(block[b"event"].decode(), number, json.loads(block[b"data"]))
            block = {}
