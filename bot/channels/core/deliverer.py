"""Sends what is due on the platforms: conversations beside each other, the messages of one in order.

Nothing polls: storing a message wakes its conversation's worker, which lives until nothing is due, sleeps
through what the platform asks it to wait, and keeps the lease meanwhile. A sweep renews the leases and takes
over from processes that died. A platform that has no idempotency key may get a post twice when a process dies
between its answer and our note of it.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.channels.core.database import Database
from bot.channels.core.deliveries import Deliveries, Lost
from bot.channels.core.delivery import Delivery, Later, Sender, Undeliverable
from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.live import Live

_AT_ONCE = 64  # posts under way at the same time
_LONGEST_SEND = 60.0  # seconds
_SWEEP = 2.0  # seconds
_BACKOFF = (1.0, 60.0)  # seconds before the second attempt, doubled up to the longest
_WAIT = (0.1, 3600.0)  # seconds, whatever the platform asks for
_GIVE_UP = 24 * 3600.0  # seconds after which nobody waits for an answer any more
_BUGS = 10  # attempts that fail for no reason a platform gives

_log = logging.getLogger(__name__)


class Deliverer:
    """The deliveries of one process. Used from the event loop only."""

    def __init__(
        self, database: Database, deliveries: Deliveries, senders: Mapping[str, Sender], live: Live,
        clock: Callable[[], float], reveal: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> None:  # fmt: skip
        self._db = database
        self._deliveries = deliveries
        self._senders = senders
        self._live = live
        self._clock = clock
        self._reveal = reveal
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._sweeper: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Send what a process before this one left, and keep watch."""
        if self._db.is_sqlite:
            await self._db.run(self._deliveries.abandon_all)
        await self.adopt_orphans()
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Leave what is due to the next process."""
        self._stopping = True  # `wait_for` may swallow a cancellation on Python 3.10
        tasks = [*self._workers.values(), *([self._sweeper] if self._sweeper else [])]
        delivering = list(self._workers)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await self._db.run(self._deliveries.release, delivering)
        except StoreUnavailable:
            _log.warning("the channels' store is down; other processes deliver what is due once the leases are over")

    def wake(self, conversation: str) -> None:
        """Have what is due in a conversation sent."""
        if conversation in self._workers:
            self._again.add(conversation)
        else:
            self._work_on(conversation)

    async def adopt_orphans(self) -> None:
        """Take over conversations with something due that no process delivers."""
        while self._senders and (found := await self._db.run(self._deliveries.claim_orphans, list(self._senders))):
            for conversation in found:
                self.wake(conversation)

    def _work_on(self, conversation: str) -> None:
        self._workers[conversation] = asyncio.create_task(self._work(conversation))

    async def _work(self, conversation: str) -> None:
        try:
            self._again.discard(conversation)
            if await self._db.run(self._deliveries.claim, conversation):
                await self._deliver_all(conversation)
        except Lost:
            _log.warning("deliveries of %s were taken over by another process", conversation)
        except StoreUnavailable as error:
            _log.warning("deliveries of %s wait for the channels' store: %s", conversation, error)
        except Exception:
            _log.exception("deliveries of %s wait", conversation)
        finally:
            self._workers.pop(conversation, None)
            if conversation in self._again and not self._stopping:
                self._work_on(conversation)

    async def _deliver_all(self, conversation: str) -> None:
        while not self._stopping and (found := await self._db.run(self._deliveries.next, conversation)):
            delivery, wait = found
            await asyncio.sleep(wait)
            await self._live.settled(conversation)
            async with self._room:
                await self._deliver(delivery)

    async def _deliver(self, delivery: Delivery) -> None:
        async def save(progress: Mapping[str, object]) -> None:
            await self._db.run(self._deliveries.save, delivery, progress)

        try:
            revealed = replace(delivery, body=self._reveal(delivery.body))
            await asyncio.wait_for(self._senders[delivery.channel].send(revealed, save), _LONGEST_SEND)
        except Undeliverable as error:
            await self._fail(delivery, str(error))
        except (Lost, StoreUnavailable):
            raise
        except Later as error:
            await self._put_off(delivery, str(error), error.after)
        except asyncio.TimeoutError:
            await self._put_off(delivery, "the platform did not answer in time", None)
        except Exception as error:
            _log.exception("sending %s raised", delivery.id)
            await self._put_off_bug(delivery, type(error).__name__)
        else:
            await self._db.run(self._deliveries.sent, delivery)

    async def _put_off_bug(self, delivery: Delivery, reason: str) -> None:
        if delivery.attempt >= _BUGS:
            await self._fail(delivery, reason)
        else:
            await self._put_off(delivery, reason, None)

    async def _put_off(self, delivery: Delivery, reason: str, after: float | None) -> None:
        if self._clock() - delivery.created_at > _GIVE_UP:
            await self._fail(delivery, f"given up after {delivery.attempt} attempts: {reason}")
            return
        wait = _backoff(delivery.attempt) if after is None else min(max(after, _WAIT[0]), _WAIT[1])
        await self._db.run(self._deliveries.later, delivery, wait, reason)
        _log.info("%s is sent again in %.1f s: %s", delivery.id, wait, reason)

    async def _fail(self, delivery: Delivery, reason: str) -> None:
        _log.error("%s message %s was not delivered: %s", delivery.channel, delivery.id, reason)
        await self._db.run(self._deliveries.failed, delivery, reason)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP)
            try:
                await self._db.run(self._deliveries.renew, list(self._workers))
                await self.adopt_orphans()
            except StoreUnavailable as error:
                _log.warning("the channels' store is down: %s", error)
            except Exception:
                _log.exception("looking for what is due failed")


def _backoff(attempt: int) -> float:
    first, longest = _BACKOFF
    return min(first * 2.0 ** min(attempt - 1, 10), longest) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
