"""What the router made of a message, and of each of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker


@dataclass(frozen=True)
class Heard:
    """A message or a part of one. `ranking` are (intent, probability), the likeliest first; empty for a pressed
    choice. `clauses` are the parts of a message in order; empty: it has one."""

    text: str
    intent: str
    ranking: tuple[tuple[str, float], ...] = ()
    clauses: tuple[Heard, ...] = ()

    @classmethod
    def of(cls, tracker: Tracker) -> Heard:
        message = tracker.latest_message
        parts = tuple(_heard(part) for part in message.get("clauses") or [])
        whole = _heard(message)
        return cls(whole.text, whole.intent, whole.ranking, parts)

    @property
    def chance(self) -> float:
        """How probable the router holds the intent; 0 for one that it turned away as unlike anything known."""
        return dict(self.ranking).get(self.intent, 0.0) if self.intent != "nlu_fallback" else 0.0


def _heard(message: Mapping[str, Any]) -> Heard:
    ranking = tuple((one["name"], float(one.get("confidence") or 0.0)) for one in message.get("intent_ranking") or [])
    return Heard(message.get("text") or "", (message.get("intent") or {}).get("name") or "", ranking)
