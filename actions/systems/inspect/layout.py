"""Where the boxes of an entity-relationship picture stand: what is referred to on the left, what refers on the
right, tables without references in rows below."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.systems.inspect.model import Link, Survey, Table

CHARACTER, LINE, HEAD, PAD = 7.0, 17, 26, 10
_GAP_X, _GAP_Y, _MARGIN = 90, 18, 20
_LOWEST, _SHAPE = 640.0, 1.7
_MOST_LINES = 9
_SWEEPS = 6


@dataclass(frozen=True)
class Box:
    """A table's box; measures in pixels. `lines` are the columns shown, `more` how many are not."""

    table: Table
    lines: tuple[str, ...]
    more: int
    x: float = 0.0
    y: float = 0.0

    @property
    def width(self) -> float:
        longest = max([len(self.table.name) + 2, *(len(line) + 2 for line in self.lines), 19])
        return longest * CHARACTER + 2 * PAD

    @property
    def height(self) -> float:
        return HEAD + LINE * (len(self.lines) + bool(self.more)) + PAD

    def line_y(self, column: str) -> float:
        """The middle of a column's line; of the head where the column is not shown."""
        at = self.lines.index(column) + 1 if column in self.lines else 0
        return self.y + (HEAD / 2 if not at else HEAD + LINE * (at - 0.5))


@dataclass(frozen=True)
class Picture:
    boxes: Mapping[str, Box]
    width: float
    height: float


def laid_out(survey: Survey) -> Picture:
    """A place for every table."""
    boxes = {table.name: _box(survey, table) for table in survey.tables}
    linked = {name for link in survey.links for name in (link.table, link.to_table)}
    columns = _columns([name for name in boxes if name in linked], boxes, survey.links)
    placed, width, height = _placed(columns, boxes)
    alone, bottom = _in_rows([name for name in boxes if name not in linked], boxes, max(width, 900.0), height)
    placed |= alone
    right = max((box.x + box.width for box in placed.values()), default=0.0)
    return Picture(placed, right + _MARGIN, bottom + _MARGIN)


def _box(survey: Survey, table: Table) -> Box:
    referring = [link.column for link in survey.links_from(table.name)]
    referred = [link.to_column for link in survey.links_to(table.name)]
    wanted = {*(column.name for column in table.primary_key), *referring, *referred}
    shown = tuple(column.name for column in table.columns if column.name in wanted)[:_MOST_LINES]
    return Box(table, shown, len(table.columns) - len(shown))


def _columns(names: Sequence[str], boxes: Mapping[str, Box], links: Sequence[Link]) -> list[list[str]]:
    """The linked tables by how far they are from those that refer to nothing, each column in a good order."""
    ranks = _ranks(names, links)
    layers = [[n for n in names if ranks[n] == rank] for rank in range(max(ranks.values(), default=-1) + 1)]
    near = _neighbours(links)
    for sweep in range(_SWEEPS):
        order = layers if sweep % 2 == 0 else layers[::-1]
        for layer in order:
            place = {name: at / max(len(column), 1) for column in layers for at, name in enumerate(column)}
            layer.sort(key=lambda name: _middle([place[n] for n in near.get(name, ()) if n in place], place[name]))
    area = sum((boxes[name].width + _GAP_X) * (boxes[name].height + _GAP_Y) for name in names)
    tallest = max(_LOWEST, math.sqrt(area / _SHAPE))
    return [part for layer in layers for part in _wrapped(layer, boxes, tallest)]


def _ranks(names: Sequence[str], links: Sequence[Link]) -> dict[str, int]:
    targets: dict[str, set[str]] = {name: set() for name in names}
    for link in links:
        if link.table != link.to_table:
            targets[link.table].add(link.to_table)
    ranks = dict.fromkeys(names, 0)
    # References may go round in circles: as many rounds as there are layers worth drawing, then it stands.
    for _ in range(min(len(names), 7)):
        ranks = {name: max((ranks[to] + 1 for to in targets[name]), default=0) for name in names}
    used = sorted(set(ranks.values()))
    return {name: used.index(rank) for name, rank in ranks.items()}


def _neighbours(links: Sequence[Link]) -> dict[str, list[str]]:
    near: dict[str, list[str]] = {}
    for link in links:
        near.setdefault(link.table, []).append(link.to_table)
        near.setdefault(link.to_table, []).append(link.table)
    return near


def _middle(places: Sequence[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _wrapped(layer: Sequence[str], boxes: Mapping[str, Box], tallest: float) -> list[list[str]]:
    """A layer as one or more columns that are not too tall."""
    parts: list[list[str]] = [[]]
    tall = 0.0
    for name in layer:
        height = boxes[name].height + _GAP_Y
        if parts[-1] and tall + height > tallest:
            parts.append([])
            tall = 0.0
        parts[-1].append(name)
        tall += height
    return parts


def _placed(columns: Sequence[Sequence[str]], boxes: Mapping[str, Box]) -> tuple[dict[str, Box], float, float]:
    placed: dict[str, Box] = {}
    x, heights = float(_MARGIN), [sum(boxes[n].height + _GAP_Y for n in column) for column in columns]
    tallest = max(heights, default=0.0)
    for column, tall in zip(columns, heights, strict=True):
        y = _MARGIN + (tallest - tall) / 2
        for name in column:
            placed[name] = _at(boxes[name], x, y)
            y += boxes[name].height + _GAP_Y
        x += max((boxes[name].width for name in column), default=0.0) + _GAP_X
    return placed, x, tallest + _MARGIN


def _in_rows(names: Sequence[str], boxes: Mapping[str, Box], width: float, top: float) -> tuple[dict[str, Box], float]:
    placed: dict[str, Box] = {}
    x, y, tall = float(_MARGIN), top + _GAP_Y, 0.0
    for name in names:
        box = boxes[name]
        if x > _MARGIN and x + box.width > width:
            x, y, tall = float(_MARGIN), y + tall + _GAP_Y, 0.0
        placed[name] = _at(box, x, y)
        x, tall = x + box.width + _GAP_Y, max(tall, box.height)
    return placed, y + tall


def _at(box: Box, x: float, y: float) -> Box:
    return Box(box.table, box.lines, box.more, x, y)
