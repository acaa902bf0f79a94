"""What the name of a table or column says: its words, and the concepts each word may stand for."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_ENDINGS = (("ies", "y"), ("ern", ""), ("nen", ""), ("es", ""), ("en", ""), ("er", ""), ("ed", ""), ("s", ""),
            ("n", ""), ("e", ""), ("d", ""), ("es", "e"), ("en", "e"), ("ren", "r"))  # fmt: skip
_JOINTS = ("", "s", "n", "en", "es", "e", "er")
_SHORT_TAILS = frozenset({"id", "no", "nr", "dt", "ts", "cd", "nm", "at", "am", "um", "ab", "fk", "pk"})
_VOWELS = frozenset("aeiou")
_EXACT, _INFLECTED, _COMPOUND, _BEGINNING, _CONSONANTS = 1.0, 0.97, 0.95, 0.7, 0.6


@dataclass(frozen=True)
class Word:
    """One word of a name. `concepts` maps what it may stand for to how sure that is, 0 to 1; empty: unknown."""

    text: str
    concepts: Mapping[str, float]


@dataclass(frozen=True)
class Vocabulary:
    """The known words of all languages. `noise` says nothing about what a table holds."""

    words: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[str, ...]]
    noise: frozenset[str]


@functools.cache
def vocabulary() -> Vocabulary:
    """The words under `words/`, one file a language."""
    words: dict[str, set[str]] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    noise: set[str] = set()
    for path in sorted((Path(__file__).parent / "words").glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for concept, spellings in content["concepts"].items():
            for spelling in spellings:
                words.setdefault(spelling, set()).add(concept)
        phrases |= {phrase: tuple(concepts) for phrase, concepts in content.get("phrases", {}).items()}
        noise |= set(content.get("noise", ()))
    return Vocabulary({word: frozenset(found) for word, found in words.items()}, phrases, frozenset(noise))


@functools.cache
def read_name(name: str) -> tuple[Word, ...]:
    """The words of a name in any of the usual styles: snake_case, camelCase, run together, abbreviated."""
    return tuple(word for piece in pieces(name) for word in _read_piece(piece))


def pieces(name: str) -> list[str]:
    """`InvoiceLine_no` -> invoice, line, no."""
    plain = unicodedata.normalize("NFKD", name.translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    return [piece.lower() for piece in _PIECES.findall(plain)]


def concepts(words: Iterable[Word]) -> dict[str, float]:
    """All concepts of some words, each with its best sureness."""
    found: dict[str, float] = {}
    for word in words:
        for concept, sure in word.concepts.items():
            found[concept] = max(sure, found.get(concept, 0.0))
    return found


def without_noise(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words that say something; all of them if none does."""
    kept = tuple(words)
    return tuple(word for word in kept if word.text not in vocabulary().noise) or kept


@functools.cache
def _read_piece(piece: str) -> tuple[Word, ...]:
    if piece.isdigit():
        return (Word(piece, {}),)
    whole = _known(piece)
    if whole:
        return whole
    if parts := _compound(piece):
        return parts
    return (Word(piece, _abbreviated(piece)),)


@functools.cache
def _known(piece: str) -> tuple[Word, ...]:
    """The words of a piece that is in the vocabulary, as it is or inflected."""
    known = vocabulary()
    for stem, sure in [(piece, _EXACT), *((stem, _INFLECTED) for stem in _stems(piece))]:
        if stem in known.phrases:
            return tuple(Word(concept, {concept: sure}) for concept in known.phrases[stem])
        if stem in known.words:
            return (Word(piece, dict.fromkeys(known.words[stem], sure)),)
    return ()


def _stems(piece: str) -> list[str]:
    return [
        piece[: len(piece) - len(end)] + put
        for end, put in _ENDINGS
        if piece.endswith(end) and len(piece) > (3 if end == "s" else 4)
    ]


@functools.cache
def _compound(piece: str) -> tuple[Word, ...]:
    """The fewest known words that make up the piece, German joints between them allowed; none: no such."""
    best: tuple[Word, ...] = ()
    for cut in range(len(piece) - 2, 2, -1):
        head = _known(piece[:cut])
        if not head:
            continue
        for joint in _JOINTS:
            if piece[cut:].startswith(joint) and (rest := _tail(piece[cut + len(joint) :])):
                found = tuple(Word(w.text, {c: s * _COMPOUND for c, s in w.concepts.items()}) for w in (*head, *rest))
                if not best or len(found) < len(best):
                    best = found
    return best


def _tail(rest: str) -> tuple[Word, ...]:
    if len(rest) < 3 and rest not in _SHORT_TAILS:
        return ()
    return _known(rest) or (_compound(rest) if len(rest) > 4 else ())


def _abbreviated(piece: str) -> dict[str, float]:
    """Concepts of the words that the piece shortens: its beginning, or its consonants in order."""
    if len(piece) < 2 or piece in vocabulary().noise:
        return {}
    for fits, sure in ((_is_beginning, _BEGINNING), (_is_consonants, _CONSONANTS)):
        found = {concept for word, of in vocabulary().words.items() if fits(piece, word) for concept in of}
        if 0 < len(found) <= 4:
            return dict.fromkeys(found, sure / len(found) ** 0.5)
    return {}


def _is_beginning(piece: str, word: str) -> bool:
    return len(piece) >= 3 and len(word) > len(piece) and word.startswith(piece)


def _is_consonants(piece: str, word: str) -> bool:
    if piece[0] != word[0] or set(piece[1:]) & _VOWELS or not len(piece) < len(word) <= 3 * len(piece):
        return False
    letters = iter(word)
    return all(letter in letters for letter in piece) and piece[-1] in word[-3:]
