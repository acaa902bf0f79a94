"""What happened while an answer was worded; shown by `usher ask`, logged without content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from actions.answers.gate.model import Decision

Fallback = Literal["not_configured", "budget", "breaker", "refused", "timeout", "endpoint", "unreadable", "empty"]
"""Why the composer answers instead of the model."""


@dataclass(frozen=True)
class Judged:
    """A sentence of the model's, what the gate said of it, and in how many `seconds`."""

    text: str
    cites: tuple[str, ...]
    decision: Decision
    seconds: float = 0.0


@dataclass(frozen=True)
class Attempt:
    """One call. Tokens as the endpoint reported them, else estimated; `cached_tokens` are those of the prompt that the
    endpoint had kept. `seconds` until it ended."""

    judged: tuple[Judged, ...]
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    cached_tokens: int = 0

    @property
    def passed(self) -> bool:
        return bool(self.judged) and all(one.decision.shown for one in self.judged)


@dataclass(frozen=True)
class Trace:
    """All attempts at one answer. `fallback` None: the model's sentences were shown. `cost` in the price
    table's currency. `drafted` sentences were shown ahead of the answer that has to take their place. `cached`: the
    model had worded it before."""

    attempts: tuple[Attempt, ...]
    fallback: Fallback | None
    cost: float
    drafted: int = 0
    cached: bool = False

    @property
    def refused(self) -> tuple[Judged, ...]:
        return tuple(one for attempt in self.attempts for one in attempt.judged if not one.decision.shown)


@dataclass(frozen=True)
class Worded:
    """An answer in the model's words; `text` None: there is none, and the composer answers. `cites` are the ids
    of the facts that bear it out."""

    text: str | None
    cites: tuple[str, ...]
    trace: Trace
