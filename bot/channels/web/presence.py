"""Who has streams open in this process, and that these end with their sessions.

A session may end in another process, or of age. One query looks after all open streams: asked by each stream
for itself, two thousand of them would keep the process busy with nothing else to do.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.hub import Ended
from bot.channels.core.runtime import Runtime
from bot.channels.core.sessions import Session

LOOK = 15.0  # seconds between looks; a stream outlives its session by as much at most
_AT_ONCE = 500  # sessions asked about in one query

_log = logging.getLogger(__name__)


class Presence:
    """Open streams by session. Used from the event loop only."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._streams: Counter[str] = Counter()
        self._conversations: dict[str, str] = {}
        self._watch: asyncio.Task[None] | None = None

    def streams(self, session: Session) -> int:
        """How many streams the session has open here."""
        return self._streams[session.hash]

    @contextmanager
    def of(self, session: Session) -> Iterator[None]:
        """A stream of the session is open."""
        self._streams[session.hash] += 1
        self._conversations[session.hash] = session.conversation
        if self._watch is None:
            self._watch = asyncio.create_task(self._look_after_all())
        try:
            yield
        finally:
            self._streams[session.hash] -= 1
            if not self._streams[session.hash]:
                del self._streams[session.hash], self._conversations[session.hash]
            if not self._streams:
                self._watch.cancel()
                self._watch = None

    async def _look_after_all(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            known = list(self._conversations)
            for start in range(0, len(known), _AT_ONCE):
                await self._end_ended(known[start : start + _AT_ONCE])

    async def _end_ended(self, hashes: Sequence[str]) -> None:
        try:
            alive = await self._runtime.db.run(self._runtime.sessions.alive, hashes)
        except StoreUnavailable as error:
            _log.warning("the channels' store is down: %s", error)
            return
        for one in set(hashes) - alive:
            if one in self._conversations:
                self._runtime.hub.tell(self._conversations[one], Ended(one))
