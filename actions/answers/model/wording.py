"""An open answer in a model's words: streamed, checked sentence by sentence, tried twice at most.

The order is fixed: a sentence that passes the gate is shown; one that does not ends the attempt; a second attempt
is told why; after that the composer answers. The deadline holds for all of it together.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from openai import BadRequestError, OpenAIError
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from actions.answers.gate.judge import judge
from actions.answers.gate.model import Vocabulary
from actions.answers.model.endpoint import Endpoint, ModelSettings, Refused
from actions.answers.model.ledger import Ledger
from actions.answers.model.prompt import Asked, messages
from actions.answers.model.sentences import JsonReader, PlainReader, Reader, Sentence, Unreadable
from actions.answers.model.trace import Attempt, Fallback, Judged, Trace, Worded
from actions.facts.model import Fact
from actions.privacy.masking import Mask

OnSentence = Callable[[int, str], Awaitable[None]]
"""Is given the number and the text of each sentence that passed, as soon as it did."""
_log = logging.getLogger(__name__)
_ATTEMPTS = 2


@dataclass
class _Run:
    """One answer in the making."""

    asked: Asked
    facts: Sequence[Fact]
    today: dt.date
    mask: Mask
    subject: str
    on_sentence: OnSentence | None
    attempts: list[Attempt] = field(default_factory=list)
    shown: int = 0


class Wording:
    """Words open answers. Safe to share between conversations."""

    def __init__(
        self, settings: ModelSettings, ledger: Ledger, vocabulary: Vocabulary, endpoint: Endpoint | None = None
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._vocabulary = vocabulary
        self._endpoint = endpoint or Endpoint(settings)
        self._breakers = AsyncCircuitBreakerFactory(default_threshold=3, default_ttl=30)

    async def word(
        self, asked: Asked, facts: Sequence[Fact], *, today: dt.date, mask: Mask, subject: str,
        on_sentence: OnSentence | None = None,
    ) -> Worded:  # fmt: skip
        """The answer, or none within the deadline and why. Never raises for what an endpoint does.

        `mask` hides what must not leave and brings it back; `subject` is a hash, see `subject_of`.
        """
        own, everybody = await asyncio.to_thread(self._ledger.spent, subject)
        if own >= self._settings.customer_daily_tokens or everybody >= self._settings.daily_tokens:
            return Worded(None, (), Trace((), "budget", 0.0))
        run = _Run(asked, facts, today, mask, subject, on_sentence)
        fallback = await self._guarded(run)
        return await self._finish(run, fallback)

    async def _guarded(self, run: _Run) -> Fallback | None:
        try:
            # The deadline lies within the breaker, so that an endpoint that stalls opens it too.
            async with await self._breakers.get_breaker("model", exclude=[BadRequestError, Unreadable, Refused]):
                async with asyncio.timeout(self._settings.seconds):
                    return await self._attempts(run)
        except TimeoutError:
            return "timeout"
        except OpenedState:
            return "breaker"
        except (OpenAIError, Refused) as error:
            _log.warning("the model's endpoint failed: %s", type(error).__name__)
            return "endpoint"
        except Unreadable as error:
            _log.warning("%s", error)
            return "unreadable"

    async def _attempts(self, run: _Run) -> Fallback | None:
        refused: str | None = None
        for _ in range(_ATTEMPTS):
            try:
                attempt = await self._attempt(run, refused)
            except BadRequestError as error:
                if not self._endpoint.without_schema(error):
                    raise
                attempt = await self._attempt(run, refused)
            run.attempts.append(attempt)
            if attempt.passed:
                return None
            if not attempt.judged:
                return "empty"
            refused = attempt.judged[-1].decision.reason
        return "refused"

    async def _attempt(self, run: _Run, refused: str | None) -> Attempt:
        reader: Reader = JsonReader() if self._endpoint.takes_schema else PlainReader()
        masked = [run.mask.fact(fact) for fact in run.facts]
        asked = Asked(run.mask.hide(run.asked.text), run.asked.locale, run.mask.hide(run.asked.earlier))
        call = messages(asked, masked, plain=not self._endpoint.takes_schema, refused=refused)
        judged: list[Judged] = []
        began = time.monotonic()
        stream = self._endpoint.stream(call, run.subject)
        async for piece in stream:
            if not await self._take(reader.feed(piece), run, judged):
                await stream.aclose()  # type: ignore[attr-defined]
                break
        else:
            await self._take(reader.finish(), run, judged)
        usage = self._endpoint.usage
        return Attempt(
            tuple(judged), usage.prompt_tokens if usage else None, usage.completion_tokens if usage else None,
            time.monotonic() - began,
        )  # fmt: skip

    async def _take(self, sentences: list[Sentence], run: _Run, judged: list[Judged]) -> bool:
        """Judge finished sentences and show those that pass. False: one did not, the attempt is over."""
        for sentence in sentences:
            text = run.mask.reveal(sentence.text)
            decision = judge(
                text, run.facts, question=run.asked.text, locale=run.asked.locale, today=run.today,
                vocabulary=self._vocabulary, citations=sentence.cites,
            )  # fmt: skip
            judged.append(Judged(text, sentence.cites, decision))
            _log.info("gate: %s (%s)", decision.code, "shown" if decision.shown else "refused")
            if not decision.shown:
                return False
            if run.on_sentence is not None and len(judged) > run.shown:
                run.shown = len(judged)
                await run.on_sentence(len(judged), text)
        return True

    async def _finish(self, run: _Run, fallback: Fallback | None) -> Worded:
        prompt = sum(one.prompt_tokens or 0 for one in run.attempts)
        completion = sum(one.completion_tokens or 0 for one in run.attempts)
        prices = self._settings
        cost = (prompt * prices.price_prompt + completion * prices.price_completion) / 1_000_000
        await asyncio.to_thread(self._ledger.record, run.subject, prompt, completion, cost, fallback or "shown")
        trace = Trace(tuple(run.attempts), fallback, cost)
        if fallback is not None:
            return Worded(None, (), trace)
        last = run.attempts[-1].judged
        cites = tuple(dict.fromkeys(cite for one in last for cite in one.cites))
        return Worded(" ".join(one.text for one in last), cites, trace)
