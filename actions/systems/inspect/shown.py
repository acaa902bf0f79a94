"""A survey in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from actions.systems.inspect.model import Survey, Table
from actions.systems.inspect.told import freshness, key_words, reasons, roles, row_count


def show(survey: Survey, console: Console) -> None:
    """Print all tables, then what could not be read."""
    inferred = sum(not link.declared for link in survey.links)
    console.print(
        f"{survey.place}: {len(survey.tables)} tables, {len(survey.links) - inferred} declared and "
        f"{inferred} inferred references",
        markup=False,
    )
    for table in survey.tables:
        console.print()
        _show(survey, table, console)
    for line in survey.skipped:
        console.print(f"not read: {line}", markup=False)


def _show(survey: Survey, table: Table, console: Console) -> None:
    kind = " (view)" if table.is_view else ""
    facts = ", ".join(part for part in (row_count(table), freshness(table)) if part)
    console.print(f"[bold]{escape(table.name)}[/bold]{kind}: {escape(facts)}")
    sampled = ("sample, masked",) if table.sample else ()
    grid = Grid("column", "type", "key", "looks like", "why", *sampled, box=None, padding=(0, 2, 0, 2))
    for column in table.columns:
        cells = [
            column.name,
            column.type,
            key_words(survey, table, column),
            roles(column),
            reasons(survey, table, column),
        ]
        if sampled:
            cells.append("  ".join(table.sample.get(column.name, ())))
        grid.add_row(*(escape(cell) for cell in cells))
    console.print(grid)
