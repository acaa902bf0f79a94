"""Facts about a customer's subscriptions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from actions.clock import Calendar
from actions.facts.model import Fact, Money, fact
from actions.facts.plans import plan_fact
from actions.systems.connected import Systems
from actions.systems.entities import Plan, Subscription


@dataclass(frozen=True)
class Held:
    """A subscription with its plan, as rows and as facts."""

    subscription: Subscription
    plan: Plan
    fact: Fact
    plan_fact: Fact

    @property
    def gives_access(self) -> bool:
        """Whether it lets the customer in today."""
        return self.subscription.status in ("trial", "active", "cancelled", "past_due")

    @property
    def pauses(self) -> bool:
        """Whether it is paused now, or a pause is planned."""
        return self.will_pause or self.subscription.status == "paused"

    @property
    def will_pause(self) -> bool:
        """Whether it runs now and pauses after the paid period."""
        row = self.subscription
        later = row.next_billing_at and row.period_end and row.next_billing_at > row.period_end
        return self.subscription.status == "active" and bool(later)


async def plans_by_code(systems: Systems) -> dict[str, Plan]:
    return {plan.code: plan for plan in await systems.fetch(Plan)}


def readable(systems: Systems) -> bool:
    """Whether any connected system has subscriptions and the plans that they are for."""
    return systems.yields(Subscription) and systems.yields(Plan)


async def subscriptions_if_known(systems: Systems, calendar: Calendar, customer: str | None) -> list[Held]:
    """`subscriptions` where they make an answer better but are not needed: empty where nobody is signed in or no
    connected system has any."""
    return await subscriptions(systems, calendar, customer) if customer and readable(systems) else []


async def subscriptions(systems: Systems, calendar: Calendar, customer: str) -> list[Held]:
    """The customer's subscriptions, those that give access first, then the newest."""
    rows, plans = await asyncio.gather(systems.fetch(Subscription, customer=customer), plans_by_code(systems))
    held = [_held(row, plans, calendar) for row in rows if row.plan in plans]
    held.sort(key=lambda h: (not h.gives_access, -h.subscription.started_at.timestamp()))
    return held


def _held(row: Subscription, plans: Mapping[str, Plan], calendar: Calendar) -> Held:
    plan = plans[row.plan]
    return Held(row, plan, subscription_fact(row, plan, calendar, plans.get(row.next_plan or "")), plan_fact(plan))


def subscription_fact(row: Subscription, plan: Plan, calendar: Calendar, following: Plan | None = None) -> Fact:
    """A subscription as it stands; days are the company's calendar days. `following` is the plan from the next charge
    on; None: it stays."""
    amount = None
    if row.next_amount_minor is not None:
        amount = Money(amount_minor=row.next_amount_minor, currency=row.currency or plan.currency)
    return fact(
        f"subscription:{row.id}", "subscription", source=row.source, key=row.id, as_of=row.as_of,
        plan=plan.name,
        product=plan.product,
        status=row.status,
        price=Money(amount_minor=plan.price_minor, currency=plan.currency),
        interval=plan.interval,
        started_on=calendar.day(row.started_at),
        period_start=calendar.day_of(row.period_start),
        period_end=calendar.day_of(row.period_end),
        next_billing_on=calendar.day_of(row.next_billing_at),
        next_amount=amount,
        next_plan=following.name if following else None,
        trial_ends_on=calendar.day_of(row.trial_ends_at),
        cancelled_on=calendar.day_of(row.cancelled_at),
        ends_on=calendar.day_of(row.ends_at),
        billed_by=row.billed_by,
    )  # fmt: skip
