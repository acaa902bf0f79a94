"""A payment that failed stays open when its subscription is cancelled, and that is said."""

from __future__ import annotations

import pytest

from actions.billing import BillingDate
from actions.cancel import CancelSubscription
from actions.plans import CancellationEffectiveDate, SubscriptionStatusBenefits
from actions.requesting import AskRequestDecision, SubmitRequest
from actions.requests.draft import Draft
from actions.systems.entities import Payment
from tests.actions.fakes import STANDARD, at, subscription
from tests.actions.requests.test_steps import case, talk

LEAVING = Draft("cancel_subscription", {"subscription": "s1", "reason": "other", "alternative": "decline"}, shown=True)
CANCEL = case("plans", sends=["cancel_subscription"])
GONE = subscription(status="cancelled", next_billing_at=None, next_amount_minor=None, ends_at=at("2026-04-01"))


def payment(day: str, status: str, **given: object) -> Payment:
    values = {"id": day, "invoice": "i1", "amount_minor": 999, "currency": "GBP", "status": status, **given}
    return Payment.model_validate({"customer": "c1", "attempted_at": at(day), **values})


FAILED = payment("2026-03-01", "failed", next_retry_at=at("2026-03-11"))
PAID_SINCE = payment("2026-03-05", "succeeded")


@pytest.mark.parametrize(("payments", "told"), [((FAILED,), True), ((FAILED, PAID_SINCE), False), ((), False)])
async def test_cancelling_promises_no_more_than_is_true(payments: tuple[Payment, ...], told: bool) -> None:
    rows = (subscription(status="past_due"), STANDARD, *payments)
    said = talk("yes", "affirm", rows, draft=LEAVING.decided("yes"), cancel_subscription=CANCEL)

    shown = await AskRequestDecision().respond(said.ask, said.say, said.on, said.tracker)
    done = await SubmitRequest().respond(said.ask, said.say, said.on, said.tracker)

    assert ("£9.99 that failed on 1 March 2026; we try it again on 11 March 2026" in shown.text) is told
    assert ("£9.99 that failed on 1 March 2026" in done.text) is told
    assert ("nothing more will be charged" in done.text) is not told


@pytest.mark.parametrize(
    "action", [SubscriptionStatusBenefits(), CancellationEffectiveDate(), BillingDate(), CancelSubscription()]
)
async def test_what_is_open_is_told_with_a_cancelled_subscription(action: SubscriptionStatusBenefits) -> None:
    said = talk(rows=(GONE, STANDARD, FAILED), cancel_subscription=CANCEL)

    answer = await action.answer(said.ask, said.say, said.on)

    assert "Still open is the payment of £9.99" in answer.text
    assert any(fact.id == "payment:2026-03-01" for fact in answer.facts)
