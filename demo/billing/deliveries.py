"""Deliveries of the printed newspaper: two months back, one week ahead."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping

from demo.billing.script import Script
from demo.database import Row
from demo.dates import day_number, unix

PLANNED, DELIVERED, MISSING, LATE, DAMAGED, PAUSED = range(6)
_DAYS_BACK, _DAYS_AHEAD = 60, 7
_SATURDAY, _SUNDAY = 5, 6
_NOTES = {MISSING: "Not delivered", LATE: "Delivered after 10:00", DAMAGED: "Wet or torn"}

# The named reader's troubles: editions back from the newest due -> (state, note, whether it was reported).
_STORY: Mapping[int, tuple[int, str | None, bool]] = {
    1: (MISSING, None, False),
    4: (MISSING, "Not delivered", True),
    6: (LATE, "Delivered after 10:00", True),
    15: (MISSING, "Not delivered; credited", True),
    16: (MISSING, "Not delivered; credited", True),
}


class Deliveries:
    """Draws the deliveries of print subscriptions. `now` is midnight at the start of today."""

    def __init__(self, rng: random.Random, now: dt.datetime) -> None:
        self._rng = rng
        self._now = now
        self.rows: list[Row] = []

    def add(self, account: int, subscription: int, script: Script, ends: dt.datetime, *, story: bool = False) -> None:
        """Write one subscription's deliveries. `ends` is the end of the paid period."""
        edition = {"courier_print": "D", "courier_weekend": "W"}.get(script.plan)
        if edition is None:
            return
        until = ends if script.cancellation else self._now + dt.timedelta(days=_DAYS_AHEAD)
        days = list(self._days(edition, max(script.start, self._now - dt.timedelta(days=_DAYS_BACK)), until))
        due = sum(day < self._now for day in days)
        for number, day in enumerate(days):
            paused = script.pause is not None and day >= ends
            state, note, reported = self._outcome(day, paused=paused, back=due - number if story else None)
            at = unix(day + dt.timedelta(hours=9, minutes=17)) if reported else None
            self.rows.append(
                (len(self.rows) + 1, account, subscription, edition, day_number(day.date()), state, at, note)
            )

    def _days(self, edition: str, start: dt.datetime, until: dt.datetime) -> Iterator[dt.datetime]:
        day = start.replace(hour=0, minute=0) + dt.timedelta(days=1)
        while day < until:
            if day.weekday() == _SATURDAY or (edition == "D" and day.weekday() != _SUNDAY):
                yield day
            day += dt.timedelta(days=1)

    def _outcome(self, day: dt.datetime, *, paused: bool, back: int | None) -> tuple[int, str | None, bool]:
        """State, note, and whether it was reported. `back` counts the named reader's editions; None: somebody else."""
        if paused or day >= self._now:
            return PAUSED if paused else PLANNED, None, False
        if back is not None:
            return _STORY.get(back, (DELIVERED, None, False))
        state = self._rng.choices((DELIVERED, MISSING, LATE, DAMAGED), weights=(960, 20, 15, 5))[0]
        reported = state != DELIVERED and self._rng.random() < 0.6
        return state, _NOTES[state] if reported else None, reported
