"""The one currency of a database, for what names none."""

# ruff: noqa: S608 - SQL is what is written here; names are quoted, and no value comes from outside
from __future__ import annotations

from babel.numbers import is_currency

from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.model import Survey


def only_currency(database: LookOnly, survey: Survey) -> str | None:
    """ISO 4217, where all columns with currencies have the same one; None: there is none, or several."""
    found: set[str] = set()
    for table in survey.tables:
        for column in table.columns:
            if column.guess("currency") and not table.is_view:
                name = database.quote(column.name)
                rows = database.try_rows(
                    f"SELECT DISTINCT {name} FROM {database.table(table.name, table.schema)} "
                    f"WHERE {name} IS NOT NULL LIMIT 3"
                )
                found |= {str(row[0]).strip().upper() for row in rows or ()}
    code = next(iter(found)) if len(found) == 1 else None
    return code if code and is_currency(code) else None
