"""A source as SQL that yields what a field documents: the right unit, zone and vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.systems.draft.dialect import Sql
from actions.systems.draft.query import From
from actions.systems.draft.readings import MOST_LISTED, duration, is_whole, knows_unknown, time_stored, told
from actions.systems.draft.rules import FieldRule
from actions.systems.draft.sources import Source
from actions.systems.draft.states import State, States, country_code, our_word
from actions.systems.inspect.model import Column
from actions.systems.inspect.names import concepts


@dataclass(frozen=True)
class Written:
    """SQL for a field. `notes` are remarks on how; `todo` is what a person has to decide; None: nothing. `factor`
    scales how sure the match was."""

    sql: str
    notes: tuple[str, ...] = ()
    todo: str | None = None
    factor: float = 1.0


class Writer:
    """Writes the expressions of one entity's SELECT."""

    def __init__(self, sql: Sql, states: States, of: From) -> None:
        self._sql = sql
        self._states = states
        self._from = of
        self._kinds: dict[str, Callable[[FieldRule, Source], Written]] = {
            "instant": self._instant, "date": self._date, "year": self._year, "money": self._money,
            "minutes": self._minutes, "int": self._int, "bool": self._bool, "paywall": self._paywall,
            "word": self._word, "country": self._country, "language": self._language, "currency": self._currency,
            "list": self._list, "text": self._text, "label": self._text, "key": self._text, "tail": self._tail,
        }  # fmt: skip

    def write(self, rule: FieldRule, source: Source) -> Written:
        """The source as the field wants it."""
        write = self._kinds.get(rule.kind)
        return write(rule, source) if write else Written(self._from.read(source))

    def _instant(self, _rule: FieldRule, source: Source) -> Written:
        stored, read = time_stored(source.column), self._from.read(source)
        notes = (f"read as {stored}",) if stored not in ("moment", "day") else ()
        if stored == "moment" and not source.column.zoned and self._sql.name != "sqlite":
            notes = ("without a zone: read in the time_zone of system.yml",)
        return Written(self._sql.instant(read, stored), notes)

    def _date(self, _rule: FieldRule, source: Source) -> Written:
        stored, read = time_stored(source.column), self._from.read(source)
        if stored == "day":
            return Written(read)
        return Written(self._sql.day(read, stored), (f"the day of {stored}",) if stored != "moment" else ())

    def _year(self, _rule: FieldRule, source: Source) -> Written:
        read = self._from.read(source)
        if source.column.family in ("time", "date"):
            part = {"postgresql": f"CAST(extract(year FROM {read}) AS integer)", "mysql": f"year({read})"}
            return Written(
                part.get(self._sql.name, f"CAST(substr({read}, 1, 4) AS INTEGER)"), ("the year of its date",)
            )
        return Written(read)

    def _money(self, _rule: FieldRule, source: Source) -> Written:
        column, read = source.column, self._from.read(source)
        number = f"nullif({read}, '')" if column.family == "text" else read
        if "minor" in concepts((*source.words, *source.context)):
            return Written(self._as_number(number, column), ("the name says minor units",))
        if is_whole(column):
            return Written(
                self._as_number(number, column), ("whole numbers: taken for minor units, not for units",), factor=0.9
            )
        return Written(self._sql.hundredfold(number), ("decimals: times 100 for minor units",))

    def _as_number(self, read: str, column: Column) -> str:
        return (
            read
            if column.family == "int"
            else self._sql.whole(f"CAST({read} AS numeric)" if self._sql.name == "postgresql" else read)
        )

    def _minutes(self, _rule: FieldRule, source: Source) -> Written:
        unit, per_minute, sure = duration(source)
        read = self._from.read(source)
        if per_minute == 1:
            return Written(read, () if sure == 1.0 else ("taken for minutes by its size",), factor=sure)
        how = "" if sure == 1.0 else " by their size"
        return Written(self._sql.whole(f"{read} / {per_minute}.0"), (f"{unit}{how}, as minutes",), factor=sure)

    def _int(self, _rule: FieldRule, source: Source) -> Written:
        read = self._from.read(source)
        return Written(read if source.column.family == "int" else self._sql.whole(read))

    def _bool(self, _rule: FieldRule, source: Source) -> Written:
        read = self._from.read(source)
        if source.column.type.upper().startswith("BIT"):
            return Written(f"{read} + 0")
        if source.column.family == "text":
            yes = "'1', 'Y', 'YES', 'T', 'TRUE', 'J', 'JA', 'O', 'OUI', 'S', 'SI', 'ON'"
            return Written(
                f"CASE WHEN upper({read}) IN ({yes}) THEN 1 ELSE 0 END", ("a text taken for yes or no",), factor=0.9
            )
        return Written(read)

    def _paywall(self, rule: FieldRule, source: Source) -> Written:
        if source.column.family != "text":
            return self._bool(rule, source)
        states = self._states.of(self._from.relation, source)
        free = [
            s
            for s in states
            if any(w in s.value.lower() for w in ("public", "free", "open", "frei", "gratis", "libre"))
        ]
        if not free:
            return self._bool(rule, source)
        cases = ", ".join(self._sql.literal(state.value) for state in free)
        return Written(f"CASE WHEN {self._from.read(source)} IN ({cases}) THEN 0 ELSE 1 END", (told(states),))

    def _word(self, rule: FieldRule, source: Source) -> Written:
        states = self._states.of(self._from.relation, source)
        mapped = {state.value: word for state in states if (word := our_word(rule.words or "", state))}
        unmapped = [state.value for state in states if state.value not in mapped]
        if not mapped:
            return self._meaningless(rule, states)
        read = self._telling(source, list(mapped) if unmapped else [])
        if not unmapped and all(value == word for value, word in mapped.items()):
            return Written(read, (told(states),))
        cases = " ".join(f"WHEN {self._value(source.column, value)} THEN '{word}'" for value, word in mapped.items())
        sql = f"CASE {read} {cases}{" ELSE 'unknown'" if knows_unknown(rule) else ''} END"
        if rule.words == "failure_reason":
            sql = f"CASE WHEN {read} IS NULL THEN NULL ELSE CASE {read} {cases} ELSE 'other' END END"
        todo = f"what these mean: {', '.join(unmapped[:MOST_LISTED])}" if unmapped else None
        return Written(sql, (told(states),), todo, 1.0 if not unmapped else 0.8)

    def _meaningless(self, rule: FieldRule, states: list[State]) -> Written:
        """A state of which no value says what it means."""
        seen = f"what the values mean ({told(states) or 'there are none to look at'})"
        if knows_unknown(rule):
            return Written("'unknown'", todo=f"{seen}; until then unknown", factor=0.6)
        return Written(self._sql.text("NULL"), todo=f"{seen}; until then left out", factor=0.6)

    def _telling(self, source: Source, values: list[str]) -> str:
        """The source; of a newest row, the newest that has one of some values, where there are any."""
        read = self._from.read(source)
        if not values or not source.way.startswith("of the newest row"):
            return read
        name = f"e.{self._sql.quote(source.column.name)}"
        listed = ", ".join(self._value(source.column, value) for value in values)
        return read.replace(f"{name} IS NOT NULL", f"{name} IN ({listed})")

    def _value(self, column: Column, value: str) -> str:
        if column.family == "bool" and self._sql.name == "postgresql":
            return "TRUE" if value in ("True", "true", "1", "t") else "FALSE"
        number = column.family in ("int", "decimal", "bool") and value.lstrip("-").isdigit()
        return value if number else self._sql.literal(value)

    def _country(self, rule: FieldRule, source: Source) -> Written:
        column, read = source.column, self._from.read(source)
        if column.profile and column.profile.shortest == column.profile.longest == 2 and column.family == "text":
            return Written(read if column.profile.capitals == 1.0 else f"upper({read})", ("two letters: ISO 3166-1",))
        states = self._states.of(self._from.relation, source)
        codes = {state.value: code for state in states if (code := country_code(state.value, everywhere=rule.required))}
        if not codes:
            return Written(read, todo="how to get the two-letter ISO code from this", factor=0.6)
        missing = len(states) - len(codes)
        todo = f"the codes of {missing} further values" if missing else None
        if not missing and all(value == code for value, code in codes.items()):
            return Written(read, ("two letters: ISO 3166-1",))
        cases = " ".join(f"WHEN {self._value(column, value)} THEN '{code}'" for value, code in codes.items())
        return Written(f"CASE {read} {cases} END", (f"{len(codes)} codes or names as ISO 3166-1 letters",), todo)

    def _language(self, _rule: FieldRule, source: Source) -> Written:
        read = self._from.read(source)
        short = source.column.profile and (source.column.profile.longest or 9) <= 3
        return Written(f"lower({read})" if short else f"replace({read}, '_', '-')")

    def _currency(self, _rule: FieldRule, source: Source) -> Written:
        read, profile = self._from.read(source), source.column.profile
        return Written(read if profile and profile.capitals >= 0.99 else f"upper({read})")

    def _tail(self, _rule: FieldRule, source: Source) -> Written:
        read, profile = self._from.read(source), source.column.profile
        if profile and profile.shortest == profile.longest == 4 and profile.digits == 1.0:
            return Written(read)
        last = (
            f"substr({self._sql.text(read)}, -4)" if self._sql.name == "sqlite" else f"right({self._sql.text(read)}, 4)"
        )
        return Written(last, ("its last four characters",), factor=0.9)

    def _list(self, _rule: FieldRule, source: Source) -> Written:
        read = self._from.read(source)
        if source.column.type == "list":
            return Written(read)
        for mark in (";", ",", "/"):
            if any(mark in state.value for state in self._states.of(self._from.relation, source)) or mark == ",":
                return Written(f"replace({read}, '{mark}', '|')", (f"separated by {mark}",), factor=0.9)
        return Written(read)

    def _text(self, rule: FieldRule, source: Source) -> Written:
        states = self._labelled(rule, source)
        read = self._from.read(source)
        if states:
            cases = " ".join(
                f"WHEN {self._value(source.column, s.value)} THEN {self._sql.literal(s.label or s.value)}"
                for s in states
            )
            return Written(f"CASE {read} {cases} END", (f"in the words of the schema: {told(states)}",))
        if source.column.family in ("int", "json", "uuid") or (
            source.column.profile and source.column.profile.stored_numbers
        ):
            code = source.column.family == "int" and rule.kind == "text"
            return Written(
                self._sql.text(read), factor=0.6 if code else 1.0, todo="what these numbers mean" if code else None
            )
        return Written(read)

    def _labelled(self, rule: FieldRule, source: Source) -> list[State]:
        profile = source.column.profile
        if rule.kind != "text" or not profile or not 0 < profile.distinct <= MOST_LISTED or source.column.unique:
            return []
        states = self._states.of(self._from.relation, source)
        return states if states and all(state.label for state in states) else []
