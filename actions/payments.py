"""Actions about how a customer pays: the method on file, refunds, app stores, tax."""

from __future__ import annotations

from dataclasses import replace

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask
from actions.facts import account, billing, people
from actions.facts.model import Fact
from actions.facts.prices import gift_fact, tax_fact
from actions.helped import HelpedAction
from actions.requests.flow import begun, taken
from actions.requests.flows.billing import Refund, wrongly_taken
from actions.services import Services
from actions.systems.entities import Gift, Invoice, TaxRule

_REFUND = {"failed": "refund_latest_failed", "refunded": "refund_sent_back"}
"""What is said of a refund where the latest payment was not collected, or is not kept."""
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
    """Whether something was taken that should not have been, which begins the request to send it back; anything else is
    a person's decision."""

    use_case = "request_refund"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        paid = await billing.payments(on.systems, ask.signed_in)
        if not paid:
            return Answer(say("refund_no_payment"), choices=(HUMAN,))
        wrong = await wrongly_taken(ask, on)
        person = (Choice(say("choice_refund_by_person"), "/human_handoff"),)
        if wrong is None:
            latest = billing.payment_fact(paid[0], on.calendar)
            return Answer(say(_REFUND.get(paid[0].status, "refund_nothing_wrong"), latest), (latest,), person)
        question, payment = wrong
        known = billing.payment_fact(payment, on.calendar)
        verdict = billing.about_payment(question, payment, True)
        told = Answer(say(f"refund_{question}", known), (known, verdict), person)
        if not taken(Refund, on):
            return replace(told, text=f"{told.text} {say('refund_by_person')}")
        return begun(Refund, replace(told, choices=()), payment=payment.id, verdict=question)


class ThirdPartyBilling(HelpedAction):
    """Who bills each subscription."""

    use_case = "third_party_billing"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        current = [one for one in held if one.gives_access] or held[:1]
        lines = [say("billed_by_store" if one.subscription.billed_by else "billed_by_us", one.fact) for one in current]
        return Answer("\n".join(lines) or say("subscription_none"), tuple(one.fact for one in current))


class TaxInPrice(HelpedAction):
    """Which tax prices include; for a customer, how much the last bill held."""

    use_case = "tax_in_price"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rules = await self._rules(ask, on)
        lines = [
            say("tax_rule", one, product_words=say(f"product_{say.words(one.fields['product'])}")) for one in rules
        ]
        known = await _last_taxed(ask, on)
        if known is not None:
            lines.append(say("tax_of_bill", known))
        return Answer("\n".join(lines), (*rules, *([known] if known else [])))

    async def _rules(self, ask: Ask, on: Services) -> list[Fact]:
        """The rates where the customer lives, or where a visitor is taken to be."""
        if not on.systems.yields(TaxRule):
            return []
        country = await people.country(on.systems, ask.customer, on.settings.country)
        return [tax_fact(rule) for rule in await on.systems.fetch(TaxRule) if rule.country == country]


async def _last_taxed(ask: Ask, on: Services) -> Fact | None:
    """The newest bill whose tax is known; None: nobody is signed in, or there is none."""
    if ask.customer is None or not on.systems.yields(Invoice):
        return None
    rows = await billing.invoices(on.systems, ask.customer, limit=6)
    taxed = next((row for row in rows if row.tax_minor is not None), None)
    return None if taxed is None else billing.invoice_fact(taxed, on.calendar)


class GiftCardOrGiftSub(HelpedAction):
    """The gifts that the customer bought or was given, and how gifts work."""

    use_case = "gift_card_or_gift_sub"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await on.systems.fetch(Gift, customer=ask.signed_in)
        facts = tuple(gift_fact(row) for row in rows)
        lines = [say(_gift(row), known) for row, known in zip(rows, facts, strict=True)]
        return Answer("\n".join(lines) or say("gift_none"), facts)


def _gift(row: Gift) -> str:
    if row.status == "redeemed":
        return (
            f"gift_{row.role}_left"
            if row.left_minor is not None and row.role == "received"
            else f"gift_{row.role}_redeemed"
        )
    if row.status == "expired":
        return f"gift_{row.role}_expired"
    return f"gift_{row.role}_sent" if row.expires_on else f"gift_{row.role}_sent_no_end"
