"""What the words of a question mean: their stems, and the concepts they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from actions.catalogue.spelling import Spelling
from actions.catalogue.text import folded, is_english
from actions.catalogue.vocabulary import vocabulary, wordset

_LONGEST = 4  # words in a phrase of words.yml
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ers",
    "er",
    "ed",
    "es",
    "ly",
    "s",
    "y",
    "e",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase as said, folded; `forms` are all that can agree with another text: its stem and concepts."""

    text: str
    stem: str
    forms: tuple[str, ...]


def units(text: str, spelling: Spelling | None = None) -> list[Unit]:
    """The meaningful words and phrases of a text, each once; `spelling` puts slips right."""
    spoken = [_spelt(word, spelling) for word in folded(text).split()]
    found: list[Unit] = []
    at = 0
    while at < len(spoken):
        phrase, length = _phrase(spoken, at)
        stem = " ".join(stemmed(word) for word in spoken[at : at + length])
        if phrase or spoken[at] not in wordset("stop"):
            found.append(Unit(" ".join(spoken[at : at + length]), stem, (stem, *phrase)))
        at += length
    return list(dict.fromkeys(found))


def _spelt(word: str, spelling: Spelling | None) -> str:
    if spelling is None or word in spelling or is_english(word) or (stemmed(word),) in _concepts():
        return word
    return next(iter(spelling.near(word, 1)), word)


def _phrase(spoken: list[str], at: int) -> tuple[tuple[str, ...], int]:
    """The concepts of the longest known phrase that starts here, and its length; no concepts: one plain word."""
    for length in range(min(_LONGEST, len(spoken) - at), 0, -1):
        meant = _concepts().get(tuple(stemmed(word) for word in spoken[at : at + length]))
        if meant:
            return meant, length
    return (), 1


@cache
def _concepts() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Stems of a phrase -> the concepts it may stand for."""
    concepts: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, phrases in vocabulary()["concepts"].items():
        for phrase in phrases:
            stems = tuple(stemmed(word) for word in folded(str(phrase)).split())
            concepts[stems] = tuple(dict.fromkeys((*concepts.get(stems, ()), f"#{name}")))
    return concepts


@cache
def stemmed(word: str) -> str:
    """A folded word without its usual endings: "cancelled", "cancels" and "cancel" agree."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word
