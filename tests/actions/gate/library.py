"""The case library: hand-written sentences, true and false, over the facts of some forty small worlds."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from actions.answers.gate import Decision, Gate
from actions.facts.model import Fact

FOLDER = Path(__file__).with_name("library")
HELD = "held"
"""The part on which the gate was never tuned."""


@dataclass(frozen=True)
class Sentence:
    """A sentence with the question it answers. `part` is the batch it was written in."""

    id: str
    part: str
    world: str
    locale: str
    question: str
    sentence: str
    supported: bool


@cache
def _worlds() -> tuple[dt.date, dict[str, tuple[Fact, ...]]]:
    raw = json.loads((FOLDER / "worlds.json").read_text("utf-8"))
    worlds = {name: tuple(Fact.model_validate(fact) for fact in facts) for name, facts in raw["worlds"].items()}
    return dt.date.fromisoformat(raw["today"]), worlds


def today() -> dt.date:
    return _worlds()[0]


def facts(world: str) -> tuple[Fact, ...]:
    return _worlds()[1][world]


@cache
def sentences(name: str) -> tuple[Sentence, ...]:
    """The sentences of ``true`` or ``lies``."""
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return tuple(Sentence(**json.loads(line)) for line in lines)


def judged(case: Sentence, sentence: str | None = None) -> Decision:
    """The gate's decision on a case, or on another sentence in its place."""
    return Gate(facts(case.world), case.question, case.locale, today()).judge(sentence or case.sentence)


def as_case(case: Sentence) -> str:
    """The case as a line for `usher gate`."""
    return json.dumps(
        {
            "id": case.id,
            "locale": case.locale,
            "today": today().isoformat(),
            "question": case.question,
            "facts": [fact.model_dump(mode="json", exclude_none=True) for fact in facts(case.world)],
            "sentence": case.sentence,
            "supported": case.supported,
        },
        ensure_ascii=False,
    )
