"""What a system's policy keeps back does not leave; what nobody has spoken about leaves only if it says nothing of a person."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.facts.model import Fact, Money, fact
from actions.privacy.leaving import Leaving
from actions.systems.config import SystemFile


def policy(**entities: dict[str, dict[str, object]]) -> SystemFile:
    columns = {name: {"columns": rules} for name, rules in entities.items()}
    return SystemFile.model_validate({"url_env": "X", "entities": columns})


PAYMENT = fact(
    "payment:1", "payment", attempted_on=dt.date(2026, 3, 1), amount=Money(amount_minor=999, currency="GBP"),
    card_tail="4242", method="card",
)  # fmt: skip


def names(facts: list[Fact]) -> list[set[str]]:
    return [set(one.fields) for one in facts]


def test_a_personal_column_stays_unless_its_policy_lets_it_leave() -> None:
    kept = policy(payment={"card_tail": {"personal": True}, "method": {"personal": True, "to_model": True}})

    assert names(Leaving([kept]).facts([PAYMENT])) == [{"attempted_on", "amount", "method"}]


def test_a_column_that_is_personal_by_nature_stays_where_no_policy_names_it() -> None:
    assert names(Leaving([policy()]).facts([PAYMENT])) == [{"attempted_on", "amount", "method"}]
    assert names(Leaving([]).facts([PAYMENT])) == [{"attempted_on", "amount", "method"}]


def test_of_two_systems_that_yield_a_column_the_stricter_one_decides() -> None:
    open_one = policy(payment={"method": {"personal": True, "to_model": True}})
    strict = policy(payment={"method": {"personal": True}})

    for order in ([open_one, strict], [strict, open_one]):
        assert "method" not in Leaving(order).facts([PAYMENT])[0].fields


@pytest.mark.parametrize(("column", "field"), [("attempted_at", "attempted_on"), ("amount_minor", "amount")])
def test_a_policy_holds_for_the_field_that_is_made_of_the_column(column: str, field: str) -> None:
    kept = policy(payment={column: {"personal": True}})

    assert field not in Leaving([kept]).facts([PAYMENT])[0].fields


@pytest.mark.parametrize(
    ("kind", "field", "entity", "column"),
    [("verdict", "country", "customer", "country"), ("verdict", "next_amount", "subscription", "next_amount_minor"),
     ("verdict", "credit", "subscription", "period_end"), ("verdict", "last_day", "payment", "attempted_at"),
     ("difference", "amount", "invoice", "total_minor"),
     ("cause", "amount", "invoice_line", "amount_minor")],
)  # fmt: skip
def test_a_policy_holds_for_what_code_made_of_the_column(kind: str, field: str, entity: str, column: str) -> None:
    made = fact("x:1", kind, answer=True, **{field: "GB"})

    assert names(Leaving([policy(**{entity: {column: {"personal": True}}})]).facts([made])) == [{"answer"}]
    allowed = policy(**{entity: {column: {"personal": True, "to_model": True}}})
    assert names(Leaving([allowed]).facts([made])) == [{"answer", field}]


@pytest.mark.parametrize("kind", ["view", "reason"])
def test_what_somebody_watched_never_leaves(kind: str) -> None:
    seen = fact("x:1", kind, title="Metropolis", watched_on=dt.date(2026, 3, 1))

    assert Leaving([policy(view={"title": {"personal": True, "to_model": True}})]).facts([seen]) == []


def test_a_fact_of_which_nothing_may_leave_stays_here() -> None:
    noted = fact("delivery:1", "delivery", note="behind the shed")

    assert Leaving([]).facts([noted]) == []
