"""Times of day and lengths of time in a list of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.answers.gate.locales import Tongue
from actions.answers.gate.numbers import number
from actions.answers.gate.readings import Clock, Length
from actions.answers.gate.tokens import Token

_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800, "f": 1209600}
_MONTHS = {"m": 1, "q": 3, "y": 12}
_ONE = {
    "en": {"a", "an", "one"},
    "de": {"ein", "eine", "einen", "einer", "einem"},
    "fr": {"un", "une"},
    "es": {"un", "una"},
}
_HALF = {"en": {"half"}, "de": {"halbe", "halben"}, "fr": {"demi", "demie"}, "es": {"media", "medio"}}
_QUARTERS = {("a", "quarter", "of", "an", "hour"): 900, ("three", "quarters", "of", "an", "hour"): 2700,
             ("quarter", "of", "an", "hour"): 900}  # fmt: skip
_TO = {"to", "and", "or", "-", "–", "—", "bis", "und", "oder", "à", "et", "ou", "a", "y", "o"}
_ZONES = {"utc", "gmt", "bst", "cet", "cest"}
_AND = {"and", "und", "et", "y", "-", ","}


def clock(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[Clock, int] | None:
    """14:30, 2.30 pm, 2 pm, 14h30, 14 Uhr."""
    if lows[at] in {"noon", "midday", "mittag", "midi", "mediodía"}:
        return Clock(720), at + 1
    if not words[at].text.isdigit():
        return _dotted(words, lows, at)
    hour, minute, end, sure = int(words[at].text), 0, at + 1, False
    if end + 1 < len(words) and lows[end] in {":", "h"} and words[end].joined and words[end + 1].text.isdigit():
        if not words[end + 1].joined or len(words[end + 1].text) != 2:
            return None
        minute, end, sure = int(words[end + 1].text), end + 2, lows[end] == ":"
    return _half_day(lows, hour, minute, end, sure, tongue)


def _dotted(words: Sequence[Token], lows: Sequence[str], at: int) -> tuple[Clock, int] | None:
    """2.30 pm."""
    hour, _, minute = words[at].text.partition(".")
    if not (hour.isdigit() and minute.isdigit() and len(minute) == 2 and at + 1 < len(lows)):
        return None
    if lows[at + 1] in _ZONES and int(hour) < 24 and int(minute) < 60:
        return Clock(int(hour) * 60 + int(minute)), at + 1
    if lows[at + 1] not in {"am", "pm"} or int(hour) > 12 or int(minute) > 59:
        return None
    return Clock(int(hour) % 12 * 60 + int(minute) + 720 * (lows[at + 1] == "pm")), at + 2


def _half_day(
    lows: Sequence[str], hour: int, minute: int, end: int, sure: bool, tongue: Tongue
) -> tuple[Clock, int] | None:
    after = lows[end] if end < len(lows) else ""
    if after in {"am", "pm"} and 1 <= hour <= 12:
        return Clock(hour % 12 * 60 + minute + 720 * (after == "pm")), end + 1
    if after == "uhr" and hour < 24:
        return Clock(hour * 60 + minute), end + 1
    if after == "h" and tongue.language == "fr" and hour < 24 and not minute:
        return None  # 2 h is a length unless minutes follow
    return (Clock(hour * 60 + minute), end) if sure and hour < 24 and minute < 60 else None


def length(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[Length, int] | None:
    """1 h 35 min, 95 minutes, an hour and a half, two and a half hours, 1h35, a quarter of an hour."""
    for said, seconds in _QUARTERS.items():
        if tuple(lows[at : at + len(said)]) == said:
            return Length(seconds=seconds, unit=60), at + len(said)
    first = _part(words, lows, at, tongue) or _first_of_range(words, lows, at, tongue)
    if first is None:
        return None
    total, end, unit = first
    if unit in _MONTHS:
        return _calendar(words, lows, total, end, unit, tongue)
    smallest = _SECONDS[unit]
    while (more := _more(words, lows, end, unit, tongue)) is not None:
        total, end, unit = total + more[0], more[1], more[2]
        smallest = min(smallest, _SECONDS[unit])
    return Length(seconds=int(total), unit=smallest), end


def _first_of_range(
    words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue
) -> tuple[Decimal, int, str] | None:
    """The 3 of `3 to 5 days`, whose unit is said with the last number."""
    found = number(words, lows, at, tongue)
    if found is None or found[1] + 1 >= len(words) or lows[found[1]] not in _TO:
        return None
    last = _part(words, lows, found[1] + 1, tongue)
    return (found[0].value * (_SECONDS.get(last[2]) or _MONTHS[last[2]]), found[1], last[2]) if last else None


def _calendar(
    words: Sequence[Token], lows: Sequence[str], total: Decimal, end: int, unit: str, tongue: Tongue
) -> tuple[Length, int]:
    if unit == "y" and (more := _more(words, lows, end, unit, tongue)) is not None and more[2] == "m":
        return Length(months=int(total + more[0]), unit=2592000), more[1]
    return Length(months=int(total), unit=2592000), end


def _part(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[Decimal, int, str] | None:
    """One `3 hours` in seconds (or months), where it ends, and its unit."""
    count, end = _count(words, lows, at, tongue)
    if count is None:
        return None
    end += end < len(lows) and lows[end] == "-" and words[end].joined
    unit = tongue.units.get(lows[end]) if end < len(lows) else None
    if unit is None or (len(lows[end]) == 1 and not words[at].text[:1].isdigit()):
        return None
    return count * (_SECONDS.get(unit) or _MONTHS[unit]), end + 1, unit


def _count(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[Decimal | None, int]:
    if lows[at] in _HALF[tongue.language]:
        end = at + 1
        while end < len(lows) and lows[end] in _ONE[tongue.language] | {"-"}:
            end += 1
        return Decimal("0.5"), end
    if lows[at] in _ONE[tongue.language]:
        if at + 1 < len(lows) and lows[at + 1] in _HALF[tongue.language]:
            return Decimal("0.5"), at + 2
        return Decimal(1), at + 1
    found = number(words, lows, at, tongue)
    if found is None or found[0].ordinal:
        return None, at
    value, end = found
    if tuple(lows[end : end + 3]) == ("and", "a", "half"):
        return value.value + Decimal("0.5"), end + 3
    return value.value, end


def _more(
    words: Sequence[Token], lows: Sequence[str], at: int, unit: str, tongue: Tongue
) -> tuple[Decimal, int, str] | None:
    """What may follow a larger unit: `35 min`, `and a half`, or the bare minutes of 1h35."""
    start = at
    while start < len(lows) and lows[start] in _AND and start - at < 2:
        start += 1
    if start >= len(lows):
        return None
    if lows[start : start + 2] == ("a", "quarter") and start > at and unit in _SECONDS:
        return Decimal(_SECONDS[unit]) / 4, start + 2, unit
    half = _HALF[tongue.language]
    if start > at and (
        lows[start] in half
        or (lows[start] in _ONE[tongue.language] and lows[start + 1 : start + 2] and lows[start + 1] in half)
    ):
        end = start + 1 + (lows[start] not in half)
        if end < len(lows) and lows[end] in tongue.units:
            return None
        return Decimal(_SECONDS.get(unit, 0) or _MONTHS[unit]) / 2, end, unit
    bare = words[start].text.isdigit() and len(words[start].text) == 2 and unit == "h"
    if bare and (words[start].joined or (start == at and lows[start + 1 : start + 2] in ((), (".",), (",",)))):
        return Decimal(int(words[start].text) * 60), start + 1, "min"
    part = _part(words, lows, start, tongue)
    smaller = part is not None and (_SECONDS.get(part[2]) or 2592000 * _MONTHS[part[2]]) < (
        _SECONDS.get(unit) or 2592000 * _MONTHS[unit]
    )
    return part if smaller and lows[start] not in _ONE[tongue.language] else None


HALVES = frozenset({"noon", "midday", "mittag", "midi", "mediodía", "quarter"}).union(*_HALF.values(), *_ONE.values())
"""Further words that a time or a length can begin with."""
