"""What searching and spotting give back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MatchedOn = Literal[
    "title", "person", "genre", "year", "kind", "country", "synopsis", "similar",
    "headline", "tag", "summary", "question", "text",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that answers a search. `entity` and `id` name it as in the index; `score` is 0 to 1."""

    entity: str
    id: str
    name: str
    score: float
    matched_on: MatchedOn


@dataclass(frozen=True, slots=True)
class Mention:
    """Something known by name that a text speaks of, at characters `start` to `end`.

    `score` is 0 to 1: how sure we are that it is meant. Two mentions of the same span are namesakes.
    """

    id: str
    name: str
    score: float
    start: int
    end: int

    def overlaps(self, other: Mention) -> bool:
        return self.start < other.end and other.start < self.end
