"""Finished sentences out of a stream that arrives in pieces of any size."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.answers.model.sentences import MOST, AnyReader, JsonReader, PlainReader, Reader, Sentence, Unreadable

TOLD = [
    Sentence("Your next payment is £9.99.", ("1",)), Sentence('A brace } and a "quote".', ()),
    Sentence("Prüfe Konto > Geräte.", ("2", "3")),
]  # fmt: skip


def as_json(sentences: list[Sentence]) -> str:
    told = [{"text": one.text, "cites": list(one.cites)} for one in sentences]
    return json.dumps({"sentences": told}, ensure_ascii=False)


def read(reader: Reader, text: str, size: int, *, cut: bool = False) -> list[Sentence]:
    found = [one for start in range(0, len(text), size) for one in reader.feed(text[start : start + size])]
    return found + reader.finish(cut=cut)


@given(size=st.integers(1, 200))
def test_json_gives_the_same_sentences_however_it_is_cut_into_pieces(size: int) -> None:
    assert read(JsonReader(), as_json(TOLD), size) == TOLD


@given(size=st.integers(1, 60))
def test_plain_text_gives_the_same_sentences_however_it_is_cut_into_pieces(size: int) -> None:
    text = "Dr. Mabuse is from 1922. [1] It is 4 hours long! [2, 3]\nIs that all?"

    assert read(PlainReader(), text, size) == [
        Sentence("Dr. Mabuse is from 1922.", ("1",)), Sentence("It is 4 hours long!", ("2", "3")),
        Sentence("Is that all?"),
    ]  # fmt: skip


def test_a_sentence_is_given_as_soon_as_it_is_closed() -> None:
    reader = JsonReader()

    assert reader.feed('{"sentences": [{"text": "One."') == []
    assert reader.feed(', "cites": []}') == [Sentence("One.")]


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "```\n{}\n```", "  {}  "])
def test_a_code_fence_around_the_json_is_passed_over(fence: str) -> None:
    assert read(AnyReader(), fence.replace("{}", as_json(TOLD)), 7) == TOLD


def test_of_json_that_was_cut_off_only_whole_sentences_are_left() -> None:
    text = as_json(TOLD)[: as_json(TOLD).index("Prüfe") + 3]

    assert read(JsonReader(), text, 9, cut=True) == TOLD[:2]


def test_half_a_plain_sentence_is_dropped_as_the_whole_one_may_say_the_opposite() -> None:
    assert read(PlainReader(), "You pay £9.99. You can cancel at any", 5, cut=True) == [Sentence("You pay £9.99.")]


@pytest.mark.parametrize(
    "text",
    ["Das gilt am 3. März 2026.", "Filme z. B. auf dem Fernseher.", "Invoice No. 7 is paid.", "It ends on 3. April."],
)
def test_a_stop_that_ends_no_sentence_does_not_cut_it(text: str) -> None:
    assert [one.text for one in read(PlainReader(), text, 4)] == [text]


@pytest.mark.parametrize("reader", [JsonReader, PlainReader])
def test_a_model_that_goes_on_is_cut_off(reader: Any) -> None:
    many = [Sentence(f"Sentence {number}.") for number in range(MOST + 5)]
    text = as_json(many) if reader is JsonReader else " ".join(one.text for one in many)

    assert read(reader(), text, 11) == many[:MOST]


@pytest.mark.parametrize("text", ["", "   ", "[1, 2]", '{"sentences": 3}', '{"other": []}', '{"sentences": [3]}', "{"])
def test_what_is_no_answer_is_said_to_be_unreadable(text: str) -> None:
    reader: Reader = JsonReader() if text.strip() else AnyReader()

    with pytest.raises(Unreadable):
        read(reader, text, 3)
