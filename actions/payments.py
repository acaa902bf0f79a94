"""Actions about how a customer pays: the method on file, refunds, app stores, tax."""

from __future__ import annotations

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask
from actions.facts import account, billing
from actions.facts.model import Fact
from actions.helped import HelpedAction
from actions.services import Services
from actions.systems.entities import Invoice

_METHODS = ("card", "paypal", "direct_debit")


class UpdatePaymentMethod(HelpedAction):
    """What is charged today, and the page where it is changed: no card number is ever taken in the chat."""

    use_case = "update_payment_method"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        paid = await billing.payments(on.systems, ask.signed_in, limit=1)
        change = Choice(say("choice_update_payment"), url=f"{on.settings.site_url}/account")
        if not paid:
            return Answer(say("method_none"), choices=(change,))
        known = billing.payment_fact(paid[0], on.calendar)
        name = "method_card_tail" if paid[0].card_tail else f"method_{paid[0].method}"
        known_method = paid[0].card_tail or paid[0].method in _METHODS
        return Answer(say(name if known_method else "method_unknown", known), (known,), (change,))


class RequestRefund(HelpedAction):
    """Whether something was taken that should not have been; the refund itself is a person's decision."""

    use_case = "request_refund"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        paid = await billing.payments(on.systems, ask.signed_in)
        if not paid:
            return Answer(say("refund_no_payment"), choices=(HUMAN,))
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        billed = await billing.invoices(on.systems, ask.signed_in, limit=36)
        wrong = billing.wrongly_taken(paid, [one.subscription for one in held], billed)
        by_person = (Choice(say("choice_refund_by_person"), "/human_handoff"),)
        if wrong is not None:
            question, payment = wrong
            known = billing.payment_fact(payment, on.calendar)
            verdict = billing.about_payment(question, payment, True)
            return Answer(say(f"refund_{question}", known), (known, verdict), by_person)
        latest = billing.payment_fact(paid[0], on.calendar)
        return Answer(say("refund_nothing_wrong", latest), (latest,), by_person)


class ThirdPartyBilling(HelpedAction):
    """Who bills each subscription."""

    use_case = "third_party_billing"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        current = [one for one in held if one.gives_access] or held[:1]
        lines = [say("billed_by_store" if one.subscription.billed_by else "billed_by_us", one.fact) for one in current]
        return Answer("\n".join(lines) or say("subscription_none"), tuple(one.fact for one in current))


class TaxInPrice(HelpedAction):
    """Whether prices include tax; for a customer, how much the last bill held."""

    use_case = "tax_in_price"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        known = await _last_taxed(ask, on)
        return Answer("") if known is None else Answer(say("tax_of_bill", known), (known,))


async def _last_taxed(ask: Ask, on: Services) -> Fact | None:
    """The newest bill whose tax is known; None: nobody is signed in, or there is none."""
    if ask.customer is None or not on.systems.yields(Invoice):
        return None
    rows = await billing.invoices(on.systems, ask.customer, limit=6)
    taxed = next((row for row in rows if row.tax_minor is not None), None)
    return None if taxed is None else billing.invoice_fact(taxed, on.calendar)
