"""How much one session, customer, chat account or address may ask for, over all processes together.

Each process counts for itself first, so that a flood costs the store nothing; what passes is counted in the
store that several processes share. There the state of a bucket is one number, the time at which it is full
again, and one statement takes from it.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from typing import Literal

import sqlalchemy as sa

from bot.channels.core.database import Database
from bot.channels.core.errors import Refused

_KEYS = 50_000  # remembered at once; the longest idle ones are full again anyway
_MINUTE = 60.0
_TOLD = 2  # times a minute that somebody who writes too fast is told so on a platform

_NOW = "EXTRACT(EPOCH FROM now())"  # the server's clock, the same for all processes
_NEXT = f"GREATEST(channel_rates.full_at, {_NOW}) + :step"
_TAKE = sa.text(
    f"INSERT INTO channel_rates (key, full_at) VALUES (:key, {_NOW} + :step)"  # noqa: S608 - our own constants
    f" ON CONFLICT (key) DO UPDATE SET full_at = {_NEXT} WHERE {_NEXT} <= {_NOW} + {_MINUTE} RETURNING full_at"
)
_WAIT = sa.text(f"SELECT {_NEXT} - {_NOW} - {_MINUTE} FROM channel_rates WHERE key = :key")  # noqa: S608
_PURGE = sa.text(f"DELETE FROM channel_rates WHERE full_at < {_NOW}")  # noqa: S608

Verdict = Literal["admitted", "told", "dropped"]


class RateLimit:
    """A bucket per key that refills evenly: `per_minute` at once, and as many a minute after that. 0: no limit.

    `name` tells its keys from those of other limits.
    """

    def __init__(self, database: Database, name: str, per_minute: int) -> None:
        self._db = database
        self._name = name
        self._size = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def take(self, key: str) -> None:
        """Count one. Raises `Refused` (429) with the seconds to wait, `StoreUnavailable`."""
        if self._size <= 0:
            return
        wait = self._here(key)
        if wait is None and not self._db.is_sqlite:
            wait = await self._db.run(self._everywhere, key)
        if wait is not None:
            raise Refused(429, "rate_limited", headers={"Retry-After": str(max(1, math.ceil(wait)))})

    def _here(self, key: str) -> float | None:
        """Seconds to wait; None: taken."""
        now = time.monotonic()
        left, at = self._buckets.pop(key, (self._size, now))
        left = min(self._size, left + (now - at) * self._size / _MINUTE)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _KEYS:
            self._buckets.popitem(last=False)
        return None if allowed else (1 - left) * _MINUTE / self._size

    def _everywhere(self, key: str) -> float | None:
        # a hash, because addresses are personal and some keys are long
        row = {"key": hashlib.sha256(f"{self._name} {key}".encode()).hexdigest(), "step": _MINUTE / self._size}
        with self._db.engine.begin() as connection:
            if connection.execute(_TAKE, row).first() is not None:
                return None
            return float(connection.execute(_WAIT, row).scalar() or 0.0)


class Allowance:
    """What one sender may write on the platforms, which cannot be refused a message: who writes too fast is told so."""

    def __init__(self, database: Database, name: str, per_minute: int) -> None:
        self._messages = RateLimit(database, name, per_minute)
        self._told = RateLimit(database, f"{name} told", _TOLD)

    async def take(self, key: str) -> None:
        """Count one. Raises `Refused` (429), `StoreUnavailable`."""
        await self._messages.take(key)

    async def verdict(self, key: str) -> Verdict:
        """Count one: answer it, say in its place that it came too fast, or say nothing any more."""
        try:
            await self.take(key)
        except Refused:
            try:
                await self._told.take(key)
            except Refused:
                return "dropped"
            return "told"
        return "admitted"


def purge(database: Database) -> None:
    """Forget buckets that are full."""
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(_PURGE)
