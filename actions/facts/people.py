"""Facts about a person's account: contact details, devices, profiles."""

from __future__ import annotations

from actions.clock import Calendar
from actions.facts.model import Fact, fact
from actions.systems.connected import Systems
from actions.systems.entities import Customer, Device, Profile


async def customer_row(systems: Systems, customer: str) -> Customer | None:
    """None: no connected system has people, or none knows this one."""
    if not systems.yields(Customer):
        return None
    return next(iter(await systems.fetch(Customer, customer=customer)), None)


async def contact(systems: Systems, customer: str) -> Fact | None:
    """What is on file about how to reach a customer; None: nothing is."""
    row = await customer_row(systems, customer)
    if row is None:
        return None
    known = fact(
        f"customer:{row.customer}", "customer", source=row.source, key=row.customer, as_of=row.as_of,
        name=row.name or None, email=row.email, phone=row.phone, address=row.address,
    )  # fmt: skip
    return known if known.fields else None


def device_fact(row: Device, calendar: Calendar) -> Fact:
    """A signed-in device. `detail_known`: whether it is known when it was last used."""
    return fact(
        f"own_device:{row.id}", "device", source=row.source, key=row.id, as_of=row.as_of,
        device=row.name, seen_on=calendar.day_of(row.last_seen_at), app_version=row.app_version,
        detail_known=row.last_seen_at is not None,
    )  # fmt: skip


def profile_fact(row: Profile) -> Fact:
    """A viewing profile. `detail_known`: whether it has an age limit."""
    return fact(
        f"profile:{row.id}", "profile", source=row.source, key=row.id, as_of=row.as_of,
        profile=row.name, maturity_age=row.maturity_age, is_children=row.is_children,
        detail_known=row.maturity_age is not None,
    )  # fmt: skip
