"""Actions about charges that should not have been: taken twice, in a trial, after a cancellation."""

from __future__ import annotations

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.billing import invoices_choice
from actions.conversation import Ask, UseCaseAction
from actions.facts import account, billing
from actions.facts.model import Fact
from actions.requests.flow import taken
from actions.requests.flows.billing import Refund
from actions.services import Services


class DuplicateCharge(UseCaseAction):
    """Whether an invoice was paid twice."""

    use_case = "duplicate_charge"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await billing.payments(on.systems, ask.signed_in)
        pairs = billing.duplicates(rows)
        if not pairs and (back := billing.sent_back(rows)):
            known = billing.payment_fact(back, on.calendar)
            return Answer(say("duplicate_charge_sent_back", known), (known,), (HUMAN,))
        if not pairs:
            latest = tuple(billing.payment_fact(row, on.calendar) for row in rows[:1])
            text = " ".join([say("duplicate_charge_none"), *(say("duplicate_charge_other", one) for one in latest)])
            return Answer(text, latest, (invoices_choice(say), HUMAN))
        first, extra = (billing.payment_fact(row, on.calendar) for row in pairs[-1])
        same_day = first.fields["attempted_on"] == extra.fields["attempted_on"]
        numbers = {row.id: row.number for row in await billing.invoices(on.systems, ask.signed_in, limit=36)}
        invoice = numbers.get(pairs[-1][1].invoice or "", pairs[-1][1].invoice)
        days = {"first_on": first.fields["attempted_on"], "second_on": extra.fields["attempted_on"]}
        name = "duplicate_charge_same_day" if same_day else "duplicate_charge"
        text = say(name, extra, invoice=invoice, **days)
        return Answer(text, (first, extra, billing.about_payment("duplicate", pairs[-1][1], True)), _refund(say, on))


class ChargedForTrial(UseCaseAction):
    """Whether a payment was taken while a trial ran."""

    use_case = "charged_for_trial"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        paid = await billing.payments(on.systems, ask.signed_in)
        billed = await billing.invoices(on.systems, ask.signed_in, limit=36)
        found = billing.in_trial(paid, [h.subscription for h in held], billed)
        if not found and (back := billing.in_trial(paid, [h.subscription for h in held], billed, status="refunded")):
            facts = (billing.payment_fact(back[0][0], on.calendar), _fact_of(held, back[0][1].id))
            return Answer(say("charged_for_trial_sent_back", *facts), facts, (HUMAN,))
        if not found:
            return Answer(say("charged_for_trial_none"), choices=(invoices_choice(say),))
        payment, subscription = found[0]
        known = next(h.fact for h in held if h.subscription is subscription)
        taken = billing.payment_fact(payment, on.calendar)
        running = subscription.trial_ends_at is not None and subscription.trial_ends_at > on.calendar.now()
        name = "charged_for_trial" if running else "charged_for_trial_past"
        verdict = billing.about_payment("taken_in_trial", payment, True)
        return Answer(say(name, taken, known), (taken, known, verdict), _refund(say, on))


class ChargedAfterCancellation(UseCaseAction):
    """Whether a payment was taken after a cancellation."""

    use_case = "charged_after_cancellation"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        billed = await billing.invoices(on.systems, ask.signed_in, limit=36)
        paid = await billing.payments(on.systems, ask.signed_in)
        found = billing.after_cancellation(paid, [h.subscription for h in held], billed)
        if found:
            payment, subscription = found[0]
            facts = (billing.payment_fact(payment, on.calendar), _fact_of(held, subscription.id))
            verdict = billing.about_payment("taken_after_cancellation", payment, True)
            return Answer(say("charged_after_cancellation", *facts), (*facts, verdict), _refund(say, on))
        running = next((h for h in held if h.gives_access and h.subscription.cancelled_at is None), None)
        if running is not None:
            cancel = Choice(say("choice_confirm_cancel"), "/cancel_subscription")
            text = say("charged_after_cancellation_not_cancelled", running.fact)
            return Answer(text, (running.fact,), (cancel, HUMAN))
        return Answer(say("charged_after_cancellation_none"), tuple(h.fact for h in held), (HUMAN,))


def _fact_of(held: list[account.Held], subscription: str) -> Fact:
    return next(one.fact for one in held if one.subscription.id == subscription)


def _refund(say: Composer, on: Services) -> tuple[Choice, ...]:
    """What can be done about a charge that should not have been: a request where the company takes it, and a person."""
    person = Choice(say("choice_refund_by_person"), "/human_handoff")
    return (Choice(say("choice_send_back"), "/request_refund"), person) if taken(Refund, on) else (person,)
