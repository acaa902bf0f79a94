"""What takes up a title: its price, its plans, others like it."""

from __future__ import annotations

import pytest

from actions.dialogue.heard import Heard
from actions.dialogue.memory import Offer, Shown
from actions.dialogue.of_titles import of_title, spoken_of

FOUND = Shown("find_title_or_article", ("title:t1",), (Offer("More", "recommend", {"like": "t1"}),))
ALIKE = Shown("recommend", ("title:t2", "title:t3"))
LISTED = Shown("find_title_or_article", ("title:t1", "title:t2"))


def test_the_title_stays_what_is_spoken_of_beside_others_like_it() -> None:
    assert spoken_of(FOUND, {"title": "t1"}) == "t1"
    assert spoken_of(ALIKE, {"title": "t1"}) == "t1"


def test_a_list_is_about_no_one_title() -> None:
    assert spoken_of(LISTED, {"title": "t1"}) is None
    assert spoken_of(Shown("billing_date", ("subscription:s1",)), {"title": "t1"}) is None


@pytest.mark.parametrize(
    ("text", "name", "given"),
    [
        ("how much is it", "content_availability", {"title": "t1", "asks": "price"}),
        ("was kostet das?", "content_availability", {"title": "t1", "asks": "price"}),
        ("c'est combien ?", "content_availability", {"title": "t1", "asks": "price"}),
        ("¿cuánto cuesta?", "content_availability", {"title": "t1", "asks": "price"}),
        ("which plan do I need for that", "content_availability", {"title": "t1", "asks": "plan"}),
        ("welches Abo brauche ich dafür?", "content_availability", {"title": "t1", "asks": "plan"}),
        ("quel abonnement il me faut", "content_availability", {"title": "t1", "asks": "plan"}),
        ("que plan necesito para verla", "content_availability", {"title": "t1", "asks": "plan"}),
        ("is there something similar", "recommend", {"like": "t1"}),
        ("habt ihr was Ähnliches?", "recommend", {"like": "t1"}),
        ("quelque chose de similaire", "recommend", {"like": "t1"}),
        ("algo parecido", "recommend", {"like": "t1"}),
    ],
)
@pytest.mark.parametrize("shown", [FOUND, ALIKE], ids=["found", "alike"])
def test_a_question_about_it_is_about_that_title(text: str, name: str, given: dict[str, str], shown: Shown) -> None:
    reading = of_title(Heard(text, "compare_plans"), shown, {"title": "t1"})

    assert reading is not None
    assert (reading.name, reading.given) == (name, given)


def test_the_price_of_several_is_what_the_plans_cost() -> None:
    reading = of_title(Heard("how much is it", "compare_plans"), LISTED, {"title": "t1"})

    assert reading is not None
    assert reading.name == "compare_plans"


def test_a_plan_by_name_is_no_question_about_the_title() -> None:
    assert of_title(Heard("how much is premium", "compare_plans"), FOUND, {"title": "t1"}) is None
