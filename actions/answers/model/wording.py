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
from contextlib import aclosing
from dataclasses import dataclass, field

from openai import APIStatusError, BadRequestError, OpenAIError, UnprocessableEntityError
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import ExcludeType, OpenedState

from actions.answers.gate.judge import Gate
from actions.answers.gate.model import Vocabulary
from actions.answers.model.endpoint import Broken, Call, Endpoint, ModelSettings, Refused
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
_PARTS = 4
"""How many parts of a call an endpoint may turn down, one by one, before it is given up."""
_ITS_OWN_FAULT: ExcludeType = [BadRequestError, UnprocessableEntityError, Unreadable, Refused]
"""What says nothing about whether the endpoint is up."""
_CHARACTERS_A_TOKEN = 3
"""For calls that ended before the endpoint reported what they took: rather too many tokens than too few."""


@dataclass
class _Run:
    """One answer in the making."""

    asked: Asked
    facts: Sequence[Fact]
    today: dt.date
    mask: Mask
    subject: str
    on_sentence: OnSentence | None
    gate: Gate
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
        gate = Gate(facts, asked.text, asked.locale, today, self._vocabulary)
        run = _Run(asked, facts, today, mask, subject, on_sentence, gate)
        fallback = await self._guarded(run)
        return await self._finish(run, fallback)

    async def _guarded(self, run: _Run) -> Fallback | None:
        try:
            # The deadline lies within the breaker, so that an endpoint that stalls opens it too.
            async with await self._breakers.get_breaker("model", exclude=_ITS_OWN_FAULT):
                async with asyncio.timeout(self._settings.seconds):
                    return await self._attempts(run)
        except TimeoutError:
            return "timeout"
        except OpenedState:
            return "breaker"
        except (OpenAIError, Broken, Refused) as error:
            _log.warning("the model's endpoint failed: %s", type(error).__name__)
            return "endpoint"
        except Unreadable as error:
            _log.warning("%s", error)
            return "unreadable"

    async def _attempts(self, run: _Run) -> Fallback | None:
        refused: str | None = None
        for _ in range(_ATTEMPTS):
            attempt = await self._understood(run, refused)
            if attempt.passed:
                return None
            if not attempt.judged:
                return "empty"
            refused = attempt.judged[-1].decision.reason
        return "refused"

    async def _understood(self, run: _Run, refused: str | None) -> Attempt:
        """One attempt, made again without the parts of the call that this endpoint does not take."""
        for _ in range(_PARTS):
            try:
                return await self._attempt(run, refused)
            except (BadRequestError, UnprocessableEntityError) as error:
                if not self._endpoint.learns(error):
                    raise
        return await self._attempt(run, refused)

    async def _attempt(self, run: _Run, refused: str | None) -> Attempt:
        reader: Reader = JsonReader() if self._endpoint.takes_schema else PlainReader()
        masked = [run.mask.fact(fact) for fact in run.facts]
        asked = Asked(run.mask.hide(run.asked.text), run.asked.locale, run.mask.hide(run.asked.earlier))
        call = Call(messages(asked, masked, plain=not self._endpoint.takes_schema, refused=refused), run.subject)
        judged: list[Judged] = []
        began = time.monotonic()
        try:
            await self._read(call, reader, run, judged)
        except APIStatusError:
            raise
        except BaseException:
            run.attempts.append(_attempt_of(call, judged, began))
            raise
        attempt = _attempt_of(call, judged, began)
        run.attempts.append(attempt)
        return attempt

    async def _read(self, call: Call, reader: Reader, run: _Run, judged: list[Judged]) -> None:
        """Take the stream in until it ends or a sentence is refused."""
        async with aclosing(self._endpoint.stream(call)) as stream:
            async for piece in stream:
                if not await self._take(reader.feed(piece), run, judged):
                    return
        await self._take(reader.finish(cut=call.cut), run, judged)

    async def _take(self, sentences: list[Sentence], run: _Run, judged: list[Judged]) -> bool:
        """Judge finished sentences and show those that pass. False: one did not, the attempt is over."""
        for sentence in sentences:
            text = run.mask.reveal(sentence.text)
            decision = run.gate.judge(text, sentence.cites)
            judged.append(Judged(text, sentence.cites, decision))
            _log.info("gate: %s (%s)", decision.code, "shown" if decision.shown else "refused")
            if not decision.shown:
                return False
            await _draft(run, len(judged), text)
        return True

    async def _finish(self, run: _Run, fallback: Fallback | None) -> Worded:
        prompt = sum(one.prompt_tokens for one in run.attempts)
        completion = sum(one.completion_tokens for one in run.attempts)
        prices = self._settings
        cost = (prompt * prices.price_prompt + completion * prices.price_completion) / 1_000_000
        await asyncio.to_thread(self._ledger.record, run.subject, prompt, completion, cost, fallback or "shown")
        trace = Trace(tuple(run.attempts), fallback, cost)
        if fallback is not None:
            return Worded(None, (), trace)
        last = run.attempts[-1].judged
        cites = tuple(dict.fromkeys(cite for one in last for cite in one.cites))
        return Worded(" ".join(one.text for one in last), cites, trace)


async def _draft(run: _Run, number: int, text: str) -> None:
    """Show a sentence ahead of the whole answer. Where that fails the answer comes all the same."""
    if run.on_sentence is None or number <= run.shown:
        return
    run.shown = number
    try:
        await run.on_sentence(number, text)
    except Exception as error:  # whatever a channel raises
        _log.warning("a draft was not delivered: %s", type(error).__name__)
        run.on_sentence = None


def _attempt_of(call: Call, judged: list[Judged], began: float) -> Attempt:
    """What the call came to; its tokens are estimated where the endpoint did not report them."""
    usage = call.usage
    sent = sum(len(message["content"]) for message in call.messages)
    return Attempt(
        tuple(judged),
        usage.prompt_tokens if usage else sent // _CHARACTERS_A_TOKEN,
        usage.completion_tokens if usage else call.characters // _CHARACTERS_A_TOKEN,
        time.monotonic() - began,
    )
