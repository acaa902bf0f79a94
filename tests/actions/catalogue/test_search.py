from __future__ import annotations

import pytest

from actions.catalogue.asked import asked_of_a_title, names_nothing
from actions.catalogue.index import Index
from actions.catalogue.search import GOOD, is_named, search, search_articles, search_titles, sought_titles
from actions.catalogue.warm import warm
from actions.catalogue.wishing import wish


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nosfratu", "Nosferatu"),
        ("nite of the living ded", "Night of the Living Dead"),
        ("metro polis", "Metropolis"),
        ("battelship potemkin", "Battleship Potemkin"),
        ("cabinet of doctor caligari", "The Cabinet of Dr. Caligari"),
        ("safty last", "Safety Last!"),
        ("Häxan", "Häxan"),
        ("haxan", "Häxan"),
        ("golem", "The Golem: How He Came into the World"),
        ("general, the", "The General"),
        ("its", "It"),
        ("d.o.a", "D.O.A."),
        ("phantom of the oprea", "The Phantom of the Opera"),
        ("20000 leagues under the sea", "20,000 Leagues Under the Sea"),
    ],
)
def test_a_title_is_found_however_it_is_typed(index: Index, typed: str, name: str) -> None:
    assert search_titles(index, typed)[0].name == name


def test_a_title_cut_short_is_found_while_it_is_typed(index: Index) -> None:
    assert search_titles(index, "metrop")[0].name == "Metropolis"


def test_the_exact_name_scores_one(index: Index) -> None:
    best = search_titles(index, "the general")[0]

    assert (best.name, best.score, best.matched_on) == ("The General", 1.0, "title")


def test_namesakes_are_both_found(index: Index) -> None:
    found = [hit for hit in search_titles(index, "the three musketeers") if hit.score == 1.0]

    assert {index.titles[hit.id].year for hit in found} == {1921, 1933}


def test_only_the_kinds_asked_for_are_found(index: Index) -> None:
    found = search_titles(index, "sherlock holmes", kinds={"series"})

    assert found
    assert all(index.titles[hit.id].kind == "series" for hit in found)


@pytest.mark.parametrize("typed", ["the godfather part two", "zzzzqqq", "stranger things", "", "   ", "?!"])
def test_what_is_not_in_the_catalogue_has_no_good_hit(index: Index, typed: str) -> None:
    assert all(hit.score < 0.75 for hit in search_titles(index, typed))


def test_marks_of_the_query_language_are_plain_text(index: Index) -> None:
    for text in ('" OR *', "name:metropolis", "NEAR(a b)", "'; DROP TABLE doc; --", "-", "^", "(("):
        search_titles(index, text)
        search(index, text)

    assert index.counts()["title"] > 400


def test_a_person_finds_what_they_made(index: Index) -> None:
    hits = search(index, "something with Buster Keaton")

    titles = [hit for hit in hits if hit.entity == "title"]
    assert titles
    assert all("Buster Keaton" in index.titles[hit.id].people and hit.matched_on == "person" for hit in titles)
    assert any(hit.entity == "person" and hit.name == "Buster Keaton" for hit in hits)


def test_a_misspelt_person_is_found(index: Index) -> None:
    assert "Buster Keaton" in index.titles[search(index, "buster keeton films")[0].id].people


def test_a_decade_finds_its_films(index: Index) -> None:
    hits = search(index, "films from the 1920s")

    assert hits
    assert all(1920 <= index.titles[hit.id].year <= 1929 and hit.matched_on == "year" for hit in hits)


def test_short_comedies_are_short_and_comedies(index: Index) -> None:
    hits = search(index, "short comedies")

    assert hits
    assert all(index.titles[hit.id].minutes <= 45 for hit in hits)
    assert all("comedy" in index.titles[hit.id].genres and hit.matched_on == "genre" for hit in hits)


def test_something_like_a_title_is_alike_and_not_the_title(index: Index, id_of) -> None:
    hits = search(index, "anything like Nosferatu")

    assert hits
    assert all(hit.matched_on == "similar" for hit in hits)
    assert id_of["Nosferatu"] not in [hit.id for hit in hits]
    shared = set(index.titles[id_of["Nosferatu"]].genres)
    assert all(shared & set(index.titles[hit.id].genres) for hit in hits[:5])


