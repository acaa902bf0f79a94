"""Facts about prices: what two plans differ by, computed here and never by a model; the tax within; gifts."""

from __future__ import annotations

from actions.facts.model import Fact, Money, Percent, fact
from actions.systems.entities import Gift, Plan, TaxRule


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


def tax_fact(rule: TaxRule) -> Fact:
    return fact(
        f"tax_rule:{rule.id}", "tax_rule", source=rule.source, key=rule.id, as_of=rule.as_of,
        country=rule.country, product=rule.product, percent=Percent(value=rule.percent),
    )  # fmt: skip


def gift_fact(row: Gift) -> Fact:
    def money(minor: int | None) -> Money | None:
        return Money(amount_minor=minor, currency=row.currency) if minor is not None and row.currency else None

    return fact(
        f"gift:{row.id}", "gift", source=row.source, key=row.id, as_of=row.as_of,
        gift=row.name, role=row.role, status=row.status, amount=money(row.amount_minor), left=money(row.left_minor),
        bought_on=row.bought_on, redeemed_on=row.redeemed_on, expires_on=row.expires_on,
    )  # fmt: skip
