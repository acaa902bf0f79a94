"""Actions about invoices and payments."""

from __future__ import annotations

import datetime as dt
import re

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice, Source
from actions.catalogue.mentions import mentioned_amounts, mentioned_invoices, mentioned_periods
from actions.catalogue.periods import Period
from actions.conversation import Ask, UseCaseAction
from actions.facts import account, billing
from actions.facts.model import Fact
from actions.facts.plans import price_changes
from actions.services import Services
from actions.systems.entities import Invoice, Payment
from actions.unpaid import with_unpaid


class BillingDate(UseCaseAction):
    """When the next payment is due, and how much."""

    use_case = "billing_date"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        if not held:
            return Answer(say("billing_no_subscription"), choices=(_compare(say),))
        current = [one for one in held if one.gives_access] or held[:1]
        due = any(one.subscription.status == "past_due" for one in current) and on.systems.yields(Payment)
        retry = await _retry(on, ask.signed_in) if due else None
        text = "\n".join(_next_payment(one, retry, say) for one in current)
        told = Answer(text, (*(one.fact for one in current), *((retry,) if retry else ())))
        return await with_unpaid(told, current, ask, say, on)


async def _retry(on: Services, customer: str) -> Fact | None:
    """The failed payment that is tried again; None: none is planned."""
    planned = [row for row in await billing.payments(on.systems, customer, limit=5) if row.next_retry_at is not None]
    return billing.payment_fact(planned[0], on.calendar) if planned else None


def _next_payment(held: account.Held, retry: Fact | None, say: Composer) -> str:
    row, known = held.subscription, held.fact
    if row.status == "expired":
        return say("billing_over", known)
    if row.status == "cancelled" or row.next_billing_at is None:
        return say("billing_none", known) if row.ends_at else say("billing_over", known)
    if row.billed_by:
        return say("billing_next_third_party", known)
    if row.status == "past_due":
        tried_again = [say("payment_failed_retry", retry)] if retry else [say("payment_failed_no_retry")]
        return " ".join([say("billing_past_due", known), *tried_again])
    following = {"plan": known.fields["next_plan"]} if "next_plan" in known.fields else {}
    return say("billing_trial" if row.status == "trial" else "billing_next", known, **following)


class ViewInvoices(UseCaseAction):
    """The newest invoices; one that is named is taken apart."""

    use_case = "view_invoices"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if mentioned_invoices(on.index, ask.text):
            return await ExplainCharge().permitted(ask, say, on)
        rows = await billing.invoices(on.systems, ask.signed_in, limit=_KEPT)
        if not rows:
            return Answer(say("invoices_none"))
        periods = mentioned_periods(ask.text, today=on.calendar.today())
        meant = [row for row in rows if any(_within(on.calendar.day(row.issued_at), one) for one in periods)]
        if periods and not meant:
            return Answer(say("invoices_none_then"), choices=(invoices_choice(say),))
        return _listed(meant[:_LONGEST] or rows[:_USUAL], say, on, total=bool(meant) or _asks_total(ask.text))


_KEPT, _LONGEST, _USUAL = 36, 12, 6
"""Bills that are looked at, and that are listed at most, with a period named and without."""


def _asks_total(text: str) -> bool:
    return re.search(r"\b(?:total|altogether|all together|in all|sum)\b", text, re.IGNORECASE) is not None


def _listed(rows: list[Invoice], say: Composer, on: Services, *, total: bool) -> Answer:
    facts = [billing.invoice_fact(row, on.calendar) for row in rows]
    lines = [
        "- " + say("invoices_item", known, status_words=say(f"status_{row.status}"))
        for row, known in zip(rows, facts, strict=True)
    ]
    if total and len(rows) > 1 and (paid := billing.total_fact(rows)) is not None:
        facts.append(paid)
        lines.append(say("invoices_total", paid))
    explain = Choice(say("choice_explain_latest"), f'/explain_charge{{"invoice": "{rows[0].number}"}}')
    return Answer("\n".join([say("invoices"), *lines]), tuple(facts), (explain,))


class ExplainCharge(UseCaseAction):
    """A bill line by line, and why it differs from the one before."""

    use_case = "explain_charge"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await billing.invoices(on.systems, ask.signed_in, limit=36)
        row, number = _meant(rows, ask, on)
        if row is None:
            return _no_such_invoice(number, ask, say)
        plans = await account.plans_by_code(on.systems)
        explanation = await billing.explain(on.systems, on.calendar, ask.signed_in, row, plans)
        return Answer(
            _explained(explanation, say),
            explanation.facts,
            (invoices_choice(say), HUMAN),
            sources=(Source(say("source_invoice", explanation.invoice)),),
            slots={"focus": {**ask.focus, "invoice": row.number}},
        )


