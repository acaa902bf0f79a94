"""A picture of which intents are taken for which."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from numpy.typing import NDArray

from bot.nlu.measures import REJECTED, Outcome

FORMATS = (".html", ".svg", ".png")
_REJECTED_LABEL = "(rejected)"


def draw(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write the confusion matrix to `path`, whose ending is one of `FORMATS`."""
    matplotlib.use("Agg")
    kind = path.suffix.lower().lstrip(".")
    buffer = io.BytesIO()
    _figure(outcomes).savefig(buffer, format="png" if kind == "png" else "svg", dpi=110)
    path.write_bytes(_page(buffer.getvalue()) if kind == "html" else buffer.getvalue())


def _figure(outcomes: Sequence[Outcome]) -> matplotlib.figure.Figure:
    from matplotlib.figure import Figure

    rows, columns, counts = _matrix(outcomes)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(4 + 0.24 * len(columns), 3 + 0.24 * len(rows)), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=7)
    axes.set_yticks(range(len(rows)), rows, fontsize=7)
    axes.set_xlabel("predicted")
    axes.set_ylabel("right would be")
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(int(counts[row, column])), ha="center", va="center", fontsize=6, color=colour)
    return figure


def _matrix(outcomes: Sequence[Outcome]) -> tuple[list[str], list[str], NDArray[Any]]:
    pairs = [(_label(outcome.intent), _label(outcome.predicted)) for outcome in outcomes]
    rows = sorted({intent for intent, _ in pairs})
    columns = sorted({*rows, *(predicted for _, predicted in pairs)})
    counts = np.zeros((len(rows), len(columns)))
    for intent, predicted in pairs:
        counts[rows.index(intent), columns.index(predicted)] += 1
    return rows, columns, counts


def _label(intent: str) -> str:
    return _REJECTED_LABEL if intent in REJECTED else intent


def _page(svg: bytes) -> bytes:
    drawing = svg.decode("utf-8")
    title = html.escape("Which intents are taken for which")
    body = f"<h1>{title}</h1>{drawing[drawing.index('<svg') :]}"
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><body>{body}</body></html>'.encode()
