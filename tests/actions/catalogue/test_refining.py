"""A wish that is asked on, and how it is remembered."""

from __future__ import annotations

import pytest

from actions.catalogue.index import Index
from actions.catalogue.refining import refined, remembered, written
from actions.catalogue.wish import Wish
from actions.catalogue.wishing import wish

LANG = Wish(people=(("Fritz Lang",),))


def test_what_is_asked_on_joins_what_was_asked() -> None:
    found = refined(LANG, Wish(from_year=1920, to_year=1929, about=("und",)))

    assert found == Wish(people=(("Fritz Lang",),), from_year=1920, to_year=1929)


def test_where_both_speak_of_the_same_the_second_counts() -> None:
    twenties = Wish(people=(("Fritz Lang",),), from_year=1920, to_year=1929)

    assert refined(twenties, Wish(from_year=1935)) == Wish(people=(("Fritz Lang",),), from_year=1935)


def test_a_wish_is_remembered_as_it_was() -> None:
    full = Wish(genres=(("crime", "noir"),), people=(("Fritz Lang",),), max_minutes=90, like="t1", order="newest")

    assert remembered(written(full)) == full


@pytest.mark.parametrize("stored", [None, "", "{", '{"colour": "blue"}', "[]"])
def test_what_cannot_be_read_is_no_wish(stored: str | None) -> None:
    assert remembered(stored) == Wish()


@pytest.mark.parametrize(
    "text",
    ["and from the 1920s?", "Und aus den 20er Jahren?", "aus den zwanziger Jahren", "aus den 1920ern", "aus den Zwanzigern",
     "et des années 20 ?", "des années 1920", "des années vingt", "¿y de los años 20?", "de los años veinte"],
)  # fmt: skip
def test_the_twenties_are_ten_years_in_each_language(index: Index, text: str) -> None:
    found = wish(index, text)

    assert (found.from_year, found.to_year) == (1920, 1929)


@pytest.mark.parametrize("text", ["before 1930", "vor 1930", "avant 1930", "antes de 1930"])
def test_years_before_another(index: Index, text: str) -> None:
    assert wish(index, text).to_year == 1929
