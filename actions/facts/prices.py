"""What two plans' prices differ by: computed here, never by a model."""

from __future__ import annotations

from actions.facts.model import Fact, Money, fact
from actions.systems.entities import Plan


def price_difference_fact(plan: Plan, other: Plan) -> Fact:
    """What `other` costs more or less than `plan`; both have the same interval and currency."""
    minor = other.price_minor - plan.price_minor
    return fact(
        f"difference:{plan.code}:{other.code}", "difference",
        plan=other.name,
        compared_with=plan.name,
        amount=Money(amount_minor=abs(minor), currency=plan.currency),
        direction="more" if minor > 0 else "less" if minor < 0 else "same",
        interval=plan.interval,
    )  # fmt: skip
