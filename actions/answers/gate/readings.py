"""What a value in a sentence can mean, and whether a fact's value is that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Days = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in major units. `currencies`: ISO codes the sign can stand for; empty: none was said."""

    value: Decimal
    currencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Number:
    """A bare number. `ordinal` for 3rd; `decimals` as written (9.90 has two); `word`: spelled out."""

    value: Decimal
    ordinal: bool = False
    decimals: int = 0
    word: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage; 20 means 20 %."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: exact `seconds` or calendar `months`, never both. `unit` is the smallest one said, in
    seconds (months count as 30 days): what an approximate length may be off by."""

    seconds: int = 0
    months: int = 0
    unit: int = 1


@dataclass(frozen=True, slots=True)
class When:
    """One of several spans of days, both ends included: 3 March is that day of any year, `next week` seven days.

    `grain` tells how exact it was said; `years` whether the year was said."""

    spans: tuple[Days, ...]
    grain: Literal["day", "week", "month", "year"] = "day"
    relative: bool = False
    length: Length | None = None  # the 3 days of `in 3 days`, which may also be a length

    def holds(self, day: dt.date) -> bool:
        return any(first <= day <= last for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes after midnight."""

    minutes: int


Reading = Amount | Number | Share | Length | When | Clock


def same_value(one: Reading, other: Reading) -> bool:
    """Whether two values are the same however they were written: half an hour and 30 minutes, two and 2."""
    if isinstance(one, Length) and isinstance(other, Length):
        return (one.seconds, one.months) == (other.seconds, other.months)
    if isinstance(one, Number) and isinstance(other, Number):
        return (one.value, one.ordinal) == (other.value, other.ordinal)
    if isinstance(one, When) and isinstance(other, Length):
        one, other = other, one
    if isinstance(one, Length) and isinstance(other, When):
        return other.length is not None and same_value(one, other.length)
    return one == other
