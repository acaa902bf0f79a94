"""The last answer over again, to other words: whoever asks anew is not helped by what was just said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker

from actions.answers.reply import Answer
from actions.catalogue.text import folded
from actions.requests.draft import SLOT as REQUEST


def is_repeated(answer: Answer, tracker: Tracker) -> bool:
    """Whether other words than before would be told the last answer again, word for word."""
    if not answer.facts or not answer.text or answer.slots.get(REQUEST):
        return False
    words = [event for event in tracker.events if event.get("event") in ("user", "bot")]
    asked = [place for place, event in enumerate(words) if event["event"] == "user"]
    if len(asked) < 2 or _is_asked_again(words[asked[-1]], words[asked[-2]]):
        return False
    told = [event for event in words[asked[-2] : asked[-1]] if event["event"] == "bot"]
    same = [event for event in told if event.get("text") == answer.text]
    facts = [fact.id for fact in answer.facts]
    return any(_facts_of(event) in (None, facts) for event in same)


def _is_asked_again(now: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a message says no word that the one before did not."""
    new, old = (folded(event.get("text") or "").split() for event in (now, before))
    return set(new) <= set(old)


def _facts_of(event: Mapping[str, Any]) -> list[str] | None:
    """The records behind what was said; None: they are not known."""
    data = (event.get("data") or {}).get("custom") or event.get("metadata") or {}
    found = data.get("facts")
    return list(found) if isinstance(found, list) else None
