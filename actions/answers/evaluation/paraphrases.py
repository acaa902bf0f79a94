"""True sentences written by hand over the facts of small worlds: how many of them does the gate refuse?"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from actions.answers.evaluation.cases import BadCases
from actions.answers.evaluation.figures import Figures, spread
from actions.answers.gate import Gate
from actions.facts.model import Fact


@dataclass(frozen=True)
class Paraphrase:
    """A sentence that its `facts` bear out."""

    id: str
    locale: str
    question: str
    sentence: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Library:
    today: dt.date
    true: tuple[Paraphrase, ...]


def read_library(folder: Path) -> Library:
    """`worlds.json` and `true.jsonl` of a folder. Raises `BadCases`."""
    try:
        raw = json.loads((folder / "worlds.json").read_text(encoding="utf-8"))
        worlds = {name: tuple(map(Fact.model_validate, facts)) for name, facts in raw["worlds"].items()}
        lines = [json.loads(line) for line in (folder / "true.jsonl").read_text(encoding="utf-8").splitlines()]
        true = tuple(
            Paraphrase(one["id"], one["locale"], one["question"], one["sentence"], worlds[one["world"]])
            for one in lines
        )
        return Library(dt.date.fromisoformat(raw["today"]), true)
    except OSError as error:
        raise BadCases(f"{error.filename}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise BadCases(f"{folder}: is no library of sentences: {' '.join(str(error).split())}") from None


def paraphrase_figures(library: Library, tell: Callable[[int, int], None]) -> Figures:
    """How many true sentences are refused, which, and in how many milliseconds the gate decides."""
    refused: list[str] = []
    times: list[float] = []
    for number, one in enumerate(library.true, 1):
        began = time.perf_counter()
        gate = Gate(one.facts, one.question, one.locale, library.today)
        shown = gate.judge(one.sentence).shown
        times.append((time.perf_counter() - began) * 1000)
        refused += [] if shown else [one.id]
        tell(number, len(library.true))
    share = round(len(refused) / len(library.true), 3) if library.true else 0.0
    return {"cases": len(library.true), "good_refused": len(refused), "good_refused_share": share,
            "refused": refused, **spread("gate_ms", times, 1)}  # fmt: skip
