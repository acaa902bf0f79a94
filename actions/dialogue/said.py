"""Short words that only make sense after the turn before: “why?”, “the second one”, “no, the annual one”.

They are understood in all languages at once: a fragment is too short to say which one it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from actions.catalogue.text import folded

WORDS = Path(__file__).parent
"""Holds `words.yml` and, for each further language, `words_<language>.yml` with the same keys."""
SHORT = 8
"""A message of more words than this says what it is about."""
_EDGES = " \t\n\u00a0\u202f.,!?¡¿…:;-–—\"'“”„«»"

Lead = Literal["", "correction", "also"]
Mark = Literal["why", "before", "after", "agreed", "noted", "still", "tried", "undo", "arrives"]
FoldedMark = Literal["withdrawn", "price", "which_plan", "alike"]
"""Marks that are read without accents and joints, as people type them: “dejalo”, “jai change davis”."""


@dataclass(frozen=True)
class Said:
    """A message without its lead. `lead`: how it takes up what was said before; empty: it does not say."""

    rest: str
    lead: Lead

    @classmethod
    def of(cls, text: str) -> Said:
        plain = text.strip(_EDGES).replace("’", "'")
        for lead in ("correction", "also"):
            words = "|".join(words["lead"][lead] for words in _languages())
            match = re.match(rf"(?:{words})\b[\s,.!:;–—-]*", plain, re.IGNORECASE)
            if match:
                rest = plain[match.end() :].strip(_EDGES)
                # “No, and the annual one” takes up twice; “no” alone takes up nothing.
                deeper = cls.of(rest) if rest else cls(rest, "")
                return cls(deeper.rest, lead)
        return cls(plain, "")

    @property
    def is_short(self) -> bool:
        return len(self.rest.split()) <= SHORT

    def means(self, mark: Mark) -> bool:
        """Whether the whole of it is one of the words for `mark`."""
        return any(_matches(words[mark], self._plain) for words in _languages())

    @property
    def place(self) -> int | None:
        """Which one of several: 1 is the first, -1 the last; None: it does not say."""
        return next((place for words in _languages() for place in _places(words, self._plain)), None)

    @property
    def _plain(self) -> str:
        return self.rest.replace(",", "")

    @property
    def interval(self) -> str | None:
        """A billing interval in words (`Plan.interval`); None: none is named."""
        named = ((name, said) for words in _languages() for name, said in words["interval"].items())
        return next((name for name, said in named if re.search(rf"\b(?:{said})\b", self.rest, re.I)), None)


def withdraws(text: str, *, by_keeping: bool = True) -> bool:
    """Whether a message takes back a wish for something to be done: “doch nicht”, “déjalo”; “keep it” if `by_keeping`."""
    found = _whole(text, "withdrawn")
    return found is not None and (by_keeping or found["keeps"] is None)


def says(text: str, mark: FoldedMark) -> bool:
    """Whether the whole of a message, with its lead, is one of the words for `mark`."""
    return _whole(text, mark) is not None


def _whole(text: str, mark: FoldedMark) -> re.Match[str] | None:
    plain = folded(text)
    found = (re.fullmatch(words[mark], plain, re.IGNORECASE) for words in _languages())
    return next((match for match in found if match is not None), None)


def _places(words: dict[str, Any], text: str) -> Iterator[int]:
    around = re.fullmatch(words["around"], text, re.IGNORECASE)
    named = around["place"] if around else text
    return (place for place, said in words["place"].items() if _matches(said, named))


def _matches(words: str, text: str) -> bool:
    return re.fullmatch(words, text, re.IGNORECASE) is not None


@cache
def empty_words() -> frozenset[str]:
    """Words that tell nothing of which record is meant, folded."""
    return frozenset(word for words in _languages() for word in words["empty"].split())


@cache
def _languages() -> list[dict[str, Any]]:
    """The words of each language, English first."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(WORDS.glob("words*.yml"))]
