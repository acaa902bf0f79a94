"""Days and spans of days as words name them, seen from a given day."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal

Direction = Literal["past", "future"]
Span = tuple[dt.date, dt.date]

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS_ELSEWHERE = (
    "januar jänner janvier enero", "februar février fevrier febrero", "märz maerz mars marzo", "avril abril", "mai mayo",
    "juni juin junio", "juli juillet julio", "août aout agosto", "septembre septiembre setiembre",
    "oktober octobre octubre", "novembre noviembre", "dezember décembre decembre diciembre",
)  # fmt: skip
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# January is 1, Monday is 0; three letters do.
MONTHS = {form: n for n, name in enumerate(_MONTH_NAMES, 1) for form in (name, name[:3])} | {"sept": 9}
MONTHS |= {form: n for n, names in enumerate(_MONTHS_ELSEWHERE, 1) for form in names.split()}
WEEKDAYS = {form: n for n, name in enumerate(_DAY_NAMES) for form in (name, name[:3])} | {"tues": 1, "thurs": 3}


def months_on(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_on(day: dt.date, count: int, unit: str) -> dt.date:
    """`unit` is day, week, month or year."""
    if unit in {"day", "week"}:
        return day + dt.timedelta(days=count * (7 if unit == "week" else 1))
    return months_on(day, count * (12 if unit == "year" else 1))


def month_of(year: int, month: int) -> Span:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def unit_at(today: dt.date, unit: str, offset: int) -> Span:
    """This (0), the last (-1) or the next (1) week, month, quarter, year or weekend as a span."""
    if unit in {"week", "weekend"}:
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=offset)
        return monday + dt.timedelta(days=5 if unit == "weekend" else 0), monday + dt.timedelta(days=6)
    if unit == "month":
        day = months_on(today.replace(day=1), offset)
        return month_of(day.year, day.month)
    if unit == "quarter":
        first = months_on(today.replace(day=1), -((today.month - 1) % 3) + 3 * offset)
        return first, months_on(first, 3) - dt.timedelta(days=1)
    return dt.date(today.year + offset, 1, 1), dt.date(today.year + offset, 12, 31)


def weekday(today: dt.date, number: int, word: str, prefer: Direction) -> dt.date:
    """The weekday that "last", "next", "this" or nothing (`word` "") means; today counts only for the last two."""
    ahead = (number - today.weekday()) % 7
    if word in {"last", "previous", "past"}:
        return today - dt.timedelta(days=7 - ahead)
    if word in {"next", "coming"}:
        return today + dt.timedelta(days=ahead or 7)
    return today + dt.timedelta(days=ahead if prefer == "future" or word == "this" or not ahead else ahead - 7)


def day_of_month(today: dt.date, day: int, prefer: Direction) -> dt.date | None:
    """The last (or next) day with this number; None: no month has it."""
    step = 1 if prefer == "future" else -1
    for offset in range(12):
        month = months_on(today.replace(day=1), step * offset)
        found = valid(month.year, month.month, day)
        if found and (found >= today if prefer == "future" else found <= today):
            return found
    return None


def without_year(today: dt.date, month: int, day: int | None, prefer: Direction) -> Span | None:
    """The last (or next) such day, or month when `day` is None. The running month is both."""
    step = 1 if prefer == "future" else -1
    for year in range(today.year, today.year + 9 * step, step):  # eight years may pass between two 29 February
        if day is None:
            span: Span = month_of(year, month)
        elif found := valid(year, month, day):
            span = (found, found)
        else:
            continue
        if span[1] >= today if prefer == "future" else span[0] <= today:
            return span
    return None


def valid(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
