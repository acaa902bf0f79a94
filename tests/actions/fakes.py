"""Hand-written stand-ins for what answers are taken from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from actions.clock import Calendar
from actions.errors import EntityMissing, SystemUnavailable
from actions.systems.entities import Entity, Plan, Subscription, entity_name

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


def calendar() -> Calendar:
    """London, at noon on 10 March 2026."""
    return Calendar("Europe/London", lambda: NOW)


def at(day: str, hour: int = 9) -> dt.datetime:
    """That hour of an ISO day, UTC."""
    return dt.datetime.fromisoformat(day).replace(hour=hour, tzinfo=dt.UTC)


class FakeSystems:
    """Rows in memory; `down` answers nothing."""

    def __init__(self, rows: Iterable[Entity], *, down: bool = False) -> None:
        self.rows = list(rows)
        self.down = down

    def yields(self, entity: type[Entity]) -> bool:
        return any(isinstance(row, entity) for row in self.rows)

    async def fetch[E: Entity](
        self, entity: type[E], /, *, newest: str | None = None, limit: int | None = None, **where: Any
    ) -> list[E]:
        if self.down:
            raise SystemUnavailable("fake", "connection refused")
        if not self.yields(entity):
            raise EntityMissing(entity_name(entity))
        found = [row for row in self.rows if isinstance(row, entity) and _matches(row, where)]
        if newest is not None:
            found.sort(key=lambda row: getattr(row, newest), reverse=True)
        return found[:limit]


def _matches(row: Entity, where: dict[str, Any]) -> bool:
    return all(
        getattr(row, name) in wanted if isinstance(wanted, (list, tuple, set)) else getattr(row, name) == wanted
        for name, wanted in where.items()
    )


STANDARD = Plan(
    code="standard", name="Standard", product="streaming", price_minor=999, currency="GBP", interval="month"
)
PREMIUM = Plan(code="premium", name="Premium", product="streaming", price_minor=1499, currency="GBP", interval="month")


def subscription(**changed: Any) -> Subscription:
    """An active Standard subscription of customer c1, renewed on 1 April."""
    values: dict[str, Any] = {
        "customer": "c1", "id": "s1", "plan": "standard", "status": "active", "started_at": at("2025-01-01"),
        "period_start": at("2026-03-01"), "period_end": at("2026-04-01"), "next_billing_at": at("2026-04-01"),
        "next_amount_minor": 999, "currency": "GBP",
    }  # fmt: skip
    return Subscription(**{**values, **changed})
