from __future__ import annotations

from typing import Any

import pytest

from actions.catalogue.index import Index
from actions.catalogue.wish import Wish, fits
from actions.catalogue.wishing import CHILD_AGE, SHORT_MINUTES, wish
from actions.systems.entities import Title


def said(index: Index, text: str) -> dict[str, Any]:
    """What the text asks for, without what it does not."""
    empty = Wish()
    return {
        name: value
        for name in Wish.__dataclass_fields__
        if (value := getattr(wish(index, text), name)) != getattr(empty, name) and name != "kinds"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("something funny under 90 minutes", {"genres": (("comedy",),), "max_minutes": 90}),
        ("a scary film for kids?", {"genres": (("horror",),), "max_age": CHILD_AGE}),
        ("nothing scary for my 5 year old", {"without": ("horror",), "max_age": 5}),
        ("films from the 1920s", {"from_year": 1920, "to_year": 1929}),
        ("late twenties westerns", {"genres": (("western",),), "from_year": 1925, "to_year": 1929}),
        ("a movie between 1930 and 1945", {"from_year": 1930, "to_year": 1945}),
        ("a crime film from before 1940", {"genres": (("crime",),), "to_year": 1939}),
        ("anything after the fifties", {"from_year": 1960}),
        ("short comedies", {"genres": (("comedy",),), "max_minutes": SHORT_MINUTES}),
        ("I have an hour and a half", {"max_minutes": 90}),
        ("a romantic comedy", {"genres": (("romance",), ("comedy",))}),
        ("a rom com", {"genres": (("romance",), ("comedy",))}),
        ("horor please", {"genres": (("horror",),)}),
        ("a french film", {"countries": ("France",)}),
        ("latest animation", {"genres": (("animation",),), "order": "newest"}),
        ("most popular films", {"order": "popular"}),
        ("something with Buster Keaton", {"people": (("Buster Keaton",),)}),
        ("what should I watch tonight?", {}),
    ],
)
def test_a_wish_is_read_in_the_catalogues_terms(index: Index, text: str, expected: dict[str, Any]) -> None:
    assert said(index, text) == expected


def test_a_title_in_a_wish_is_what_it_should_be_like(index: Index, id_of) -> None:
    assert said(index, "like Metropolis but newer") == {"like": id_of["Metropolis"], "from_year": 1928}
    assert said(index, "I loved Safety Last!, what next?") == {"like": id_of["Safety Last!"]}


def test_shorter_than_a_title_means_its_running_time(index: Index, id_of) -> None:
    metropolis = index.titles[id_of["Metropolis"]]

    assert said(index, "like Metropolis but shorter")["max_minutes"] == metropolis.minutes - 1


def test_two_genres_with_or_are_a_choice(index: Index) -> None:
    (choice,) = said(index, "a western or comedy")["genres"]

    assert set(choice) == {"western", "comedy"}


def test_words_no_field_understands_are_kept_for_the_synopsis(index: Index) -> None:
    assert said(index, "a film about a train robbery")["about"] == ("train", "robbery")


def test_namesakes_are_a_choice_of_people(index: Index) -> None:
    ((*choice,),) = said(index, "films with chaplin")["people"]

    assert "Charlie Chaplin" in choice


def film(**fields: Any) -> Title:
    return Title(
        **{"id": "t", "name": "T", "kind": "film", "year": 1925, "minutes": 80, "genres": ("comedy",)} | fields
    )


@pytest.mark.parametrize(
    ("wanted", "fitting", "not_fitting"),
    [
        (Wish(max_minutes=80), film(), film(minutes=81)),
        (Wish(max_minutes=80), film(), film(minutes=None)),
        (Wish(from_year=1920, to_year=1925), film(), film(year=None)),
        (Wish(max_age=8), film(maturity_age=None), film(maturity_age=12)),
        (Wish(without=("horror",)), film(), film(genres=("comedy", "horror"))),
        (Wish(genres=(("comedy",), ("romance",))), film(genres=("comedy", "romance")), film()),
        (Wish(genres=(("comedy", "romance"),)), film(), film(genres=("war",))),
        (Wish(people=(("A", "B"),)), film(people=("B",)), film(people=("C",))),
        (Wish(kinds=("documentary",)), film(genres=("documentary",)), film()),
        (Wish(countries=("France",)), film(countries=("France", "Italy")), film()),
        (Wish(like="x"), film(), film(id="x")),
    ],
)
def test_a_title_fits_only_if_it_is_known_to(wanted: Wish, fitting: Title, not_fitting: Title) -> None:
    assert fits(wanted, fitting)
    assert not fits(wanted, not_fitting)


def test_a_loosened_wish_gives_up_one_thing_after_the_other_but_never_what_protects() -> None:
    wanted = Wish(genres=(("horror",),), without=("war",), max_age=8, max_minutes=60, countries=("France",))

    steps = list(wanted.loosened())

    assert [field for field, _ in steps] == ["countries", "max_minutes", "genres"]
    assert all(one.max_age == 8 and one.without == ("war",) for _, one in steps)


def test_an_empty_wish_asks_for_nothing() -> None:
    assert Wish().is_empty
    assert Wish(order="popular").is_empty
    assert not Wish(about=("tides",)).is_empty
    assert not Wish(about=("tides",)).filters


@pytest.mark.parametrize(
    "text", ["Empfehlen Sie mir etwas", "Que me recommandez-vous ce soir ?", "¿Qué me recomiendas para esta noche?"]
)
def test_a_request_in_another_language_wishes_for_no_word_of_it(index: Index, text: str) -> None:
    assert wish(index, text) == Wish()
