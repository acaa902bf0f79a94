"""A model's answer that is given again: exactly the same question over the same public facts, and never otherwise."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from actions.clock import Calendar
from actions.identity import Identity, Level
from actions.systems.entities import Customer
from tests.actions.answers.asking import Company
from tests.actions.fakes import NOW, PREMIUM, subscription
from tests.actions.model import standin
from tests.actions.model.standin import standing_in

ASKED = "How do I add another profile?"
TRUE = "An account can have five profiles."
SECOND = Identity("c2", Level.SIGNED_IN, NOW)
COSTS = "What does the Premium plan cost?"


@pytest.fixture
def second_customer() -> tuple[Any, ...]:
    return (
        Customer(customer="c2", name="Grace Orlov", email="grace@example.org", country="GB"),
        subscription(customer="c2", id="s2", plan="premium", next_billing_at=NOW + dt.timedelta(days=9)),
    )


@pytest.mark.parametrize("again", [ASKED, "how do I add  another profile", "How do I add another profile?? "])
async def test_the_same_question_calls_the_model_once(again: str, company) -> None:
    async with standing_in(standin.says(TRUE)) as endpoint, company(endpoint.url) as it:
        first = await it.answers(ASKED)
        second = await it.answers(again)

    assert first.text == second.text == TRUE
    assert second.sources == first.sources
    assert len(endpoint.bodies) == 1
    assert it.ledger.outcomes == ["shown"], "what was not asked for is not paid for"


async def test_what_is_the_same_for_everybody_is_shared_between_customers(company, signed_in, second_customer) -> None:
    async with standing_in(standin.says(TRUE)) as endpoint, company(endpoint.url, more=second_customer) as it:
        texts = [(await it.answers(ASKED, who)).text for who in (signed_in, SECOND, None)]

    assert texts == [TRUE] * 3
    assert len(endpoint.bodies) == 1


async def test_a_customer_s_own_is_never_another_one_s_answer(company, signed_in, second_customer) -> None:
    asked = "When is my next payment?"
    theirs = ("Your next payment is on 1 April.", "Your next payment is on 19 March.")
    async with (
        standing_in(*(standin.says(one) for one in theirs)) as endpoint,
        company(endpoint.url, more=second_customer) as it,
    ):
        first = await it.answers(asked, signed_in)
        second = await it.answers(asked, SECOND)

    assert (first.text, second.text) == theirs
    assert len(endpoint.bodies) == 2


async def test_an_answer_from_a_customer_s_own_records_is_not_kept_even_for_that_customer(company, signed_in) -> None:
    async with standing_in(standin.says("Your next payment is on 1 April.")) as endpoint, company(endpoint.url) as it:
        first = await it.answers("When is my next payment?", signed_in)
        second = await it.answers("When is my next payment?", signed_in)

    assert first.text == second.text == "Your next payment is on 1 April."
    assert len(endpoint.bodies) == 2


async def test_a_verdict_on_a_customer_is_not_for_a_visitor(company, signed_in) -> None:
    asked = "Can I watch Metropolis?"
    async with standing_in(standin.raw('{"sentences": []}')) as endpoint, company(endpoint.url) as it:
        await it.answers(asked, signed_in)
        await it.answers(asked)

    assert len(endpoint.bodies) == 2


def _premium_costs_more(it: Company) -> None:
    rows = it.on.systems.rows  # type: ignore[attr-defined]
    rows[rows.index(PREMIUM)] = PREMIUM.model_copy(update={"price_minor": 1599})


def _it_is_tomorrow(it: Company) -> None:
    tomorrow = Calendar("Europe/London", lambda: NOW + dt.timedelta(days=1))
    it.on = dataclasses.replace(it.on, calendar=tomorrow)


@pytest.mark.parametrize("change", [_premium_costs_more, _it_is_tomorrow])
async def test_whatever_changes_the_model_is_asked_anew(change: Any, company) -> None:
    async with standing_in(standin.says("Premium costs £14.99 a month.")) as endpoint, company(endpoint.url) as it:
        before = await it.answers(COSTS)
        change(it)
        await it.answers(COSTS)

    assert "£14.99" in before.text
    assert len(endpoint.bodies) > 1


async def test_each_language_has_its_own_answer(company) -> None:
    async with standing_in(standin.says(TRUE)) as endpoint, company(endpoint.url) as it:
        await it.answers(ASKED)
        await it.answers(ASKED, locale="de-DE")

    assert "Locale: de-DE" in endpoint.bodies[-1]["messages"][1]["content"]


async def test_a_question_with_something_personal_in_it_is_not_kept(company) -> None:
    asked = f"{COSTS} Write to ada@example.org."
    async with standing_in(standin.says("Premium costs £14.99 a month.")) as endpoint, company(endpoint.url) as it:
        await it.answers(asked)
        await it.answers(asked)

    assert len(endpoint.bodies) == 2


async def test_what_the_gate_refused_is_not_kept(company) -> None:
    lie = standin.says("An account can have six profiles.")
    async with standing_in(lie, lie, standin.says(TRUE)) as endpoint, company(endpoint.url) as it:
        refused = await it.answers(ASKED)
        answer = await it.answers(ASKED)

    assert "six" not in refused.text
    assert answer.text == TRUE
