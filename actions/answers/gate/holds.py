"""Whether a fact's value is what a sentence says it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from actions.answers.gate.locales import minor_digits, tongue
from actions.answers.gate.readings import Amount, Clock, Length, Number, Reading, Share, When, same_value
from actions.answers.gate.records import View
from actions.facts.model import Count, Date, DateTime, Duration, Money, Percent, Text, TextList, Value

_DAY = 86400
_UNIT_SECONDS = {"MINUTE": 60, "HOUR": 3600, "DAY": _DAY, "WEEK": 7 * _DAY}
_UNIT_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12, "YEARREL": 12}
_TOLERANCE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Looseness:
    """How a value was hedged: ``about``, ``over``, ``under``; empty: exactly. `past`/`future`: the clause's tense."""

    word: str = ""
    tense: str = ""


def holds(said: Reading, view: View, *, loose: Looseness, today: dt.date, zone: dt.tzinfo) -> bool:
    """Whether the field's value is the one that was said."""
    value = view.value
    if isinstance(value, Text) and not loose.word and any(_written(said, other) for other in readings_in(value.value)):
        return True
    if isinstance(said, When):
        return any(_on(said, day, loose, today) for day in days(value, zone)) or _as_length(said, view, loose)
    if isinstance(said, Clock):
        return isinstance(value, DateTime) and any(t.hour * 60 + t.minute == said.minutes for t in _local(value, zone))
    if isinstance(said, Length):
        return _length(said, view, loose)
    if isinstance(said, Amount):
        return isinstance(value, Money) and _amount(said, value, loose)
    if isinstance(said, Share):
        return isinstance(value, Percent) and near(said.value, Decimal(str(value.value)), Decimal(0), loose)
    return _number(said, value, loose)


def _written(said: Reading, other: Reading) -> bool:
    if isinstance(said, When) and isinstance(other, When):
        return said.spans == other.spans
    if isinstance(said, Number) and isinstance(other, Number):
        return said.value == other.value and not said.ordinal
    return same_value(said, other)


_NO_DAY = dt.date(2000, 1, 1)


@lru_cache(maxsize=4096)
def readings_in(text: str) -> tuple[Reading, ...]:
    """The values that a short text holds: `Mastercard ending 0082`, `08:00`, `08/2027`, `version 8.2`."""
    from actions.answers.gate.claims import unspeakable
    from actions.answers.gate.scan import Scanner

    if not any(char.isdigit() for char in text) or len(text.split()) > 8 or ":" in text.partition(" ")[0][3:]:
        return ()
    if unspeakable(text, "en"):
        return ()
    return tuple(item.value for item in Scanner(tongue("en-GB"), _NO_DAY).scan(text) if item.value is not None)


def _local(value: DateTime, zone: dt.tzinfo) -> Iterator[dt.datetime]:
    instant = value.value if value.value.tzinfo else value.value.replace(tzinfo=dt.UTC)
    yield instant
    yield instant.astimezone(zone)


def days(value: Value, zone: dt.tzinfo) -> Iterator[dt.date]:
    """The calendar days that a value falls on: as it was given and in the company's zone."""
    if isinstance(value, Date):
        yield value.value
    elif isinstance(value, DateTime):
        yield from dict.fromkeys(instant.date() for instant in _local(value, zone))


def _on(said: When, day: dt.date, loose: Looseness, today: dt.date) -> bool:
    if loose.tense == "past" and day > today:
        return False
    if loose.tense == "future" and day < today:
        return False
    if said.relative and said.grain == "day" and len(said.spans) > 1 and not loose.tense and day < today:
        return False  # a bare weekday is the one to come
    return said.holds(day) and not loose.word


def _as_length(said: When, view: View, loose: Looseness) -> bool:
    """`in 14 days` may be a length that a policy names."""
    return said.length is not None and isinstance(view.value, Duration | Count) and _length(said.length, view, loose)


def _length(said: Length, view: View, loose: Looseness) -> bool:
    value = view.value
    if isinstance(value, Duration):
        if said.months:
            return any(value.seconds == d * _DAY for d in _month_days(said.months))
        return near(Decimal(said.seconds), Decimal(value.seconds), Decimal(said.unit), loose)
    if not isinstance(value, Count):
        return False
    for concept in view.concepts:
        if concept in _UNIT_SECONDS and said.seconds:
            size = _UNIT_SECONDS[concept]
            return near(Decimal(said.seconds), Decimal(value.value * size), Decimal(said.unit), loose)
        if concept == "MATURITY" and said.months and said.months % 12 == 0:
            return said.months == value.value * 12 and not loose.word
        if concept in _UNIT_MONTHS and said.months:
            return said.months == value.value * _UNIT_MONTHS[concept] and not loose.word
    return False


def _month_days(months: int) -> set[int]:
    exact = {12: {365, 366}, 24: {730, 731}}.get(months, set())
    return exact | {months * 30, round(months * 30.4375)} | ({31, 28, 29} if months == 1 else set())


def _amount(said: Amount, value: Money, loose: Looseness) -> bool:
    if said.currencies and value.currency.upper() not in said.currencies:
        return False
    actual = Decimal(value.amount_minor) / 10 ** minor_digits(value.currency.upper())
    return near(said.value, actual, Decimal(1), loose) or (
        said.value > 0 and near(said.value, -actual, Decimal(1), loose)
    )


def _number(said: Number, value: Value, loose: Looseness) -> bool:
    if isinstance(value, Count):
        return near(said.value, Decimal(value.value), Decimal(0), loose)
    if isinstance(value, Text):
        return not loose.word and not said.decimals and value.value.strip() == str(said.value)
    if isinstance(value, TextList):
        return not loose.word and said.value == len(value.value)
    if isinstance(value, Date | DateTime):
        return not loose.word and said.value == value.value.year and not said.word
    if isinstance(value, Money):
        return said.decimals == 2 and not loose.word and said.value * 100 == abs(value.amount_minor)
    return False


def near(said: Decimal, actual: Decimal, unit: Decimal, loose: Looseness) -> bool:
    """Equal; or near enough on the side that the hedge names, within a tenth or half of the unit said."""
    if not loose.word:
        return said == actual
    reach = max(abs(actual) * _TOLERANCE, min(unit / 2, abs(actual) * 2 * _TOLERANCE))
    if abs(said - actual) > reach:
        return False
    if loose.word in {"OVER"}:
        return actual > said
    if loose.word == "UNDER":
        return actual < said
    if loose.word in {"ATLEAST", "ATMOST"}:
        return actual == said
    return True
