"""Short words that only make sense after the turn before: “why?”, “the second one”, “no, the annual one”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

WORDS = Path(__file__).with_name("words.yml")
SHORT = 8
"""A message of more words than this says what it is about."""
_EDGES = " \t\n.,!?…:;-–—\"'“”"

Lead = Literal["", "correction", "also"]
Mark = Literal["why", "before", "after", "agreed", "noted", "still", "tried"]


@dataclass(frozen=True)
class Said:
    """A message without its lead. `lead`: how it takes up what was said before; empty: it does not say."""

    rest: str
    lead: Lead

    @classmethod
    def of(cls, text: str) -> Said:
        plain = text.strip(_EDGES).replace("’", "'")
        for lead in ("correction", "also"):
            match = re.match(rf"(?:{_words()['lead'][lead]})\b[\s,.!:;–—-]*", plain, re.IGNORECASE)
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
        return _matches(_words()[mark], self.rest)

    @property
    def place(self) -> int | None:
        """Which one of several: 1 is the first, -1 the last; None: it does not say."""
        around = re.fullmatch(_words()["around"], self.rest, re.IGNORECASE)
        named = around["place"] if around else self.rest
        return next((place for place, words in _words()["place"].items() if _matches(words, named)), None)

    @property
    def interval(self) -> str | None:
        """A billing interval in words (`Plan.interval`); None: none is named."""
        named: Mapping[str, str] = _words()["interval"]
        return next((name for name, words in named.items() if re.search(rf"\b(?:{words})\b", self.rest, re.I)), None)


def _matches(words: str, text: str) -> bool:
    return re.fullmatch(words, text, re.IGNORECASE) is not None


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return words
