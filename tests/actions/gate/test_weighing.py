"""Facts with names of anybody's choosing, and what follows from them; and the lies that this once let through."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.answers.gate import judge
from actions.facts.model import Fact, Money, fact, verdict

TODAY = dt.date(2026, 10, 14)  # a Wednesday


def pounds(minor: int) -> Money:
    return Money(amount_minor=minor, currency="GBP")


FACTS: list[Fact] = [
    fact("abo:1", "subscription", planName="Harbour Plus", contractState="active", memberSince=dt.date(2023, 5, 19),
         renewsOn=dt.date(2026, 10, 19), pricePerPeriod=pounds(1099), billingInterval="month"),
    fact("inv:2", "invoice", number="INV-2", issued_on=dt.date(2026, 9, 21), total=pounds(1710), tax_included=pounds(285)),
    fact("inv:1", "invoice", number="INV-1", issued_on=dt.date(2026, 8, 21), total=pounds(1899), tax_included=pounds(317)),
    fact("gift:1", "gift_card", code="GK-44", initial_value=pounds(5000), remaining_value=pounds(1804), valid_until=dt.date(2026, 10, 31)),
    fact("dev:1", "device", label="Old Laptop", last_used_on=dt.date(2026, 7, 30)),
    fact("voucher:1", "voucher", code="SPRING", used=False),
    fact("plan:b", "plan", name="Basic", per_month=pounds(699), per_year=pounds(6990), ad_free=False),
    fact("pay:1", "payment", amount=pounds(1099), attempted_on=dt.date(2026, 8, 19), status="failed", failure_reason="card expired"),
    fact("retry:1", "scheduled_retry", if_all_fail="subscription is paused", attempts_max=3, attempts_so_far=2),
    verdict("abo:1", "eligible for refund", False),
    fact("help:1", "help_article", title="Answers",
         body="You get an answer within five working days. The first profile can be renamed but not deleted. "
              "Watching a download does not count. If you enter the wrong PIN five times, the profile is locked for 15 minutes. There is no edition on Christmas Day."),
    fact("t:1", "title", name="Night Train", director="Ada Lund", cast=["Max Orlok"],
         synopsis="A nurse boards the night train to Edinburgh and finds that her compartment has been searched."),
]  # fmt: skip


def shown(sentence: str, question: str = "What about my account?") -> bool:
    return judge(sentence, FACTS, question=question, locale="en-GB", today=TODAY).shown


@pytest.mark.parametrize(
    "sentence",
    [
        "You've been a member since May 2023.",
        "Together, the two invoices come to £36.09.",
        "So far, £31.96 of the gift card has been used.",
        "Old Laptop hasn't been used since 30 July.",
        "Your voucher hasn't been used yet.",
        "After five wrong attempts the profile's locked for a quarter of an hour.",
        "Is there anything else you would like to know?",
        "I don't have any information about who wrote Night Train.",
    ],
)
def test_what_follows_from_the_facts_is_shown(sentence: str) -> None:
    assert shown(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Together, the two invoices come to £35.09.",
        "So far, £32.96 of the gift card has been used.",
        "Old Laptop has been used since 30 July.",
        "Your voucher has already been used.",
        "INV-2 came to £17.10 plus £2.85 tax.",
        "Basic is £69.90 a month.",
        "Basic is ad-free.",
        "Your subscription has already been paused.",
        "Your subscription has expired.",
        "Your card expired on 19 August.",
        "Harbour Plus was charged at £10.99.",
        "Night Train was directed by Max Orlok.",
        "Night Train is a film by Max Orlok.",
        "A nurse boards the night train from Edinburgh.",
        "A nurse searches a compartment on the night train.",
        "You get an answer after five working days.",
        "The first profile can't be renamed but not deleted.",
        "There is not no edition on Christmas Day.",
        "After three wrong attempts the profile's locked for a quarter of an hour.",
        "The profile's locked for a quarter of an hour.",
        "I've just cancelled it for you.",
        "That is on your invoice.",
        "Watching a download does count.",
        "Watching a download counts.",
        "I don't have any information about the voucher, and it is free.",
    ],
)
def test_what_does_not_follow_is_refused(sentence: str) -> None:
    assert not shown(sentence)


@pytest.mark.parametrize("sentence", ["1.", "5 of", "“”", "£"])
def test_a_scrap_of_a_sentence_is_judged_without_an_error(sentence: str) -> None:
    assert isinstance(shown(sentence), bool)
