"""A model that answers well: true sentences in natural words, written by hand. What of them reaches the customer?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from actions.answers.evaluation.cases import BadCases, Case, read_list
from actions.answers.evaluation.told import read_told


class Truth(BaseModel):
    """A question and its answer; see tests/answers/truths.yml for what each field means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asks: str
    says: tuple[str, ...] = Field(min_length=1)
    who: str | None = None
    locale: str = "en-GB"


def read_truths(file: Path) -> list[Truth]:
    """Raises `BadCases`."""
    return read_list(file, TypeAdapter(list[Truth]))


def cases(truths: Sequence[Truth], known: Mapping[str, str]) -> list[Case]:
    """The questions; `known` has the customers' ids by the word that a truth may use. Raises `BadCases`."""
    strangers = {truth.who for truth in truths if truth.who is not None} - known.keys()
    if strangers:
        raise BadCases(f"nobody is called {', '.join(sorted(strangers))}")
    return [
        Case(f"truth-{number:02}", "truth", "answerable", truth.locale, known[truth.who] if truth.who else None,
             truth.asks, (), ())
        for number, truth in enumerate(truths, 1)
    ]  # fmt: skip


@dataclass
class Truthful:
    """Answers the questions of `truths`. `unsaid` are sentences that lacked a fact, with the question."""

    truths: Sequence[Truth]
    unsaid: dict[str, str] = field(default_factory=dict)

    def __call__(self, prompt: str) -> list[str]:
        truth = next((one for one in self.truths if f"\n{one.asks}\n" in prompt), None)
        return [] if truth is None else self._filled(truth, prompt)

    def _filled(self, truth: Truth, prompt: str) -> list[str]:
        facts: defaultdict[str, _Facts] = defaultdict(_Facts)
        for told in read_told(prompt):
            facts[told.kind].append(SimpleNamespace(**told.fields))
        try:
            return [text.format_map(facts) for text in truth.says]
        except (IndexError, AttributeError) as error:
            self.unsaid[truth.asks] = str(error)
            return []


class _Facts(list[SimpleNamespace]):
    """The facts of one kind, by their place or by what one of their fields says."""

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int):
            return super().__getitem__(key)
        found = [one for one in self if key in vars(one).values()]
        if not found:
            raise IndexError(f"no fact says {key!r}")
        return found[0]
