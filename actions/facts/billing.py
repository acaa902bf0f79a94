"""Facts and verdicts about invoices and payments. What a bill is made of is computed here, never by a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from actions.clock import Calendar
from actions.facts.model import Fact, Money, fact, verdict
from actions.facts.plans import price_change_fact
from actions.systems.connected import Systems
from actions.systems.entities import Invoice, InvoiceLine, Payment, Plan, PriceChange, Subscription


@dataclass(frozen=True)
class Explanation:
    """An invoice taken apart. `previous` None: there is none that it could be compared with.

    `difference` is what it costs more (or less) than the one before; `causes` are the parts of that
    difference, one per kind of line, and they add up to it. `price_changes` took effect between the two.
    """

    invoice: Fact
    lines: tuple[Fact, ...]
    previous: Fact | None = None
    difference: Fact | None = None
    causes: tuple[Fact, ...] = ()
    price_changes: tuple[Fact, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        optional = tuple(f for f in (self.previous, self.difference) if f is not None)
        return (self.invoice, *self.lines, *optional, *self.causes, *self.price_changes)


async def invoices(systems: Systems, customer: str, limit: int = 12) -> list[Invoice]:
    """The newest invoices first."""
    rows = await systems.fetch(Invoice, newest="issued_at", limit=limit, customer=customer)
    return sorted(rows, key=lambda row: row.issued_at, reverse=True)


def neighbour(rows: Sequence[Invoice], number: str, step: int) -> Invoice | None:
    """The bill `step` places after (+: older, -: newer) the one with that number; None: there is none. `rows` has
    the newest first; bills for another subscription do not count."""
    at = next((row for row in rows if row.number == number), None)
    same = [row for row in rows if at is not None and row.subscription == at.subscription]
    place = same.index(at) + step if at is not None else -1
    return same[place] if 0 <= place < len(same) else None


def choose_invoice(
    rows: Sequence[Invoice], *, number: str | None, amounts: Sequence[int], issued: Sequence[Invoice]
) -> Invoice | None:
    """The invoice that is meant: by number, else by an amount in minor units, else one of those `issued` at
    a time that was named, else the newest. `rows` has the newest first.

    None: there is no invoice, or none with that number.
    """
    if number is not None:
        return next((row for row in rows if number in (row.id, row.number)), None)
    by_amount = [row for row in rows if row.total_minor in amounts]
    return next(iter(by_amount or issued or rows), None)


async def explain(
    systems: Systems, calendar: Calendar, customer: str, row: Invoice, plans: dict[str, Plan]
) -> Explanation:
    """Take an invoice apart and compare it with the one before for the same subscription."""
    own = await lines(systems, customer, row)
    facts = tuple(line_fact(line, calendar) for line in own)
    before = await _before(systems, customer, row) if _is_regular(own) else None
    if before is None:
        return Explanation(invoice_fact(row, calendar), facts)
    earlier = await lines(systems, customer, before)
    return Explanation(
        invoice_fact(row, calendar), facts, invoice_fact(before, calendar),
        _difference(row, before), _causes(row, own, earlier),
        await _price_changes(systems, calendar, row, before, own, plans),
    )  # fmt: skip


def _is_regular(lines: Sequence[InvoiceLine]) -> bool:
    """Whether a bill is for a period; one for a change in between has nothing to be compared with."""
    return any(line.kind == "plan" for line in lines)


async def lines(systems: Systems, customer: str, row: Invoice) -> list[InvoiceLine]:
    """The lines of an invoice in their order."""
    found = await systems.fetch(InvoiceLine, customer=customer, invoice=row.id)
    return sorted(found, key=lambda line: line.position)


async def _before(systems: Systems, customer: str, row: Invoice) -> Invoice | None:
    earlier = [
        other for other in await invoices(systems, customer, limit=60)
        if other.issued_at < row.issued_at and other.subscription == row.subscription and other.status != "void"
    ]  # fmt: skip
    return earlier[0] if earlier else None


def _difference(row: Invoice, before: Invoice) -> Fact:
    minor = row.total_minor - before.total_minor
    return fact(
        f"difference:{row.id}", "difference",
        invoice=row.number,
        compared_with=before.number,
        amount=Money(amount_minor=abs(minor), currency=row.currency),
        direction="more" if minor > 0 else "less" if minor < 0 else "same",
    )  # fmt: skip


def _causes(row: Invoice, lines: Sequence[InvoiceLine], earlier: Sequence[InvoiceLine]) -> tuple[Fact, ...]:
    by_kind: dict[str, int] = defaultdict(int)
    for line in lines:
        by_kind[line.kind] += line.amount_minor
    for line in earlier:
        by_kind[line.kind] -= line.amount_minor
    return tuple(
        fact(
            f"cause:{row.id}:{kind}", "cause", line_kind=kind,
            amount=Money(amount_minor=abs(minor), currency=row.currency),
            direction="more" if minor > 0 else "less",
        )
        for kind, minor in by_kind.items() if minor
    )  # fmt: skip


async def _price_changes(
    systems: Systems, calendar: Calendar, row: Invoice, before: Invoice,
    lines: Sequence[InvoiceLine], plans: dict[str, Plan],
) -> tuple[Fact, ...]:  # fmt: skip
    if not systems.yields(PriceChange):
        return ()
    codes = {line.plan for line in lines if line.plan}
    since, until = calendar.day(before.issued_at), calendar.day(row.issued_at)
    return tuple(
        price_change_fact(change, plans[change.plan])
        for change in await systems.fetch(PriceChange)
        if change.plan in codes and change.plan in plans and since < change.effective_on <= until
    )


async def payments(systems: Systems, customer: str, limit: int = 30) -> list[Payment]:
    """The newest payments first."""
    rows = await systems.fetch(Payment, newest="attempted_at", limit=limit, customer=customer)
    return sorted(rows, key=lambda row: row.attempted_at, reverse=True)


def duplicates(rows: Sequence[Payment]) -> list[tuple[Payment, Payment]]:
    """Pairs of payments that went through for the same invoice: (the first, the one too many)."""
    by_invoice: dict[str, list[Payment]] = defaultdict(list)
    for row in rows:
        if row.status == "succeeded" and row.invoice is not None:
            by_invoice[row.invoice].append(row)
    pairs = []
    for paid in by_invoice.values():
        first, *more = sorted(paid, key=lambda row: row.attempted_at)
        pairs += [(first, extra) for extra in more if extra.amount_minor == first.amount_minor]
    return pairs


def sent_back(rows: Sequence[Payment]) -> Payment | None:
    """The newest payment that was given back although its invoice stays paid by another; None: there is none."""
    paid = {row.invoice for row in rows if row.status == "succeeded" and row.invoice is not None}
    back = [row for row in rows if row.status == "refunded" and row.invoice in paid]
    return max(back, key=lambda row: row.attempted_at, default=None)


def unpaid(rows: Sequence[Payment]) -> Payment | None:
    """The newest payment that failed and whose bill nothing has paid since; None: nothing is open. `rows`: the newest
    first."""
    settled = {row.invoice for row in rows if row.status != "failed"}
    return next((row for row in rows if row.status == "failed" and row.invoice not in settled), None)


def in_trial(
    rows: Sequence[Payment], subscriptions: Sequence[Subscription], billed: Sequence[Invoice], *,
    status: str = "succeeded",
) -> list[tuple[Payment, Subscription]]:  # fmt: skip
    """Payments for a subscription's invoice that went through while its trial was still running. `status`: whether they
    are kept, or ``refunded``."""
    owner = {invoice.id: invoice.subscription for invoice in billed}
    return [
        (payment, subscription)
        for subscription in subscriptions if subscription.trial_ends_at is not None
        for payment in rows
        if payment.status == status and payment.amount_minor > 0
        and owner.get(payment.invoice or "", subscription.id) in (subscription.id, None)
        and subscription.started_at <= payment.attempted_at < subscription.trial_ends_at
    ]  # fmt: skip


def after_cancellation(
    rows: Sequence[Payment], subscriptions: Sequence[Subscription], billed: Sequence[Invoice]
) -> list[tuple[Payment, Subscription]]:
    """Payments for a subscription's invoice that were taken after access had ended or would not renew."""
    owner = {invoice.id: invoice.subscription for invoice in billed}
    return [
        (payment, subscription)
        for subscription in subscriptions if subscription.cancelled_at is not None
        for payment in rows
        if payment.status == "succeeded" and owner.get(payment.invoice or "") == subscription.id
        and payment.attempted_at > subscription.cancelled_at
    ]  # fmt: skip


