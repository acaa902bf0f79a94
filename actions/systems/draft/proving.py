"""Every drafted SELECT is run before it is written: what the database refuses, or what does not fit the entity,
becomes a question instead."""

# ruff: noqa: S608 - SQL is what is written here; names are quoted, and no value comes from outside
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from actions.systems.decode import Decoder
from actions.systems.draft.choosing import DraftColumn
from actions.systems.draft.dialect import Sql
from actions.systems.draft.drafting import Draft
from actions.systems.draft.text import column_sql
from actions.systems.entity import Entity, zone_of
from actions.systems.inspect.connection import LookOnly

_ROWS = 50


def proven(database: LookOnly, sql: Sql, draft: Draft) -> Draft | None:
    """The draft with columns that run and whose first rows fit the entity; None: it does not run at all."""
    if (rows := _rows(database, sql, draft)) is None:
        draft = _without_refused(database, sql, draft)
        rows = _rows(database, sql, draft)
    if rows is None:
        return None
    wrong = _misfits(draft, rows)
    return replace(
        draft, columns=tuple(_questioned(c, wrong[c.field]) if c.field in wrong else c for c in draft.columns)
    )


def _rows(database: LookOnly, sql: Sql, draft: Draft) -> list[dict[str, Any]] | None:
    listed = ", ".join(column_sql(column, sql) for column in draft.columns)
    try:
        rows = database.rows(f"SELECT * FROM (SELECT {listed} {draft.clause}) t LIMIT {_ROWS}")
    except SQLAlchemyError:
        return None
    return [dict(zip((c.field for c in draft.columns), row, strict=True)) for row in rows]


def _without_refused(database: LookOnly, sql: Sql, draft: Draft) -> Draft:
    kept = [
        column
        if _rows(database, sql, replace(draft, columns=(column,))) is not None
        else _questioned(column, "the database refuses it")
        for column in draft.columns
    ]
    return replace(draft, columns=tuple(kept))


def _questioned(column: DraftColumn, why: str) -> DraftColumn:
    notes = f" ({'; '.join(column.notes)})" if column.notes else ""
    return replace(column, sql=None, sure=0.0, asks=f"where {column.field} comes from; what was tried{notes}: {why}")


def _misfits(draft: Draft, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Columns whose values are not what the entity documents, with what is wrong; never with a value."""
    decided = {column.field for column in draft.columns if column.sql is not None}
    found: dict[str, str] = {}
    for row in rows:
        for column, what in _errors(draft.rule.entity, row).items():
            if column in decided:
                found.setdefault(column, what)
    return found


def _errors(entity: type[Entity], row: dict[str, Any]) -> dict[str, str]:
    try:
        Decoder("draft", zone_of("UTC"), None).validate(entity, row, None)
    except ValidationError as error:
        return {str(e["loc"][0]): _what(e["type"]) for e in error.errors(include_input=False)}
    return {}


def _what(kind: str) -> str:
    return "empty in some rows" if kind == "missing" else f"its values do not fit ({kind})"
