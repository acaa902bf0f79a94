"""How well a source fits a field: by its name, its type, and the figures of its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.systems.draft.rules import FieldRule, Meaning
from actions.systems.draft.sources import Source
from actions.systems.inspect.model import Column
from actions.systems.inspect.names import Word
from actions.systems.inspect.roles import stored_time

CHOSEN = 0.4
_LEAST_WORD = 0.4
_PER_RANK, _PER_EXTRA = 0.05, 0.3
_NEUTRAL = {
    "instant": {"time", "date", "flag"}, "date": {"time", "date"}, "year": {"date", "time", "number"},
    "money": {"amount", "minor", "value", "price", "total", "gross", "currency"}, "bool": {"flag"}, "paywall": {"flag"},
    "int": {"number", "count", "value", "year"}, "minutes": {"number", "count", "value", "time", "milli", "tick"},
    "ref": {"id", "key", "number", "code", "uuid"}, "key": {"id", "key", "code", "name"},
    "text": {"text", "code", "name", "full"}, "label": {"text", "code", "name", "full"},
    "word": {"code", "type", "text", "name", "id", "flag", "value"},
    "list": {"text", "name", "value"}, "country": {"code", "text", "name", "id"}, "language": {"code", "text", "id"},
    "currency": {"code", "text", "id"}, "name": {"text", "full"}, "row_key": {"id", "key"},
}  # fmt: skip
_DATES = frozenset({"time", "date"})
_NUMBERS = frozenset({"int", "decimal", "float"})
_TEXTS = frozenset({"text", "other", "uuid"})


@dataclass(frozen=True)
class Match:
    """A source for a field. `sure` is 0 to 1; `why` one phrase."""

    source: Source
    sure: float
    why: str


def matches(rule: FieldRule, sources: Sequence[Source], own_words: frozenset[str]) -> list[Match]:
    """All sources that may serve a field, best first."""
    found = []
    for source in sources:
        if not rule.personal and _is_personal(source.column):
            continue
        named, meaning = name_fit(rule, source, own_words)
        fit = type_fit(rule.kind, source.column) * (0.5 if _is_empty(source.column) else 1.0)
        sure = round(named * fit * source.worth, 2) if named else 0.0
        if sure >= 0.2:
            found.append(Match(source, sure, f"the name says {' '.join(meaning)}"))
    return sorted(found, key=lambda match: (-match.sure, match.source.name))


def _is_personal(column: Column) -> bool:
    """Whether a column is about a person for sure; such a one serves only fields that are."""
    guess = column.guess("personal")
    return guess is not None and guess.sure >= 0.9


def _is_empty(column: Column) -> bool:
    return bool(column.profile and column.profile.rows and not column.profile.filled)


def name_fit(rule: FieldRule, source: Source, own_words: frozenset[str]) -> tuple[float, Meaning]:
    """The best of the field's meanings for a source's name, 0 to 1."""
    best: tuple[float, Meaning] = (0.0, ())
    if _has(source.words, rule.never - _ambiguous(rule, source.words)):
        return best
    free = own_words | _NEUTRAL.get(rule.kind, set())
    for rank, meaning in enumerate(rule.says):
        score = _says(source, meaning, free, {c for m in rule.says for c in m if len(m) == 1})
        best = max(best, (score * (1 - _PER_RANK * min(rank, 6)), meaning))
    return best


def _ambiguous(rule: FieldRule, words: Sequence[Word]) -> frozenset[str]:
    """Concepts that only words have which may as well stand for what the field says."""
    wanted = {concept for meaning in rule.says for concept in meaning}
    clear = {c for w in words if not wanted & w.concepts.keys() for c in w.concepts}
    return frozenset({c for w in words for c in w.concepts} - clear)


def _has(words: Sequence[Word], concepts: frozenset[str]) -> bool:
    return any(sure >= 0.6 for word in words for concept, sure in word.concepts.items() if concept in concepts)


def _says(source: Source, meaning: Meaning, free: frozenset[str] | set[str], near: set[str]) -> float:
    """How well a name has all of a meaning and nothing else."""
    used: set[int] = set()
    hits = []
    for concept in meaning:
        options = [(w.concepts.get(concept, 0.0), -at) for at, w in enumerate(source.words) if at not in used]
        sure, at = max(options, default=(0.0, 0))
        if sure >= _LEAST_WORD:
            used.add(-at)
            hits.append(sure)
            continue
        around = max((w.concepts.get(concept, 0.0) * 0.9 for w in source.context), default=0.0)
        if around < _LEAST_WORD:
            return 0.0
        hits.append(around)
    if not used:
        return 0.0
    extra = sum(_costs(word, free, near) for at, word in enumerate(source.words) if at not in used)
    return sum(hits) / len(hits) / (1 + _PER_EXTRA * extra)


def _costs(word: Word, free: frozenset[str] | set[str], near: set[str]) -> float:
    if word.text.isdigit():
        return 0.2
    if not word.concepts:
        return 0.8
    if any(concept in free for concept in word.concepts):
        return 0.0
    return 0.2 if any(concept in near for concept in word.concepts) else 1.0


def type_fit(kind: str, column: Column) -> float:
    """Whether a column's type and values can hold a kind of field, 0 to 1."""
    family, profile = column.family, column.profile
    filled = bool(profile and profile.filled)
    if kind in ("instant", "date"):
        return _time_fit(column, filled=filled)
    if kind in ("money", "minutes", "int", "year"):
        return _number_fit(kind, column, filled=filled)
    if kind in ("bool", "paywall"):
        few = not filled or (profile is not None and profile.distinct <= (2 if kind == "bool" else 6))
        return 0.0 if family in _DATES else 1.0 if family == "bool" else 0.95 if few else 0.1
    if kind in ("ref", "key", "word", "country", "currency", "language") and _is_document(column):
        return 0.0
    if kind == "word":
        few = not filled or (profile is not None and profile.distinct <= 60)
        return (
            0.0 if family in (*_DATES, "json", "bytes") or not few or column.key else 0.6 if family == "bool" else 1.0
        )
    if kind in ("ref", "key"):
        return 1.0 if family in (*_TEXTS, "int", "decimal") else 0.0
    if kind == "country":
        return 1.0 if family in _TEXTS else 0.8 if family == "int" else 0.0
    if kind in ("currency", "language"):
        short = not filled or (profile is not None and (profile.longest or 9) <= (3 if kind == "currency" else 12))
        return (1.0 if short else 0.3) if family in _TEXTS else 0.1
    return _text_fit(kind, column)


