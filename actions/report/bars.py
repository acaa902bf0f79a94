"""Pictures of shares: one bar per row, its parts side by side with their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from actions.report.svg import Drawing

_LABELS, _WIDTH, _ROW, _BAR = 250, 1000, 34, 22
_NARROW = 20
"""A part narrower than this has no room for its number."""


def bars(name: str, label: str, rows: Sequence[tuple[str, Mapping[str, int]]]) -> Markup:
    """`rows` are a caption and its parts: class of the style sheet -> count. All bars have one scale."""
    drawing = Drawing(name, _WIDTH, label)
    most = max((sum(parts.values()) for _, parts in rows), default=0) or 1
    unit = (_WIDTH - _LABELS - 60) / most
    for number, (caption, parts) in enumerate(rows):
        _row(drawing, number * _ROW, caption, parts, unit)
    return drawing.svg()


def _row(drawing: Drawing, y: float, caption: str, parts: Mapping[str, int], unit: float) -> None:
    drawing.text(0, y + 17, caption)
    x: float = _LABELS
    for kind, count in parts.items():
        if count:
            width = count * unit
            drawing.rectangle(x, y, width - 2, _BAR, kind, 3)
            if width > _NARROW:
                drawing.text(x + width / 2 - 1, y + 16, str(count), "number", "middle")
            x += width
