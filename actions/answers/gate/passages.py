"""Long texts of facts, one sentence at a time, as sequences of keys that a claim can be laid against."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from actions.answers.gate.lexicon import lexicon, stem
from actions.answers.gate.locales import tongue
from actions.answers.gate.readings import Reading
from actions.answers.gate.scan import Item, Scanner
from actions.answers.gate.words import word_set

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Key:
    """One piece of a text: its stem, what it means, or the value it is. `bends` marks words that turn or limit what
    is said around them (not, only, unless, tries): they may not be dropped."""

    stem: str
    claims: frozenset[str] = frozenset()
    value: Reading | None = None
    bends: frozenset[str] = frozenset()
    glue: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence (or list item) of a fact's text. `long`: it is prose and no name."""

    keys: tuple[Key, ...]
    long: bool


_BENDING = frozenset(
    {
        "NEG", "ONLY", "IF", "HEDGE", "FORMER", "MUST", "UNTIL", "BEFORE", "AFTER", "MOST", "ALL", "ATLEAST", "ATMOST",
        "LESS", "MORE", "BOTH", "CAN", "CHEAPEST", "DEAREST", "LONGEST", "SHORTEST", "SOON", "BECAUSE", "RESULT", "SAME"
    }
)  # fmt: skip
_UNREAL = word_set(
    "try tries tried attempt attempts attempted pretend pretends fake false supposed alleged almost nearly "
    "refuse refuses refused fail fails failed avoid avoids prevent prevents dream dreams imagine imagines "
    "former ex without instead except"
)  # fmt: skip


@lru_cache(maxsize=2048)
def passages(text: str, language: str, today: dt.date, long: bool) -> tuple[Passage, ...]:
    """The sentences of a text as keys."""
    scanner = Scanner(tongue(language), today)
    parts = (keys(scanner.scan(part), language) for part in _SENTENCE.split(text) if part.strip())
    return tuple(Passage(part, long) for part in parts if part)


def keys(items: list[Item], language: str) -> tuple[Key, ...]:
    """The keys of scanned items, signs left out."""
    return tuple(key for item in items if item.kind != "sign" for key in key_of(item, language))


def key_of(item: Item, language: str) -> tuple[Key, ...]:
    """A name is one key per word, so that it can be found in running text."""
    if item.kind == "value":
        return (Key(item.low, value=item.value),)
    if item.kind in {"name", "address"}:
        return tuple(Key(stem(word, language), _claims(word, language)) for word in re.findall(r"\w+", item.low))
    entry = item.entry
    bends = {f"ALL {item.low}" if op == "ALL" else op for op in entry.ops & _BENDING}
    bends |= {"UNREAL"} if item.low in _UNREAL else set()
    root = lexicon(language).irregular.get(item.low, item.low)
    return (Key(stem(root, language), entry.claims | entry.weak | entry.opposite, None, frozenset(bends), entry.glue),)


def _claims(word: str, language: str) -> frozenset[str]:
    entry = lexicon(language).entry(word)
    return entry.claims if entry else frozenset({"~" + stem(word, language)})
