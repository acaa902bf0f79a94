"""Days and periods that a customer speaks of: "last month", "since March", "on the 3rd", "from Monday to Friday".

Small recognisers of our own: the general parsers find a Wednesday in "we" and a Sunday in "do".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from actions.catalogue import days
from actions.catalogue.days import MONTHS, WEEKDAYS, Direction, Span
from actions.catalogue.said import NUMBER, number

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_TH = r"(?:st|nd|rd|th|er|º|\.)?"
_OF = r"(?: of| de| d'| del)?"
_DAY = rf"(?:the |le |el )?(?P<day>\d{{1,2}}){_TH}"
_JOINTS = (
    "to", "until", "till", "through", "-", "–", "bis", "bis zum", "au", "jusqu'au", "al", "hasta", "hasta el",
)  # fmt: skip
_TO = rf"(?: ?[-–] ?| (?:{'|'.join(_JOINTS)}|and|und|et|y) )(?:the |le |el )?"
_AND, _BETWEEN = ("and", "und", "et", "y"), ("between", "zwischen", "entre")
_FROM = r"(?:from|between|vom|von|zwischen|du|entre|del|desde el)"
_DOTTED = r"(\d{1,2})\.(\d{1,2})\.?"  # German dates without a year look like numbers: words must stand around them
_NAMED = rf"(?P<name>{_MONTH})(?:,?(?: de| del)? (?P<year>\d{{4}}))?"
_UNIT = "day|week|month|year"
_WHERE = "last|past|previous|this|current|next|coming"
_OFFSETS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_NEAR = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "yesterday": -1,
    "last night": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2,
}  # fmt: skip
# Words that are months or weekdays only in company: "may", "march", "sun", "sat" …
_NEEDS_COMPANY = re.compile("may|march|mars|[a-z]{3}", re.IGNORECASE)
_COMPANY = re.compile(
    r"\b(?:in|since|from|until|till|by|before|after|of|for|on|during|between|to|and|every|early|late|mid"
    r"|im|seit|en|depuis|desde)\s+$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?:gen|time|day|week|month|year|attempt|season|episode|edition|floor|person|profile|device)", re.IGNORECASE
)
_OPENER = re.compile(r"\b(since|from|after|until|till|before|by)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days from `first` to `last`, both included; None: open on that side.

    It stands at characters `start` to `end` of the text, with the word that opens it ("since").
    """

    first: dt.date | None
    last: dt.date | None
    start: int
    end: int

    @property
    def is_day(self) -> bool:
        return self.first is not None and self.first == self.last

    def covers(self, day: dt.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class _Scene:
    today: dt.date
    prefer: Direction
    text: str


_Reading = Callable[[re.Match[str], _Scene], "Span | dt.date | None"]


def mentioned_periods(text: str, *, today: dt.date, prefer: Direction = "past") -> list[Period]:
    """The days and periods in the text, in its order.

    `prefer` decides where the words leave it open: "on the 3rd" of a charge has been, of a pause is to come.
    Days are written day first (3/4 is 3 April), as in all of Europe.
    """
    scene = _Scene(today, prefer, text)
    atoms = _atoms(scene)
    periods: list[Period] = []
    while atoms:
        atom = atoms.pop(0)
        whole = _range(scene, atom, atoms[0]) if atoms else None
        if whole:
            atoms.pop(0)
        elif _exists(atom):
            whole = _opened(scene, atom)
        if whole and _exists(whole):
            periods.append(whole)
    return periods


def _exists(period: Period) -> bool:
    return period.first is not None or period.last is not None


def _atoms(scene: _Scene) -> list[Period]:
    """Single days and spans, with both ends open where no such day exists; where readings overlap, the longest."""
    found = []
    for pattern, reading in _readings().items():
        for match in re.finditer(rf"(?<![\w/.-]){pattern}(?![\w/])", scene.text, re.IGNORECASE):
            span = reading(match, scene)
            # “31 February” is no day, and least of all February.
            if span or reading in (_date, _days, _dotted):
                first, last = span if isinstance(span, tuple) else (span, span)
                found.append(Period(first, last, match.start(), match.end()))
    found.sort(key=lambda p: p.start - p.end)
    kept: list[Period] = []
    for period in found:
        if all(period.end <= other.start or other.end <= period.start for other in kept):
            kept.append(period)
    return sorted(kept, key=lambda p: p.start)


def _range(scene: _Scene, one: Period, two: Period) -> Period | None:
    """ "from the 3rd to the 10th", "between March and May": the second is the first such day after the first."""
    joint = scene.text[one.end : two.start].strip().casefold()
    opening = re.search(rf"\b({_FROM})\s+(?:the\s+)?$", scene.text[: one.start], re.IGNORECASE)
    if joint not in _JOINTS and not (joint in _AND and opening and opening[1].casefold() in _BETWEEN):
        return None
    last = two.last
    if not (_exists(one) and _exists(two)):
        return Period(None, None, one.start, two.end)
    if one.first and (last is None or last < one.first):
        later = _atoms(_Scene(one.first, "future", scene.text[two.start : two.end]))
        last = later[0].last if later else last
    return Period(one.first, last, opening.start() if opening else one.start, two.end)


def _opened(scene: _Scene, atom: Period) -> Period:
    """A day or span with the word before it, which may open it on one side."""
    word = _OPENER.search(scene.text[: atom.start])
    if not word:
        return atom
    one = dt.timedelta(days=1)
    kind = word[1].casefold()
    # "the charge from March" is about March, "from Monday on" opens: only a future or a day is a beginning.
    if kind == "from" and not (atom.is_day or (atom.first and atom.first > scene.today)):
        return atom
    sides: Mapping[str, tuple[dt.date | None, dt.date | None]] = {
        "after": (atom.last + one if atom.last else None, None),
        "before": (None, atom.first - one if atom.first else None),
        "until": (None, atom.last), "till": (None, atom.last), "by": (None, atom.last),
    }  # fmt: skip
    first, last = sides.get(kind, (atom.first, None))
    return Period(first, last, word.start(), atom.end)


def _readings() -> Mapping[str, _Reading]:
    """What each pattern means; the longest match in the text wins."""
    return {
        rf"(?P<near>{'|'.join(_NEAR)})": lambda m, s: s.today + dt.timedelta(days=_NEAR[m["near"].casefold()]),
        rf"(?P<n>{NUMBER}) (?P<unit>{_UNIT})s? ago": lambda m, s: _moved(m, s, -1),
        rf"in (?P<n>{NUMBER}) (?P<unit>{_UNIT})s?(?:' time)?": lambda m, s: _moved(m, s, 1),
        rf"(?:the )?(?P<where>{_WHERE}) (?P<unit>week|weekend|month|quarter|year)": _unit,
        rf"(?:the )?(?P<where>last|past|previous|next) (?P<n>{NUMBER}) (?P<unit>{_UNIT})s?": _several,
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)": _date,
        r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d\d)": _date,
        r"(?!24/7)(?P<day>\d{1,2})/(?P<month>\d{1,2})": _date,
        rf"{_DAY}{_OF} ?{_NAMED}": _date,
        rf"(?:{_FROM} )?{_DAY}{_TO}(?P<until>\d{{1,2}}){_TH}{_OF} ?{_NAMED}": _days,
        rf"(?:(?:vom|von) )?{_DOTTED}(?: bis(?: zum)? | ?[-–] ?){_DOTTED}": _dotted,
        rf"(?:vom|am|ab|zum|bis|seit) {_DOTTED}": _dotted,
        rf"{_NAMED} {_DAY}{_TO}(?P<until>\d{{1,2}}){_TH}": _days,
        rf"(?P<name>{_MONTH}) {_DAY}(?:,? (?P<year>\d{{4}}))?": _date,
        rf"(?:(?P<where>{_WHERE}) )?(?P<name>{_MONTH})(?: (?P<year>\d{{4}}))?": _month,
        r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)": _ordinal,
        rf"(?:(?P<where>{_WHERE}) )?(?P<weekday>{_WEEKDAY})": _weekday,
        r"(?:in|since|during|year) (?P<year>20\d\d)": lambda m, s: days.unit_at(
            dt.date(int(m["year"]), 1, 1), "year", 0
        ),
    }


