"""Whether a title may be watched: plan, country and window decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from actions.facts.content import judge
from actions.systems.entities import Plan, Right, Title
from tests.actions.fakes import PREMIUM, STANDARD, at, calendar

FILM = Title(id="t", name="Metropolis", kind="film")
PAPER = Plan(code="paper", name="Paper", product="newspaper", price_minor=1, currency="GBP", interval="month")
PLANS = {"standard": STANDARD, "premium": PREMIUM, "paper": PAPER}


def right(**changed: Any) -> Right:
    values = {"id": "r", "title": "t", "country": "GB", "plan": "premium", "starts_at": at("2026-01-01")}
    return Right(**{**values, **changed})


@pytest.mark.parametrize(
    ("rights", "held", "reason"),
    [
        ([right()], ["premium"], "included"),
        ([right()], ["standard"], "on_other_plan"),
        ([right()], [], "on_other_plan"),
        ([right(country="US")], ["premium"], "not_in_country"),
        ([], ["premium"], "not_in_country"),
        ([right(country="*", plan="*")], ["standard"], "included"),
        ([right(plan="*")], ["paper"], "on_other_plan"),
        ([right(ends_at=at("2026-03-01"))], ["premium"], "window_ended"),
        ([right(starts_at=at("2026-04-01"))], ["premium"], "not_yet"),
        ([right(ends_at=at("2026-03-01")), right(starts_at=at("2026-04-01"))], ["premium"], "not_yet"),
    ],
)
def test_the_reason_is_the_one_that_decides(rights: list[Right], held: list[str], reason: str) -> None:
    found = judge(FILM, rights, calendar(), country="GB", held=held, plans=PLANS)

    assert found.reason == reason
    assert found.fact.fields["answer"].value is (reason == "included")  # type: ignore[union-attr]


def test_the_last_day_is_the_one_before_a_midnight_end() -> None:
    window = right(ends_at=dt.datetime(2026, 3, 20, 0, 0, tzinfo=dt.UTC))

    found = judge(FILM, [window], calendar(), country="GB", held=["premium"], plans=PLANS)

    assert found.until == dt.date(2026, 3, 19)


def test_a_window_that_another_one_continues_has_no_end() -> None:
    windows = [right(ends_at=at("2026-03-20")), right(ends_at=None)]

    assert judge(FILM, windows, calendar(), country="GB", held=["premium"], plans=PLANS).until is None


def test_plans_that_include_it_come_cheapest_first() -> None:
    found = judge(FILM, [right(plan="*")], calendar(), country="GB", held=[], plans=PLANS)

    assert [plan.code for plan in found.plans] == ["standard", "premium"]
