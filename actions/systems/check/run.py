"""`usher systems check`: everything about the connected systems that can be known before a customer asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from actions.errors import SystemDefinitionError, SystemUnavailable
from actions.systems.check.columns import column_reports, mistakes
from actions.systems.check.essential import in_order
from actions.systems.check.lookups import index_there, index_used, p95_ms
from actions.systems.check.needs import Needs, yielded_by
from actions.systems.check.report import (
    EntityReport,
    Finding,
    MissingEntity,
    Report,
    State,
    SystemReport,
)
from actions.systems.check.roles import write_refused
from actions.systems.check.sampling import Sampler
from actions.systems.check.sense import between, lines_add_up
from actions.systems.check.values import Values
from actions.systems.connected import connect_all
from actions.systems.entities import ENTITIES, Entity, entity_name
from actions.systems.sql import Row, SqlSystem
from actions.systems.url import one_line

_SAMPLE = 500
_CUSTOMERS = 50
_BILLS_OF = 10


def check_all(
    folder: Path, environment: Mapping[str, str], *, needs: Mapping[str, Sequence[str]] | None = None
) -> Report:
    """Check every system under `folder`. `needs`: what each use case needs (see `Needs`); None: not told.

    Raises `SystemDefinitionError` for a folder that cannot be used. A system that is down is in the report.
    """
    connected = connect_all(folder, environment)
    try:
        known = Needs(needs or {}, yielded_by([system.folder for system in connected.systems]))
        reports = tuple(check_system(system, known) for system in connected.systems)
        together = () if any(report.down for report in reports) else tuple(_between(connected.systems))
        absent = [entity_name(entity) for entity in ENTITIES if not connected.yields(entity)]
        return Report(reports, tuple(MissingEntity(name, known.switched_off(name)) for name in absent), together)
    finally:
        connected.close()


def check_system(system: SqlSystem, needs: Needs) -> SystemReport:
    """Raises `SystemDefinitionError` for a SELECT that does not run."""
    try:
        with system.connect(), system.bulk.connect() as connection:
            refused = write_refused(system)
            sampler = Sampler(system, connection)
            entities = tuple(_entity(system, connection, sampler, entity, needs) for entity in in_order(system))
            right = all(entity.state is not State.WRONG for entity in entities)
            bills = lines_add_up(system, sampler.customers[:_BILLS_OF]) if right else None
    except SystemUnavailable as error:
        return SystemReport(system.name, down=str(error).partition(": ")[2])
    except SQLAlchemyError as error:
        return SystemReport(system.name, down=one_line(getattr(error, "orig", None) or error, system.url))
    reads = Finding("each SELECT only reads", State.OK, f"{len(entities)} files")
    return SystemReport(system.name, (reads, refused, *([bills] if bills else [])), entities)


def _entity(
    system: SqlSystem, connection: sa.Connection, sampler: Sampler, entity: type[Entity], needs: Needs
) -> EntityReport:
    values = Values(system, connection)
    try:
        rows = sampler.rows(entity, _SAMPLE)
        unmapped = values.unmapped(entity)
        customers = _customers(rows) if entity.customer_field else []
        lookups = [index_used(system, connection, entity, {"customer": one}) for one in customers[:1]]
        there = index_there(system, connection, entity) if customers else None
        findings = (*lookups, *([there] if there else []), *values.findings(entity))
    except SQLAlchemyError as error:
        line = one_line(getattr(error, "orig", None) or error, system.url)
        raise SystemDefinitionError(f"{system.folder.selects[entity].path}:1: the SELECT fails: {line}") from None
    columns = column_reports(system, entity, mistakes(system, entity, rows), unmapped, needs)
    took, slow = _timed(system, entity, customers[:_CUSTOMERS])
    return EntityReport(entity_name(entity), columns, (*findings, *slow), took)


def _timed(system: SqlSystem, entity: type[Entity], customers: Sequence[str]) -> tuple[float | None, list[Finding]]:
    try:
        return p95_ms(system, entity, customers), []
    except SystemUnavailable as error:
        return None, [Finding("look-ups are answered in time", State.WRONG, str(error).partition(": ")[2])]


def _customers(rows: Sequence[Row]) -> list[str]:
    """Whose the rows are, each once, in their order."""
    return list(dict.fromkeys(str(row["customer"]) for row in rows if row["customer"] is not None))


def _between(systems: Sequence[SqlSystem]) -> Iterator[Finding]:
    try:
        yield from between(systems)
    except (SystemUnavailable, SQLAlchemyError) as error:
        yield Finding("between the systems", State.WARNING, f"not checked: {type(error).__name__}")
