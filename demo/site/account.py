"""What the account and plans pages show of billing.

They read through the SELECTs of `systems/billing`, so that what the chat says can be compared with what the
company's own page says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_currency

from actions.systems.entities import Customer, Entity, Invoice, Plan, Subscription, entity_name
from demo.site.database import reading

_SELECTS = Path("systems/billing")
_PERIODS = {"month": "a month", "quarter": "a quarter", "year": "a year", "week": "a week"}
_STATES = {
    "trial": "Free trial", "active": "Active", "past_due": "Payment overdue", "paused": "Paused",
    "cancelled": "Cancelled", "expired": "Ended", "unknown": "",
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A subscription in words."""

    plan: str
    state: str
    lines: tuple[tuple[str, str], ...]


class Accounts:
    """The billing database, read only."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def plans(self) -> list[Plan]:
        """Plans on sale, streaming first, by price."""
        sold = [plan for plan in self._rows(Plan) if plan.sold]
        return sorted(sold, key=lambda plan: (plan.product != "streaming", plan.price_minor))

    def customer(self, customer: str) -> Customer | None:
        found = self._rows(Customer, customer)
        return found[0] if found else None

    def held(self, customer: str) -> list[Held]:
        names = {plan.code: plan.name for plan in self._rows(Plan)}
        return [_held(subscription, names) for subscription in self._rows(Subscription, customer)]

    def invoices(self, customer: str, limit: int = 6) -> list[tuple[str, str, str, str]]:
        """The latest bills: number, day, sum and state."""
        rows = sorted(self._rows(Invoice, customer), key=lambda invoice: invoice.issued_at, reverse=True)
        return [(i.number, day(i.issued_at), money(i.total_minor, i.currency), i.status) for i in rows[:limit]]

    def _rows[E: Entity](self, entity: type[E], customer: str | None = None) -> list[E]:
        select = (_SELECTS / f"{entity_name(entity)}.sql").read_text(encoding="utf-8").rstrip().rstrip(";")
        query = f"SELECT * FROM ({select}\n) AS rows"  # noqa: S608 - a file of this repository
        with reading(self._database) as connection:
            where, values = ("", ()) if customer is None else (" WHERE rows.customer = ?", (customer,))
            return [entity.model_validate(dict(row)) for row in connection.execute(query + where, values)]


def money(amount_minor: int, currency: str) -> str:
    return format_currency(amount_minor / 100, currency, locale="en_GB")


def price(plan: Plan) -> str:
    return f"{money(plan.price_minor, plan.currency)} {_PERIODS[plan.interval]}"


def day(instant: object) -> str:
    return format_date(instant, "d MMMM yyyy", locale="en_GB")  # type: ignore[arg-type]


def _held(subscription: Subscription, names: dict[str, str]) -> Held:
    amount = subscription.next_amount_minor
    lines = (
        ("Next payment", day(subscription.next_billing_at) if subscription.next_billing_at else None),
        ("Next amount", money(amount, subscription.currency or "GBP") if amount is not None else None),
        ("Trial ends", day(subscription.trial_ends_at) if subscription.status == "trial" else None),
        ("Access ends", day(subscription.ends_at) if subscription.ends_at else None),
        ("Billed by", subscription.billed_by),
    )
    shown = tuple((name, value) for name, value in lines if value)
    return Held(names.get(subscription.plan, subscription.plan), _STATES[subscription.status], shown)
