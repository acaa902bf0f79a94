"""Phrases with gaps: templates from lexicon/*_asking.yml, laid against the words of a sentence.

`[x]` may be left out, `(a|b)` is one of several, `{name}` is a template of the section `parts`, `{name:gap}` says what of it stood there, and `<gap>`
takes one or more words that somebody else judges. Signs inside a sentence are words of their own: `sorry [,] <frame>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from actions.answers.gate.scan import Item

_FOLDER = Path(__file__).with_name("lexicon")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PIECE = re.compile(r"<\w+>|\{[\w:]+\}|[\[\]()|]|[^\s<>{}\[\]()|]+")


@dataclass(frozen=True, slots=True)
class Match:
    """A template that fits all of a stretch of words; `gaps` are the items that its gaps took."""

    gaps: dict[str, list[Item]]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The templates and word lists of one language; of `signs` a phrase of the section has at least one."""

    language: str
    templates: dict[str, tuple[re.Pattern[str], ...]]
    words: dict[str, frozenset[str]]
    signs: dict[str, frozenset[str]]

    def match(self, section: str, items: Sequence[Item]) -> Iterator[Match]:
        """Each way in which a template of the section fits the items from end to end."""
        said = "".join(f"{item.low} " for item in items)
        if self.signs.get(section) and self.signs[section].isdisjoint(said.split()):
            return
        for spans in _spans(self.language, section, said):
            yield Match({name: _within(items, first, end) for name, first, end in spans})


@lru_cache(maxsize=4096)
def _spans(language: str, section: str, said: str) -> tuple[tuple[tuple[str, int, int], ...], ...]:
    """For each template that fits, its gaps and where they begin and end."""
    matches = (pattern.fullmatch(said) for pattern in phrases(language).templates.get(section, ()))
    return tuple(
        tuple((name, *found.span(name)) for name, gap in found.groupdict().items() if gap is not None)
        for found in matches
        if found
    )


def _within(items: Sequence[Item], first: int, end: int) -> list[Item]:
    """The items that begin between two places of their words with a space after each."""
    starts = accumulate((len(item.low) + 1 for item in items), initial=0)
    return [item for item, start in zip(items, starts, strict=False) if first <= start < end]


@cache
def phrases(language: str) -> Phrases:
    """The templates of `language` (en, de, fr or es)."""
    file = _FOLDER / f"{language}_asking.yml"
    raw = yaml.load(file.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    parts: dict[str, str] = {}
    for name, text in raw["parts"].items():
        parts[name] = _compiled(text, parts)
    templates = {
        name: tuple(re.compile(_compiled(line, parts)) for line in lines) for name, lines in raw["templates"].items()
    }
    words = {
        name: frozenset(part.strip().casefold() for part in text.split(",")) for name, text in raw["words"].items()
    }
    signs = dict.fromkeys(("unknown", "disclaimer"), words["unsure"])
    return Phrases(language, templates, words, signs)


def _compiled(template: str, parts: dict[str, str]) -> str:
    """The template as a regular expression over words with a space after each."""
    return _choice(iter(_PIECE.findall(template)), parts)


def _choice(pieces: Iterator[str], parts: dict[str, str]) -> str:
    """Alternatives up to a closing bracket; the longest first, so that a gap does not begin with what belongs to the
    phrase: `(tell you|tell)`."""
    made: list[tuple[int, str]] = [(0, "")]
    for piece in pieces:
        if piece in ")]":
            break
        if piece == "|":
            made.append((0, ""))
            continue
        words, pattern = made[-1]
        made[-1] = words + (piece != "["), pattern + _piece(piece, pieces, parts)
    return "|".join(pattern for _, pattern in sorted(made, key=lambda one: -one[0]))


def _piece(piece: str, pieces: Iterator[str], parts: dict[str, str]) -> str:
    if piece.startswith("<"):
        return f"(?P<{piece[1:-1]}>(?:\\S+ )+?)"
    if piece.startswith("{"):
        name, _, gap = piece[1:-1].partition(":")
        return f"(?P<{gap}>{parts[name]})" if gap else f"(?:{parts[name]})"
    if piece in "([":
        return f"(?:{_choice(pieces, parts)})" + ("?" if piece == "[" else "")
    return re.escape(piece.casefold()) + " "
