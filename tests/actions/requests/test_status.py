"""Words that ask how things stand open no request; what stands is told."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.account import NewsletterPreferences, ReportCompromisedAccount
from actions.charges import ChargedForTrial
from actions.delivery import LostVouchers, ReportDeliveryProblem
from actions.facts.cancellation import asks_how_it_stands
from actions.pauses import PauseOrHolidayStop
from actions.payments import RequestRefund
from actions.plan_changes import ChangePlan
from actions.requests.draft import SLOT
from actions.requests.flow import Talk
from actions.systems.entities import Delivery, Device, Entity, Invoice, Newsletter, Payment, Plan, Voucher
from tests.actions.fakes import PREMIUM, STANDARD, at, subscription
from tests.actions.requests.test_steps import case, talk

DEVICE = Device(customer="c1", id="d1", name="My phone", kind="ios", last_seen_at=at("2026-03-09"))
VOUCHER = Voucher(customer="c1", id="v1", number="NV-1", status="valid", valid_until=dt.date(2026, 3, 20))
PAPER = Delivery(customer="c1", id="p1", edition="Courier", due_on=dt.date(2026, 3, 9), status="missing")
STOPPED = PAPER.model_copy(update={"id": "p2", "due_on": dt.date(2026, 3, 12), "status": "paused"})
COURIER = Plan(code="courier", name="Courier", product="newspaper", price_minor=3999, currency="GBP", interval="month")
PLANNED = subscription(next_billing_at=at("2026-06-01"))  # paid to 1 April, paused until 1 June
READER = subscription(plan="courier")
CASES = {
    "report_compromised_account": case(sends=["sign_out_everywhere"]), "lost_vouchers": case(sends=["reissue_vouchers"]),
    "report_delivery_problem": case(sends=["report_delivery"]), "change_plan": case(sends=["change_plan"]),
    "pause_or_holiday_stop": case(sends=["pause_subscription", "hold_delivery"]),
    "newsletter_preferences": case(sends=["set_newsletter"]),
}  # fmt: skip


def asking(text: str, *rows: Entity) -> Talk:
    return talk(text, rows=rows, **CASES)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("who is on my account", True),
        ("is my voucher valid", True),
        ("what's in today's paper", True),
        ("welche Tage habe ich gestoppt?", True),
        ("can you pause my subscription?", False),
        ("is there a way to sign out everybody?", False),
        ("what can I do about my lost vouchers", False),
        ("where is my paper", False),
        ("somebody is on my account", False),
    ],
)
def test_a_question_about_how_things_stand_is_known_by_its_beginning(text: str, asks: bool) -> None:
    assert asks_how_it_stands(text) is asks


@pytest.mark.parametrize(
    ("action", "row", "status", "wish"),
    [
        (ReportCompromisedAccount(), DEVICE, "who is on my account", "somebody uses my account"),
        (LostVouchers(), VOUCHER, "is my voucher valid", "I lost my vouchers"),
        (ReportDeliveryProblem(), PAPER, "what's in today's paper", "my paper did not come"),
    ],
)
async def test_a_status_question_opens_no_request_but_offers_it(
    action: ReportCompromisedAccount, row: Entity, status: str, wish: str
) -> None:
    answers = []
    for text in (status, wish):
        said = asking(text, row)
        answers.append(await action.permitted(said.ask, said.say, said.on))

    assert SLOT not in answers[0].slots
    assert f"/{action.use_case}" in [one.payload for one in answers[0].choices]
    assert answers[1].slots[SLOT]["use_case"] == action.use_case


@pytest.mark.parametrize("text", ["resume", "end the pause now", "cancel the pause", "heb die Pause auf"])
async def test_a_planned_pause_is_told_and_a_person_ends_it(text: str) -> None:
    said = asking(text, PLANNED, STANDARD)

    answer = await PauseOrHolidayStop().own(said.ask, said.say, said.on)  # where the endpoint takes no `end_pause`

    assert answer.text == (
        "Standard pauses from 1 April 2026 to 1 June 2026.\nI can't change that from here; a person can."
    )
    assert answer.choices[0].payload == "/human_handoff"
    assert SLOT not in answer.slots


async def test_a_plan_is_not_priced_for_whom_it_cannot_change() -> None:
    said = asking("switch me to premium", PLANNED, STANDARD, PREMIUM)

    answer = await ChangePlan().own(said.ask, said.say, said.on)

    assert answer.text.startswith("Standard pauses from 1 April 2026 to 1 June 2026.")
    assert "£14.99" not in answer.text
    assert SLOT not in answer.slots


@pytest.mark.parametrize("text", ["is my holiday stop set", "which days have i stopped", "cancel that holiday"])
@pytest.mark.parametrize(("rows", "told"), [((STOPPED,), "the first on 12 March 2026"), ((), "None of the papers")])
async def test_days_without_a_paper_are_told(text: str, rows: tuple[Delivery, ...], told: str) -> None:
    said = asking(text, READER, COURIER, PAPER, *rows)

    answer = await PauseOrHolidayStop().own(said.ask, said.say, said.on)

    assert told in answer.text
    assert SLOT not in answer.slots


TRIAL = subscription(status="trial", started_at=at("2026-03-01"), trial_ends_at=at("2026-03-20"))


BILL = Invoice(
    customer="c1", id="i1", number="NL-1", subscription="s1", issued_at=at("2026-03-05"), total_minor=999,
    currency="GBP", status="paid",
)  # fmt: skip


def payment(status: str) -> Payment:
    return Payment(
        customer="c1", id="p1", invoice="i1", attempted_at=at("2026-03-05"), amount_minor=999, currency="GBP",
        status=status,
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("failed", "did not go through"),
        ("refunded", "has been sent back"),
        ("succeeded", "I see nothing wrong with it"),
    ],
)
async def test_a_refund_is_answered_by_what_became_of_the_payment(status: str, told: str) -> None:
    said = asking("refund", subscription(), STANDARD, BILL, payment(status))

    answer = await RequestRefund().own(said.ask, said.say, said.on)

    assert told in answer.text


async def test_a_payment_of_the_trial_that_was_sent_back_is_not_denied() -> None:
    said = asking("was I charged for the trial", TRIAL, STANDARD, BILL, payment("refunded"))

    answer = await ChargedForTrial().answer(said.ask, said.say, said.on)

    assert "£9.99 was taken on 5 March 2026 during your free trial of Standard, and has been sent back" in answer.text


LETTERS = [
    Newsletter(customer="c1", id=name, name=title, about=about, subscribed=on)
    for name, title, about, on in (
        ("briefing", "The Courier Briefing", "The day's news, every morning", True),
        ("club", "Film Club", "One classic and its story, once a month", False),
    )
]


@pytest.mark.parametrize(
    ("text", "switched"),
    [
        ("subscribe me to film club", "club"),
        ("stop the morning one", "briefing"),
        ("subscribe me to the morning one again", None),  # it comes already
        ("unsubscribe me from all", None),
    ],
)
async def test_the_newsletter_that_is_meant_is_switched_and_no_other(text: str, switched: str | None) -> None:
    said = asking(text, *LETTERS)

    answer = await NewsletterPreferences().own(said.ask, said.say, said.on)

    assert answer.slots.get(SLOT, {}).get("values", {}).get("newsletter") == switched
    assert ("one at a time" in answer.text) is ("all" in text.split())