def _moved(match: re.Match[str], scene: _Scene, sign: int) -> dt.date:
    return days.days_on(scene.today, sign * number(match["n"].casefold()), match["unit"].casefold())


def _unit(match: re.Match[str], scene: _Scene) -> Span:
    return days.unit_at(scene.today, match["unit"].casefold(), _OFFSETS[match["where"].casefold()])


def _several(match: re.Match[str], scene: _Scene) -> Span:
    count, unit = number(match["n"].casefold()), match["unit"].casefold()
    if match["where"].casefold() == "next":
        return scene.today, days.days_on(scene.today, count, unit)
    return days.days_on(scene.today, -count, unit), scene.today


def _ordinal(match: re.Match[str], scene: _Scene) -> dt.date | None:
    """ "On the 4th", but not "the 4th time" nor "4th Generation"."""
    if _COUNTED.match(scene.text[match.end() :]) or not (match[0][0] in "tT" or _in_company(match, scene, "may")):
        return None
    return days.day_of_month(scene.today, int(match["day"]), scene.prefer)


def _date(match: re.Match[str], scene: _Scene) -> dt.date | None:
    groups = match.groupdict()
    month = MONTHS[groups["name"].casefold()] if groups.get("name") else int(groups["month"])
    year, day = groups.get("year"), int(groups["day"])
    if year:
        return days.valid(int(year) + (2000 if len(year) == 2 else 0), month, day)
    span = days.without_year(scene.today, month, day, scene.prefer) if 1 <= month <= 12 else None
    return span[0] if span else None


