"""`./usher systems draft`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from actions.systems.cli import systems_app
from actions.systems.inspect.caller import called_from
from actions.systems.inspect.cli import Schema, Url, console, opened

if TYPE_CHECKING:
    from actions.systems.draft.draft import Outcome


@systems_app.command("draft")
def draft(
    url: Url,
    folder: Annotated[Path, typer.Argument(metavar="DIR", parser=called_from, help="New folder, e.g. systems/shop")],
    with_model: Annotated[
        bool, typer.Option("--with-model", help="Ask the configured model to choose: it sees names and types, no data")
    ] = False,
    schema: Schema = None,
) -> None:
    """Write system.yml and a SELECT for each entity that a database seems to hold, for a person to read and correct.

    Each column says where it comes from and how sure that is; what could not be decided is marked.
    """
    from actions.systems.draft.adviser import ModelAdviser
    from actions.systems.draft.draft import draft_system
    from actions.systems.draft.writing import refuse_used

    refuse_used(folder)
    adviser = ModelAdviser.configured() if with_model else None
    with opened(url) as (database, status):
        outcome = draft_system(database, folder, schema=schema, adviser=adviser, tell=status.update)
    _show(outcome, folder)


def _show(outcome: Outcome, folder: Path) -> None:
    out = console()
    grid = Table("entity", "from", "sure", "columns", "to decide", box=None, padding=(0, 2, 0, 0))
    for done in outcome.drafts:
        written = sum(column.sql is not None for column in done.columns)
        asked = sum(column.asks is not None for column in done.columns)
        source = done.notes[0].partition(":")[0].replace("[", r"\[")
        grid.add_row(done.rule.name, source, f"{done.sure:.0%}", str(written), str(asked))
    out.print(grid)
    for name, why in outcome.left_out.items():
        out.print(f"left out: {name}: {why}", markup=False)
    for line in outcome.remarks:
        out.print(line, markup=False)
    out.print(
        f"\nWritten to {folder}. Every line marked TODO decide is a question to you; then: ./usher systems check",
        markup=False,
    )
