"""Verdicts about subscriptions, payments and plans: each a fact of kind verdict, computed by code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from actions.facts.account import Held, plan_fact, subscription_fact
from actions.facts.model import VERDICT, Bool, Duration, Fact, Money, Text
from actions.facts.verdicts import charged_again, ends, plan_change, refundable, trial, within_window
from actions.systems.entities import Payment, Plan
from tests.actions.fakes import PREMIUM, STANDARD, at, calendar, subscription

BASIC = STANDARD.model_copy(update={"code": "basic", "name": "Basic", "price_minor": 599})
TRIED = STANDARD.model_copy(update={"trial_days": 14})


def held(plan: Plan = STANDARD, **changed: Any) -> Held:
    row = subscription(plan=plan.code, **changed)
    return Held(row, plan, subscription_fact(row, plan, calendar()), plan_fact(plan))


def paid(day: str, status: str = "succeeded") -> Payment:
    return Payment(customer="c1", id="p1", attempted_at=at(day), amount_minor=999, currency="GBP",
                   status=status)  # type: ignore[arg-type]  # fmt: skip


def plain(found: Fact, name: str) -> Any:
    value = found.fields.get(name)
    assert found.kind == VERDICT
    match value:
        case Bool() | Text():
            return value.value
        case Money(amount_minor=minor):
            return minor
        case Duration(seconds=seconds):
            return seconds // 86_400
        case None:
            return None
    return value.value  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changed", "does", "day"),
    [
        ({}, False, None),
        ({"status": "cancelled", "ends_at": at("2026-04-01")}, True, dt.date(2026, 4, 1)),
        ({"status": "expired", "ends_at": at("2026-02-01")}, True, dt.date(2026, 2, 1)),
        ({"status": "expired"}, True, None),
    ],
)
def test_a_subscription_ends_where_it_will_not_renew(changed: Any, does: bool, day: dt.date | None) -> None:
    found = ends(held(**changed), calendar())

    assert (plain(found, "answer"), plain(found, "ends_on")) == (does, day)


@pytest.mark.parametrize(
    ("changed", "due", "amount"),
    [
        ({}, True, 999),
        ({"next_amount_minor": None}, True, None),
        ({"status": "cancelled"}, False, None),
        ({"next_billing_at": None}, False, None),
    ],
)
def test_a_charge_is_due_only_while_a_subscription_renews(changed: Any, due: bool, amount: int | None) -> None:
    found = charged_again(held(**changed), calendar())

    assert (plain(found, "answer"), plain(found, "next_amount")) == (due, amount)
    assert (plain(found, "next_billing_on") is not None) == due


@pytest.mark.parametrize(
    ("plan", "had", "free"),
    [
        (TRIED, [], True),
        (STANDARD, [], False),
        (TRIED.model_copy(update={"sold": False}), [], False),
        (TRIED, [held(status="expired", trial_ends_at=at("2025-02-01"))], False),
        (TRIED, [held(status="expired")], True),
        (TRIED, [held()], False),
    ],
)
def test_a_trial_is_for_those_who_never_had_one_and_pay_for_nothing_like_it(
    plan: Plan, had: list[Held], free: bool
) -> None:
    found = trial(plan, had)

    assert (plain(found, "answer"), plain(found, "trial")) == (free, 14 if free else None)


@pytest.mark.parametrize(("day", "within"), [("2026-03-10", True), ("2026-02-24", True), ("2026-02-23", False)])
def test_the_last_day_of_a_window_belongs_to_it(day: str, within: bool) -> None:
    found = within_window(paid(day), 14, calendar())

    assert plain(found, "answer") is within
    assert plain(found, "last_day") == dt.date.fromisoformat(day) + dt.timedelta(days=14)


@pytest.mark.parametrize(
    ("payment", "how", "answer"),
    [
        (paid("2025-01-01"), {"wrongly": True, "days": 14}, True),
        (paid("2026-03-09"), {"days": 14}, "a_person_decides"),
        (paid("2025-01-01"), {"days": None}, "a_person_decides"),
        (paid("2026-02-23"), {"days": 14}, False),
        (paid("2026-03-09", "failed"), {"wrongly": True, "days": 14}, False),
        (paid("2026-03-09", "refunded"), {"days": 14}, False),
        (paid("2026-03-09"), {"wrongly": True, "by_store": True, "days": 14}, "by_the_store"),
    ],
)
def test_what_is_given_back_is_the_policy_s(payment: Payment, how: Any, answer: bool | str) -> None:
    found = refundable(payment, calendar(), **{"wrongly": False, "by_store": False, **how})

    assert plain(found, "answer") == answer


def test_a_dearer_plan_starts_at_once_with_the_unused_days_credited() -> None:
    """22 of the 31 days from 1 March are left on the 10th: 999 * 22 / 31 = 708.97."""
    found = plan_change(held(), PREMIUM, calendar())

    assert found is not None
    assert plain(found, "answer") == "at_once"
    assert plain(found, "unused_time") == 22
    assert plain(found, "credit") == 709
    assert plain(found, "due_now") == 1499 - 709


def test_a_cheaper_plan_starts_when_the_paid_period_ends_and_nothing_is_due_before() -> None:
    found = plan_change(held(), BASIC, calendar())

    assert found is not None
    assert (plain(found, "answer"), plain(found, "starts_on")) == ("at_the_end_of_the_period", dt.date(2026, 4, 1))
    assert (plain(found, "due_now"), plain(found, "price")) == (None, 599)


@pytest.mark.parametrize(
    ("mine", "target"),
    [
        (held(), PREMIUM.model_copy(update={"interval": "year"})),
        (held(), PREMIUM.model_copy(update={"currency": "EUR"})),
        (held(), PREMIUM.model_copy(update={"product": "newspaper"})),
        (held(period_end=None), PREMIUM),
        (held(period_end=at("2026-03-09")), PREMIUM),
        (held(status="past_due"), PREMIUM),
        (held(), STANDARD),
    ],
)
def test_what_cannot_be_computed_is_not_guessed(mine: Held, target: Plan) -> None:
    assert plan_change(mine, target, calendar()) is None
