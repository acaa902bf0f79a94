from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.novelty import NoveltyFilter


def read(familiarity: float | None) -> Message:
    first = {"name": "request_refund", "confidence": 0.9}
    data: dict[str, Any] = {"text": "money back", "intent": first, "intent_ranking": [first]}
    return Message(data if familiarity is None else {**data, "familiarity": familiarity})


def test_a_stranger_becomes_a_fallback_that_keeps_what_it_might_have_been() -> None:
    (message,) = NoveltyFilter(0.03).process([read(0.01)])

    assert message.get("intent") == {"name": "nlu_fallback", "confidence": pytest.approx(0.99)}
    assert [entry["name"] for entry in message.get("intent_ranking")] == ["nlu_fallback", "request_refund"]


@pytest.mark.parametrize("familiarity", [0.03, 0.5, None])
def test_a_message_that_is_familiar_enough_or_was_not_judged_passes(familiarity: float | None) -> None:
    (message,) = NoveltyFilter(0.03).process([read(familiarity)])

    assert message.get("intent")["name"] == "request_refund"


@pytest.mark.parametrize(
    ("locale", "intent"), [("pl", "nlu_fallback"), ("de-AT", "request_refund"), (None, "request_refund")]
)
def test_a_message_in_a_language_that_nobody_taught_is_a_stranger(locale: str | None, intent: str) -> None:
    message = read(0.9)
    message.set("metadata", {"locale": locale})

    NoveltyFilter(0.03, ["en", "de"]).process([message])

    assert message.get("intent")["name"] == intent
