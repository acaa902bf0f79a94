"""The facts of a customer's own that bear on an open question: subscriptions, bills, payments, deliveries."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from actions.catalogue.concepts import units
from actions.clock import Calendar
from actions.facts import account, billing, concluded, delivery, playback
from actions.facts.account import Held
from actions.facts.model import Fact
from actions.facts.subjects import Subject
from actions.systems.connected import Systems
from actions.systems.entities import Delivery, Invoice, InvoiceLine, Payment

NAMED, ASKED, NEAR, FAR = 4.0, 3.0, 2.0, 1.0
"""How near a fact is to a question: named in it, asked for by it, part of the matter, around the matter."""
Ranked = tuple[float, Fact]
_COMPARES = "#price_up #discount more higher less lower difference than changed change"
_COMPOSED = "#invoice #tax #discount #price_up #trial credit unused time for why fee extra"
_LONGEST_HISTORY = 24
"""Bills and payments that are looked at, the newest first."""


@dataclass(frozen=True)
class Owner:
    """Whose facts are gathered, and where from. `refund_days`: for so many days after a charge it may be asked back;
    None: the company sets no time."""

    customer: str
    systems: Systems
    calendar: Calendar
    refund_days: int | None = None


async def subscriptions(asked: Subject, of: Owner) -> list[Ranked]:
    """What the customer has; of several, those that the question names, else those that give access."""
    held = await account.subscriptions(of.systems, of.calendar, of.customer)
    meant = [one for one in held if _named(asked, one)] or [one for one in held if one.gives_access] or held[:1]
    features = asked.plans or asked.features
    own_plan = asked.possessive and features and not asked.titles
    distance = NEAR if asked.holding or asked.money else FAR
    if own_plan or asked.about("#subscription #cancel #trial"):
        distance = ASKED
    found: list[Ranked] = [(distance, one.fact) for one in meant[:3]]
    found += [(ASKED, fact) for fact in concluded.of_subscriptions(asked, meant[:2], of.calendar)]
    beside = ASKED + 0.5 if own_plan else NEAR if features else FAR
    return found + [(beside, one.plan_fact) for one in meant[:2] if features or asked.titles]


def _named(asked: Subject, held: Held) -> bool:
    said = asked.text.casefold()
    if "#paper" in asked.says:
        return held.plan.product == "newspaper" or "paper" in held.plan.product
    return held.plan.name.casefold() in said or held.plan.product.casefold() in said


async def bills(asked: Subject, of: Owner) -> list[Ranked]:
    """The bills and payments that are meant, taken apart where the question asks what they are for."""
    if not (of.systems.yields(Invoice) and of.systems.yields(Payment)):
        return []
    rows, paid = await asyncio.gather(
        billing.invoices(of.systems, of.customer, limit=_LONGEST_HISTORY),
        billing.payments(of.systems, of.customer, limit=_LONGEST_HISTORY),
    )
    meant = _meant_bills(asked, rows, of.calendar)
    facts = [billing.invoice_fact(row, of.calendar) for row in meant]
    facts += [billing.payment_fact(row, of.calendar) for row in _meant_payments(asked, paid, meant, of.calendar)]
    found: list[Ranked] = [(_distance(asked), fact) for fact in facts]
    found += await _verdicts(asked, of, rows, paid)
    if meant and asked.about(_COMPOSED + " " + _COMPARES) and of.systems.yields(InvoiceLine):
        found += await _taken_apart(asked, of, meant[0])
    return found


def _distance(asked: Subject) -> float:
    if asked.amounts or asked.numbers:
        return NAMED
    return ASKED if asked.periods and not asked.delivery else NEAR


def _meant_bills(asked: Subject, rows: Sequence[Invoice], calendar: Calendar) -> list[Invoice]:
    """By number, by amount, by time; else the newest, and the one before where two are compared."""
    by_number = [row for row in rows if row.number in asked.numbers or row.id in asked.numbers]
    by_amount = [row for row in rows if row.total_minor in asked.amounts]
    by_time = [row for row in rows if any(period.covers(calendar.day(row.issued_at)) for period in asked.periods)]
    return (by_number or by_amount or by_time or list(rows[: 2 if asked.about(_COMPARES) else 1]))[:3]


def _meant_payments(
    asked: Subject, paid: Sequence[Payment], bills: Sequence[Invoice], calendar: Calendar
) -> list[Payment]:
    by_amount = [row for row in paid if row.amount_minor in asked.amounts]
    by_time = [row for row in paid if any(period.covers(calendar.day(row.attempted_at)) for period in asked.periods)]
    failed = [row for row in paid[:3] if row.status == "failed"] if asked.about("#declined #payment_method") else []
    of_bills = [row for row in paid if row.invoice in {bill.id for bill in bills}]
    return (by_amount or by_time or failed or of_bills or list(paid[:1]))[:3]


async def _verdicts(asked: Subject, of: Owner, rows: Sequence[Invoice], paid: Sequence[Payment]) -> list[Ranked]:
    """What code knows of payments: taken twice, in a trial, after a cancellation; that it is not so, where asked."""
    own = await account.subscriptions(of.systems, of.calendar, of.customer)
    held = [one.subscription for one in own]
    twice = [pair[1] for pair in billing.duplicates(paid)]
    trial = [payment for payment, _ in billing.in_trial(paid, held, rows)]
    after = [payment for payment, _ in billing.after_cancellation(paid, held, rows)]
    known = (("duplicate", twice, "#twice two second again"), ("taken_in_trial", trial, "#trial"),
             ("taken_after_cancellation", after, "#cancel"))  # fmt: skip
    found: list[Ranked] = []
    for question, payments, words in known:
        if payments:
            payment = billing.payment_fact(payments[0], of.calendar)
            found += [(NAMED, billing.about_payment(question, payments[0], True)), (ASKED, payment)]
        elif paid and asked.about(words):
            found.append((ASKED, billing.about_payment(question, paid[0], False)))
    return found + _given_back(asked, of, paid, {one.id for _, payments, _ in known for one in payments}, own)


def _given_back(
    asked: Subject, of: Owner, paid: Sequence[Payment], wrong: Collection[str], held: Sequence[Held]
) -> list[Ranked]:
    """Whether the payment is given back that is meant: a wrong one, where there are any, else the newest. `wrong` has
    their ids."""
    meant = _meant_payments(asked, [row for row in paid if row.id in wrong] or paid, (), of.calendar)[:1]
    found: list[Ranked] = []
    for row in meant:
        back = concluded.of_payment(asked, row, wrong, held, of.refund_days, of.calendar)
        found += [(ASKED, fact) for fact in back] + [(NEAR, billing.payment_fact(row, of.calendar)) for _ in back[:1]]
    return found


async def _taken_apart(asked: Subject, of: Owner, row: Invoice) -> list[Ranked]:
    plans = await account.plans_by_code(of.systems)
    told = await billing.explain(of.systems, of.calendar, of.customer, row, plans)
    lines: list[Ranked] = [(NEAR + _likeness(asked, line), line) for line in told.lines]
    if not asked.about(_COMPARES):
        return lines
    compared = [fact for fact in (told.previous, told.difference) if fact is not None]
    return [(ASKED, fact) for fact in (*compared, *told.price_changes)] + [(NEAR, fact) for fact in told.causes] + lines


def _likeness(asked: Subject, line: Fact) -> float:
    """Whether the question uses the words of a bill's line."""
    text = " ".join(str(getattr(line.fields.get(name), "value", "")) for name in ("description", "line_kind"))
    said = {form for unit in units(text) for form in unit.forms}
    return 1.5 if said & asked.says else 0.0


async def deliveries(asked: Subject, of: Owner) -> list[Ranked]:
    """The papers that are meant: on the days named, else those with a problem, else the last."""
    if not of.systems.yields(Delivery):
        return []
    rows = await delivery.deliveries(of.systems, of.calendar, of.customer)
    by_time = [row for row in rows if any(period.covers(row.due_on) for period in asked.periods)]
    bad = [row for row in rows if row.status in ("missing", "late", "damaged")]
    meant = (by_time or bad or rows[:1])[:4]
    return [(ASKED, delivery.delivery_fact(row, of.calendar)) for row in meant]


async def devices(of: Owner) -> list[Ranked]:
    """The customer's own devices, where one is disturbed, and what stands in the way of watching."""
    found = await playback.diagnose(of.systems, of.calendar, customer=of.customer, device=None, code=None)
    return [(ASKED if fact.kind == "incident" else NEAR, fact) for fact in found.facts]
