"""Facts about deliveries of the printed newspaper."""

from __future__ import annotations

import datetime as dt

from actions.clock import Calendar
from actions.facts.model import Fact, fact
from actions.systems.connected import Systems
from actions.systems.entities import Delivery, Voucher


async def deliveries(systems: Systems, calendar: Calendar, customer: str) -> list[Delivery]:
    """The last sixty days' deliveries up to today, the newest first."""
    rows = await systems.fetch(Delivery, newest="due_on", limit=90, customer=customer)
    today = calendar.today()
    return sorted((r for r in rows if 0 <= (today - r.due_on).days <= 60), key=lambda r: r.due_on, reverse=True)


async def next_delivery(systems: Systems, calendar: Calendar, customer: str | None) -> Delivery | None:
    """The next planned delivery, today's included; None: nobody is signed in, or none is planned."""
    if customer is None or not systems.yields(Delivery):
        return None
    rows = await systems.fetch(Delivery, newest="due_on", limit=90, customer=customer)
    planned = [row for row in rows if row.status == "planned" and row.due_on >= calendar.today()]
    return min(planned, key=lambda row: row.due_on, default=None)


async def held_back(systems: Systems, calendar: Calendar, customer: str) -> list[Delivery]:
    """The papers that will not come because they were stopped for some days, the next one first."""
    rows = await systems.fetch(Delivery, newest="due_on", limit=90, customer=customer)
    stopped = [row for row in rows if row.status == "paused" and row.due_on >= calendar.today()]
    return sorted(stopped, key=lambda row: row.due_on)


def delivery_fact(row: Delivery, calendar: Calendar) -> Fact:
    return fact(
        f"delivery:{row.id}", "delivery", source=row.source, key=row.id, as_of=row.as_of,
        edition=row.edition, due_on=row.due_on, status=row.status,
        reported_on=calendar.day_of(row.reported_at), note=row.note,
    )  # fmt: skip


def voucher_fact(row: Voucher) -> Fact:
    return fact(
        f"voucher:{row.id}", "voucher", source=row.source, key=row.id, as_of=row.as_of,
        number=row.number, status=row.status, valid_until=row.valid_until,
    )  # fmt: skip


async def live_vouchers(systems: Systems, customer: str) -> list[Voucher]:
    """The customer's vouchers that can still be used, the next day's first."""
    rows = await systems.fetch(Voucher, customer=customer)
    return sorted(
        (row for row in rows if row.status == "valid"), key=lambda row: (row.valid_until or dt.date.max, row.id)
    )
