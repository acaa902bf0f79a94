"""Facts about a person's account: contact details, devices, profiles."""

from __future__ import annotations

from actions.clock import Calendar
from actions.facts.model import Fact, Money, fact
from actions.systems.connected import Systems
from actions.systems.entities import Customer, Device, ExtraMember, Newsletter, Profile


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


async def country(systems: Systems, customer: str | None, default: str) -> str:
    """Where a customer lives, ISO 3166-1 alpha-2; `default` for a visitor and for whom nobody knows."""
    row = await customer_row(systems, customer) if customer else None
    return (row and row.country) or default


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


def newsletter_fact(row: Newsletter) -> Fact:
    return fact(
        f"newsletter:{row.id}", "newsletter", source=row.source, key=row.id, as_of=row.as_of,
        newsletter=row.name, about=row.about, subscribed=row.subscribed,
    )  # fmt: skip


def member_fact(row: ExtraMember, calendar: Calendar) -> Fact:
    """Somebody who watches on the subscription for an extra charge."""
    return fact(
        f"extra_member:{row.id}", "extra_member", source=row.source, key=row.id, as_of=row.as_of,
        email=row.email, status=row.status, price=Money(amount_minor=row.price_minor, currency=row.currency),
        added_on=calendar.day_of(row.added_at),
    )  # fmt: skip
