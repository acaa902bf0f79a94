"""Which words of a text say the same: by stem, irregular form or the synonym lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.answers.gate.lexicon import Words, lexicon, stem

_FOLDER = Path(__file__).with_name("lexicon")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word may mean: its stem, and the numbers of the synonym lists it stands in."""

    root: str = ""
    classes: frozenset[int] = frozenset()

    def meets(self, other: Meaning) -> bool:
        """Whether two words may say the same."""
        return bool(self.root and self.root == other.root) or bool(self.classes & other.classes)


def meanings(lows: Words, language: str) -> Iterator[tuple[Meaning, int]]:
    """The meanings of running words, each with how many it is of: an expression of several is one meaning."""
    known = _classes(language)
    longest = _longest(language)
    roots = tuple(root(low, language) for low in lows)
    at = 0
    while at < len(lows):
        size = next((n for n in range(min(longest, len(lows) - at), 0, -1) if roots[at : at + n] in known), 1)
        yield Meaning(" ".join(roots[at : at + size]), known.get(roots[at : at + size], frozenset())), size
        at += size


def root(low: str, language: str) -> str:
    """The stem of a word, of its first form where it is irregular."""
    return stem(lexicon(language).irregular.get(low, low), language)


@cache
def _longest(language: str) -> int:
    return max((len(words) for words in _classes(language)), default=1)


@cache
def _opposites(language: str) -> frozenset[tuple[str, str]]:
    pairs = [(root(one, language), root(other, language)) for one, other in lexicon(language).phrases["opposites"]]
    return frozenset(pairs) | {(other, one) for one, other in pairs}


def opposed(said: frozenset[str], told: frozenset[str], language: str) -> bool:
    """Whether one has a word for the opposite of one that only the other has: `signed in`, of `signed out`."""
    return any(one in said - told and other in told - said for one, other in _opposites(language))


@cache
def _classes(language: str) -> dict[Words, frozenset[int]]:
    file = _FOLDER / f"{language}_synonyms.yml"
    raw: dict[str, Any] = yaml.safe_load(file.read_text("utf-8")) if file.exists() else {}
    found: dict[Words, set[int]] = {}
    for number, line in enumerate(line for lines in raw.values() for line in lines):
        for part in line.split(","):
            words = tuple(root(word, language) for word in re.findall(r"[^\W_]+", part.strip().casefold()))
            found.setdefault(words, set()).add(number)
    return {words: frozenset(numbers) for words, numbers in found.items()}