_COMPARED = re.compile(r"\b(?:than|compared (?:to|with)|versus|vs\.?)\s*$", re.IGNORECASE)
_STEPS = {"invoice_before": 1, "invoice_after": -1}
"""Where in the list, which has the newest first, the bill stands that came before or after another."""


def _no_such_invoice(number: str | None, ask: Ask, say: Composer) -> Answer:
    if any(name in ask.given for name in _STEPS):
        return Answer(say("explain_charge_no_other"), choices=(invoices_choice(say),))
    text = say("explain_charge_unknown_number", number=number) if number else say("invoices_none")
    return Answer(text, choices=(invoices_choice(say),))


def _meant(rows: list[Invoice], ask: Ask, on: Services) -> tuple[Invoice | None, str | None]:
    """The invoice spoken of, and the number given for it (None: none was)."""
    for name, step in _STEPS.items():
        if name in ask.given:
            return billing.neighbour(rows, ask.given[name], step), None
    numbers = [mention.number for mention in mentioned_invoices(on.index, ask.text)]
    number = ask.given.get("invoice") or next(iter(numbers), None)
    periods = [one for one in mentioned_periods(ask.text, today=on.calendar.today()) if not _compares(ask.text, one)]
    issued = [row for row in rows if any(_within(on.calendar.day(row.issued_at), period) for period in periods)]
    amounts = [amount.amount_minor for amount in mentioned_amounts(ask.text)]
    return billing.choose_invoice(rows, number=number, amounts=amounts, issued=issued), number


def _compares(text: str, period: Period) -> bool:
    """“More than last month” is about the bill after it."""
    return _COMPARED.search(text[: period.start]) is not None


def _within(day: dt.date, period: Period) -> bool:
    return (period.first is None or period.first <= day) and (period.last is None or day <= period.last)


def _explained(explanation: billing.Explanation, say: Composer) -> str:
    parts = [say("explain_charge", explanation.invoice), say.lines("explain_charge_line", explanation.lines)]
    if explanation.previous is not None and explanation.difference is not None:
        parts.append(_compared(explanation.difference, explanation.previous, say))
        parts += [say("explain_charge_price_change", change) for change in explanation.price_changes]
        if explanation.causes and not _told_by_price_change(explanation):
            parts.append(say("explain_charge_causes"))
            parts += ["- " + _cause(cause, say) for cause in explanation.causes]
    return "\n".join(parts)


def _told_by_price_change(explanation: billing.Explanation) -> bool:
    """A new price says it all where only the plan and its tax differ."""
    kinds = {cause.fields["line_kind"].value for cause in explanation.causes}  # type: ignore[union-attr]
    return bool(explanation.price_changes) and kinds <= {"plan", "tax"}


def _compared(difference: Fact, previous: Fact, say: Composer) -> str:
    direction = say.words(difference.fields["direction"])
    if direction == "same":
        return say("explain_charge_same")
    total, issued = previous.fields["total"], previous.fields["issued_on"]
    return say(f"explain_charge_{direction}", difference, previous_total=total, previous_on=issued)


def _cause(cause: Fact, say: Composer) -> str:
    kind, direction = (say.words(cause.fields[name]) for name in ("line_kind", "direction"))
    return say(f"cause_{kind}_{direction}", cause)


class PaymentFailed(UseCaseAction):
    """Why the last payment failed and what happens next."""

    use_case = "payment_failed"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await billing.payments(on.systems, ask.signed_in)
        if not rows:
            return Answer(say("payment_failed_none"))
        last = billing.payment_fact(rows[0], on.calendar)
        if rows[0].status != "failed":
            return Answer(say("payment_failed_recovered", last), (last,), (invoices_choice(say),))
        reason = say(f"reason_{rows[0].failure_reason or 'other'}")
        parts = [say("payment_failed", last, reason_words=reason)]
        if rows[0].card_tail:
            parts.append(say("payment_failed_card", last))
        parts.append(say("payment_failed_retry" if rows[0].next_retry_at else "payment_failed_no_retry", last))
        update = Choice(say("choice_update_payment"), url=f"{on.settings.site_url}/account")
        return Answer(" ".join(parts), (last,), (update, HUMAN))


class PriceChange(UseCaseAction):
    """Which list prices changed or will change."""

    use_case = "price_change"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        facts = await price_changes(on.systems, on.calendar)
        if not facts:
            return Answer(say("price_changes_none"))
        explain = Choice(say("choice_explain_latest"), "/explain_charge")
        return Answer(say("price_changes") + "\n" + say.lines("price_change", facts), tuple(facts), (explain,))


def invoices_choice(say: Composer) -> Choice:
    return Choice(say("choice_my_invoices"), "/view_invoices")


def _compare(say: Composer) -> Choice:
    return Choice(say("choice_compare_plans"), "/compare_plans")
