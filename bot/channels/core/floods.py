"""How many messages one chat account may send, and that it is told so, not endlessly."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.channels.core.arrivals import Arrival
from bot.channels.core.errors import Refused
from bot.channels.core.limits import RateLimit

_TOLD = 2  # times a minute that somebody who writes too fast is told so

_log = logging.getLogger(__name__)


class Floods:
    """Admits `per_minute` messages of one person; 0: no limit."""

    def __init__(self, per_minute: int) -> None:
        self._by_person = RateLimit(per_minute)
        self._told = RateLimit(_TOLD)

    def admitted(self, arrival: Arrival) -> Arrival | None:
        """The message, or in its place that it came too fast; None: say nothing any more."""
        try:
            self._by_person.take(arrival.user)
        except Refused:
            return self._too_fast(arrival)
        return arrival

    def _too_fast(self, arrival: Arrival) -> Arrival | None:
        try:
            self._told.take(arrival.user)
        except Refused:
            _log.warning("messages of one person are dropped: more than USHER_RATE_MESSAGES_PER_SESSION a minute")
            return None
        return replace(arrival, choice=None, payload=None, note="rate_limited")
