"""What is proven of a system before it answers anybody: quick enough for every start."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from actions.errors import SystemDefinitionError, SystemUnavailable
from actions.systems.check.columns import mistakes
from actions.systems.check.lookups import index_used
from actions.systems.check.report import Finding, State
from actions.systems.check.roles import write_refused
from actions.systems.check.sampling import Sampler
from actions.systems.entities import Customer, Entity, entity_name
from actions.systems.sql import SqlSystem
from actions.systems.url import one_line

_ROWS = 3


def prove_system(system: SqlSystem) -> None:
    """Prove that the role cannot write, that each SELECT runs and yields what it should, and that look-ups by
    customer use an index.

    Raises `SystemDefinitionError` with the first that fails, `SystemUnavailable` where the system is down.
    """
    with system.connect() as connection:
        refused = write_refused(system)
        if refused.state is State.WRONG:
            raise SystemDefinitionError(f"system {system.name!r}: {refused.says}")
        sampler = Sampler(system, connection)
        for entity in in_order(system):
            for finding in proven(system, connection, sampler, entity):
                if finding.state is State.WRONG:
                    what = f"system {system.name!r}: {entity_name(entity)}"
                    raise SystemDefinitionError(f"{what}: {finding.says} (usher systems check tells more)")


def in_order(system: SqlSystem) -> list[type[Entity]]:
    """Customers first: their ids find the rows of the others."""
    return sorted(system.folder.selects, key=lambda entity: entity is not Customer)


def proven(
    system: SqlSystem, connection: sa.Connection, sampler: Sampler, entity: type[Entity], size: int = _ROWS
) -> Iterator[Finding]:
    """The essential findings about one entity. Raises `SystemUnavailable`, `SystemDefinitionError`."""
    select = system.folder.selects[entity]
    try:
        rows = sampler.rows(entity, size)
        for column, what in mistakes(system, entity, rows).items():
            yield Finding("types", State.WRONG, f"{column} {what}")
        customer = next((row["customer"] for row in rows if row.get("customer") is not None), None)
        if entity.customer_field and customer is not None:
            yield index_used(system, connection, entity, {"customer": str(customer)})
    except SQLAlchemyError as error:
        line = one_line(getattr(error, "orig", None) or error, system.url)
        if getattr(error, "connection_invalidated", False):
            raise SystemUnavailable(system.name, line) from None
        raise SystemDefinitionError(f"{select.path}:1: the SELECT fails: {line}") from None
