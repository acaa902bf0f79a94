from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actions.catalogue.cosine import Model
from actions.catalogue.evaluate import evaluate_recommend, evaluate_search
from actions.catalogue.index import Index
from actions.catalogue.recommend import Recommender, fit, wish
from actions.catalogue.wish import Wish, fits
from actions.systems.entities import Title

NOW = dt.datetime(2026, 11, 18, 20, tzinfo=dt.UTC)


def days_ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def film(id: str, **fields: Any) -> Title:
    return Title(**{"id": id, "name": id.title(), "kind": "film", "year": 1930, "minutes": 80} | fields)


TITLES = {
    title.id: title
    for title in (
        film("train", genres=("crime",), people=("Ada Reel",), popularity=10),
        film("heist", genres=("crime",), people=("Bo Slate",), popularity=20),
        film("ghost", genres=("horror",), people=("Ada Reel",), maturity_age=16, popularity=50),
        film("clown", genres=("comedy",), people=("Cy Frame",), minutes=40, popularity=5),
        film("pie", genres=("comedy",), people=("Cy Frame",), minutes=95, synopsis="A baker and his tides.", year=1950),
        film("fresh", genres=("comedy",), year=2020),
    )
}


def together(*pairs: tuple[str, str], viewers: int = 8) -> list[tuple[str, str, dt.datetime]]:
    """So many customers for each pair, who watched both."""
    return [
        (f"{one}-{two}-{number}", title, days_ago(number))
        for one, two in pairs
        for number in range(viewers)
        for title in (one, two)
    ]


@pytest.fixture
def recommender() -> Recommender:
    return Recommender(fit(together(("train", "heist"), ("train", "pie"), ("clown", "pie")), TITLES.values()), TITLES)


def anything(title: Title) -> bool:
    return True


def ids(found: list) -> list[str]:
    return [one.title for one in found]


def test_what_the_same_people_watch_comes_first_and_the_reason_is_that(recommender: Recommender) -> None:
    (best, *_) = recommender.recommend([("clown", days_ago(1))], allowed=anything)

    assert best.title == "pie"
    assert (best.reason.kind, best.reason.title) == ("because_you_watched", "clown")
    assert "Cy Frame" in best.reason.shared


def test_the_last_title_speaks_loudest(recommender: Recommender) -> None:
    lately_crime = recommender.recommend([("fresh", days_ago(9)), ("train", days_ago(1))], allowed=anything, limit=9)
    long_ago = recommender.recommend([("fresh", days_ago(1)), ("train", days_ago(9))], allowed=anything, limit=9)

    before, after = ({one.title: one.score for one in found}["heist"] for found in (long_ago, lately_crime))
    assert after > before


def test_what_was_watched_never_comes_again(recommender: Recommender) -> None:
    watched = [("clown", days_ago(1)), ("pie", days_ago(2)), ("pie", days_ago(3))]

    assert not {"clown", "pie"} & set(ids(recommender.recommend(watched, allowed=anything, limit=10)))


@pytest.mark.parametrize("rule", [lambda title: title.maturity_age is None, lambda title: title.id == "fresh"])
def test_what_is_not_allowed_never_comes(recommender: Recommender, rule: Callable[[Title], bool]) -> None:
    found = recommender.recommend([("train", days_ago(1))], allowed=rule, limit=10)

    assert found
    assert all(rule(TITLES[one.title]) for one in found)


def test_nothing_allowed_recommends_nothing(recommender: Recommender) -> None:
    assert recommender.recommend(allowed=lambda title: False) == []


def test_without_history_the_popular_come_first_and_are_called_so(recommender: Recommender) -> None:
    found = recommender.recommend(allowed=anything, limit=6)

    assert ids(found)[:2] == ["ghost", "heist"]
    assert found[0].reason.kind == "popular"
    assert found[-1].reason.kind == "in_catalogue"


def test_without_any_viewings_the_catalogue_itself_speaks() -> None:
    (best, *_) = Recommender(Model.empty(), TITLES).recommend([("train", days_ago(1))], allowed=anything)

    assert best.reason.kind == "shares"
    assert best.reason.title == "train"
    assert best.reason.shared
    assert set(best.reason.shared) <= {*TITLES["train"].people, *TITLES["train"].genres}


def test_a_wish_decides_what_may_come_and_history_its_order(recommender: Recommender) -> None:
    found = recommender.recommend([("clown", days_ago(1))], allowed=anything, wanted=Wish(genres=(("comedy",),)))

    assert ids(found) == ["pie", "fresh"]


def test_a_wish_without_history_is_the_reason(recommender: Recommender) -> None:
    (best, *_) = recommender.recommend(allowed=anything, wanted=Wish(genres=(("comedy",),), max_minutes=45))

    assert (best.title, best.reason.kind, best.reason.shared) == ("clown", "matches", ("comedy",))


