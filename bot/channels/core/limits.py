"""How much one session, customer or address may ask for. Each process counts for itself."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import replace

from bot.channels.core.errors import Refused
from bot.channels.core.model import Incoming

_KEYS = 50_000  # remembered at once; the longest idle ones are full again anyway
_MINUTE = 60.0
_TOLD = 2  # times a minute that a customer who writes too fast is told so on a platform


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


class AccountLimit:
    """Messages of one customer on all channels together. 0: no limit."""

    def __init__(self, per_minute: int) -> None:
        self._messages = RateLimit(per_minute)
        self._told = RateLimit(_TOLD)

    def take(self, customer: str | None) -> None:
        """Count one; None: nobody known, and nothing to count. Raises `Refused` (429)."""
        if customer is not None:
            self._messages.take(customer)

    def admitted(self, message: Incoming) -> Incoming | None:
        """A platform's message, or in its place that it came too fast; None: say nothing any more."""
        customer = message.identity["customer"]
        try:
            self.take(customer)
        except Refused:
            try:
                self._told.take(customer)
            except Refused:
                return None
            return replace(message, payload=None, note="rate_limited")
        return message
