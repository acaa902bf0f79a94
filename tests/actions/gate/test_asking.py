"""Sentences that claim nothing (asking.yml): honest not-knowing, courtesy, questions back, offers, frames; and their lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.answers.gate import judge
from actions.facts.model import Fact, Money, fact, verdict

TODAY = dt.date(2026, 10, 14)


def pounds(minor: int) -> Money:
    return Money(amount_minor=minor, currency="GBP")


WORLDS: dict[str, list[Fact]] = {
    "sub": [
        fact("sub:1", "subscription", plan="Plus", status="cancelled", price=pounds(999), interval="month", cancelled_on=dt.date(2026, 10, 1), ends_on=dt.date(2026, 10, 24)),
        fact("inv:1", "invoice", number="INV-1", issued_on=dt.date(2026, 9, 20), total=pounds(999), tax=pounds(166), status="open"),
        fact("pay:1", "payment", invoice="INV-1", attempted_on=dt.date(2026, 9, 20), amount=pounds(999), status="failed", failure_reason="card_expired", next_retry_on=dt.date(2026, 10, 16)),
        fact("dev:1", "device", name="Kitchen iPad", last_used_on=dt.date(2026, 10, 2)),
        fact("dev:2", "device", name="Den TV", last_used_on=dt.date(2026, 10, 9)),
    ],
    "twice": [
        fact("sub:1", "subscription", plan="Plus", status="active", price=pounds(999), interval="month", next_billing_on=dt.date(2026, 11, 5), trial_ends_on=dt.date(2026, 10, 20)),
        fact("inv:1", "invoice", number="INV-1", issued_on=dt.date(2026, 10, 5), total=pounds(999), status="paid"),
        fact("pay:1", "payment", invoice="INV-1", attempted_on=dt.date(2026, 10, 5), amount=pounds(999), status="succeeded"),
        fact("pay:2", "payment", invoice="INV-1", attempted_on=dt.date(2026, 10, 5), amount=pounds(999), status="refunded"),
        fact("refund:1", "refund", payment="pay:2", amount=pounds(999), issued_on=dt.date(2026, 10, 8), expected_by=dt.date(2026, 10, 15)),
        verdict("inv:1", "charged twice", True),
    ],
    "incident": [
        fact("inc:1", "incident", name="Live channels buffering", status="investigating", started_at=dt.datetime(2026, 10, 14, 6, 40, tzinfo=dt.UTC), affects=("Live TV", "Roku"), message="Our engineers are looking into it."),
        fact("gift:1", "gift_card", code_tail="K7Q2", balance=pounds(2500), expires_on=dt.date(2027, 3, 2)),
        fact("film:1", "title", name="Night Ferry", kind="film", year="1998", people=("Joss Brandt",), synopsis="A ferry gets lost at night."),
        fact("plan:1", "plan", name="Plus", price=pounds(999), interval="month", features=("HD", "downloads")),
        fact("plan:2", "plan", name="Basic", price=pounds(599), interval="month", features=("SD",)),
        verdict("film:1", "may watch", False),
    ],
}  # fmt: skip


def _cases() -> Iterator[tuple[str, str, str, bool]]:
    raw: Any = yaml.safe_load(Path(__file__).with_name("asking.yml").read_text("utf-8"))
    for part in raw:
        for key in ("shown", "refused"):
            yield from ((part["locale"], part["world"], sentence, key == "shown") for sentence in part[key])


@pytest.mark.parametrize(("locale", "world", "sentence", "shown"), tuple(_cases()))
def test_what_claims_nothing_is_shown_and_what_is_smuggled_in_is_not(
    locale: str, world: str, sentence: str, shown: bool
) -> None:
    decision = judge(sentence, WORLDS[world], question="What about my account?", locale=locale, today=TODAY)
    assert decision.shown == shown, decision.reason


def test_one_may_know_nothing_of_what_the_customer_named() -> None:
    about = "I don't have any information about the Xbox."
    for question, shown in (("Does it work on my Xbox?", True), ("Does it work?", False)):
        assert judge(about, WORLDS["incident"], question=question, locale="en-GB", today=TODAY).shown == shown


def test_a_vague_question_is_the_customers_own() -> None:
    """“I don't know when that is” is of what the customer asked."""
    vague = "I don't know when that is."
    assert not judge(vague, WORLDS["sub"], question="When does it end?", locale="en-GB", today=TODAY).shown
