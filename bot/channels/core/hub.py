"""Who is looking at a conversation right now in this process, and what they are told.

The store is the truth; the hub only saves everybody from asking it. A listener that cannot keep up is cut
off and reads on from the store when it comes back.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.channels.core.model import Event

_BACKLOG = 256  # signals a listener may be behind


@dataclass(frozen=True)
class Recorded:
    """Entries were added to the time line."""

    events: tuple[Event, ...]


@dataclass(frozen=True)
class Live:
    """Something that is shown while it lasts and stored nowhere: typing, a draft, a delay."""

    name: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Delayed:
    """The conversation's messages wait for a store to come back."""


@dataclass(frozen=True)
class Done:
    """A turn is finished. `events` None: another process did it, the store has them."""

    turn: str
    events: tuple[Event, ...] | None


@dataclass(frozen=True)
class Changed:
    """Another process added to the time line; the store has it."""


@dataclass(frozen=True)
class Ended:
    """The session is over, or the listener was too slow. `session` None: every listener's."""

    session: str | None = None


Signal = Recorded | Live | Delayed | Done | Changed | Ended


@dataclass(eq=False)
class Listener:
    """One open stream or waiting request. One at a time may wait for its next signal."""

    _signals: deque[Signal] = field(default_factory=deque)
    _waiter: asyncio.Future[None] | None = None

    def tell(self, signal: Signal) -> None:
        if len(self._signals) >= _BACKLOG:
            self._signals.clear()
            signal = Ended()
        self._signals.append(signal)
        _wake(self._waiter)

    async def next(self, timeout: float) -> Signal | None:
        """The next signal; None after `timeout` seconds without one."""
        if not self._signals:
            await self._wait(timeout)
        return self._signals.popleft() if self._signals else None

    async def _wait(self, timeout: float) -> None:
        # a future and a timer: `asyncio.wait_for` makes a task each time, and thousands of streams wait
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = loop.call_later(timeout, _wake, self._waiter)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None


class Hub:
    """Listeners by conversation. Used from the event loop only."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)

    @contextmanager
    def listening(self, conversation: str) -> Iterator[Listener]:
        """Hear everything about a conversation from now on."""
        listener = Listener()
        self._listeners[conversation].add(listener)
        try:
            yield listener
        finally:
            self._listeners[conversation].discard(listener)
            if not self._listeners[conversation]:
                del self._listeners[conversation]

    def tell(self, conversation: str, signal: Signal) -> None:
        for listener in self._listeners.get(conversation, ()):
            listener.tell(signal)

    def tell_events(self, conversation: str, events: Sequence[Event]) -> None:
        if events:
            self.tell(conversation, Recorded(tuple(events)))

    def is_heard(self, conversation: str) -> bool:
        """Whether anybody here listens to the conversation."""
        return conversation in self._listeners

    def tell_all(self, signal: Signal) -> None:
        """Tell every listener of every conversation."""
        for conversation in list(self._listeners):
            self.tell(conversation, signal)

    def __len__(self) -> int:
        return sum(len(listeners) for listeners in self._listeners.values())


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)
