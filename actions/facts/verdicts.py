"""Verdicts about what a customer has and paid: computed here, never by a model.

`watchable` is in `content`, what was wrongly taken (`duplicate`, …) in `billing`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from actions.clock import Calendar
from actions.facts.account import Held
from actions.facts.model import Fact, Money, verdict
from actions.systems.entities import Payment, Plan

Refundable = Literal["yes", "no", "by_the_store", "a_person_decides"]


def ends(held: Held, calendar: Calendar) -> Fact:
    """Whether a subscription ends or has ended, and its last day; yes without a day: when is not known."""
    row = held.subscription
    does = row.ends_at is not None or row.status in ("cancelled", "expired")
    return verdict(_id(held), "ends", does, plan=held.plan.name, ends_on=calendar.day_of(row.ends_at))


def charged_again(held: Held, calendar: Calendar) -> Fact:
    """Whether another charge is due, when, and how much; the amount is left out where the company does not know it."""
    row = held.subscription
    due = row.next_billing_at is not None and row.status not in ("cancelled", "expired")
    if not due:
        return verdict(_id(held), "charged_again", False, plan=held.plan.name)
    amount = row.next_amount_minor
    return verdict(
        _id(held), "charged_again", True, plan=held.plan.name, next_billing_on=calendar.day_of(row.next_billing_at),
        next_amount=None if amount is None else Money(amount_minor=amount, currency=row.currency or held.plan.currency),
    )  # fmt: skip


def trial(plan: Plan, held: Sequence[Held]) -> Fact:
    """Whether somebody who has or had these subscriptions may still try a plan for nothing: one trial each."""
    had = any(one.subscription.trial_ends_at is not None for one in held)
    has = any(one.gives_access and one.plan.product == plan.product for one in held)
    free = plan.trial_days is not None and plan.sold and not had and not has
    length = dt.timedelta(days=plan.trial_days) if free and plan.trial_days else None
    return verdict(f"plan:{plan.code}", "eligible_for_trial", free, plan=plan.name, trial=length)


def within_window(payment: Payment, days: int, calendar: Calendar) -> Fact:
    """Whether today lies within so many days of a charge, and the last day that does."""
    last = calendar.day(payment.attempted_at) + dt.timedelta(days=days)
    return verdict(f"payment:{payment.id}", "within_refund_window", calendar.today() <= last, last_day=last)


def refundable(
    payment: Payment, calendar: Calendar, *, wrongly: bool, by_store: bool, days: int | None
) -> Fact:  # fmt: skip
    """Whether a payment is given back by the company's policy.

    `wrongly`: it should not have been taken. `by_store`: a third party bills. `days` after a charge it may be asked
    for; None: the company sets no time. What was watched since is nothing that support looks at, so that within the
    time a person decides.
    """
    answer: Refundable = "a_person_decides"
    late = days is not None and calendar.today() > calendar.day(payment.attempted_at) + dt.timedelta(days=days)
    if by_store:
        answer = "by_the_store"
    elif payment.status != "succeeded" or (late and not wrongly):
        answer = "no"
    elif wrongly:
        answer = "yes"
    plain: bool | str = {"yes": True, "no": False}.get(answer, answer)
    return verdict(f"payment:{payment.id}", "refundable", plain)


def plan_change(held: Held, target: Plan, calendar: Calendar) -> Fact | None:
    """When a change to a plan of the same interval would start, and what it would cost that day.

    A dearer plan starts at once: the unused days of the paid period, today among them, are credited by their share,
    rounded half up to the minor unit. A cheaper one starts when the period ends. None: the plans cannot be compared,
    or the period is not known.
    """
    row, plan = held.subscription, held.plan
    same = (plan.product, plan.interval, plan.currency) == (target.product, target.interval, target.currency)
    if not same or row.period_start is None or row.period_end is None or row.status != "active":
        return None
    start, end, today = calendar.day(row.period_start), calendar.day(row.period_end), calendar.today()
    if not start <= today < end or target.price_minor == plan.price_minor:
        return None
    if target.price_minor < plan.price_minor:
        return verdict(f"plan:{target.code}", "change_starts", "at_the_end_of_the_period", plan=target.name,
                       starts_on=end, price=_money(target.price_minor, target))  # fmt: skip
    unused, whole = (end - today).days, (end - start).days
    credit = (2 * plan.price_minor * unused + whole) // (2 * whole)
    return verdict(
        f"plan:{target.code}", "change_starts", "at_once", plan=target.name, starts_on=today,
        unused_time=dt.timedelta(days=unused), credit=_money(credit, target),
        due_now=_money(target.price_minor - credit, target), price=_money(target.price_minor, target),
    )  # fmt: skip


def _id(held: Held) -> str:
    return f"subscription:{held.subscription.id}"


def _money(minor: int, plan: Plan) -> Money:
    return Money(amount_minor=minor, currency=plan.currency)
