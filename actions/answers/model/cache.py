"""Answers of a model's that are given again: to the same question, over the same facts, in the same language and on
the same day. Exact, never by likeness; only what holds for everybody is kept, in this process and for an hour."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cachetools import TTLCache

from actions.answers.model.prompt import Asked
from actions.facts.model import Fact

_SECONDS = 3600.0
"""A model may have been changed behind its address."""


@dataclass(frozen=True)
class Kept:
    """An answer that passed the gate; `cites` are the ids of the facts that bear it out."""

    text: str
    cites: tuple[str, ...]


class AnswerCache:
    """Keeps the last `most` answers; 0: none."""

    def __init__(self, most: int) -> None:
        self._answers: TTLCache[str, Kept] = TTLCache(most, _SECONDS)

    def get(self, key: str) -> Kept | None:
        return self._answers.get(key)

    def put(self, key: str, answer: Kept) -> None:
        if self._answers.maxsize:
            self._answers[key] = answer


def key_of(asked: Asked, told: Sequence[Fact], today: dt.date) -> str:
    """What an answer depends on. Of the data it is the facts that were told, whenever they were read: whatever
    changes in them makes another key."""
    facts = [[fact.id, fact.kind, {name: value.model_dump(mode="json") for name, value in fact.fields.items()}]
             for fact in told]  # fmt: skip
    parts = [_normalised(asked.text), asked.locale, today.isoformat(), facts]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _normalised(question: str) -> str:
    """Without what changes no question: letter case, spaces, the mark at its end."""
    return " ".join(unicodedata.normalize("NFC", question).casefold().split()).rstrip(" ?!.…")