def test_articles_are_found_by_what_they_are_about(index: Index, content) -> None:
    about_tides = {article.id for article in content.articles if "tides" in article.tags}

    hits = search(index, "articles about tides")

    assert hits
    assert all(hit.entity == "article" for hit in hits)
    assert {hit.id for hit in hits[:5]} <= about_tides


def test_a_misspelt_word_finds_articles(index: Index) -> None:
    assert search_articles(index, "volunters map tide guages")[0].name.startswith("Volunteers map tide gauges")


def test_the_story_of_a_film_finds_it(index: Index) -> None:
    hits = search(index, "film about the eruption of etna")

    assert (hits[0].name, hits[0].matched_on) == ("Cabiria", "synopsis")


def test_a_name_in_a_request_is_the_first_hit(index: Index) -> None:
    assert search(index, "do you have his girl friday?")[0].name == "His Girl Friday"


@pytest.mark.parametrize("text", ["what's new", "hello", "thanks", "help me please"])
def test_nothing_in_particular_finds_no_title_by_name(index: Index, text: str) -> None:
    assert not [hit for hit in search(index, text) if hit.matched_on == "title" and hit.score > GOOD]


@pytest.mark.parametrize("text", ["a love story", "a film about a newspaper", "a series about a journalist"])
def test_words_that_films_are_about_do_not_turn_to_the_archive(index: Index, text: str) -> None:
    assert any(hit.entity == "title" for hit in search(index, text))


def test_what_is_warm_is_not_loaded_again(index: Index) -> None:
    def again() -> None:
        raise AssertionError("loaded twice")

    warm(index)

    for part in ("spelling title", "spelling article", "help shelf", "help links", "device names", "error codes"):
        assert index.part(part, again) is not None


@pytest.mark.parametrize(
    ("question", "name", "field"),
    [
        ("who directed metropolis?", "Metropolis", "people"),
        ("how long is the general", "The General", "running_time"),
        ("when was nosferatu made", "Nosferatu", "year"),
    ],
)
def test_a_question_about_a_title_names_it_and_what_it_asks(index: Index, question: str, name: str, field: str) -> None:
    assert sought_titles(index, question)[0].name == name
    assert asked_of_a_title(question) == [field]


@pytest.mark.parametrize(
    "question", ["how long do downloads last?", "is it on netflix", "why can't I watch it anymore"]
)
def test_a_question_about_something_else_names_no_title(index: Index, question: str) -> None:
    assert sought_titles(index, question) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("do you have metroplis", "Metropolis"), ("Do you have The General?", "The General"),
        ("is nosferatu on", "Nosferatu"), ("the golem please", "The Golem: How He Came into the World"),
        ("haben sie das kabinett des dr caligari", "The Cabinet of Dr. Caligari"), ("Detour 1945", "Detour"),
    ],
)  # fmt: skip
def test_a_title_is_named_even_if_misspelt_or_cut_short(text: str, name: str) -> None:
    assert is_named(name, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("do you have The Crown", "The Crowd"), ("Stranger Things", "The Stranger"),
        ("do you have Rocky", "Rocky Jones, Space Ranger"), ("Game of Thrones", "The Most Dangerous Game"),
    ],
)  # fmt: skip
def test_another_title_is_not_named(text: str, name: str) -> None:
    assert not is_named(name, text)


@pytest.mark.parametrize(
    "text",
    ["can i still watch till then", "how do i download a film", "can i download films", "Can I watch abroad on holiday",
     "whats leaving soon", "when will it be gone?", "when?"],
)  # fmt: skip
def test_words_of_requests_and_of_the_help_centre_name_no_title(text: str) -> None:
    assert names_nothing(text)


@pytest.mark.parametrize("text", ["Can I watch Titanic", "do you still have Friends", "is the office on premium"])
def test_any_other_word_may_be_a_title(text: str) -> None:
    assert not names_nothing(text)


@pytest.mark.parametrize(
    "text", ["undo that", "something for next month", "another one", "nothing with comedia", "läuft"]
)
def test_words_around_a_wish_are_not_what_a_film_is_about(index: Index, text: str) -> None:
    assert wish(index, text).about == ()