def _time_fit(column: Column, *, filled: bool) -> float:
    if column.family in _DATES:
        return 1.0
    if stored_time(column.profile):
        return 1.0
    if column.family in ("int", "other") or (column.family == "text" and column.type.upper() == "TEXT"):
        return 0.0 if filled else 0.6
    return 0.0 if filled or column.family != "text" else 0.4


def _number_fit(kind: str, column: Column, *, filled: bool) -> float:
    if column.family in _NUMBERS or (column.family == "other" and column.profile and column.profile.stored_numbers):
        return 0.0 if column.key or (kind == "money" and stored_time(column.profile)) else 1.0
    if column.family == "text":
        numeric = bool(column.profile and (column.profile.numeric > 0.5 or column.profile.stored_numbers))
        return 0.8 if numeric else (0.1 if filled else 0.5)
    if column.family in _DATES and kind == "year":
        return 0.9
    return 0.3 if column.family == "bool" and kind == "int" else 0.0


def _text_fit(kind: str, column: Column) -> float:
    if column.family in _DATES or column.family in ("bytes", "decimal", "float", "bool"):
        return 0.0
    if column.family == "int":
        return 0.5
    if _is_document(column):
        return 0.9 if kind == "list" else 0.2
    return 0.75 if kind == "label" and _is_handle(column) else 1.0


def _is_document(column: Column) -> bool:
    return column.family == "json" or bool(column.profile and column.profile.json >= 0.9)


def _is_handle(column: Column) -> bool:
    """Whether its values are written for machines: all in small letters, with no space."""
    profile = column.profile
    return bool(profile and profile.filled and profile.lowercase >= 0.8 and profile.spaced < 0.1)
