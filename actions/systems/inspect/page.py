"""A survey as one page that needs nothing else: the picture, then a section for each table."""

from __future__ import annotations

from html import escape
from pathlib import Path

from actions.errors import SystemDefinitionError
from actions.systems.inspect.model import Column, Survey, Table
from actions.systems.inspect.picture import anchor, drawn
from actions.systems.inspect.told import freshness, key_words, reasons, row_count


def write_page(survey: Survey, file: Path) -> None:
    """Write the page. Raises `SystemDefinitionError` where it cannot be written."""
    try:
        file.write_text(page(survey), encoding="utf-8")
    except OSError as error:
        raise SystemDefinitionError(f"{file} cannot be written: {error.strerror}") from None


def page(survey: Survey) -> str:
    """The page as HTML."""
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    title = f"Database {escape(survey.place)}"
    tables = "".join(_table(survey, table) for table in survey.tables)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
        f"<body><header><h1>{title}</h1>{_summary(survey)}</header><main>{_picture(survey)}{_personal(survey)}"
        f"<section><h2>Tables</h2>{tables}</section></main></body></html>\n"
    )


def _summary(survey: Survey) -> str:
    inferred = sum(not link.declared for link in survey.links)
    lines = [
        f"{len(survey.tables)} tables, {len(survey.links) - inferred} declared and {inferred} inferred references. "
        f"{escape(survey.dialect)}, looked at {survey.taken_at:%Y-%m-%d %H:%M} UTC, read-only.",
        *(f"Not read: {escape(line)}" for line in survey.skipped),
    ]
    return "".join(f'<p class="facts">{line}</p>' for line in lines)


def _picture(survey: Survey) -> str:
    return (
        '<section class="picture"><h2>Picture</h2><p class="facts">Lines lead from a reference to what it names: drawn '
        "through where it is declared, dashed where it is inferred. A red head, and the word personal: the table has personal columns.</p>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Picture of the tables">'
        f"{drawn(survey)}</div></section>"
    )


def _personal(survey: Survey) -> str:
    rows = [
        f'<tr><td class="name"><a href="#{anchor(table.name)}">{escape(table.name)}</a></td>'
        f'<td class="name">{escape(column.name)}</td><td>{escape(guess.why)}</td><td>{guess.sure:.0%}</td></tr>'
        for table in survey.tables
        for column in table.columns
        if (guess := column.guess("personal"))
    ]
    if not rows:
        return "<section><h2>Personal columns</h2><p>None were recognised.</p></section>"
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Table", "Column", "Why", "Sure"))
    return f"<section><h2>Personal columns</h2><table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></section>"


def _table(survey: Survey, table: Table) -> str:
    facts = ", ".join(part for part in ("view" if table.is_view else "", row_count(table), freshness(table)) if part)
    heads = ["Column", "Type", "Key", "Looks like", "Why", *(["Sample, masked"] if table.sample else [])]
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    rows = "".join(_row(survey, table, column) for column in table.columns)
    return (
        f'<h3 id="{anchor(table.name)}">{escape(table.name)}</h3><p class="facts">{escape(facts)}</p>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(survey: Survey, table: Table, column: Column) -> str:
    tags = "".join(
        f'<span class="tag {escape(guess.role)}">{escape(guess.role)} {guess.sure:.0%}</span> '
        for guess in column.guesses
    )
    cells = [
        f'<td class="name">{escape(column.name)}</td>',
        f"<td>{escape(column.type)}</td>",
        f"<td>{escape(key_words(survey, table, column))}</td>",
        f"<td>{tags}</td>",
        f"<td>{escape(reasons(survey, table, column))}</td>",
    ]
    if table.sample:
        cells.append(f'<td class="name">{escape("  ".join(table.sample.get(column.name, ())))}</td>')
    return f"<tr>{''.join(cells)}</tr>"
