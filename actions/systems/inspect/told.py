"""A survey as plain data, and in the words that the terminal and the page share. No value of a row is in it,
except masked samples and the newest time of a table."""

from __future__ import annotations

from typing import Any

from actions.systems.inspect.model import Column, Link, Survey, Table


def as_json(survey: Survey) -> dict[str, Any]:
    """The survey for a program."""
    return {
        "database": survey.place,
        "dialect": survey.dialect,
        "taken_at": survey.taken_at.isoformat(timespec="seconds"),
        "tables": [_table(survey, table) for table in survey.tables],
        "references": [_link(link) for link in survey.links],
        "skipped": list(survey.skipped),
    }


def _table(survey: Survey, table: Table) -> dict[str, Any]:
    fresh = table.freshness
    return {
        "name": table.name,
        "schema": table.schema,
        "view": table.is_view,
        "rows": table.rows,
        "rows_exact": table.exact,
        "freshness": {"column": fresh.column, "newest": fresh.newest} if fresh else None,
        "columns": [_column(table, column) for column in table.columns],
    }


def _column(table: Table, column: Column) -> dict[str, Any]:
    profile = column.profile
    told: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "nullable": column.nullable,
        "primary_key": column.key,
        "unique": column.unique,
        "indexed": column.indexed,
        "guesses": [{"role": guess.role, "sure": guess.sure, "why": guess.why} for guess in column.guesses],
    }
    if profile:
        told["sampled"] = {"rows": profile.rows, "filled": profile.filled, "distinct": profile.distinct}
    if table.sample:
        told["sample"] = list(table.sample.get(column.name, ()))
    return told


def _link(link: Link) -> dict[str, Any]:
    return {
        "from": f"{link.table}.{link.column}",
        "to": f"{link.to_table}.{link.to_column}",
        "declared": link.declared,
        "sure": link.sure,
        "why": link.why,
    }


def row_count(table: Table) -> str:
    """`12,345`, `about 2,000,000`, or that it is not known."""
    if table.rows is None:
        return "rows not counted in time"
    noun = "row" if table.rows == 1 else "rows"
    return f"{'' if table.exact else 'about '}{table.rows:,} {noun}"


def freshness(table: Table) -> str:
    if table.freshness is None:
        return ""
    return f"newest {table.freshness.column}: {table.freshness.newest or 'empty'}"


def key_words(survey: Survey, table: Table, column: Column) -> str:
    """What a column is for keys: `primary key`, `→ customer.id (inferred)`."""
    words = ["primary key"] if column.key else ["unique"] if column.unique else []
    for link in survey.links_from(table.name):
        if link.column == column.name:
            sure = "" if link.declared else f" (inferred, {link.sure:.0%})"
            words.append(f"→ {link.to_table}.{link.to_column}{sure}")
    return ", ".join(words)


def roles(column: Column) -> str:
    return ", ".join(f"{guess.role} {guess.sure:.0%}" for guess in column.guesses)


def reasons(survey: Survey, table: Table, column: Column) -> str:
    links = (k.why for k in survey.links_from(table.name) if k.column == column.name and not k.declared)
    return "; ".join([*(guess.why for guess in column.guesses), *links])
