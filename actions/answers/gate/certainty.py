"""Nobody knows for certain what is to come: a record says what is planned, not that it will be so.

`Definitely` of what is the case claims no more than the sentence does without it. Of a day, a payment or an offer to
come it is a promise, and only the company's own text can make one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from actions.answers.gate.clauses import is_cue, split
from actions.answers.gate.index import Index
from actions.answers.gate.lexicon import Words, lexicon
from actions.answers.gate.model import Refusal
from actions.answers.gate.readings import When
from actions.answers.gate.records import Record
from actions.answers.gate.scan import Item


def check_certainty(items: Sequence[Item], index: Index, language: str, today: dt.date) -> None:
    """Refuse a sentence that is certain of what is to come, unless a text of the company's says it so."""
    phrases = lexicon(language).phrases
    later = any(clause.tense == "future" for clause in split(items, language))
    sure = [words for start, words in _said(items, phrases["certain"]) if not _replies(items, start, words)]
    ever = [words for _, words in _said(items, phrases["evermore"])] if later else []
    for words in (*(sure if later or _to_come(items, today) else ()), *ever):
        if not any(" ".join(words) in record.raw for record in index.records if _telling(record)):
            raise Refusal("promise", f"nobody can say “{' '.join(words)}” of what is to come")


def _telling(record: Record) -> bool:
    return record.trusted and bool(record.passages)


def _said(items: Sequence[Item], phrases: frozenset[Words]) -> Iterator[tuple[int, Words]]:
    """Where phrases begin (the place of the item) and what they are; an expression of several words may hold one."""
    running = [(place, word) for place, item in enumerate(items) for word in item.low.split()]
    words = tuple(word for _, word in running)
    for start, (place, _) in enumerate(running):
        for phrase in phrases:
            if words[start : start + len(phrase)] == phrase:
                yield place, phrase


def _replies(items: Sequence[Item], start: int, words: Words) -> bool:
    """`Certainly, …`, `Yes, definitely.`: one word of reply, set off by signs; `Rest assured, …` is none."""
    word = items[start]
    replies = len(words) == 1 and (word.entry.glue or "YES" in word.ops)
    opens = all(item.kind == "sign" or "YES" in item.ops for item in items[:start])
    return replies and opens and (start + 1 >= len(items) or items[start + 1].kind == "sign")


def _to_come(items: Sequence[Item], today: dt.date) -> bool:
    """Whether the sentence speaks of a day ahead, or of what is next."""
    ahead = any(isinstance(item.value, When) and any(first > today for first, _ in item.value.spans) for item in items)
    return ahead or any(is_cue(item) and "NEXT" in item.entry.strict for item in items)
