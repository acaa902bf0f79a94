"""The entity-relationship picture, drawn as SVG."""

from __future__ import annotations

from html import escape

from actions.systems.inspect.layout import CHARACTER, HEAD, LINE, PAD, Box, laid_out
from actions.systems.inspect.model import Link, Survey

_ARM = 40


def drawn(survey: Survey) -> str:
    """All tables with their keys, and a line for each reference: drawn through where it is declared, dashed where
    it is inferred. A box leads to the table's section of the page."""
    picture = laid_out(survey)
    lines = "".join(_line(picture.boxes[link.table], picture.boxes[link.to_table], link) for link in survey.links)
    boxes = "".join(_box(survey, box) for box in picture.boxes.values())
    size = f"{picture.width:.0f} {picture.height:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="group" aria-label="Tables and their references" '
        f'width="{picture.width:.0f}" height="{picture.height:.0f}" viewBox="0 0 {size}">'
        f'<g class="references" aria-hidden="true">{lines}</g>{boxes}</svg>'
    )


def anchor(table: str) -> str:
    """The id of a table's section."""
    return "table-" + "".join(c if c.isalnum() else f"_{ord(c):x}" for c in table)


def _line(child: Box, parent: Box, link: Link) -> str:
    y, to_y = child.line_y(link.column), parent.line_y(link.to_column)
    x, to_x = child.x, parent.x + parent.width
    arm, to_arm = x - _ARM, to_x + _ARM
    if child.x <= parent.x:
        x = child.x + child.width
        arm = to_arm = max(x, to_x) + _ARM
    path = f"M{x:.0f},{y:.0f} C{arm:.0f},{y:.0f} {to_arm:.0f},{to_y:.0f} {to_x:.0f},{to_y:.0f}"
    kind = "declared" if link.declared else "inferred"
    return f'<path class="{kind}" d="{path}"/><circle cx="{to_x:.0f}" cy="{to_y:.0f}" r="3"/>'


def _box(survey: Survey, box: Box) -> str:
    table = box.table
    personal = any(column.guess("personal") for column in table.columns)
    body = "".join(_text(box, at, line, _mark(survey, box, line)) for at, line in enumerate(box.lines))
    if box.more:
        body += _text(box, len(box.lines), f"{box.more} more{', personal' if personal else ''}", "more")
    return (
        f'<a href="#{anchor(table.name)}">'
        f'<g transform="translate({box.x:.0f},{box.y:.0f})">'
        f'<rect class="box" width="{box.width:.0f}" height="{box.height:.0f}" rx="4"/>'
        f'<rect class="head{" personal" if personal else ""}" width="{box.width:.0f}" height="{HEAD}" rx="4"/>'
        f'<text class="name" x="{PAD}" y="{HEAD - 8}" textLength="{len(table.name) * CHARACTER:.0f}" '
        f'lengthAdjust="spacingAndGlyphs">{escape(table.name)}</text>{body}</g></a>'
    )


def _text(box: Box, at: int, line: str, kind: str) -> str:
    return f'<text class="{kind}" x="{PAD}" y="{HEAD + LINE * (at + 1) - 4}">{escape(line)}</text>'


def _mark(survey: Survey, box: Box, line: str) -> str:
    column = box.table.column(line)
    refers = any(link.column == line for link in survey.links_from(box.table.name))
    return "key" if column.key else "refers" if refers else "plain"
