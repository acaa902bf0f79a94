"""The demo catalogue: real works, one JSON object per line, fit for `actions.systems.entities.Title`."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

TITLES = Path("demo/content/titles.jsonl")

FIELDS = [
    *("id", "name", "kind", "year", "countries", "minutes", "maturity_age"),
    *("genres", "people", "synopsis", "licence", "source"),
]
MINIMUM_OF_KIND = {"film": 250, "short": 60, "documentary": 30, "series": 12, "concert": 15}
GENRES = frozenset(
    [
        *("adventure", "animation", "comedy", "crime", "documentary", "drama", "experimental"),
        *("family", "fantasy", "film noir", "horror", "music", "mystery", "romance"),
        *("science fiction", "silent", "thriller", "war", "western"),
    ]
)
MINIMUM_WITH_GENRES = {
    ("science fiction", "horror"): 40,
    ("comedy",): 40,
    ("film noir", "crime"): 25,
    ("animation",): 20,
}
LICENCE = re.compile(r"public domain \(US\)|CC0 1\.0|CC BY(-[A-Z]{2}){0,2} \d\.\d")


@pytest.fixture(scope="module")
def titles() -> list[dict[str, Any]]:
    return [json.loads(line) for line in TITLES.read_text(encoding="utf-8").splitlines()]


def text_list(value: object, at_most: int) -> bool:
    """True for a list of 1 to `at_most` different, trimmed, non-empty strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return False
    return 1 <= len(value) <= at_most and len(set(value)) == len(value) and all(v and v == v.strip() for v in value)


def problems_of(title: dict[str, Any]) -> list[str]:
    """The names of the fields whose value does not fit."""
    fits = {
        "id": re.fullmatch(r"t_[a-z0-9]+(_[a-z0-9]+)*", title["id"]),
        "name": title["name"] and title["name"] == title["name"].strip(),
        "kind": title["kind"] in MINIMUM_OF_KIND,
        "year": 1902 <= title["year"] <= 2023,
        "countries": text_list(title["countries"], 4),
        "minutes": 1 <= title["minutes"] <= 340,
        "maturity_age": title["maturity_age"] in (None, 7, 12, 15, 18),
        "genres": text_list(title["genres"], 3) and GENRES.issuperset(title["genres"]),
        "people": text_list(title["people"], 5),
        "synopsis": 10 <= len(title["synopsis"].split()) <= 45,
        "licence": LICENCE.fullmatch(title["licence"]),
        "source": title["source"],
    }
    return [field for field, fit in fits.items() if not fit]


def test_there_are_at_least_four_hundred_titles(titles: list[dict[str, Any]]) -> None:
    assert len(titles) >= 400


def test_every_title_has_exactly_the_agreed_fields_in_order(titles: list[dict[str, Any]]) -> None:
    assert [title["name"] for title in titles if list(title) != FIELDS] == []


def test_every_value_fits_its_field(titles: list[dict[str, Any]]) -> None:
    assert {title["id"]: problems for title in titles if (problems := problems_of(title))} == {}


def test_ids_are_unique(titles: list[dict[str, Any]]) -> None:
    assert [key for key, times in Counter(title["id"] for title in titles).items() if times > 1] == []


def test_no_two_titles_share_name_and_year(titles: list[dict[str, Any]]) -> None:
    names = Counter((title["name"].casefold(), title["year"]) for title in titles)

    assert [key for key, times in names.items() if times > 1] == []


def test_no_two_titles_share_a_synopsis(titles: list[dict[str, Any]]) -> None:
    assert len({title["synopsis"] for title in titles}) == len(titles)


def test_a_work_in_the_public_domain_by_age_is_old_enough(titles: list[dict[str, Any]]) -> None:
    claimed = [title for title in titles if "before 1931" in title["source"]]

    assert claimed
    assert [title["name"] for title in claimed if title["year"] >= 1931] == []


@pytest.mark.parametrize(("kind", "minimum"), MINIMUM_OF_KIND.items())
def test_every_kind_is_well_represented(titles: list[dict[str, Any]], kind: str, minimum: int) -> None:
    assert sum(title["kind"] == kind for title in titles) >= minimum


@pytest.mark.parametrize(("genres", "minimum"), MINIMUM_WITH_GENRES.items())
def test_popular_genres_are_well_represented(
    titles: list[dict[str, Any]], genres: tuple[str, ...], minimum: int
) -> None:
    assert sum(not set(genres).isdisjoint(title["genres"]) for title in titles) >= minimum


def test_every_genre_is_used(titles: list[dict[str, Any]]) -> None:
    assert {genre for title in titles for genre in title["genres"]} == GENRES


def test_the_catalogue_spans_a_century(titles: list[dict[str, Any]]) -> None:
    years = [title["year"] for title in titles]

    assert min(years) <= 1905
    assert max(years) >= 2020
