"""Which titles and people a sentence speaks of.

A title can be any words ("The General", "Detour", "It"), so a likeness is not enough: the evidence is added up
as log-odds. Rare words, quotation marks, capitals, a year, or a phrase such as "watch …" speak for a title,
"a detour" speaks against it.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from actions.catalogue.candidates import named_like
from actions.catalogue.hits import Mention
from actions.catalogue.index import Index
from actions.catalogue.spotting import Window, best_windows, without_overlaps
from actions.catalogue.text import Word, core, folded, is_english, opens_sentence, surprise, words
from actions.catalogue.vocabulary import wordset

SURE = 0.5  # from here on a mention is taken as meant
SOUGHT = 0.15  # … where it is known that the sentence is about a title

_PART_ALIKE = 0.82  # one word of a title is taken for it only when it is at least so alike
_PRIOR = -5.2  # before any evidence a likeness is chance
_OPENING = "\"'“‘«„*"
_CLOSING = "\"'”’»“*"


@dataclass(frozen=True)
class _Sentence:
    text: str
    spoken: tuple[Word, ...]
    opens: list[bool]
    mixed_case: bool

    @classmethod
    def of(cls, text: str) -> _Sentence:
        spoken = words(text)
        # "WHY IS THE GENERAL GONE" and "Why Is The General Gone" say nothing by their capitals.
        plain = sum(word.raw[0].islower() for word in spoken)
        return cls(text, spoken, opens_sentence(spoken, text), plain * 2 >= len(spoken))


def mentioned_titles(index: Index, text: str, *, least: float = SURE) -> list[Mention]:
    """The catalogue's titles that a sentence names, the surest first; empty: none.

    Namesakes come with the same span, so that the caller can ask which one is meant.
    """
    sentence = _Sentence.of(text)
    rows = named_like(index, "title", [word.text for word in sentence.spoken])
    forms = [(row, form, weight) for row in rows for form, weight in _forms(index, row)]
    windows = best_windows(sentence.spoken, [form for _, form, _ in forms])
    found = []
    for (row, form, weight), window in zip(forms, windows, strict=True):
        if window is None or (weight < 0.9 and window.similarity < _PART_ALIKE):
            continue
        score = weight * _sureness(sentence, window, form, row)
        if score >= least:
            found.append(_mention(sentence, window, row, score))
    return sorted(without_overlaps(_best_per_row(found)), key=lambda mention: -mention.score)


def mentioned_people(index: Index, text: str) -> list[Mention]:
    """The catalogue's directors and cast that a sentence names, by full name or an unusual surname."""
    sentence = _Sentence.of(text)
    spoken = [word.text for word in sentence.spoken]
    rows = named_like(index, "person", [word for word in spoken if word not in wordset("stop")])
    forms = [(row, form) for row in rows for form in _person_forms(row["core"])]
    windows = best_windows(sentence.spoken, [form for _, form in forms], least=0.84)
    found = [
        _mention(sentence, window, row, score)
        for (row, form), window in zip(forms, windows, strict=True)
        if window and (score := _person_score(sentence, window, form)) >= SURE
    ]
    return sorted(without_overlaps(_best_per_row(found)), key=lambda mention: -mention.score)


def _mention(sentence: _Sentence, window: Window, row: sqlite3.Row, score: float) -> Mention:
    first, last = sentence.spoken[window.first], sentence.spoken[window.last - 1]
    return Mention(row["id"], row["name"], round(score, 3), first.start, last.end)


def _best_per_row(mentions: Sequence[Mention]) -> list[Mention]:
    best: dict[str, Mention] = {}
    for mention in mentions:
        if mention.id not in best or best[mention.id].score < mention.score:
            best[mention.id] = mention
    return list(best.values())


def _forms(index: Index, row: sqlite3.Row) -> list[tuple[str, float]]:
    """What a title may be called, with how much we trust each: all of it, its main part, its one unusual word."""
    forms = [(row["core"], 1.0)]
    if row["short"]:
        forms.append((row["short"], 0.98))
    counts = index.spelling("title")
    odd = [word for word in row["core"].split() if len(word) > 4 and not is_english(word) and counts.count(word) == 1]
    if " " in row["core"]:
        forms += [(word, 0.85) for word in odd]
    return forms


