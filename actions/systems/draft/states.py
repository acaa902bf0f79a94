"""The values of states and types, and our words for them."""

# ruff: noqa: S608 - SQL is what is written here; names are quoted, and no value comes from outside
from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel import Locale
from babel.core import get_global

from actions.systems.draft.dialect import Sql
from actions.systems.draft.reach import label_column
from actions.systems.draft.rules import values
from actions.systems.draft.sources import ALIAS, Relation, Source
from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.model import Survey
from actions.systems.inspect.names import pieces

_MOST, _LOOKED_AT, _LONGEST = 60, 50_000, 40
_CODE = re.compile(
    r"(?:^|[,;/(]\s*|\s)([A-Z]{1,4}|\d{1,4}|[a-z]{1,2})\s*(?:[=:\-–]\s*|\s)([^\W\d][\w /\-]*?)(?=\s*(?:[,;)]|$))"
)
_EVERYWHERE = ("*", "all", "world", "worldwide", "ww", "welt", "weltweit", "monde", "mundo")
_LANGUAGES = ("en", "de", "fr", "es")


@dataclass(frozen=True)
class State:
    """A value of a column. `rows` are those of a bounded sample that have it; `label` is what the schema itself
    says it means; None: nothing."""

    value: str
    rows: int
    label: str | None = None


class States:
    """Reads the distinct values of columns that hold states."""

    def __init__(self, database: LookOnly, survey: Survey, sql: Sql) -> None:
        self._database = database
        self._survey = survey
        self._sql = sql

    def of(self, relation: Relation, source: Source) -> list[State]:
        """The values of a source, the commonest first, then those its type allows; empty: none, or too many."""
        counted = self._counted(relation, source)
        if counted is None:
            return []
        labels = {**self._remarked(source), **self._looked_up(source)}
        known = [State(value, rows, labels.get(value)) for value, rows in counted.items()]
        allowed = [value for value in source.column.values if value not in counted]
        return [*known, *(State(value, 0, labels.get(value)) for value in allowed)]

    def _counted(self, relation: Relation, source: Source) -> dict[str, int] | None:
        start = source.path[-1].to_table if source.path else relation.table.name
        table = self._survey.table(start)
        where = f" WHERE {relation.where.replace(ALIAS, 'b')}" if relation.where and not source.path else ""
        read = source.expression.replace(ALIAS, "b")
        if source.column.profile and (source.column.profile.longest or 0) > _LONGEST:
            return None  # sentences are no states, and may be about somebody
        sampled = f"SELECT {read} AS v FROM {self._sql.table(table.name, table.schema)} b{where} LIMIT {_LOOKED_AT}"
        counts = f"SELECT v, count(*) AS n FROM ({sampled}) s WHERE v IS NOT NULL GROUP BY v"
        rows = self._database.try_rows(f"{counts} ORDER BY n DESC LIMIT {_MOST + 1}")
        return {str(value): int(count) for value, count in rows} if rows is not None and len(rows) <= _MOST else None

    def _remarked(self, source: Source) -> dict[str, str]:
        """`1 card, 2 PayPal` in the schema's remark on the column."""
        return {code: label.strip() for code, label in _CODE.findall(source.column.comment)}

    def _looked_up(self, source: Source) -> dict[str, str]:
        """The names that a small table behind the column gives its values."""
        table = source.path[-1].to_table if source.path else source.name.split(".")[0]
        link = next((k for k in self._survey.links_from(table) if k.column == source.column.name), None)
        target = self._survey.table(link.to_table) if link else None
        label = label_column(target) if target and (target.rows or 0) <= _MOST else None
        if not link or not target or not label:
            return {}
        q = self._sql.quote
        rows = self._database.try_rows(
            f"SELECT {q(link.to_column)}, {q(label.name)} FROM {self._sql.table(target.name, target.schema)}"
        )
        return {str(key): str(name) for key, name in rows or () if name is not None}


def our_word(vocabulary: str, state: State) -> str | None:
    """Our word for a state; None: nothing in it says which."""
    for text in (state.label, state.value):
        if text and (word := _by_words(vocabulary, text)):
            return word
    codes: Mapping[str, str] = values()["codes"].get(vocabulary, {})
    return codes.get(state.value.lower()) or (_months(state.value) if vocabulary == "interval" else None)


def _months(value: str) -> str | None:
    return {"1": "month", "3": "quarter", "12": "year"}.get(value)


def _by_words(vocabulary: str, text: str) -> str | None:
    said = " " + " ".join(pieces(text))
    if len(said) < 3:
        return None
    ranked: Sequence[tuple[int, int, str]] = sorted(
        ((-len(start), at, word) for word, starts in values()[vocabulary].items() for start in starts
         if (at := said.find(" " + " ".join(pieces(str(start))))) >= 0),
    )  # fmt: skip
    return ranked[0][2] if ranked else None


def published(state: State) -> bool:
    return our_word("publication", state) is not None


def country_code(value: str, *, everywhere: bool = False) -> str | None:
    """ISO 3166-1 alpha-2 for an alpha-2, alpha-3 or numeric code or a name; None: it is none. `everywhere`: a word
    for all countries is '*'."""
    text = value.strip()
    if everywhere and text.lower() in _EVERYWHERE:
        return "*"
    if text.isdigit():
        text = text.zfill(3)
    if len(text) == 2 and text.upper() in Locale("en").territories:
        return text.upper()
    alias = get_global("territory_aliases").get(text.upper())
    if alias:
        return str(alias[0])
    return _territories().get(" ".join(pieces(text)))


@functools.cache
def _territories() -> dict[str, str]:
    found: dict[str, str] = {"united states of america": "US", "great britain": "GB", "russian federation": "RU"}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(" ".join(pieces(name)), code)
    return found
