"""Nothing of one record is said of another, and no “not” is dropped: lies that were once shown."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.answers.gate import judge
from actions.facts.model import Fact, Money, fact


def pounds(minor: int) -> Money:
    return Money(amount_minor=minor, currency="GBP")


FACTS: list[Fact] = [
    fact("subscription:1", "subscription", plan="Basic with ads", product="streaming", status="active",
         price=pounds(599), interval="month", started_on=dt.date(2025, 8, 2), next_billing_on=dt.date(2026, 12, 2),
         next_amount=pounds(599)),
    fact("subscription:2", "subscription", plan="Courier print", product="newspaper", status="active",
         price=pounds(3999), interval="month", started_on=dt.date(2024, 4, 11), next_billing_on=dt.date(2026, 12, 11),
         next_amount=pounds(3999)),
    fact("plan:premium", "plan", name="Premium", plan="Premium", product="streaming", price=pounds(1799), interval="month"),
    fact("invoice_line:7", "invoice_line", description="Courier print", line_kind="plan", amount=pounds(3999)),
    fact("help:come-back", "help_article", help_title="Coming back", topic="plans", question="Can I come back?",
         body="You pay today's price from the day you restart. A plan that is no longer sold can't be taken again."),
    fact("help:where", "help_article", help_title="Where the paper comes", topic="delivery", question="Where do you deliver?",
         body="Where we don't deliver, you can collect the paper with vouchers from a newsagent."),
]  # fmt: skip


def shown(sentence: str) -> bool:
    question = "What do I pay, and what can I get?"
    return judge(sentence, FACTS, question=question, locale="en-GB", today=dt.date(2026, 11, 23)).shown


@pytest.mark.parametrize(
    "sentence",
    [
        "Your Basic with ads subscription costs £39.99.",
        "Your Courier print subscription costs £5.99.",
        "Your Basic with ads subscription began on 11 April 2024.",
        "Your Courier print subscription began on 2 August 2025.",
        "Basic with ads costs £17.99.",
        "Premium costs £5.99.",
        "A plan that is no longer sold can be taken again.",
        "Where we do deliver, you can collect the paper with vouchers from a newsagent.",
    ],
)
def test_what_is_true_of_another_or_of_the_opposite_is_refused(sentence: str) -> None:
    assert not shown(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your Basic with ads subscription costs £5.99.",
        "Your Courier print subscription costs £39.99.",
        "Your Basic with ads subscription began on 2 August 2025.",
        "Premium costs £17.99.",
        "A plan that is no longer sold can't be taken again.",
        "Where we don't deliver, you can collect the paper with vouchers from a newsagent.",
    ],
)
def test_what_is_true_is_shown(sentence: str) -> None:
    assert shown(sentence)
