"""How much one session or address may ask for."""

from __future__ import annotations

import math
import time
from collections import OrderedDict

from bot.channels.core.errors import Refused

_KEYS = 50_000  # remembered at once; the longest idle ones are full again anyway
_MINUTE = 60.0


class RateLimit:
    """A bucket per key that refills evenly: `per_minute` at once, and as many a minute after that. 0: no limit."""

    def __init__(self, per_minute: int) -> None:
        self._size = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Count one. Raises `Refused` (429) with the seconds to wait."""
        if self._size <= 0:
            return
        now = time.monotonic()
        left, at = self._buckets.pop(key, (self._size, now))
        left = min(self._size, left + (now - at) * self._size / _MINUTE)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _KEYS:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = math.ceil((1 - left) * _MINUTE / self._size)
            raise Refused(429, "rate_limited", headers={"Retry-After": str(max(1, wait))})
