"""`usher eval answers`: every case put to the composer, the configured model, or liars."""

from __future__ import annotations

import asyncio
import dataclasses
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import httpx2

from actions.answers.evaluation.asking import Outcome, put
from actions.answers.evaluation.cases import BadCases, Case, cases, read_groups
from actions.answers.evaluation.figures import Figures, figures
from actions.answers.evaluation.liars import LIARS, Liar
from actions.answers.evaluation.names import Names
from actions.answers.evaluation.paraphrases import paraphrase_figures, read_library
from actions.answers.evaluation.played import PLAYED, answering, stalling
from actions.answers.evaluation.truths import Truth, Truthful, read_truths
from actions.answers.evaluation.truths import cases as truth_cases
from actions.answers.gate.model import Vocabulary
from actions.answers.model.endpoint import Endpoint, ModelSettings
from actions.answers.model.wording import Wording
from actions.errors import SettingError
from actions.services import Services, model_settings

Model = Literal["composer", "endpoint", "adversaries", "truthful", "paraphrases"]
Tell = Callable[[int, int], None]
"""Is told after each case: how many are done, and of how many."""
SEED = 2026
_STALLED_SECONDS = 0.2
_LONG = frozenset({"shown", "facts_missing", "unsupported", "refused", "without_its_fact"})
_NEVER = 10_000
"""Failures in a row after which an endpoint would be left alone: here each question is to be put to it."""


@dataclasses.dataclass(frozen=True)
class Files:
    """What is asked: `questions` of everybody, `truths` of a model that answers well; `library` has the sentences that
    the gate is asked about without any model."""

    questions: Path = Path("tests/answers/questions.yml")
    truths: Path = Path("tests/answers/truths.yml")
    library: Path = Path("tests/actions/gate/library")


async def evaluate(
    files: Files, model: Model, on: Services, customers: Mapping[str, str], *, limit: int | None = None,
    seconds: float = 10.0, tell: Tell = lambda done, of: None,
) -> Mapping[str, Figures]:  # fmt: skip
    """Figures by who worded the answers. `customers` are those asked for, id by the word that a case may use.

    `limit` asks only so many cases, spread over all; None: all. `seconds` is what the configured model has for an
    answer. Raises `UsherError`.
    """
    if model == "paraphrases":
        return {"paraphrases": await asyncio.to_thread(paraphrase_figures, read_library(files.library), tell)}
    if model == "truthful":
        return {"truthful": await _truthful(read_truths(files.truths), on, customers, tell)}
    asked = await _chosen(files.questions, on, customers, limit)
    if model == "composer":
        return {"composer": figures(await _ask(asked, dataclasses.replace(on, wording=None), tell))}
    if model == "endpoint":
        return {"endpoint": await _endpoint(asked, on, seconds, tell)}
    return {
        **{name: await _liar(asked, name, on, tell) for name in LIARS},
        "stalls": await _staller(asked, on, tell),
    }


async def _chosen(file: Path, on: Services, customers: Mapping[str, str], limit: int | None) -> Sequence[Case]:
    names = await Names.read(on.systems, on.calendar, list(customers.values()), customers)
    asked = await cases(read_groups(file), names, SEED)
    if not asked:
        raise BadCases(f"{file}: has no questions")
    if limit is not None and limit < len(asked):
        return random.Random(SEED).sample(asked, limit)  # noqa: S311 - a choice of questions
    return asked


async def _ask(asked: Sequence[Case], on: Services, tell: Tell) -> list[Outcome]:
    outcomes = []
    for number, case in enumerate(asked, 1):
        outcomes.append(await put(case, on))
        tell(number, len(asked))
    return outcomes


async def _endpoint(asked: Sequence[Case], on: Services, seconds: float, tell: Tell) -> Figures:
    if not on.settings.model_configured:
        raise SettingError("set OPENAI_API_KEY or OPENAI_BASE_URL: there is no model to ask")
    settings = dataclasses.replace(model_settings(on.settings), seconds=seconds, breaker_failures=_NEVER)
    endpoint = Endpoint(settings)
    wording = Wording(settings, _Unlimited(), _vocabulary(on), endpoint)
    try:
        outcomes = await _ask(asked, dataclasses.replace(on, wording=wording), tell)
    finally:
        await endpoint.close()
    shown = {one.case.id: one.said[-1] for one in outcomes if one.ending == "worded"}
    # What a real model wrote is for a person to read, too.
    return {**figures(outcomes), "shown": shown}


@asynccontextmanager
async def _played(http: httpx2.AsyncClient, on: Services, settings: ModelSettings = PLAYED) -> AsyncIterator[Services]:
    """The services with a model that is only played, with a fresh budget and a breaker that stays closed."""
    async with http:
        wording = Wording(settings, _Unlimited(), _vocabulary(on), Endpoint(settings, http))
        yield dataclasses.replace(on, wording=wording)


async def _liar(asked: Sequence[Case], name: str, on: Services, tell: Tell) -> Figures:
    """Every question is lied to."""
    liar = Liar(LIARS[name], SEED)
    outcomes = []
    async with _played(answering(liar), on) as lying:
        for number, case in enumerate(asked, 1):
            before = len(liar.told)
            outcome = await put(case, lying)
            # A lie about one record may be the truth of another question's.
            outcomes.append(dataclasses.replace(outcome, lies=tuple(liar.told[before:])))
            tell(number, len(asked))
    return {**figures(outcomes), "lies_told": len(liar.told)}


async def _staller(asked: Sequence[Case], on: Services, tell: Tell) -> Figures:
    """A model that begins a sentence and says no more; it is given a shorter deadline than in the product, as it
    takes all of it."""
    impatient = dataclasses.replace(PLAYED, seconds=_STALLED_SECONDS)
    async with _played(stalling(), on, impatient) as stalled:
        return {**figures(await _ask(asked, stalled, tell)), "deadline_ms": round(_STALLED_SECONDS * 1000)}


async def _truthful(truths: Sequence[Truth], on: Services, customers: Mapping[str, str], tell: Tell) -> Figures:
    """True answers in natural words: `worded` are those that reached the customer."""
    model = Truthful(truths)
    async with _played(answering(model), on) as honest:
        outcomes = await _ask(truth_cases(truths, customers), honest, tell)
    refused = {one.case.text: [[judged.text, judged.decision.reason] for judged in one.trace.refused[:1]]
               for one in outcomes if one.trace and one.trace.refused}  # fmt: skip
    return {**figures(outcomes), "refused": refused, "without_its_fact": model.unsaid}


class _Unlimited:
    """A ledger that nobody's budget ends in."""

    def spent(self, subject: str) -> tuple[int, int]:
        return (0, 0)

    def record(self, subject: str, prompt: int, completion: int, cost: float, outcome: str) -> None:
        """What an evaluation takes is no customer's."""


def _vocabulary(on: Services) -> Vocabulary:
    return Vocabulary((on.settings.company,), ZoneInfo(on.settings.time_zone))


def summary(result: Mapping[str, Figures]) -> Mapping[str, Any]:
    """The figures for a person: one line each, long lists counted."""
    return {
        f"{who}: {name}": len(value) if name in _LONG else value
        for who, found in result.items()
        for name, value in found.items()
    }
