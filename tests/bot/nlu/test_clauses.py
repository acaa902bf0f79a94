"""The parts of a message, and that the whole stays one message."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.clauses import CLAUSES, ClauseCollector, ClauseSplitter, clauses_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I was charged twice! And when is my next payment?", ["I was charged twice!", "And when is my next payment?"]),
        ("show my invoices and what is my plan", ["show my invoices", "what is my plan"]),
        ("cancel it, also send me my data", ["cancel it", "send me my data"]),
        ("Apple TV. Only happens with ABC", ["Apple TV.", "Only happens with ABC"]),
        ("Why is my bill higher this month?", []),
        ("when do you next take money and how much", []),
        ("who directed Metropolis and how long is it?", []),
        ("it buffers and can you refund it", ["it buffers", "can you refund it"]),
        ("Mr. and Mrs. Smith", []),
        ("what about Standard and Premium?", []),
        ("", []),
    ],
)
def test_a_message_falls_into_its_requests(text: str, parts: list[str]) -> None:
    assert clauses_of(text) == parts


def test_a_story_of_many_sentences_is_not_taken_apart() -> None:
    assert clauses_of("One. Two. Three. Four. Five.") == []


def test_the_readings_of_the_parts_end_up_in_the_message_and_the_parts_are_gone() -> None:
    whole, other = Message({TEXT: "show my invoices. what is my plan"}), Message({TEXT: "hello"})
    read = ClauseSplitter().process([whole, other])
    for message in read:
        message.set(INTENT, {"name": f"read:{message.get(TEXT)}"})

    collected = ClauseCollector().process(read)

    assert collected == [whole, other]
    assert [part["intent"]["name"] for part in whole.get(CLAUSES)] == ["read:show my invoices.", "read:what is my plan"]
    assert other.get(CLAUSES) is None
