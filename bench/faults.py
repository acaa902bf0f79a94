"""`make bench-faults`: SIGKILL of the Rasa process at random points under load.

The real product runs: the action server, and one Rasa process on SQLite, then two that share a PostgreSQL
database. Customers write all the time, as browsers do, through every outage. For each message that was
acknowledged the reply is compared with that of an undisturbed conversation. The last line is one JSON object;
the exit status is 1 when anything was lost, duplicated, out of order or answered in other words.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import aiohttp
import sqlalchemy as sa

from actions.errors import UsherError
from bench.bots import POSTGRES, Bot, Bots, databases, for_us
from bench.chats import SCRIPT, Chat, Replies, differences, watched
from bench.turns import tell
from bench.visitor import Visitor, browsers
from demo.client import token_for
from demo.stack import ROOT

_STORES = {"sqlite": 1, "postgresql": 2}
"""How many Rasa processes share each store."""
_CUSTOMER = "discount-ended"
_MESSAGES = 2 * SCRIPT
_WORK = 60  # replies after which a process is killed at the latest
_LONGEST = 20.0  # seconds, should there be none
_SAMPLES = 5  # odd replies that are shown
_FAULTS = ("lost", "duplicated", "out_of_order", "other", "unasked", "remembered_twice")


@dataclass
class Trial:
    """One store's run: customers who write, and a hand that kills."""

    bots: Bots
    http: aiohttp.ClientSession
    kills: int
    expected: Replies = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)
    """Seconds from a kill until the process was ready again."""
    odd: list[str] = field(default_factory=list)
    """Replies in other words, to look at."""
    _chats: set[Chat] = field(default_factory=set)
    _over: bool = False

    async def run(self, customers: int) -> None:
        """Have `customers` write at the same time until all kills are done and everything is answered."""
        calm = self._chat()
        await calm.hold(_MESSAGES, lambda: 0.0)
        self.expected = calm.replies()
        writing = [asyncio.create_task(self._write()) for _ in range(customers)]
        try:
            await self._kill_all()
            self._over = True
            tell("Waiting for the last replies …")
            await asyncio.gather(*writing)
        finally:
            await _ended(writing)

    async def _write(self) -> None:
        while not self._over:
            chat = self._chat()
            self._chats.add(chat)
            self.found.update(await watched(chat, _MESSAGES, self.expected))
            self.odd += differences(chat, self.expected)
            self._chats.discard(chat)

    async def _kill_all(self) -> None:
        starts: list[asyncio.Task[None]] = []
        try:
            for number in range(1, self.kills + 1):
                bot = random.choice(self.bots.bots)  # noqa: S311 - whom it hits is no secret
                await bot.answers(self.http, "/health")
                await self._let_live()
                waiting = sum(chat.unanswered for chat in self._chats)
                bot.kill()
                tell(f"  kill {number}/{self.kills} with {waiting} messages unanswered; so far {_brief(self.found)}")
                bot.start()
                starts.append(asyncio.create_task(self._back(bot)))
            await asyncio.gather(*starts)
        finally:
            await _ended(starts)

    async def _let_live(self) -> None:
        """Half the time it ends in the middle of its replay; otherwise after some work, however slow the machine is."""
        if random.random() < 0.5:  # noqa: S311 - when it hits is no secret
            await asyncio.sleep(random.uniform(0, 0.5))  # noqa: S311
            return
        goal, until = self._answered() + random.randint(1, _WORK), time.monotonic() + _LONGEST  # noqa: S311
        while self._answered() < goal and time.monotonic() < until:
            await asyncio.sleep(0.01)

    def _answered(self) -> int:
        running = sum(len(chat.turns) - chat.unanswered for chat in self._chats)
        return self.found["acknowledged"] - self.found["lost"] + running

    async def _back(self, bot: Bot) -> None:
        seconds = await bot.answers(self.http)
        if seconds is not None:  # None: killed once more on its way
            self.back.append(seconds)

    def _chat(self) -> Chat:
        return Chat(Visitor(self.http, self.bots.urls, partial(token_for, _CUSTOMER, folder=self.bots.demo)))


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Nothing is left to run, whatever went wrong."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def remembered_twice(tracker: str) -> int:
    """Messages that Rasa's conversations hold more than once: their turns were run again and saved again."""
    engine = sa.create_engine(for_us(tracker))
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT data FROM events WHERE type_name = 'user'")).scalars().all()
    engine.dispose()
    turns = Counter(json.loads(row)["metadata"]["turn"] for row in rows)
    return sum(count - 1 for count in turns.values())


async def trial(store: str, kills: int, customers: int, server: str) -> Counter[str]:
    """Kill on one store; what was counted."""
    with tempfile.TemporaryDirectory() as folder, databases(store, Path(folder), server) as settings:
        bots = Bots(Path(folder), _STORES[store], settings)
        async with browsers() as http:
            try:
                await bots.start(http)
                now = Trial(bots, http, kills)
                await now.run(customers)
            finally:
                bots.stop()
        now.found["remembered_twice"] = remembered_twice(settings["USHER_TRACKER_DATABASE_URL"])
    now.found["kills"] = kills
    _report(store, now)
    return now.found


def _brief(found: Counter[str]) -> str:
    return ", ".join(f"{name} {found[name]}" for name in ("acknowledged", *_FAULTS[:-1]))


def _report(store: str, now: Trial) -> None:
    for name in ("kills", "acknowledged", *_FAULTS, "repeated"):
        tell(f"  {store} {name:18} {now.found[name]}")
    for line in now.odd[:_SAMPLES]:
        tell(f"  {store} {line}")
    if now.back:
        tell(f"  {store} ready_again_s p50   {statistics.median(now.back):.1f}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.faults", description="Kill Rasa under load; nothing is lost."
    )
    parser.add_argument("--kills", type=int, default=100, help="over all stores together (default: 100)")
    parser.add_argument("--store", choices=_STORES, action="append", help="only this store (default: both)")
    parser.add_argument("--customers", type=int, default=12, help="who write at the same time (default: 12)")
    parser.add_argument("--postgres", default=POSTGRES, metavar="URL", help=f"a server (default: {POSTGRES})")
    given = parser.parse_args(arguments)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    stores = given.store or list(_STORES)
    total: Counter[str] = Counter()
    for place, store in enumerate(stores):
        share = given.kills // len(stores) + (place < given.kills % len(stores))
        tell(f"{store}, Rasa processes: {_STORES[store]}")
        try:
            total += asyncio.run(trial(store, share, given.customers, given.postgres))
        except UsherError as error:
            sys.stderr.write(f"bench-faults: {error}\n")
            return 2
    tell(json.dumps({name: total[name] for name in ("kills", "acknowledged", "lost", "duplicated", "out_of_order")}))
    return 1 if any(total[name] for name in _FAULTS) else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
