"""Runs what waits in the inbox: conversations beside each other, the messages of one in order.

Nothing polls. Accepting a message wakes its conversation; a worker lives as long as messages wait. On
PostgreSQL a sweep every few seconds takes over from processes that died.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bot.channels.core import hub
from bot.channels.core.conversations import Conversations, Overtaken, Superseded
from bot.channels.core.database import Database
from bot.channels.core.dialogue import Dialogue
from bot.channels.core.drafts import Drafts
from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.hub import Delayed, Done, Hub
from bot.channels.core.linking import NOTES, Linking
from bot.channels.core.live import Live
from bot.channels.core.model import Accepted, Finished, Reply, Turn
from bot.channels.core.renderer import Renderer
from bot.channels.core.timeline import Timeline
from bot.channels.core.turns import apology, replies_for
from bot.channels.core.waiting import Waiting

_AT_ONCE = 256  # turns running at the same time, so that replaying a backlog leaves room to breathe
_SWEEP = 2.0  # seconds between looks for conversations whose process died
_PATIENCE = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds between tries while a store is down
_BUGS = 3  # failures of ours, not of a store, after which a turn is answered with an apology

_log = logging.getLogger(__name__)


class Dispatcher:
    """The workers of one process. Used from the event loop only."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        timeline: Timeline,
        dialogue: Dialogue,
        hub: Hub,
        drafts: Drafts,
        renderers: Mapping[str, Renderer],
        deadline: float,
        live: Live,
        deliver: Callable[[str], None],
        linking: Linking,
        waiting: Waiting,
    ) -> None:
        self._db = database
        self._conversations = conversations
        self._timeline = timeline
        self._dialogue = dialogue
        self._hub = hub
        self._drafts = drafts
        self._renderers = renderers
        self._deadline = deadline
        self._live = live
        self._deliver = deliver
        self._linking = linking
        self._waiting = waiting
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._fresh: dict[str, float] = {}
        self._resumed: set[str] = set()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Replay what a process before this one left unanswered, and keep watch."""
        if self._db.is_sqlite:
            await self._db.run(self._conversations.abandon_all)
        await self.adopt_orphans()
        if not self._db.is_sqlite:
            self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Leave everything unfinished to the next process."""
        tasks = [*self._workers.values(), *([self._sweeper] if self._sweeper else [])]
        owned = list(self._workers)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await self._db.run(self._conversations.release, owned)
        except StoreUnavailable:
            _log.warning("the channels' store is down; other processes take over when its leases end")

    def accepted(self, message: Accepted, conversation: str) -> None:
        """A message was stored; run it if it is this process's to run."""
        if message.mine:
            # no other process can have run it while the lease of its arrival lasts
            self._fresh[message.turn] = time.monotonic() + self._conversations.lease
            self.wake(conversation)

    def wake(self, conversation: str) -> None:
        """Have the waiting messages of a conversation answered."""
        if conversation in self._workers:
            self._again.add(conversation)
        else:
            self._workers[conversation] = asyncio.create_task(self._work(conversation))

    async def adopt_orphans(self) -> None:
        """Take over waiting conversations that no process works on."""
        while found := await self._db.run(self._conversations.claim_orphans):
            for conversation in found:
                self.wake(conversation)

    async def _work(self, conversation: str) -> None:
        failures = bugs = 0
        try:
            while True:
                self._again.discard(conversation)
                try:
                    await self._answer_all(conversation, give_up=bugs >= _BUGS)
                except Superseded:
                    _log.warning("conversation %s was taken over by another process", conversation)
                except Exception as error:
                    await self._hold(conversation, error, failures)
                    failures += 1
                    bugs += not isinstance(error, StoreUnavailable)
                    continue
                if conversation not in self._again:
                    return
        finally:
            self._workers.pop(conversation, None)

    async def _answer_all(self, conversation: str, *, give_up: bool) -> None:
        turn = await self._db.run(self._conversations.next_turn, conversation)
        while turn is not None:
            async with self._room:
                try:
                    turn = await self._run(turn, give_up=give_up)
                except Overtaken:  # as it stands by now, it may be the bot's to answer, or a person's alone
                    turn = await self._db.run(self._conversations.next_turn, conversation)
            give_up = False

    async def _run(self, turn: Turn, *, give_up: bool) -> Turn | None:
        fresh = self._fresh.pop(turn.id, 0.0) > time.monotonic()
        if not fresh and turn.id not in self._resumed:
            self._resumed.add(turn.id)
            await self._db.run(self._conversations.count_attempt, turn)
        finished = await self._finish(turn, [apology(turn.locale)] if give_up else await self._replies(turn, fresh))
        self._resumed.discard(turn.id)
        self._hub.tell_events(turn.conversation, finished.events)
        self._hub.tell(turn.conversation, Done(turn.id, finished.events))
        if finished.events and self._renderers[turn.channel].delivery != "pull":
            self._deliver(turn.conversation)
        return finished.next

    async def _replies(self, turn: Turn, fresh: bool) -> Sequence[Reply]:
        if self._waiting.concerns(turn) and turn.note not in NOTES:
            return await self._waiting.replies(turn)
        with self._shown(turn):
            return await replies_for(turn, self._dialogue, self._deadline, fresh=fresh, linking=self._linking)

    async def _finish(self, turn: Turn, replies: Sequence[Reply]) -> Finished:
        renderer = self._renderers[turn.channel]
        issued: list[dict[str, Any]] = []

        def issue(title: str, payload: str) -> str:
            row = self._timeline.choice(turn.conversation, title, payload)
            issued.append(row)
            return str(row["value"])

        # ids follow from the turn: a replay says the same messages, not new ones
        bodies = [renderer.render(f"{turn.id}-{place}", reply, issue) for place, reply in enumerate(replies, 1)]
        handoff = next((reply.handoff for reply in replies if reply.handoff), None)
        return await self._db.run(self._conversations.finish, turn, bodies, issued, handoff, delivery=renderer.delivery)

    @contextmanager
    def _shown(self, turn: Turn) -> Iterator[None]:
        self._drafts.open(turn.id)
        with self._live.following(turn.conversation, turn.channel):
            self._hub.tell(turn.conversation, hub.Live("typing", {"turn": turn.id}))
            try:
                yield
            finally:
                self._drafts.close(turn.id)

    async def _hold(self, conversation: str, error: Exception, failures: int) -> None:
        if not isinstance(error, StoreUnavailable):
            _log.error("conversation %s is tried again", conversation, exc_info=error)
        elif failures == 0:
            _log.warning("conversation %s waits for a store: %s", conversation, error)
        self._hub.tell(conversation, Delayed())
        await asyncio.sleep(_PATIENCE[min(failures, len(_PATIENCE) - 1)])

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP)
            try:
                await self._db.run(self._conversations.renew, list(self._workers))
                await self.adopt_orphans()
            except StoreUnavailable as error:
                _log.warning("the channels' store is down: %s", error)
            except Exception:
                _log.exception("looking for abandoned conversations failed")
