"""Cancelling: what is taken for a yes, and what becomes of the offer that was shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.answers.reply import Answer
from actions.requesting import AskRequestDecision, SubmitRequest
from actions.requests.draft import SLOT, Draft
from actions.requests.flow import Talk
from actions.systems.entities import Entity, Offer
from tests.actions.fakes import PREMIUM, STANDARD, subscription
from tests.actions.requests.test_steps import FakeRequests, after, case, talk

COURIER = STANDARD.model_copy(update={"code": "courier", "name": "Courier", "product": "news"})
HALF = Offer(code="half", name="50% off", kind="discount", percent=50, months=3, reasons=("price_increase",))
QUARTER = Offer(code="quarter", name="25% off", kind="discount", percent=25, months=3, reasons=("price_increase",))
ROWS: tuple[Entity, ...] = (STANDARD, PREMIUM, COURIER, subscription(), subscription(id="s2", plan="courier"))
REASON = {"subscription": "s1", "reason": "price_increase"}
PREVIEWED = Draft("cancel_subscription", {**REASON, "alternative": "decline"}, shown=True)
OFFERED = Draft("cancel_subscription", {**REASON, "offer": "half"})


def said(
    text: str, draft: Draft, *offers: Offer, intent: str = "cancel_subscription", requests: FakeRequests | None = None,
    sends: tuple[str, ...] = ("cancel_subscription", "apply_offer"),
) -> Talk:  # fmt: skip
    cases = {"cancel_subscription": case(sends=list(sends))}
    return talk(text, intent, (*ROWS, *offers), requests=requests, draft=draft, **cases)


@pytest.mark.parametrize(
    "text",
    ["don't cancel it", "please don’t cancel my subscription", "no, I don't want to cancel any more",
     "stop, do not cancel", "I'd rather not cancel", "bitte nicht kündigen", "kündigen Sie es nicht",
     "n'annulez pas", "je ne veux pas résilier", "no quiero cancelar"],
)  # fmt: skip
@pytest.mark.parametrize("draft", [PREVIEWED, OFFERED], ids=["previewed", "offered"])
@pytest.mark.parametrize("intent", ["cancel_subscription", "affirm"])
async def test_who_says_not_to_cancel_keeps_the_subscription(text: str, draft: Draft, intent: str) -> None:
    heard = await after(draft, said(text, draft, HALF, intent=intent))

    assert heard is not None
    assert heard.decision == "no"


@pytest.mark.parametrize("text", ["no, cancel the Courier instead", "cancel the other one", "yes, the Courier one"])
@pytest.mark.parametrize("intent", ["cancel_subscription", "affirm"])
@pytest.mark.parametrize("draft", [PREVIEWED, OFFERED], ids=["previewed", "offered"])
async def test_another_one_of_ones_own_is_shown_anew(text: str, intent: str, draft: Draft) -> None:
    heard = await after(draft, said(text, draft, HALF, intent=intent))

    assert heard is not None
    assert (heard.values["subscription"], heard.decision, heard.shown) == ("s2", None, False)
    assert "offer" not in heard.values


@pytest.mark.parametrize(
    "text", ["no, cancel the Premium instead", "cancel the Premium one", "don't cancel the Courier"]
)
async def test_a_plan_that_is_not_the_shown_one_decides_nothing(text: str) -> None:
    heard = await after(PREVIEWED, said(text, PREVIEWED, intent="affirm"))

    assert heard is not None
    assert (heard.values["subscription"], heard.decision, heard.shown) == ("s1", None, False)


@pytest.mark.parametrize(
    "text", ["Yes, cancel it", "I want to cancel", "ja, kündigen Sie es", "oui, résiliez", "sí, cancela mi suscripción"]
)
async def test_who_says_again_to_cancel_has_decided(text: str) -> None:
    heard = await after(PREVIEWED, said(text, PREVIEWED))

    assert heard is not None
    assert heard.decision == "yes"


@pytest.mark.parametrize("text", ["cancel it only if it costs nothing", "cancel but refund me first"])
async def test_a_yes_with_a_but_decides_nothing(text: str) -> None:
    assert await after(PREVIEWED, said(text, PREVIEWED)) is None


async def test_what_was_not_shown_is_not_insisted_on() -> None:
    unseen = PREVIEWED.not_shown()

    assert await after(unseen, said("I want to cancel", unseen)) is None


async def test_a_question_does_not_take_the_offer() -> None:
    assert await after(OFFERED, said("ok, what would it cost?", OFFERED, HALF, intent="affirm")) is None


async def asked(
    draft: Draft, *offers: Offer, sends: tuple[str, ...] = ("cancel_subscription", "apply_offer")
) -> Answer:
    one = said("", draft, *offers, sends=sends)
    return await AskRequestDecision().respond(one.ask, one.say, one.on, one.tracker)


async def submitted(draft: Draft, requests: FakeRequests, *offers: Offer, **given: tuple[str, ...]) -> Answer:
    one = said("yes", draft, *offers, intent="affirm", requests=requests, **given)
    return await SubmitRequest().respond(one.ask, one.say, one.on, one.tracker)


async def test_the_offer_that_is_shown_is_kept() -> None:
    answer = await asked(Draft("cancel_subscription", REASON), HALF, QUARTER)

    assert "50%" in answer.text
    assert answer.slots[SLOT]["values"]["offer"] == "half"
    assert answer.slots[SLOT]["shown"] is False


async def test_an_offer_nobody_saw_cannot_be_taken() -> None:
    unseen = Draft("cancel_subscription", REASON)

    assert await after(unseen, said("yes", unseen, HALF, intent="affirm")) is None


async def test_the_offer_that_was_shown_is_sent_though_another_ranks_first_by_now() -> None:
    requests = FakeRequests()
    taken = OFFERED.with_values(offer="quarter", alternative="take").decided("yes")

    await submitted(taken, requests, HALF, QUARTER)

    assert [(kind, data["offer"]) for _, kind, data in requests.sent] == [("apply_offer", "quarter")]


async def test_who_takes_an_offer_that_has_ended_is_not_cancelled() -> None:
    requests = FakeRequests()
    taken = OFFERED.with_values(alternative="take").decided("yes")

    answer = await submitted(taken, requests, QUARTER)

    assert requests.sent == []
    assert "That offer has ended, so nothing was changed: you keep Standard." in answer.text


async def test_no_offer_is_made_where_the_company_takes_none() -> None:
    answer = await asked(Draft("cancel_subscription", REASON), HALF, sends=("cancel_subscription",))

    assert "Shall I cancel it?" in answer.text


async def test_nothing_is_sent_that_the_company_does_not_take() -> None:
    requests = FakeRequests()

    answer = await submitted(replace(PREVIEWED, decision="yes"), requests, sends=("apply_offer",))

    assert requests.sent == []
    assert "a person can" in answer.text
