"""What several entities, or several systems, must agree on for answers to be right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from actions.systems.check.lookups import index_used
from actions.systems.check.report import Finding, State
from actions.systems.entities import Customer, Entity, Invoice, InvoiceLine, Plan, Subscription, entity_name
from actions.systems.links import translators
from actions.systems.sql import SqlSystem


def lines_add_up(system: SqlSystem, customers: Sequence[str]) -> Finding | None:
    """Whether the lines of the sampled customers' bills add up to their totals. None: there are no lines."""
    if Invoice not in system.folder.selects or InvoiceLine not in system.folder.selects:
        return None
    looked_at, off = 0, 0
    for customer in customers:
        sums: dict[str, int] = defaultdict(int)
        for line in system.rows(InvoiceLine, {"customer": customer}):
            sums[str(line["invoice"])] += int(line["amount_minor"])
        for invoice in system.rows(Invoice, {"customer": customer}):
            if str(invoice["id"]) in sums:
                looked_at += 1
                off += sums[str(invoice["id"])] != int(invoice["total_minor"])
    what = "the lines of a bill add up to its total"
    if off:
        return Finding(what, State.WRONG, f"not those of {off} of {looked_at} bills looked at")
    return Finding(what, State.OK, f"{looked_at} bills looked at")


def between(systems: Sequence[SqlSystem]) -> Iterator[Finding]:
    """What the systems that answer must agree on. Raises `SystemUnavailable`."""
    codes = Counter(code for system in systems for code in _distinct(system, Plan, "code"))
    if doubled := [code for code, count in codes.items() if count > 1]:
        yield Finding("plan codes", State.WRONG, f"in several systems: {', '.join(sorted(doubled)[:5])}")
    sold = {code for system in systems for code in _distinct(system, Subscription, "plan")}
    if codes and (lost := sorted(sold - set(codes))):
        yield Finding(
            "subscriptions' plans", State.WRONG, f"are no Plan.code: {', '.join(lost[:5])}; they would not be shown"
        )
    for linked, translator in _links(systems):
        yield from _link(linked, translator)


def _distinct(system: SqlSystem, entity: type[Entity], column: str) -> list[str]:
    if entity not in system.folder.selects:
        return []
    table = system.select(entity)
    with system.bulk.connect() as connection:
        return [
            str(value)
            for value in connection.execute(sa.select(table.c[column]).distinct()).scalars()
            if value is not None
        ]


def _links(systems: Sequence[SqlSystem]) -> Iterator[tuple[SqlSystem, SqlSystem]]:
    linked = [system for system in systems if system.folder.config.link]
    known = translators(systems) if linked else {}
    yield from ((system, known[system.name]) for system in linked)


def _link(linked: SqlSystem, translator: SqlSystem) -> Iterator[Finding]:
    config = linked.folder.config.link
    assert config is not None  # noqa: S101 - asked for linked systems only
    what = f"{linked.name} linked by {translator.name}'s customer.{config.by}"
    column = translator.select(Customer).c[config.by]
    spelled = sa.func.lower(column) if config.by == "email" else column
    doubled = sa.select(spelled).where(column.is_not(None)).group_by(spelled).having(sa.func.count() > 1).subquery()
    with translator.bulk.connect() as connection:
        shared = int(connection.execute(sa.select(sa.func.count()).select_from(doubled)).scalar() or 0)
        some = connection.execute(sa.select(column).where(column.is_not(None)).limit(1)).scalar()
        if some is not None:
            index = index_used(translator, connection, Customer, {config.by: str(some)})
            yield Finding(f"{what}: {index.what}", index.state, index.says)
    if shared:
        yield Finding(
            what, State.WARNING, f"{shared} values belong to several customers, who get no answer from {linked.name}"
        )
    if config.by == "email" and (capital := _capitals(linked)):
        yield Finding(what, State.WRONG, f"{capital.says}; yield lower(…) AS customer, with an index on it")


def _capitals(linked: SqlSystem) -> Finding | None:
    """An entity of a system linked by e-mail whose addresses have capital letters, which would not be found."""
    with linked.bulk.connect() as connection:
        for entity in linked.folder.selects:
            if entity.customer_field is None:
                continue
            column = linked.select(entity).c.customer
            some = connection.execute(sa.select(column).where(column.is_not(None)).limit(1000)).scalars()
            if any(str(value) != str(value).lower() for value in some):
                return Finding("capital letters", State.WRONG, f"{entity_name(entity)}.customer has capital letters")
    return None
