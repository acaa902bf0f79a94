"""The one clock, and the company's calendar on top of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

Clock = Callable[[], dt.datetime]
"""Gives the present instant in UTC."""


def system_clock() -> dt.datetime:
    """The machine's time, UTC."""
    return dt.datetime.now(dt.UTC)


class Calendar:
    """Days and times where the company does business."""

    def __init__(self, time_zone: str, clock: Clock = system_clock) -> None:
        self._zone = ZoneInfo(time_zone)
        self._clock = clock

    def now(self) -> dt.datetime:
        """The present instant, UTC."""
        return self._clock()

    def today(self) -> dt.date:
        return self.day(self.now())

    def day(self, instant: dt.datetime) -> dt.date:
        """The company's calendar day of an instant."""
        return instant.astimezone(self._zone).date()

    def day_of_text(self, instant: str) -> dt.date:
        """`day` of an instant in ISO 8601. Raises ValueError for one without a zone: it could be on two days."""
        read = dt.datetime.fromisoformat(instant)
        if read.tzinfo is None:
            raise ValueError(f"{instant} has no zone")
        return self.day(read)

    def local(self, instant: dt.datetime) -> dt.datetime:
        """The instant on the company's wall clock."""
        return instant.astimezone(self._zone)

    def day_of(self, instant: dt.datetime | None) -> dt.date | None:
        """`day`, with None for None."""
        return None if instant is None else self.day(instant)
