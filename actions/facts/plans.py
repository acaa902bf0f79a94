"""Facts about plans."""

from __future__ import annotations

import datetime as dt

from actions.clock import Calendar
from actions.facts.model import Fact, Money, fact
from actions.systems.connected import Systems
from actions.systems.entities import Plan, PriceChange


def plan_fact(plan: Plan) -> Fact:
    """A plan as it is sold: what it costs and includes."""
    return fact(
        f"plan:{plan.code}", "plan", source=plan.source, key=plan.code, as_of=plan.as_of,
        name=plan.name,
        plan=plan.name,
        product=plan.product,
        price=Money(amount_minor=plan.price_minor, currency=plan.currency),
        interval=plan.interval,
        max_streams=plan.max_streams,
        max_quality=plan.max_quality,
        has_ads=plan.has_ads,
        downloads=plan.downloads,
        features=plan.features or None,
        trial=None if plan.trial_days is None else dt.timedelta(days=plan.trial_days),
    )  # fmt: skip


def price_change_fact(change: PriceChange, plan: Plan) -> Fact:
    """A change of a plan's list price."""
    return fact(
        f"price_change:{change.id}", "price_change", source=change.source, key=change.id, as_of=change.as_of,
        plan=plan.name,
        effective_on=change.effective_on,
        old_price=Money(amount_minor=change.old_minor, currency=change.currency),
        new_price=Money(amount_minor=change.new_minor, currency=change.currency),
    )  # fmt: skip


async def price_changes(systems: Systems, calendar: Calendar) -> list[Fact]:
    """The changes of the last twelve months and those announced, the newest first."""
    plans = {plan.code: plan for plan in await systems.fetch(Plan)}
    since = calendar.today() - dt.timedelta(days=365)
    recent = [row for row in await systems.fetch(PriceChange) if row.effective_on >= since and row.plan in plans]
    recent.sort(key=lambda row: row.effective_on, reverse=True)
    return [price_change_fact(row, plans[row.plan]) for row in recent]
