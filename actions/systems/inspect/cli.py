"""`./usher systems inspect`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.status import Status

from actions.systems.cli import AsJson, systems_app
from actions.systems.inspect.caller import called_from

if TYPE_CHECKING:
    from actions.systems.inspect.connection import LookOnly

Url = Annotated[str, typer.Argument(help="SQLAlchemy URL, e.g. postgresql://reader@host/shop", metavar="URL")]
Schema = Annotated[str | None, typer.Option(help="Schema to look at; otherwise the user's own")]


def console() -> Console:
    """Standard output; as wide as it likes where nobody looks at it directly."""
    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 240)


@contextmanager
def opened(url: str) -> Iterator[tuple[LookOnly, Status]]:
    """The database, and a line on standard error that says what is being done."""
    from actions.systems.inspect.connection import look_only

    with Console(stderr=True).status("connecting") as status:
        database = look_only(url)
        try:
            yield database, status
        finally:
            database.close()


@systems_app.command("inspect")
def inspect(
    url: Url,
    sample: Annotated[
        bool, typer.Option("--sample", help="Also show values: personal ones only by their shape")
    ] = False,
    as_json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option("--html", parser=called_from, metavar="FILE", help="Write a page with a picture here")
    ] = None,
    schema: Schema = None,
) -> None:
    """Look at a database, read-only: tables, keys declared and inferred, rows, and what the columns probably are.

    Without --sample no value leaves the database, except the newest time of each table.
    """
    from actions.systems.inspect.page import write_page
    from actions.systems.inspect.shown import show
    from actions.systems.inspect.survey import survey
    from actions.systems.inspect.told import as_json as told

    with opened(url) as (database, status):
        found = survey(database, schema=schema, samples=sample, tell=status.update)
    if html is not None:
        write_page(found, html)
    if as_json:
        sys.stdout.write(json.dumps(told(found), ensure_ascii=False) + "\n")
    else:
        out = console()
        show(found, out)
        if html is not None:
            out.print(f"\nThe page is in {html}", markup=False)