def _sureness(sentence: _Sentence, window: Window, form: str, row: sqlite3.Row) -> float:
    evidence = _PRIOR + _weight_of_words(form) - 11 * (1 - window.similarity)
    evidence += _written(sentence, window) + _around(sentence, window)
    evidence += _article(sentence, window, row["name"]) if form == row["core"] else 0.0
    evidence += 3.0 if _year_near(sentence, window, row["year"]) else 0.0
    return 1 / (1 + math.exp(-evidence))


def _weight_of_words(form: str) -> float:
    """Rare words count for a title, and so does every further word that agrees."""
    spoken = form.split()
    content = [word for word in spoken if word not in wordset("stop")]
    rare = sum(min(surprise(word), 6.0) for word in content) + 0.3 * (len(spoken) - len(content))
    return min(rare, 6.0) + 1.4 * max(0, len(content) - 1) + (0.5 if len(spoken) > 1 else 0)


def _written(sentence: _Sentence, window: Window) -> float:
    """Quotation marks and capitals."""
    first, last = sentence.spoken[window.first], sentence.spoken[window.last - 1]
    before, after = sentence.text[: first.start], sentence.text[last.end :].lstrip(".,!?")
    # An article that belongs to the title stands within the quotation marks.
    before = before.removesuffix("The ").removesuffix("the ")
    if before and after and before[-1] in _OPENING and after[0] in _CLOSING:
        return 4.5
    inside = zip(sentence.spoken[window.first : window.last], sentence.opens[window.first :], strict=False)
    telling = [word for word, opens in inside if not opens and word.text not in wordset("capitals")]
    names = [word for word in telling if word.text not in wordset("stop")] or telling
    capital = bool(names) and all(word.raw[0].isupper() for word in names)
    return 2.4 if capital and sentence.mixed_case else 0.0


def _around(sentence: _Sentence, window: Window) -> float:
    """The words before and after."""
    spoken = [word.text for word in sentence.spoken]
    rest = [word for word in (*spoken[: window.first], *spoken[window.last :]) if word not in wordset("stop")]
    if not rest and len(spoken) - (window.last - window.first) <= 3:
        # "Charge" alone is more likely a word than a title; "Detour" is not.
        alone = 3.0 if surprise(spoken[window.first]) > 3 or window.last - window.first > 1 else 1.5
        return alone if len(spoken) == window.last - window.first else 1.2
    before = _before(spoken, window.first)
    ends = _ends_clause(sentence, window.last) or spoken[window.last] in wordset("after_a_title")
    if before in wordset("determiners"):
        return -2.0
    lead = 2.6 if before in wordset("before_a_title") else 1.0 if before in wordset("perhaps_before_a_title") else 0.0
    return lead + (0.4 if ends else -2.0)


def _before(spoken: Sequence[str], first: int) -> str:
    """The word before a name and its article."""
    if first and spoken[first - 1] == "the":
        first -= 1
    return spoken[first - 1] if first else ""


def _ends_clause(sentence: _Sentence, last: int) -> bool:
    if last == len(sentence.spoken):
        return True
    gap = sentence.text[sentence.spoken[last - 1].end : sentence.spoken[last].start]
    return bool(gap.strip()) or sentence.spoken[last].text.isdigit()


def _article(sentence: _Sentence, window: Window, name: str) -> float:
    """Whether "the" stands before the words where the title has it, and not where it has none."""
    article = folded(name).removesuffix(core(folded(name))).strip()
    said = sentence.spoken[window.first - 1].text if window.first else ""
    if said == article:
        return 0.6 if article else 0.0
    return -1.0 if article or said in {"the", "a"} else 0.0


def _year_near(sentence: _Sentence, window: Window, year: int | None) -> bool:
    near = sentence.spoken[max(0, window.first - 3) : window.first] + sentence.spoken[window.last : window.last + 3]
    return year is not None and any(word.text == str(year) for word in near)


def _person_forms(name: str) -> list[str]:
    surname = name.split()[-1]
    return [name, surname] if surname != name and len(surname) > 3 else [name]


def _person_score(sentence: _Sentence, window: Window, form: str) -> float:
    """A full name is sure; a surname alone counts when it is no ordinary word."""
    if " " in form:
        return window.similarity
    word = sentence.spoken[window.first]
    capital = sentence.mixed_case and not sentence.opens[window.first] and word.raw[0].isupper()
    alike = window.similarity if window.similarity == 1 or len(form) > 5 else 0.0
    rare = min(1.0, surprise(form) / 4.5)
    return alike * min(0.9, rare * (1.0 if capital or window.similarity == 1 else 0.6) - (0.0 if capital else 0.15))
