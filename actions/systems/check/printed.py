"""A check's report for a person at a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from actions.systems.check.report import EntityReport, Finding, Report, State, SystemReport

_STYLES = {State.OK: "green", State.MISSING: "dim", State.WARNING: "yellow", State.WRONG: "bold red"}


def print_report(report: Report, out: Console | None = None) -> None:
    """Every entity and column, then what is missing, then what must be mended."""
    out = out or Console(highlight=False, soft_wrap=True)
    for system in report.systems:
        _system(system, out)
    for one in report.missing:
        cases = f"; switches off {', '.join(one.use_cases)}" if one.use_cases else ""
        out.print(f"{one.entity}: no system yields it{cases}", style="dim", markup=False)
    for finding in report.between:
        out.print(_line(finding))
    for style, heading, lines in (
        ("yellow", "Look at these", report.warnings),
        ("bold red", "Mend these: they would give a wrong answer, or another customer's", report.wrong),
        ("bold red", "Not checked", report.down),
    ):
        if lines:
            out.print(f"\n{heading}:", style=style)
            for line in lines:
                out.print(f"  {line}", markup=False)
    if report.exit_status == 0:
        out.print("\nAll connected systems can be used.", style="green")


def _system(system: SystemReport, out: Console) -> None:
    out.print(f"\n{system.system}", style="bold", markup=False)
    for finding in system.findings:
        out.print(_line(finding))
    if not system.entities:
        return
    table = Table("entity", "column", "state", "", box=None, padding=(0, 2, 0, 0))
    for entity in system.entities:
        _entity(entity, table)
    out.print(table)


def _entity(entity: EntityReport, table: Table) -> None:
    took = "" if entity.p95_ms is None else f"p95 {entity.p95_ms} ms"
    table.add_row(Text(entity.entity, style="bold"), "", _state(entity.state), took)
    for finding in entity.findings:
        table.add_row("", Text(finding.what, style="italic"), _state(finding.state), Text(finding.says))
    for column in entity.columns:
        table.add_row(
            "", column.column, Text(column.kind.replace("_", " "), style=_STYLES[column.state]), Text(column.says)
        )


def _state(state: State) -> Text:
    return Text(state.value, style=_STYLES[state])


def _line(finding: Finding) -> Text:
    says = f" ({finding.says})" if finding.says else ""
    return Text.assemble("  ", _state(finding.state), f"  {finding.what}{says}")
