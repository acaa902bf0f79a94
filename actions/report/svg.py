"""Drawing by code: boxes, arrows and text that wraps, as an inline SVG. Colours come from the page's style sheet."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

SIZE = 15
"""Of text, in the drawing's units."""
LINE = 20
PAD = 14
_WIDTH_OF_A_LETTER = 0.56
"""Of its size; a little more than most fonts need, so that text stays within its box."""


def wrapped(text: str, width: float, size: int = SIZE) -> list[str]:
    """The text in lines that fit into a width."""
    return textwrap.wrap(text, max(8, int(width / (size * _WIDTH_OF_A_LETTER))))


@dataclass(frozen=True)
class Box:
    """A box of text with its place; its height follows from its text. `kind` is a class of the style sheet."""

    x: float
    y: float
    width: float
    title: str
    text: Sequence[str] = ()
    kind: str = "box"

    @property
    def lines(self) -> list[str]:
        return [line for one in self.text for line in wrapped(one, self.width - 2 * PAD)]

    @property
    def heading(self) -> list[str]:
        return wrapped(self.title, self.width - 2 * PAD, SIZE + 1)

    @property
    def height(self) -> float:
        return 2 * PAD + LINE * (len(self.heading) + len(self.lines)) - 4

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass
class Drawing:
    """Gathers shapes and becomes an `<svg>`; `label` tells what it shows to those who don't see it."""

    name: str
    width: float
    label: str
    height: float = 0
    shapes: list[Markup] = field(default_factory=list)

    def box(self, box: Box) -> None:
        self.rectangle(box.x, box.y, box.width, box.height, box.kind)
        top = box.y + PAD + SIZE - 3
        for number, line in enumerate(box.heading):
            self.text(box.x + PAD, top + number * LINE, line, "heading")
        for number, line in enumerate(box.lines, len(box.heading)):
            self.text(box.x + PAD, top + number * LINE, line)

    def rectangle(self, x: float, y: float, width: float, height: float, kind: str, radius: float = 10) -> None:
        self.height = max(self.height, y + height + 2)
        self.shapes.append(
            Markup('<rect class="{}" x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="{:g}"/>').format(
                kind, x, y, width, height, radius
            )
        )

    def text(self, x: float, y: float, text: str, kind: str = "words", anchor: str = "start") -> None:
        self.height = max(self.height, y + 6)
        self.shapes.append(
            Markup('<text class="{}" x="{:g}" y="{:g}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, text)
        )

    def arrow(self, *points: tuple[float, float], both: bool = False) -> None:
        """A line through the points with a head at its end, and with `both` at its beginning."""
        path = "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
        start = Markup(' marker-start="url(#{}-head)"').format(self.name) if both else ""
        self.shapes.append(
            Markup('<path class="arrow" d="{}"{} marker-end="url(#{}-head)"/>').format(path, start, self.name)
        )

    def svg(self) -> Markup:
        head = Markup(
            '<defs><marker id="{}-head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
            'orient="auto-start-reverse"><path class="head" d="M0 0 L10 5 L0 10 z"/></marker></defs>'
        ).format(self.name)
        return Markup('<svg viewBox="0 0 {:g} {:g}" role="img" aria-label="{}">{}{}</svg>').format(
            self.width, self.height, self.label, head, Markup("").join(self.shapes)
        )
