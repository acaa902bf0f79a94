from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu import storage
from bot.nlu.encoder import shared_encoder
from bot.nlu.model import IntentModel
from tests.bot.nlu.conftest import BAKERY, rows, trainer


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("could i order a carrot cake 4 my sister", "order_cake"),
        ("til when r u open 2day", "opening_hours"),
        ("any nuts in that muffin?", "allergens"),
    ],
)
def test_a_message_in_other_words_is_read_as_what_it_asks(model: IntentModel, text: str, intent: str) -> None:
    assert model.read(text).ranking[0][0] == intent


def test_a_ranking_holds_every_intent_once_the_likeliest_first(model: IntentModel) -> None:
    ranking = model.read("are you open on monday").ranking

    chances = [chance for _, chance in ranking]
    assert sorted(name for name, _ in ranking) == sorted(BAKERY)
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1.0, abs=1e-5)


def test_a_known_request_is_more_familiar_than_one_about_something_else(model: IntentModel) -> None:
    known = model.read("what time do you open on sunday").familiarity

    assert known > model.read("how do I change the oil of a motorbike").familiarity


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_a_message_without_content_is_as_strange_as_can_be(model: IntentModel, text: str) -> None:
    assert model.read(text).familiarity == 0.0


@pytest.mark.parametrize("text", ["🎂🎂🎂", "a" * 100_000, "[cake](title)", "%s {0} \\", "日本語", "\ud800"])
def test_whatever_is_written_gets_a_reading(model: IntentModel, text: str) -> None:
    assert 0.0 <= model.read(text).familiarity <= 1.0


def test_a_model_that_was_written_and_read_back_reads_the_same(model: IntentModel, tmp_path: Path) -> None:
    storage.save(model, tmp_path)

    loaded = storage.load(tmp_path, shared_encoder())

    for text in ("is the rye bread vegan", "open today?", "qwertz"):
        assert loaded.read(text) == model.read(text)


def test_a_stored_model_holds_nothing_that_could_run(model: IntentModel, tmp_path: Path) -> None:
    storage.save(model, tmp_path)

    assert sorted(file.name for file in tmp_path.iterdir()) == ["model.json", "numbers.npz"]


def test_the_same_data_give_nearly_the_same_model(model: IntentModel) -> None:
    again = trainer().fit(*rows(BAKERY)).read("a wedding cake please")

    before = model.read("a wedding cake please")
    assert dict(again.ranking) == pytest.approx(dict(before.ranking), abs=1e-3)
    assert again.familiarity == pytest.approx(before.familiarity, abs=0.02)


def test_without_a_negative_intent_a_stranger_is_still_told_from_a_customer() -> None:
    texts, labels = rows({name: some for name, some in BAKERY.items() if name != "out_of_scope"})

    model = trainer().fit(texts, labels)

    assert model.negative is None
    assert model.read("is it open on sunday").familiarity > model.read("SELECT * FROM users").familiarity


def test_two_intents_of_two_examples_are_enough() -> None:
    model = trainer().fit(["hello", "hi", "bye", "see you"], ["greet", "greet", "goodbye", "goodbye"])

    assert model.read("bye bye").ranking[0][0] == "goodbye"
    assert model.read("hello there").ranking[0][0] == "greet"
