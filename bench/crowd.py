"""Thousands of open conversations, some of whose people write, at moments nobody coordinates.

Messages are sent at their time whether or not earlier ones are answered: a server that falls behind is not
spared. A reply's time runs from the first try to send the message to its arrival on the event stream.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from bench.visitor import Visitor

_OPENING = 40  # sessions opened at the same time
_LATE = 20.0  # seconds after the last message in which replies still count


@dataclass
class Sent:
    """A message. Instants of `time.perf_counter`; None: not yet, or never."""

    phase: str
    began: float
    turn: str | None = None
    acknowledged: float | None = None


class Crowd:
    """`size` open event streams on the processes at `urls`."""

    def __init__(self, http: aiohttp.ClientSession, urls: Sequence[str], size: int) -> None:
        self.visitors = [Visitor(http, urls) for _ in range(size)]
        self.sent: list[Sent] = []
        self._arrived: dict[str, float] = {}
        self._connected = 0
        self._reading: list[asyncio.Task[None]] = []
        self._sending: set[asyncio.Task[None]] = set()

    async def gather(self) -> None:
        """Open every session and its stream."""
        room = asyncio.Semaphore(_OPENING)
        await asyncio.gather(*(self._join(visitor, room) for visitor in self.visitors))

    async def write(self, texts: Sequence[str], rate: float, seconds: float, phase: str, seed: int = 0) -> None:
        """Send `rate` messages a second for `seconds`: with the same `seed` the same ones at the same moments."""
        chance, whose = random.Random(seed), random.Random()  # noqa: S311
        began, at = time.perf_counter(), 0.0
        while (at := at + chance.expovariate(rate)) < seconds:
            await asyncio.sleep(max(0.0, began + at - time.perf_counter()))
            one = asyncio.create_task(self._send(whose.choice(self.visitors), chance.choice(texts), phase))
            self._sending.add(one)
            one.add_done_callback(self._sending.discard)

    async def leave(self) -> None:
        """Wait for late replies, then close every stream."""
        until = time.perf_counter() + _LATE
        while self.unanswered() and time.perf_counter() < until:
            await asyncio.sleep(0.1)
        for task in (*self._reading, *self._sending):
            task.cancel()
        await asyncio.gather(*self._reading, *self._sending, return_exceptions=True)

    def unanswered(self) -> int:
        return sum(one.turn is None or one.turn not in self._arrived for one in self.sent)

    def repeated(self) -> int:
        """Requests and streams that broke and were tried again."""
        return sum(visitor.repeated for visitor in self.visitors)

    def replies(self, phase: str) -> list[float]:
        """Seconds until each answered message's first reply, sorted."""
        return sorted(
            self._arrived[one.turn] - one.began
            for one in self.sent
            if one.phase == phase and one.turn is not None and one.turn in self._arrived
        )

    def acknowledgements(self, phase: str) -> list[float]:
        """Seconds until each message was safely stored, sorted."""
        return sorted(one.acknowledged - one.began for one in self.sent if one.phase == phase and one.acknowledged)

    async def _join(self, visitor: Visitor, room: asyncio.Semaphore) -> None:
        async with room:
            await visitor.open()
            opened = asyncio.Event()
            self._reading.append(asyncio.create_task(self._read(visitor, opened)))
            await asyncio.wait_for(opened.wait(), 60)

    async def _read(self, visitor: Visitor, opened: asyncio.Event) -> None:
        async for event in visitor.events(opened.set):
            if event.name == "message" and event.data["from"] == "bot":
                self._arrived.setdefault(str(event.data["id"]).rpartition("-")[0], time.perf_counter())

    async def _send(self, visitor: Visitor, text: str, phase: str) -> None:
        one = Sent(phase, time.perf_counter())
        self.sent.append(one)
        one.turn = await visitor.send(text)
        one.acknowledged = time.perf_counter()


def at(values: Sequence[float], share: float) -> float:
    """The value that `share` of the sorted `values` stay below; 0 when there are none."""
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0
