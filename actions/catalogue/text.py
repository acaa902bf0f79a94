"""How words are compared: folded, counted, and weighed by how common they are in English."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from actions.catalogue.vocabulary import wordset

_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ`][^\W_]+)*|&")
_JOINTS = str.maketrans("", "", "'’ʼ`,.")
_SAME = {"&": "and", "doctor": "dr", "mister": "mr", "versus": "vs"}
_ARTICLES = frozenset({"the", "a", "an", "le", "la", "les", "der", "die", "das", "el", "los", "las", "il"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `text` folded for comparison, `raw` as written, at characters `start` to `end`."""

    text: str
    raw: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case, without accents and without the marks that join a word ("Can't" -> "cant")."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_JOINTS)


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; those with two usual spellings ("&", "Doctor") in one of them."""
    found = ((fold(match[0]), match) for match in _WORD.finditer(text))
    return tuple(Word(_SAME.get(word, word), match[0], match.start(), match.end()) for word, match in found)


def folded(text: str) -> str:
    """A text as its folded words, one space between them."""
    return " ".join(_SAME.get(word, word) for word in map(fold, _WORD.findall(text)))


def core(name: str) -> str:
    """A folded name without its leading article: "the general" -> "general", "the" stays."""
    first, _, rest = name.partition(" ")
    return rest if rest and first in _ARTICLES else name


def short(name: str) -> str | None:
    """The core of what stands before a subtitle ("The Golem: How He Came …" -> "golem"); None: no subtitle."""
    main, mark, _ = name.partition(":")
    return core(folded(main)) if mark and folded(main) else None


def content_words(text: str) -> list[str]:
    """Folded words that may say what is sought; all of them when there is nothing else ("It")."""
    every = [word.text for word in words(text)]
    return [word for word in every if word not in wordset("stop")] or every


@cache
def _english() -> dict[str, int]:
    # SymSpell's package brings the frequencies of 82,765 English words; nothing is downloaded.
    listing = resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    pairs = (line.split(" ") for line in listing.read_text("utf-8-sig").splitlines())
    return {fold(word): int(count) for word, count in pairs}


def is_english(word: str) -> bool:
    """Whether the folded word is a word of the language rather than a name or a slip."""
    return word in _english() or word.isdigit()


def surprise(word: str) -> float:
    """How unusual a folded word is, in powers of ten: 0 for "the", 2.3 for "night", 6.4 for an unknown word."""
    if len(word) == 1:
        return 1.0
    return max(0.0, 10.4 - math.log10(_english().get(word, 10_000)))


def opens_sentence(spans: Sequence[Word], text: str) -> list[bool]:
    """For each word, whether it is the first of a sentence."""
    gaps = (text[before.end : word.start] for before, word in pairwise(spans))
    return [True, *(any(mark in gap for mark in ".!?\n:;") for gap in gaps)] if spans else []
