"""How words are compared: folded, counted, and weighed by how common they are in English."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|[^\W_]+(?:['’ʼ`][^\W_]+)*|&")
_JOINTS = str.maketrans("", "", "'’ʼ`,")
_ARTICLES = frozenset({"the", "a", "an", "le", "la", "les", "der", "die", "das", "el", "los", "las", "il"})

# Words that say nothing about what is sought; "it" and "them" are titles too, but need other evidence.
STOP_WORDS = frozenset(
    """a about all also am an and any anyone anything are as at be been but by can cant could couldnt did didnt do does
    doesnt doing dont else even ever for from get gets getting give go going got had has have havent having hello help
    hey hi how i id if ill im in into is isnt it its ive just keep keeps know let like ll me much my need no not now of
    off ok on one or our out over please pls really show so some something tell thanks than that thats the their them
    then there these they thing things this those to too up us ve very want was wasnt we were what whats when where
    which who whose why will with wont would you your yours""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `text` folded for comparison, `raw` as written, at characters `start` to `end`."""

    text: str
    raw: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, without accents and without the marks that join a word ("Can't" -> "cant")."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_JOINTS)


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; an ampersand reads as "and"."""
    return tuple(
        Word("and" if match[0] == "&" else fold(match[0]), match[0], match.start(), match.end())
        for match in _WORD.finditer(text)
    )


def folded(text: str) -> str:
    """A text as its folded words, one space between them."""
    return " ".join(word.text for word in words(text))


def core(name: str) -> str:
    """A folded name without its leading article: "the general" -> "general", "the" stays."""
    first, _, rest = name.partition(" ")
    return rest if rest and first in _ARTICLES else name


def content_words(text: str) -> list[str]:
    """Folded words that may say what is sought; all of them when there is nothing else ("It")."""
    every = [word.text for word in words(text)]
    return [word for word in every if word not in STOP_WORDS] or every


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


def sentences(spans: Sequence[Word], text: str) -> Iterator[bool]:
    """For each word, whether it opens a sentence."""
    previous = None
    for word in spans:
        gap = text[previous.end : word.start] if previous else "."
        yield any(mark in gap for mark in ".!?\n:;")
        previous = word
