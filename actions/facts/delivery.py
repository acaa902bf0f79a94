"""Facts about deliveries of the printed newspaper."""

from __future__ import annotations

from actions.clock import Calendar
from actions.facts.model import Fact, fact
from actions.systems.connected import Systems
from actions.systems.entities import Delivery


async def deliveries(systems: Systems, calendar: Calendar, customer: str) -> list[Delivery]:
    """The last sixty days' deliveries up to today, the newest first."""
    rows = await systems.fetch(Delivery, newest="due_on", limit=90, customer=customer)
    today = calendar.today()
    return sorted((r for r in rows if 0 <= (today - r.due_on).days <= 60), key=lambda r: r.due_on, reverse=True)


def delivery_fact(row: Delivery, calendar: Calendar) -> Fact:
    return fact(
        f"delivery:{row.id}", "delivery", source=row.source, key=row.id, as_of=row.as_of,
        edition=row.edition, due_on=row.due_on, status=row.status,
        reported_on=calendar.day_of(row.reported_at), note=row.note,
    )  # fmt: skip