def test_like_a_title_is_explained_by_what_both_share(recommender: Recommender) -> None:
    (best, *_) = recommender.recommend([("pie", days_ago(1))], allowed=anything, wanted=Wish(like="ghost"))

    assert (best.title, best.reason.kind, best.reason.title) == ("train", "shares", "ghost")
    assert best.reason.shared == ("Ada Reel",)


def test_like_a_title_with_nothing_in_common_is_explained_by_its_viewers(recommender: Recommender) -> None:
    found = recommender.recommend(allowed=anything, wanted=Wish(like="pie"), limit=10)

    (train,) = [one for one in found if one.title == "train"]
    assert (train.reason.kind, train.reason.title) == ("viewers_also_watched", "pie")


def test_words_of_the_story_count(recommender: Recommender) -> None:
    (best, *_) = recommender.recommend(allowed=anything, wanted=Wish(about=("tide",)))

    assert (best.title, best.reason.kind, best.reason.shared) == ("pie", "about", ("tide",))


def test_the_newest_comes_first_when_asked_for(recommender: Recommender) -> None:
    assert ids(recommender.recommend(allowed=anything, wanted=Wish(order="newest")))[0] == "fresh"


def test_few_common_viewers_are_no_evidence() -> None:
    model = fit(together(("train", "pie"), viewers=2), TITLES.values())

    assert model.alike.nnz == 0


def test_the_model_holds_no_customer_and_survives_its_file(tmp_path: Path) -> None:
    model = fit(together(("train", "pie")), TITLES.values())

    model.save(tmp_path / "recommend.npz")
    loaded = Model.load(tmp_path / "recommend.npz")

    assert loaded.ids == model.ids
    assert np.allclose(loaded.alike.toarray(), model.alike.toarray())
    assert b"train-pie" not in (tmp_path / "recommend.npz").read_bytes()
    with np.load(tmp_path / "recommend.npz") as saved:
        assert not any("train-pie" in str(saved[name]) for name in saved.files)


def test_a_title_that_left_the_catalogue_is_neither_recommended_nor_a_reason() -> None:
    model = fit(together(("train", "pie"), ("train", "heist")), TITLES.values())
    left = {id: title for id, title in TITLES.items() if id != "train"}

    found = Recommender(model, left).recommend([("train", days_ago(1))], allowed=anything, limit=10)

    assert "train" not in ids(found)
    assert all(one.reason.title != "train" for one in found)


def tastes(customers: int, titles: list[str], each: int) -> list[tuple[str, str, dt.datetime]]:
    """Viewings of customers who stay with one of eight tastes for a while."""
    rng = random.Random(11)  # noqa: S311 -- repeatable
    shelves = [titles[number::8] for number in range(8)]
    views = []
    for customer in range(customers):
        shelf = rng.choice(shelves)
        for number in range(each):
            shelf = rng.choice(shelves) if rng.random() < 0.1 else shelf
            views.append((f"c{customer}", rng.choice(shelf), days_ago(each - number)))
    return views


def test_two_hundred_thousand_viewings_are_learnt(index: Index) -> None:
    views = tastes(2_000, list(index.titles), 100)

    model = fit(views, index.titles.values())

    assert len(views) == 200_000
    assert max(np.diff(model.alike.indptr)) <= len(index.titles)


def test_history_beats_popularity_when_people_have_tastes(index: Index) -> None:
    measured = evaluate_recommend(tastes(600, list(index.titles), 20))

    assert measured["customers"] == 600
    assert measured["recall_at_20"] > 2 * measured["popular_recall_at_20"]
    assert measured["ndcg_at_10"] > measured["popular_ndcg_at_10"]


def test_an_evaluation_without_viewings_is_all_zero() -> None:
    assert evaluate_recommend([])["recall_at_20"] == 0.0


def test_mistyped_titles_are_found_and_quickly(index: Index) -> None:
    measured = evaluate_search(index, queries=300)

    assert measured["hit_at_1"] >= 0.95
    assert measured["hit_at_10"] >= 0.97
    assert measured["p95_ms"] < 50


@pytest.mark.parametrize(
    "text",
    ["something funny under 90 minutes", "a scary film for kids?", "like Metropolis but newer", "films with chaplin"],
)
def test_every_reason_in_the_demo_catalogue_is_true(index: Index, text: str) -> None:
    views = tastes(300, list(index.titles), 30)
    recommender = Recommender(fit(views, index.titles.values()), index.titles)
    wanted = wish(index, text)
    history = [(title, when) for who, title, when in views if who == "c1"]

    found = [*recommender.recommend(history, allowed=anything, wanted=wanted),
             *recommender.recommend(allowed=anything, wanted=wanted)]  # fmt: skip

    assert found
    watched = {title for title, _ in history}
    for one in found:
        title = index.titles[one.title]
        assert fits(wanted, title)
        assert set(one.reason.shared) <= {*title.people, *title.genres}
        if one.reason.kind == "because_you_watched":
            assert one.reason.title in watched
        if one.reason.kind == "shares":
            other = index.titles[one.reason.title]
            assert one.reason.shared
            assert set(one.reason.shared) <= {*other.people, *other.genres}
