"""Sentences that state nothing: a question back, an offer of help, and an honest “I don't have that”."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answers.gate.clauses import is_cue
from actions.answers.gate.index import Index
from actions.answers.gate.lexicon import lexicon
from actions.answers.gate.scan import Item

_GIVING = frozenset({"REFUND", "CREDIT", "COMPENSATE", "FREE", "GIFT", "GRANT", "DISCOUNT", "CANCEL", "PAUSE"})
"""What an offer may not hold out: that is a request with a preview and a receipt."""


_HAVING = frozenset(
    {
        "have",
        "no",
        "not",
        "see",
        "find",
        "keine",
        "habe",
        "pas",
        "aucune",
        "tengo",
        "dispongo",
        "veo",
        "tenemos",
        "got",
        "dispose",
        "vois",
        "avons",
    }
)


def _sweeping(item: Item) -> bool:
    return item.low == "ever" or (bool(item.ops & {"ALL", "MOST", "CHEAPEST", "DEAREST", "ONLY"}) and item.low != "any")


def asks_back(items: Sequence[Item], sentence: str, language: str) -> bool:
    """Whether a sentence only asks the customer something or offers to help, and holds nothing out."""
    words = [item for item in items if item.kind != "sign"]
    phrases = lexicon(language).phrases
    if not sentence.rstrip().endswith("?") or not words:
        return False
    lows = [word for item in words for word in item.low.split()]
    if any(_presupposes(lows, start, phrases["presupposing"]) for start in range(len(lows))):
        return False
    if any(item.kind in {"value", "address"} or item.entry.claims & _GIVING for item in words):
        return False
    if any("NEG" in item.ops or (item.low,) in phrases["hand_over"] for item in words):
        return False
    return any(tuple(lows[i : i + len(opening)]) == opening for opening in phrases["asking"] for i in range(len(lows)))


def _presupposes(lows: Sequence[str], start: int, phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(lows[start : start + len(phrase)]) == phrase for phrase in phrases)


def knows_not(items: Sequence[Item], index: Index, language: str) -> bool:
    """Whether a sentence says that something is not known, and no fact has a field of it."""
    words = [item for item in items if item.kind != "sign"]
    lows = [word for item in words for word in item.low.split()]
    phrases = lexicon(language).phrases
    opening = next((p for p in sorted(phrases["unknown"], key=len, reverse=True) if tuple(lows[: len(p)]) == p), None)
    if opening is None or set(lows) & {
        "because",
        "but",
        "and",
        "that",
        "since",
        "why",
        "y",
        "et",
        "und",
        "aber",
        "mais",
        "pero",
    }:
        return False
    if (
        opening[-1] in _HAVING
        and not {(low,) for low in lows[len(opening) : len(opening) + 4]} & phrases["information"]
    ):
        return False
    if any(item.kind == "sign" and item.text in ",;:—–" for item in items[:-1]) or any(_sweeping(i) for i in words[1:]):
        return False
    asked = [item for item in words if is_cue(item)]
    if any(item.kind in {"value", "address"} for item in words):
        return False
    named = {ref[0] for item in words for ref in item.refs}
    records = [r for r in index.records if not named or r.index in named]
    return not any(
        item.entry.strict & view.concepts for item in asked for record in records for view in record.views.values()
    )
