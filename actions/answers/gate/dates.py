"""Days, weeks, months and years in a list of tokens, absolute and relative to today."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actions.answers.gate.locales import Tongue
from actions.answers.gate.numbers import number
from actions.answers.gate.readings import Days, Length, When
from actions.answers.gate.tokens import Token

_DAY = dt.timedelta(days=1)
_WORDS: dict[str, dict[str, int]] = {
    "en": {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1},
    "de": {"heute": 0, "morgen": 1, "gestern": -1, "übermorgen": 2, "vorgestern": -2},
    "fr": {"aujourd'hui": 0, "demain": 1, "hier": -1, "après-demain": 2, "avant-hier": -2},
    "es": {"hoy": 0, "mañana": 1, "ayer": -1, "anteayer": -2},
}
_SEQUENCES: dict[str, dict[tuple[str, ...], int]] = {
    "en": {("the", "day", "after", "tomorrow"): 2, ("day", "after", "tomorrow"): 2,
           ("the", "day", "before", "yesterday"): -2, ("this", "morning"): 0, ("this", "afternoon"): 0,
           ("this", "evening"): 0},
    "de": {},
    "fr": {("après", "-", "demain"): 2, ("après", "demain"): 2, ("avant", "-", "hier"): -2},
    "es": {("pasado", "mañana"): 2},
}  # fmt: skip
_TURN = {
    "en": {"next": 1, "this": 0, "last": -1, "coming": 1, "current": 0, "previous": -1, "past": -1},
    "de": {"nächste": 1, "nächsten": 1, "nächster": 1, "nächstes": 1, "kommenden": 1, "kommende": 1, "diese": 0,
           "diesen": 0, "dieser": 0, "diesem": 0, "dieses": 0, "letzte": -1, "letzten": -1, "letzter": -1,
           "letztes": -1, "vergangenen": -1, "vorigen": -1},
    "fr": {"ce": 0, "cet": 0, "cette": 0},
    "es": {"próximo": 1, "próxima": 1, "este": 0, "esta": 0, "pasado": -1, "pasada": -1},
}  # fmt: skip
_TURN_AFTER = {"fr": {"prochain": 1, "prochaine": 1, "dernier": -1, "dernière": -1, "passé": -1, "passée": -1},
               "es": {"próximo": 1, "próxima": 1, "que viene": 1, "pasado": -1, "pasada": -1}}  # fmt: skip
_AHEAD = {"en": ("in", "within"), "de": ("in", "binnen"), "fr": ("dans", "sous"), "es": ("en", "dentro")}
_AGO_BEFORE = {"de": "vor", "fr": "a", "es": "hace"}  # vor 3 Tagen, il y a 3 jours, hace 3 días
_AGO_AFTER = {"en": {("ago",): -1, ("from", "now"): 1, ("from", "today"): 1, ("later",): 0, ("earlier",): 0}}
_OF = {"of", "the", "de", "del", "d", "le", "el", "den", ",", "."}
_RANGE = {"-", "–", "—", "to", "and", "bis", "und", "au", "à", "et", "al", "a", "y", "until", "through"}
_ARTICLES = {"a", "an", "one", "einem", "einer", "einen", "ein", "eine", "un", "une", "una"}
_YEARS = range(1880, 2101)


@dataclass(frozen=True, slots=True)
class Diary:
    """Reads days from the tokens of one sentence. `today` is the company's."""

    words: Sequence[Token]
    lows: Sequence[str]
    tongue: Tongue
    today: dt.date

    def read(self, at: int) -> tuple[When, int] | None:
        """The day or span of days that begins at `at`, and where it ends."""
        readers: tuple[Callable[[int], tuple[When, int] | None], ...] = (
            self._weekday, self._iso, self._numeric, self._month_year, self._day_month, self._month_day, self._word, self._turn,
            self._ahead, self._ago, self._edge, self._month, self._ordinal_day,
        )  # fmt: skip
        return next((found for reader in readers if (found := reader(at)) is not None), None)

    def _low(self, at: int) -> str:
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def _skip(self, at: int, words: set[str]) -> int:
        while self._low(at) in words:
            at += 1
        return at

    def _iso(self, at: int) -> tuple[When, int] | None:
        if self.words[at].kind != "iso":
            return None
        try:
            return _exactly(dt.date.fromisoformat(self.words[at].text)), at + 1
        except ValueError:
            return None

    def _numeric(self, at: int) -> tuple[When, int] | None:
        """03/03/2026, 3.3.2026, 3. 3. 2026."""
        parts: list[int] = []
        position = at
        text = self.words[at].text
        if self.words[at].kind == "num" and text.count(".") == 2 and all(p.isdigit() for p in text.split(".")):
            parts, position = [int(p) for p in text.split(".")], at + 1
        else:
            for index in range(3):
                if position >= len(self.words) or not self.words[position].text.isdigit():
                    return None
                parts.append(int(self.words[position].text))
                position += 1
                if index < 2:
                    if self._low(position) not in {"/", "."}:
                        return None
                    position += 1
        return self._ordered(parts, position)

    def _ordered(self, parts: list[int], end: int) -> tuple[When, int] | None:
        first, second, year = parts
        day, month = (second, first) if self.tongue.month_first else (first, second)
        made = _date(year + 2000 if year < 100 else year, month, day)
        return (_exactly(made), end) if made else None

    def _month_year(self, at: int) -> tuple[When, int] | None:
        """08/2027."""
        month, year = self.words[at].text, self._low(at + 2)
        if not (month.isdigit() and self._low(at + 1) == "/" and year.isdigit() and len(year) == 4):
            return None
        if not 1 <= int(month) <= 12 or int(year) not in _YEARS:
            return None
        return When((_month(int(year), int(month)),), "month"), at + 3

    def _day_number(self, at: int) -> tuple[int, int] | None:
        found = number(self.words, self.lows, at, self.tongue) if at < len(self.words) else None
        if found is None or found[0].decimals or not 1 <= found[0].value <= 31:
            return None
        end = found[1]
        if self.tongue.language == "de" and self._low(end) == "." and self.words[end].joined:
            end += 1
        return int(found[0].value), end

    def _day_month(self, at: int) -> tuple[When, int] | None:
        """3 March 2026, 3rd of March, 3. März, 3 de marzo de 2026; also 3-9 March, 3 to 9 March."""
        if (found := self._day_number(at)) is None:
            return None
        day, end = found
        if self._low(end) in _RANGE and (other := self._day_number(end + 1)):
            after = self._skip(other[1], _OF - {"the"})
            if self._low(after) in self.tongue.months:  # the month of the range's first day is said with its last
                year = self._year(after + 1)
                when = self._dated(day, self.tongue.months[self._low(after)], year[0] if year else None)
                return (when, end) if when else None
        end = self._skip(end, _OF)
        if (month := self.tongue.months.get(self._low(end))) is None:
            certain = self._low(at - 1) == "the" or (
                self.words[found[1] - 1].kind == "word" and self.words[at].kind == "num"
            )
            return self._of_a_month(day, end) if certain else None
        return self._with_year(day, month, end + 1)

    def _of_a_month(self, day: int, at: int) -> tuple[When, int] | None:
        """The 29th of this month, of next month."""
        turn = _TURN[self.tongue.language].get(self._low(at))
        if turn is None or self.tongue.units.get(self._low(at + 1)) != "m":
            return None
        first, _ = self._months(turn)
        made = _date(first.year, first.month, day)
        return (_exactly(made), at + 2) if made else None

    def _month_day(self, at: int) -> tuple[When, int] | None:
        """March 3, March 3rd, 2026."""
        month = self.tongue.months.get(self._low(at))
        if month is None or self.tongue.language != "en":
            return None
        found = self._day_number(self._skip(at + 1, {"the", "."}))
        if found is None or (found[1] < len(self.words) and self._low(found[1]) in self.tongue.units):
            return None
        return self._with_year(found[0], month, found[1])

    def _with_year(self, day: int, month: int, end: int) -> tuple[When, int] | None:
        year = self._year(end)
        when = self._dated(day, month, year[0] if year else None)
        return (when, year[1] if year else end) if when else None

    def _year(self, at: int) -> tuple[int, int] | None:
        at = self._skip(at, {",", "of", "de", "del", "."} if self._low(at + 1).isdigit() else set())
        text = self._low(at)
        return (int(text), at + 1) if text.isdigit() and int(text) in _YEARS else None

    def _dated(self, day: int, month: int, year: int | None) -> When | None:
        if year is not None:
            made = _date(year, month, day)
            return _exactly(made) if made else None
        found = [made for y in range(self.today.year - 30, self.today.year + 6) if (made := _date(y, month, day))]
        return When(tuple((day, day) for day in found)) if found else None

    def _weekday(self, at: int) -> tuple[When, int] | None:
        """Tuesday; Tuesday, 3 March; next Tuesday is read by `_turn`."""
        weekday = self.tongue.weekdays.get(self._low(at))
        if weekday is None or (len(self._low(at)) < 4 and not self.words[at].capital):
            return None
        follow = self._skip(at + 1, {",", "the", "den", "dem", "le", "el", ".", "der"})
        if follow < len(self.words):
            for reader in (self._iso, self._numeric, self._day_month, self._month_day, self._ordinal_day):
                if (found := reader(follow)) is not None:
                    spans = tuple(span for span in found[0].spans if span[0].weekday() == weekday)
                    return When(spans), found[1]
        near = [self.today + _DAY * n for n in range(-7, 8)]
        return When(tuple((day, day) for day in near if day.weekday() == weekday), relative=True), at + 1

    def _word(self, at: int) -> tuple[When, int] | None:
        for words, offset in _SEQUENCES[self.tongue.language].items():
            if tuple(self.lows[at : at + len(words)]) == words:
                return self._offset(offset), at + len(words)
        offset_of = _WORDS[self.tongue.language].get(self._low(at))
        return None if offset_of is None else (self._offset(offset_of), at + 1)

    def _offset(self, days: int) -> When:
        day = self.today + _DAY * days
        return When(((day, day),), relative=True)

    def _turn(self, at: int) -> tuple[When, int] | None:
        """next week, this month, last Tuesday, la semaine prochaine, el mes pasado."""
        turn = _TURN[self.tongue.language].get(self._low(at))
        if turn is not None:
            if found := self._span(self._low(at + 1), turn):
                return found, at + 2
            return None
        after = _TURN_AFTER.get(self.tongue.language, {})
        if (turn := after.get(self._low(at + 1))) is not None and (found := self._span(self._low(at), turn)):
            return found, at + 2
        return None

    def _span(self, low: str, turn: int) -> When | None:
        if (weekday := self.tongue.weekdays.get(low)) is not None:
            return self._turned_weekday(weekday, turn)
        if (month := self.tongue.months.get(low)) is not None:
            return self._turned_month(month, turn)
        spans = {"w": self._week, "m": self._months, "y": self._of_year, "q": self._quarter}
        unit = self.tongue.units.get(low, "")
        grains = {"w": "week", "m": "month", "y": "year", "q": "month"}
        return When((spans[unit](turn),), grains[unit], relative=True) if unit in spans else None  # type: ignore[arg-type]

    def _turned_weekday(self, weekday: int, turn: int) -> When:
        """`next Tuesday` is the coming one or that of the calendar week to come: people say both."""
        reach = {1: range(1, 15), 0: range(-6, 7), -1: range(-14, 0)}[turn]
        days = [day for n in reach if (day := self.today + _DAY * n).weekday() == weekday]
        if turn:
            nearest = min(days, key=lambda day: abs(day - self.today))
            week = self._week(turn)
            days = [day for day in days if day == nearest or week[0] <= day <= week[1]]
        return When(tuple((day, day) for day in days), relative=True)

    def _turned_month(self, month: int, turn: int) -> When:
        spans = [_month(year, month) for year in range(self.today.year - 1, self.today.year + 2)]
        right = {1: [span[0] > self.today for span in spans], 0: [span[0].year == self.today.year for span in spans],
                 -1: [span[1] < self.today for span in spans]}[turn]  # fmt: skip
        chosen = [span for span, fits in zip(spans, right, strict=True) if fits]
        return When((chosen[0] if turn == 1 else chosen[-1],), "month", relative=True)

    def _week(self, turn: int) -> Days:
        monday = self.today - _DAY * self.today.weekday() + _DAY * 7 * turn
        return monday, monday + _DAY * 6

    def _months(self, turn: int) -> Days:
        index = self.today.year * 12 + self.today.month - 1 + turn
        return _month(index // 12, index % 12 + 1)

    def _quarter(self, turn: int) -> Days:
        index = (self.today.year * 12 + self.today.month - 1) // 3 + turn
        return _month(index // 4, index % 4 * 3 + 1)[0], _month(index // 4, index % 4 * 3 + 3)[1]

    def _of_year(self, turn: int) -> Days:
        year = self.today.year + turn
        return dt.date(year, 1, 1), dt.date(year, 12, 31)

    def _ahead(self, at: int) -> tuple[When, int] | None:
        """in 3 days, in a week, dans trois jours."""
        if self._low(at) not in _AHEAD[self.tongue.language]:
            return None
        start = at + 1 + (self._low(at + 1) == "de")
        length = self._length(start)
        return (self._away(length[0], 1), length[1]) if length else None

    def _ago(self, at: int) -> tuple[When, int] | None:
        """3 days ago, two weeks from now, vor 3 Tagen, hace un mes."""
        if self._low(at) == _AGO_BEFORE.get(self.tongue.language) and (length := self._length(at + 1)):
            return self._away(length[0], -1), length[1]
        if (length := self._length(at)) is None:
            return None
        for words, sign in _AGO_AFTER.get(self.tongue.language, {}).items():
            if sign and tuple(self.lows[length[1] : length[1] + len(words)]) == words:
                return self._away(length[0], sign), length[1] + len(words)
        return None

    def _length(self, at: int) -> tuple[tuple[int, str], int] | None:
        if at >= len(self.words):
            return None
        if self._low(at) in _ARTICLES and (unit := self.tongue.units.get(self._low(at + 1))):
            return (1, unit), at + 2
        found = number(self.words, self.lows, at, self.tongue)
        if found is None or found[0].decimals:
            return None
        end = found[1] + (self._low(found[1]) in {"-", "more"})
        unit = self.tongue.units.get(self._low(end))
        return ((int(found[0].value), unit), end + 1) if unit else None

    def _away(self, length: tuple[int, str], sign: int) -> When:
        count, unit = length
        if unit in {"s", "min", "h"}:
            seconds = {"s": 1, "min": 60, "h": 3600}[unit] * count
            days = sorted({self.today, self.today + _DAY * sign * (seconds // 86400), self.today + _DAY * sign})
            return When(tuple((d, d) for d in days) if seconds >= 3600 else ((self.today, self.today),),
                        relative=True, length=Length(seconds=seconds))  # fmt: skip
        if unit in {"d", "w", "f"}:
            days_away = count * {"d": 1, "w": 7, "f": 14}[unit]
            day = self.today + _DAY * sign * days_away
            return When(((day, day),), relative=True, length=Length(seconds=days_away * 86400))
        months = count * {"m": 1, "q": 3, "y": 12}[unit]
        return When((self._months_away(sign * months),), relative=True, length=Length(months=months))

    def _months_away(self, months: int) -> Days:
        index = self.today.year * 12 + self.today.month - 1 + months
        last = calendar.monthrange(index // 12, index % 12 + 1)[1]
        day = dt.date(index // 12, index % 12 + 1, min(self.today.day, last))
        return day, day

    def _edge(self, at: int) -> tuple[When, int] | None:
        """the end of March, the end of this month, early March."""
        if self.tongue.language != "en" or self._low(at) not in {"end", "beginning", "start", "early", "mid", "late"}:
            return self._last_day(at)
        follow = self._skip(at + 1, {"of", "-"})
        if follow == at + 1 and self._low(at) in {"end", "beginning", "start"}:
            return None
        found = self._turn(follow) or self._month(follow) or self._this_month(follow)
        if found is None or found[0].grain != "month":
            return None
        return When(tuple(_part(span, self._low(at)) for span in found[0].spans)), found[1]

    def _last_day(self, at: int) -> tuple[When, int] | None:
        """The last day of February."""
        if tuple(self.lows[at : at + 3]) != ("last", "day", "of"):
            return None
        found = self._turn(at + 3) or self._month(at + 3) or self._this_month(at + 3)
        return (When(tuple((last, last) for _, last in found[0].spans)), found[1]) if found else None

    def _this_month(self, at: int) -> tuple[When, int] | None:
        words = (self._low(at), self._low(at + 1))
        return (When((self._months(0),), "month"), at + 2) if words == ("the", "month") else None

    def _month(self, at: int) -> tuple[When, int] | None:
        """March, March 2026, März."""
        month = self.tongue.months.get(self._low(at))
        if month is None or (len(self._low(at)) < 4 and not self.words[at].capital):
            return None
        if self._low(at) in {"may", "march"} and not self.words[at].capital:
            return None
        year = self._year(at + 1)
        years = [year[0]] if year else range(self.today.year - 30, self.today.year + 6)
        return When(tuple(_month(y, month) for y in years), "month"), year[1] if year else at + 1

    def _ordinal_day(self, at: int) -> tuple[When, int] | None:
        """the 3rd: of this month or one beside it."""
        found = number(self.words, self.lows, at, self.tongue)
        if found is None or not found[0].ordinal or self._low(at - 1) not in {"the", ","} or found[0].value > 31:
            return None
        if found[1] < len(self.lows) and self._low(found[1]) not in {",", ".", "of", ";", ")", "-", "—", "and", "!"}:
            return None
        if found[0].word:
            return None
        spans = [self._months(turn) for turn in (-1, 0, 1)]
        days = [made for first, _ in spans if (made := _date(first.year, first.month, int(found[0].value)))]
        return When(tuple((day, day) for day in days)), found[1]


def _part(span: Days, edge: str) -> Days:
    first, last = span
    thirds = {"end": (last - _DAY * 2, last), "beginning": (first, first + _DAY * 2), "start": (first, first + _DAY * 2),
              "early": (first, first + _DAY * 9), "mid": (first + _DAY * 9, first + _DAY * 20),
              "late": (first + _DAY * 19, last)}  # fmt: skip
    return thirds[edge]


def _exactly(day: dt.date) -> When:
    return When(((day, day),))


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month(year: int, month: int) -> Days:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def openings(language: str) -> frozenset[str]:
    """The words, besides numbers and the names of months, weekdays and units, that a day can begin with."""
    found = {*_WORDS[language], *_TURN[language], *_AHEAD[language], *_ARTICLES, _AGO_BEFORE.get(language, "ago")}
    return frozenset(
        found | {words[0] for words in _SEQUENCES[language]} | {"end", "beginning", "start", "early", "mid", "late"}
    )