def wrongly_taken(
    rows: Sequence[Payment], subscriptions: Sequence[Subscription], billed: Sequence[Invoice]
) -> tuple[str, Payment] | None:
    """The question and the newest payment that should not have been taken; None: there is none."""
    found = [("duplicate", pair[1]) for pair in duplicates(rows)]
    found += [("taken_in_trial", payment) for payment, _ in in_trial(rows, subscriptions, billed)]
    found += [("taken_after_cancellation", payment) for payment, _ in after_cancellation(rows, subscriptions, billed)]
    return max(found, key=lambda one: one[1].attempted_at) if found else None


def about_payment(question: str, payment: Payment, answer: bool) -> Fact:
    """A verdict on a payment, e.g. ``duplicate``."""
    return verdict(f"payment:{payment.id}", question, answer)


def invoice_fact(row: Invoice, calendar: Calendar) -> Fact:
    return fact(
        f"invoice:{row.number}", "invoice", source=row.source, key=row.id, as_of=row.as_of,
        invoice=row.number,
        issued_on=calendar.day(row.issued_at),
        total=Money(amount_minor=row.total_minor, currency=row.currency),
        tax=None if row.tax_minor is None else Money(amount_minor=row.tax_minor, currency=row.currency),
        status=row.status,
        period_start=calendar.day_of(row.period_start),
        period_end=calendar.day_of(row.period_end),
    )  # fmt: skip


def total_fact(rows: Sequence[Invoice]) -> Fact | None:
    """The sum of some bills, without those that nothing is to be paid for; None: they are in several currencies."""
    counted = [row for row in rows if row.status != "void"]
    currencies = {row.currency for row in counted}
    if len(currencies) != 1:
        return None
    total = Money(amount_minor=sum(row.total_minor for row in counted), currency=currencies.pop())
    return fact(f"total:{rows[-1].number}:{rows[0].number}", "total", total=total, count=len(counted))


def line_fact(row: InvoiceLine, calendar: Calendar) -> Fact:
    return fact(
        f"invoice_line:{row.id}", "invoice_line", source=row.source, key=row.id, as_of=row.as_of,
        description=row.description,
        line_kind=row.kind,
        amount=Money(amount_minor=row.amount_minor, currency=row.currency),
        period_start=calendar.day_of(row.period_start),
        period_end=calendar.day_of(row.period_end),
    )  # fmt: skip


def payment_fact(row: Payment, calendar: Calendar) -> Fact:
    return fact(
        f"payment:{row.id}", "payment", source=row.source, key=row.id, as_of=row.as_of,
        attempted_on=calendar.day(row.attempted_at),
        amount=Money(amount_minor=row.amount_minor, currency=row.currency),
        status=row.status,
        failure_reason=row.failure_reason,
        method=row.method,
        card_tail=row.card_tail,
        next_retry_on=calendar.day_of(row.next_retry_at),
    )  # fmt: skip
