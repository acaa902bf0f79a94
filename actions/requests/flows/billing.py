"""A refund: only of what the policy, computed by code, says was wrongly taken."""

from __future__ import annotations

from actions.answers.reply import Answer
from actions.conversation import Ask
from actions.facts import account, billing
from actions.facts.model import Fact
from actions.requests.draft import Draft
from actions.requests.flow import Flow, Order, Talk, confirming
from actions.requests.flows.plans import gone
from actions.services import Services
from actions.systems.entities import Payment


class Refund(Flow):
    """`values`: the payment that should not have been taken, and the verdict on it."""

    use_case = "request_refund"
    kind = "refund_payment"

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        return draft if await _still_wrong(draft, talk) else gone(talk)

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        found = await _still_wrong(draft, talk)
        if found is None:
            return gone(talk)
        payment, known = found
        name = "refund_preview_card" if payment.card_tail else "refund_preview"
        verdict = billing.about_payment(draft.values["verdict"], payment, True)
        return Answer(talk.say(name, known), (known, verdict), confirming(talk.say, "choice_confirm_refund"))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        found = await _still_wrong(draft, talk)
        data = {"payment": draft.values["payment"], "reason": draft.values["verdict"]}
        return Order(self.kind, data, "refund_done", {"amount": found[1].fields["amount"] if found else None})


async def _still_wrong(draft: Draft, talk: Talk) -> tuple[Payment, Fact] | None:
    """The payment, if the policy still calls it wrong. None: it has been sent back, or is not this customer's."""
    wrong = await wrongly_taken(talk.ask, talk.on)
    if wrong is None or wrong[1].id != draft.values.get("payment"):
        return None
    return wrong[1], billing.payment_fact(wrong[1], talk.on.calendar)


async def wrongly_taken(ask: Ask, on: Services) -> tuple[str, Payment] | None:
    """The verdict and the newest payment that should not have been taken; None: there is none."""
    systems, customer = on.systems, ask.signed_in
    paid = await billing.payments(systems, customer)
    held = await account.subscriptions(systems, on.calendar, customer)
    billed = await billing.invoices(systems, customer, limit=36)
    return billing.wrongly_taken(paid, [one.subscription for one in held], billed)
