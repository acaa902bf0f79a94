from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.catalogue.index import Index
from actions.catalogue.mentioned import mentioned_people, mentioned_titles

SENTENCES = yaml.safe_load((Path(__file__).parent / "data/mentions.yml").read_text("utf-8"))


def names(index: Index, text: str) -> set[str]:
    return {mention.name for mention in mentioned_titles(index, text)}


@pytest.mark.parametrize("part", ["tuned", "held_out"])
def test_the_titles_in_customers_sentences_are_found_and_no_others(index: Index, part: str) -> None:
    """`tuned` shaped the weights of the evidence; `held_out` was written afterwards and only measured."""
    found = [(names(index, text), set(expected)) for text, expected in SENTENCES[part]]

    exact = sum(got == expected for got, expected in found) / len(found)
    invented = sum(bool(got - expected) for got, expected in found) / len(found)

    assert exact >= (0.97 if part == "tuned" else 0.92)
    assert invented <= 0.05


def test_the_sentences_name_titles_that_exist(index: Index) -> None:
    known = {title.name for title in index.titles.values()}

    assert {name for part in SENTENCES.values() for _, expected in part for name in expected} <= known


def test_the_span_is_what_the_customer_wrote(index: Index) -> None:
    text = "Why can't I watch nosfratu on my TV?"

    (mention,) = mentioned_titles(index, text)

    assert text[mention.start : mention.end] == "nosfratu"
    assert 0.5 <= mention.score < 1


@pytest.mark.parametrize(
    ("plain", "marked"),
    [
        ("I was told it is broken", 'I was told "It" is broken'),
        ("i heard shoes are late", 'i heard "Shoes" are late'),
        ("is there a detour", "is there Detour"),
    ],
)
def test_quotation_marks_and_capitals_make_a_word_a_title(index: Index, plain: str, marked: str) -> None:
    assert names(index, plain) == set()
    assert len(names(index, marked)) == 1


def test_a_year_beside_a_common_word_makes_it_a_title(index: Index) -> None:
    assert names(index, "did you take the rain away") == set()
    assert names(index, "do you have rain 1932") == {"Rain"}


def test_namesakes_share_their_span_so_that_one_can_ask(index: Index) -> None:
    found = mentioned_titles(index, "is The Three Musketeers on standard?")

    assert {index.titles[mention.id].year for mention in found} == {1921, 1933}
    assert len({(mention.start, mention.end) for mention in found}) == 1


def test_the_year_decides_between_namesakes(index: Index) -> None:
    best = mentioned_titles(index, "is The Three Musketeers (1933) on standard?")[0]

    assert index.titles[best.id].year == 1933


@pytest.mark.parametrize("text", ["", "   ", "?", "🙂", "a" * 5_000, "is it " * 800])
def test_odd_texts_name_nothing(index: Index, text: str) -> None:
    assert mentioned_titles(index, text) == []


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("something with Buster Keaton", "Buster Keaton"),
        ("anything by murnau", "F. W. Murnau"),
        ("films starring lilian gish", "Lillian Gish"),
        ("who is Fritz Lang", "Fritz Lang"),
    ],
)
def test_people_are_found_by_full_name_or_unusual_surname(index: Index, text: str, person: str) -> None:
    assert person in {mention.name for mention in mentioned_people(index, text)}


@pytest.mark.parametrize(
    "text", ["my bill is long", "the young man at the door was rude", "i want to cancel", "wood fire"]
)
def test_ordinary_words_are_no_people(index: Index, text: str) -> None:
    assert mentioned_people(index, text) == []
