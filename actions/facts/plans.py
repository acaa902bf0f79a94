"""Facts about plans."""

from __future__ import annotations

import datetime as dt

from actions.facts.model import Fact, Money, fact
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
