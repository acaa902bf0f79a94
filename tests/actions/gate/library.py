"""The case library: hand-written sentences, true and false, over the facts of small worlds.

`worlds.json`, `true.jsonl` and `lies.jsonl` are what the gate was made with. Each `batch_*.yml` was written before the
gate had seen a sentence of it; docs/gate.md says how the gate did on it at first sight.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.answers.gate import Decision, Gate
from actions.facts.model import Fact, Money, Percent, fact

FOLDER = Path(__file__).with_name("library")
BATCHES = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p")


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


@dataclass(frozen=True)
class World:
    """The facts that an answer is made from, and the day it is given."""

    today: dt.date
    facts: tuple[Fact, ...]


@cache
def _worlds() -> dict[str, World]:
    raw = json.loads((FOLDER / "worlds.json").read_text("utf-8"))
    today = dt.date.fromisoformat(raw["today"])
    made = {name: World(today, tuple(map(Fact.model_validate, facts))) for name, facts in raw["worlds"].items()}
    for letter in BATCHES:
        batch = _batch(letter)
        for name, world in batch["worlds"].items():
            facts = tuple(fact(one["id"], one["kind"], **one["fields"]) for one in world["facts"])
            made[f"{letter}-{name}"] = World(world.get("today", batch.get("today")), facts)
    return made


def today(world: str) -> dt.date:
    return _worlds()[world].today


def facts(world: str) -> tuple[Fact, ...]:
    return _worlds()[world].facts


@cache
def sentences(name: str) -> tuple[Sentence, ...]:
    """The sentences of ``true`` or ``lies``."""
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    known = [Sentence(**json.loads(line)) for line in lines]
    return (*known, *(case for letter in BATCHES for case in _cases(letter) if case.supported == (name == "true")))


def _cases(letter: str) -> Iterator[Sentence]:
    for name, world in _batch(letter)["worlds"].items():
        for number, asked in enumerate(world["asked"]):
            for key, supported in (("paraphrases", True), ("lies", False)):
                for place, text in enumerate(asked.get(key, ())):
                    id_ = f"{letter}-{name}-{number}{key[0]}{place}"
                    yield Sentence(id_, letter, f"{letter}-{name}", world["locale"], asked["question"], text, supported)


class _Loader(yaml.SafeLoader):
    """YAML with the values that a plain document has no type for: !money 9.99 GBP, !percent 20, !days 14."""


_Loader.add_constructor("!percent", lambda _, node: Percent(value=float(node.value)))
_Loader.add_constructor("!days", lambda _, node: dt.timedelta(days=int(node.value)))
_Loader.add_constructor("!seconds", lambda _, node: dt.timedelta(seconds=int(node.value)))
_Loader.add_constructor("!minutes", lambda _, node: dt.timedelta(minutes=int(node.value)))


def _money(_: yaml.SafeLoader, node: yaml.ScalarNode) -> Money:
    amount, currency = node.value.split()
    return Money(amount_minor=int(Decimal(amount) * 100), currency=currency)


_Loader.add_constructor("!money", _money)


@cache
def _batch(letter: str) -> Any:
    return yaml.load((FOLDER / f"batch_{letter}.yml").read_text("utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader


def judged(case: Sentence, sentence: str | None = None) -> Decision:
    """The gate's decision on a case, or on another sentence in its place."""
    return _gate(case.world, case.question, case.locale).judge(sentence or case.sentence)


@cache
def _gate(world: str, question: str, locale: str) -> Gate:
    """One gate for all sentences that answer a question: its facts are arranged once."""
    return Gate(facts(world), question, locale, today(world))


def as_case(case: Sentence) -> str:
    """The case as a line for `usher gate`."""
    return json.dumps(
        {
            "id": case.id,
            "locale": case.locale,
            "today": today(case.world).isoformat(),
            "question": case.question,
            "facts": [fact.model_dump(mode="json", exclude_none=True) for fact in facts(case.world)],
            "sentence": case.sentence,
            "supported": case.supported,
        },
        ensure_ascii=False,
    )
