"""What words say: the word lists of a language, by word stem, loaded when first asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import snowballstemmer
import yaml

from actions.answers.gate.tokens import plain

_FOLDER = Path(__file__).with_name("lexicon")
_STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish"}
LANGUAGES = tuple(_STEMMERS)

Words = tuple[str, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one word or expression says. `strict` and `loose` are concepts it claims; `weak` it may mean without
    claiming; `opposite` are concepts it denies; `ops` change the claim around it; `glue`: claims nothing."""

    strict: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    opposite: frozenset[str] = frozenset()
    ops: frozenset[str] = frozenset()
    glue: bool = False
    interject: bool = False
    claims: frozenset[str] = field(init=False, compare=False)  # strict and loose together, looked at very often

    def __post_init__(self) -> None:
        object.__setattr__(self, "claims", self.strict | self.loose)


NOTHING = Entry()
_PLAIN = Entry(glue=True)


@dataclass(slots=True)
class Lexicon:
    """The words of one language."""

    language: str
    entries: dict[Words, Entry] = field(default_factory=dict)
    stems: dict[str, Entry] = field(default_factory=dict)
    longest: int = 1
    irregular: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, frozenset[Words]] = field(default_factory=dict)

    def entry(self, low: str) -> Entry | None:
        """What a single word says, by the word itself, else by its stem; None: unknown."""
        return self.entries.get((low,)) or self.stems.get(stem(low, self.language))

    def expression(self, lows: Words, start: int) -> tuple[Entry, int] | None:
        """The longest expression of several words that begins at `start`."""
        for length in range(min(self.longest, len(lows) - start), 1, -1):
            if (entry := self.entries.get(lows[start : start + length])) is not None:
                return entry, start + length
        return None


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_STEMMERS[language])


@lru_cache(maxsize=65536)
def stem(low: str, language: str) -> str:
    """The stem that inflected forms of a word share."""
    return str(_stemmer(language).stemWord(low))


def _terms(text: str | None) -> list[Words]:
    """The terms of a list, in the words that the same text has in a sentence."""
    return [words for part in plain(text or "").casefold().split(",") if (words := _words(part))]


_WORD = re.compile(r"'s(?!\w)|[^\W\d_]+(?:'(?!s(?!\w))[^\W\d_]+)*|%|\d+|-")


def _words(part: str) -> Words:
    return tuple(_WORD.findall(part))


@cache
def lexicon(language: str) -> Lexicon:
    """The word lists of `language` (en, de, fr or es)."""
    raw = yaml.load((_FOLDER / f"{language}.yml").read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    found: dict[Words, dict[str, Any]] = {}
    for section, slot in (("concepts", "strict"), ("loose", "loose"), ("weak", "weak"), ("negative", "opposite"),
                          ("ops", "ops")):  # fmt: skip
        for concept, text in (raw.get(section) or {}).items():
            for words in _terms(text):
                found.setdefault(words, {}).setdefault(slot, set()).add(concept)
    for section in ("glue", "interject"):
        for words in _terms(raw.get(section)):
            found.setdefault(words, {})[section] = True
    for words in _plain(language):
        found.setdefault(words, {"glue": True})
    return _assemble(language, found, raw)


def _plain(language: str) -> list[Words]:
    """The words and phrases that claim nothing, whatever their role."""
    file = _FOLDER / f"{language}_plain.yml"
    raw = yaml.load(file.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    return [words for text in raw.values() for words in _terms(text)]


@cache
def field_words() -> dict[Words, frozenset[str]]:
    """What words and expressions say in the name of a field, where they say more there than in a sentence."""
    raw = yaml.load((_FOLDER / "field_words.yml").read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    return {words: frozenset(concepts.split()) for concepts, text in raw.items() for words in _terms(text)}


def _assemble(language: str, found: dict[Words, dict[str, Any]], raw: dict[str, Any]) -> Lexicon:
    made = Lexicon(language)
    for words, slots in found.items():
        if slots == {"glue": True}:
            made.entries[words] = _PLAIN
            made.longest = max(made.longest, len(words))
            continue
        plain: dict[str, Any] = {n: frozenset(value) if isinstance(value, set) else value for n, value in slots.items()}
        entry = Entry(**plain)
        made.entries[words] = entry
        made.longest = max(made.longest, len(words))
        if len(words) == 1 and (entry.strict or entry.opposite):
            # the first form listed speaks for the stem; a later form with a meaning of its own has its own entry
            made.stems.setdefault(stem(words[0], language), entry)
    for line in _terms(raw.get("irregular")):
        made.irregular |= dict.fromkeys(line, line[0])
    for name in (
        "invite",
        "idioms",
        "promise",
        "agent_done",
        "plot",
        "secrets",
        "hand_over",
        "certain",
        "evermore",
        "again",
        "having",
        "opposites",
        "likewise",
    ):
        made.phrases[name] = frozenset(_terms(raw.get(name)))
    return made
