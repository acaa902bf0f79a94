"""Putting one question to the answers, and what became of it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from actions.answers.evaluation.cases import Case
from actions.answers.model.prompt import Asked, Scene, fitting, messages
from actions.answers.model.trace import Trace
from actions.answers.open import Question, answer_openly
from actions.answers.reply import HUMAN, Answer
from actions.asking import composed
from actions.facts.model import Fact
from actions.identity import Level
from actions.services import Services
from actions.systems.memo import one_message

_CONVERSATION = "usher-eval"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
Ending = Literal["worded", "composed", "asked back", "refused"]
"""worded: by a model; composed: from facts without one; refused: nothing but the way to a person."""


@dataclass(frozen=True)
class Outcome:
    """What became of a case. `said` is all that was shown, drafts first; `seconds` until the first of it.

    `facts` were gathered, `prompt` is what a model was told of them. `trace` None: no model was asked.
    `lies` are sentences known to be false that a liar wrote for it.
    """

    case: Case
    ending: Ending
    said: tuple[str, ...]
    seconds: float
    facts: tuple[Fact, ...]
    prompt: Sequence[dict[str, str]]
    trace: Trace | None
    lies: tuple[str, ...] = ()

    @property
    def unsupported(self) -> tuple[str, ...]:
        """What was shown and must not have been, judged without the gate: what the case's author forbids, a lie,
        a figure from nowhere."""
        shown = tuple(lie for lie in self.lies if any(lie in text for text in self.said))
        return (*self.forbidden, *shown, *(f"figure {number}" for number in self.strange_figures))

    @property
    def grounded(self) -> bool:
        """Whether a fact of an expected kind was there to answer with."""
        return not self.case.behind or any(fact.kind in self.case.behind for fact in self.facts)

    @property
    def forbidden(self) -> tuple[str, ...]:
        """What was said although the case's author forbids it."""
        said = " ".join(self.said).casefold()
        return tuple(one for one in self.case.never if one.casefold() in said)

    @property
    def strange_figures(self) -> tuple[str, ...]:
        """Figures that a model said and that stand nowhere in its prompt."""
        if self.trace is None or self.ending != "worded":
            return ()
        given = set(_NUMBER.findall(self.prompt[-1]["content"]))
        return tuple(one for text in self.said for one in _NUMBER.findall(text) if one not in given)


async def put(case: Case, on: Services) -> Outcome:
    """Ask the question of `on`, with or without its model."""
    drafts: list[str] = []
    times: list[float] = []
    began = time.perf_counter()

    async def show(_number: int, text: str) -> None:
        times.append(time.perf_counter() - began)
        drafts.append(text)

    level = Level.SIGNED_IN if case.customer else Level.ANYONE
    question = Question(case.text, case.locale, case.customer, _CONVERSATION, level=level)
    with one_message():
        found = await answer_openly(question, on, show)
        answer = None if found.text else await composed(case.text, case.customer, case.locale, on)
        times.append(time.perf_counter() - began)
        gathered = found if found.text is None else await answer_openly(question, replace(on, wording=None), None)
    said = (*drafts, found.text or (answer.text if answer else ""))
    trace = found.worded.trace if found.worded else None
    prompt = _prompt(case, gathered.facts, on)
    return Outcome(case, _ending(answer), said, times[0], gathered.facts, prompt, trace)


def _ending(answer: Answer | None) -> Ending:
    if answer is None:
        return "worded"
    if answer.facts:
        return "composed"
    return "asked back" if any(choice.payload and choice != HUMAN for choice in answer.choices) else "refused"


def _prompt(case: Case, facts: Sequence[Fact], on: Services) -> Sequence[dict[str, str]]:
    zone = ZoneInfo(on.settings.time_zone)
    told = fitting(facts, case.locale, zone)
    return messages(Asked(case.text, case.locale), told, Scene(on.calendar.today(), zone), plain=False)
