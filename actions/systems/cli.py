"""`./usher systems`: look at an unknown database, draft its SELECTs, check what is connected.

`inspect` and `draft` are registered on the same sub-app by `actions.systems.inspect.cli` and
`actions.systems.draft.cli`; whoever adds the sub-app to the command line imports those two as well.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

systems_app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]


@systems_app.callback()
def systems() -> None:
    """Connect the systems that a company already has."""


@systems_app.command("check")
def check(as_json: AsJson = False) -> None:
    """Prove the connected systems: columns, types, statuses, purposes, read-only roles, indexes, times.

    Exit status 1: something would give a wrong answer, or another customer's. 2: a system could not be checked.
    """
    from actions.settings import environment, settings
    from actions.systems.check.printed import print_report
    from actions.systems.check.run import check_all
    from actions.use_cases import read_use_cases

    chosen = settings()
    needs = {name: case.all_needs for name, case in read_use_cases(chosen.use_cases).by_name.items()}
    report = check_all(chosen.systems, environment(), needs=needs)
    if as_json:
        sys.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) + "\n")
    else:
        print_report(report)
    raise typer.Exit(report.exit_status)
