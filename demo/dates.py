"""Calendar arithmetic of the demo company. Every `datetime` here is an instant in UTC."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

COMPANY_ZONE = ZoneInfo("Europe/London")


def company_today() -> dt.date:
    """Today where the company does business."""
    return dt.datetime.now(COMPANY_ZONE).date()


def midnight(day: dt.date) -> dt.datetime:
    """The first instant of a day, UTC."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def unix(moment: dt.datetime) -> int:
    """Seconds since 1970."""
    return int(moment.timestamp())


def iso(moment: dt.datetime) -> str:
    """ISO 8601 with a trailing Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def day_number(day: dt.date) -> int:
    """A day as the number YYYYMMDD."""
    return day.year * 10_000 + day.month * 100 + day.day


def add_months(moment: dt.datetime, months: int, day: int | None = None) -> dt.datetime:
    """The same day `months` later (or earlier), at most the last day of that month.

    `day` is the day of the month to aim for; None: the day of `moment`. A subscription billed on the 31st is
    billed on 28 February and on 31 March again, so its billing day has to be kept apart.
    """
    years, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return moment.replace(year=years, month=month + 1, day=min(day or moment.day, last))
