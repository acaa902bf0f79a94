"""Customers of one system found in another: through an e-mail address or an external id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from actions.errors import SystemDefinitionError, SystemUnavailable
from actions.systems.entities import Customer
from actions.systems.sql import SqlSystem


def translators(systems: Sequence[SqlSystem]) -> Mapping[str, SqlSystem]:
    """For each linked system, by name, the one whose customers say how it knows them.

    Raises `SystemDefinitionError` where there is none, or more than one.
    """
    return {system.name: _translator(system, systems) for system in systems if system.folder.config.link}


def _translator(linked: SqlSystem, systems: Sequence[SqlSystem]) -> SqlSystem:
    link = linked.folder.config.link
    assert link is not None  # noqa: S101 - asked for linked systems only
    able = [system for system in systems if _tells(system, link.by) and link.through in (None, system.name)]
    if len(able) == 1:
        return able[0]
    where = f"system {linked.name!r}: link: {{by: {link.by}}}"
    if able:
        names = ", ".join(system.name for system in able)
        raise SystemDefinitionError(f"{where}: say through which system ({names}): link: {{by: {link.by}, through: …}}")
    which = f"system {link.through!r} does not yield" if link.through else "no other system yields"
    raise SystemDefinitionError(f"{where}: {which} customer.{link.by}")


def _tells(system: SqlSystem, column: str) -> bool:
    select = system.folder.selects.get(Customer)
    return system.folder.config.link is None and select is not None and column in select.columns


def known_as(linked: SqlSystem, translator: SqlSystem, customer: str) -> list[str]:
    """What the linked system calls a customer, in every spelling it may have; empty: it cannot know them.

    Raises `SystemUnavailable`, also where the link fits several customers: guessing would show another's data.
    """
    by = _by(linked)
    found = translator.fetch(Customer, {"customer": customer}, limit=1)
    value = str(getattr(found[0], by) or "").strip() if found else ""
    if not value:
        return []
    spellings = spelled(by, value)
    rows = translator.rows(Customer, {by: spellings}, limit=10)
    # A collation may take other letters for the same.
    holders = {str(row["customer"]) for row in rows if str(row[by]).strip().casefold() == value.casefold()}
    if len(holders) != 1:
        raise SystemUnavailable(linked.name, f"customer.{by} of {translator.name} does not name one customer")
    return spellings


def spelled(by: str, value: str) -> list[str]:
    """An e-mail address as it is and in small letters; anything else only as it is."""
    return list(dict.fromkeys([value, value.lower()])) if by == "email" else [value]


def everybody(linked: SqlSystem, customers: Iterable[Customer]) -> Mapping[str, str]:
    """For reading everything: what the linked system calls each customer -> the customer. Those whose link fits
    several are left out."""
    by = _by(linked)
    found: dict[str, set[str]] = {}
    for one in customers:
        for spelling in spelled(by, str(getattr(one, by) or "").strip()):
            found.setdefault(spelling, set()).add(one.customer)
    return {spelling: next(iter(who)) for spelling, who in found.items() if spelling and len(who) == 1}


def _by(linked: SqlSystem) -> str:
    link = linked.folder.config.link
    assert link is not None  # noqa: S101 - asked for linked systems only
    return link.by