def _days(match: re.Match[str], scene: _Scene) -> Span | None:
    """ "24-31 December": both days of the same month."""
    first = _date(match, scene)
    last = days.valid(first.year, first.month, int(match["until"])) if isinstance(first, dt.date) else None
    return (first, last) if isinstance(first, dt.date) and last and first <= last else None


def _dotted(match: re.Match[str], scene: _Scene) -> Span | None:
    """ "3.8.", "vom 3.8. bis 17.8."."""
    numbers = [int(one) for one in match.groups()]
    spans = [
        days.without_year(scene.today, month, day, scene.prefer) if 1 <= month <= 12 else None
        for day, month in zip(numbers[::2], numbers[1::2], strict=True)
    ]
    first, last = spans[0], spans[-1]
    if first and last and last < first:
        last = days.without_year(first[0], numbers[3], numbers[2], "future")
    return (first[0], last[1]) if first and last else None


def _month(match: re.Match[str], scene: _Scene) -> Span | None:
    where, name, year = match["where"], match["name"], match["year"]
    if not (where or year or _in_company(match, scene, name)):
        return None
    if year:
        return days.month_of(int(year), MONTHS[name.casefold()])
    directions: Mapping[int, Direction] = {-1: "past", 1: "future"}
    prefer = directions.get(_OFFSETS.get((where or "").casefold(), 0), scene.prefer)
    return days.without_year(scene.today, MONTHS[name.casefold()], None, prefer)


def _weekday(match: re.Match[str], scene: _Scene) -> dt.date | None:
    where, name = match["where"], match["weekday"]
    if not (where or _in_company(match, scene, name)):
        return None
    return days.weekday(scene.today, WEEKDAYS[name.casefold()], (where or "").casefold(), scene.prefer)


def _in_company(match: re.Match[str], scene: _Scene, name: str) -> bool:
    """Whether a word that may be something else is meant as a month or weekday."""
    return not _NEEDS_COMPANY.fullmatch(name) or bool(_COMPANY.search(scene.text[: match.start()]))
