"""Short words that take up what was said before."""

from __future__ import annotations

import pytest
import yaml

from actions.dialogue.said import WORDS, Mark, Said


@pytest.mark.parametrize(
    ("text", "rest", "lead"),
    [
        ("no, the annual one", "the annual one", "correction"),
        ("No I meant Premium", "Premium", "correction"),
        ("and in March?", "in March", "also"),
        ("What about Nosferatu?", "Nosferatu", "also"),
        ("ok and the one before that?", "the one before that", "also"),
        ("northern lights", "northern lights", ""),
        ("no", "", "correction"),
    ],
)
def test_a_lead_is_taken_off_and_says_how_a_message_goes_on(text: str, rest: str, lead: str) -> None:
    said = Said.of(text)

    assert (said.rest, said.lead) == (rest, lead)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("why?", "why"), ("but why is that", "why"), ("how come?", "why"),
        ("and the one before?", "before"), ("the previous bill", "before"), ("the one after that", "after"),
        ("yes please", "agreed"), ("still happening", "still"), ("Still not working!!", "still"),
        ("that didn't help", "still"), ("I restarted everything twice", "tried"), ("already tried that", "tried"),
    ],
)  # fmt: skip
def test_a_mark_is_the_whole_message(text: str, mark: Mark) -> None:
    assert Said.of(text).means(mark)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("why did my payment fail", "why"), ("the film before sunrise", "before"), ("yesterday", "agreed"),
        ("I still want to know my plan", "still"), ("can I try premium", "tried"),
    ],
)  # fmt: skip
def test_a_message_of_its_own_is_no_mark(text: str, mark: Mark) -> None:
    assert not Said.of(text).means(mark)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the second one", 2), ("2nd", 2), ("explain the third one please", 3), ("number four", 4),
        ("the last one", -1), ("and the first one?", 1), ("can you explain the third one please", 3),
        ("my second home", None), ("the last of us", None),
    ],
)  # fmt: skip
def test_a_place_is_counted_from_one_and_the_last_is_minus_one(text: str, place: int | None) -> None:
    assert Said.of(text).place == place


def test_an_interval_is_known_by_its_words() -> None:
    assert Said.of("the annual one").interval == "year"
    assert Said.of("monthly please").interval == "month"
    assert Said.of("the cheap one").interval is None


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("warum?", "why"), ("und die davor?", "before"), ("ja, bitte", "agreed"), ("geht immer noch nicht", "still"),
        ("hab schon alles probiert", "tried"), ("pourquoi ?", "why"), ("et celle d’avant ?", "before"),
        ("d’accord", "agreed"), ("toujours pareil", "still"), ("j’ai déjà tout essayé", "tried"),
        ("¿por qué?", "why"), ("¿y la anterior?", "before"), ("vale", "agreed"), ("sigue igual", "still"),
        ("ya lo he probado todo", "tried"),
    ],
)  # fmt: skip
def test_marks_are_known_in_the_other_languages_too(text: str, mark: Mark) -> None:
    assert Said.of(text).means(mark)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("warum wurde meine Zahlung abgelehnt", "why"), ("wann war das davor", "before"),
        ("pourquoi ma facture a augmenté", "why"), ("¿por qué ha subido mi factura?", "why"),
        ("ja aber was kostet premium", "agreed"),
    ],
)  # fmt: skip
def test_a_message_of_its_own_is_no_mark_in_them_either(text: str, mark: Mark) -> None:
    assert not Said.of(text).means(mark)


@pytest.mark.parametrize(
    ("text", "place", "interval"),
    [
        ("die zweite bitte", 2, None), ("nein, die jährliche", None, "year"), ("la deuxième", 2, None),
        ("non, l’annuelle", None, "year"), ("la segunda, por favor", 2, None), ("no, el anual", None, "year"),
        ("die letzte", -1, None), ("explícame la tercera", 3, None), ("montre-moi la première", 1, None),
    ],
)  # fmt: skip
def test_places_and_intervals_are_known_in_them(text: str, place: int | None, interval: str | None) -> None:
    said = Said.of(text)

    assert (said.place, said.interval) == (place, interval)


def test_every_language_has_the_same_words() -> None:
    keys = {path.name: set(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in WORDS.glob("words*.yml")}

    assert [name for name, own in keys.items() if own != keys["words.yml"]] == []
