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

from openai import APIStatusError, BadRequestError, InternalServerError, OpenAIError, UnprocessableEntityError
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import ExcludeType, OpenedState

from actions.answers.gate.judge import Gate
from actions.answers.gate.model import Decision, Vocabulary
from actions.answers.model.cache import AnswerCache, Kept, key_of
from actions.answers.model.call import Broken, Call, Refused
from actions.answers.model.endpoint import Endpoint, ModelSettings
from actions.answers.model.ledger import Ledger
from actions.answers.model.prompt import Asked, Scene, cited, fitting, messages
from actions.answers.model.sentences import AnyReader, PlainReader, Sentence, Unreadable
from actions.answers.model.trace import Attempt, Fallback, Judged, Trace, Worded
from actions.facts.model import Fact
from actions.privacy.masking import Mask

OnSentence = Callable[[int, str], Awaitable[None]]
"""Is given the number and the text of each sentence that passed, as soon as it did."""
_log = logging.getLogger(__name__)
_ATTEMPTS = 2
_PARTS = 4
"""How many parts of a call an endpoint may turn down, one by one, before it is given up."""
_DRAFT_SECONDS = 0.5
"""How long a draft may hold up the answer."""
_TURNED_DOWN = (BadRequestError, UnprocessableEntityError, InternalServerError)
"""How endpoints say that they do not know a part of a call; some fall over it."""
_NOT_DOWN: ExcludeType = [
    BadRequestError, UnprocessableEntityError, Unreadable, Refused, asyncio.CancelledError,
]  # fmt: skip
"""What says nothing about whether the endpoint is up."""
_CHARACTERS_A_TOKEN = 3
"""For calls that ended before the endpoint reported what they took: rather too many tokens than too few."""


@dataclass
class _Run:
    """One answer in the making. `refused` is what a second attempt is told; `drafted` was shown ahead."""

    asked: Asked
    facts: Sequence[Fact]
    scene: Scene
    mask: Mask
    subject: str
    on_sentence: OnSentence | None
    gate: Gate
    refused: str | None = None
    attempts: list[Attempt] = field(default_factory=list)
    drafted: list[str] = field(default_factory=list)


class Wording:
    """Words open answers. Safe to share between conversations."""

    def __init__(
        self, settings: ModelSettings, ledger: Ledger, vocabulary: Vocabulary, endpoint: Endpoint | None = None,
        cache: AnswerCache | None = None,
    ) -> None:  # fmt: skip
        """`endpoint` None: that of the settings; `cache` None: no answer is given twice."""
        self._settings = settings
        self._ledger = ledger
        self._vocabulary = vocabulary
        self._endpoint = endpoint or Endpoint(settings)
        self._cache = cache or AnswerCache(0)
        self._breakers = AsyncCircuitBreakerFactory(settings.breaker_failures, settings.breaker_seconds)

    async def word(
        self, asked: Asked, facts: Sequence[Fact], *, today: dt.date, mask: Mask, subject: str,
        on_sentence: OnSentence | None = None, shared: bool = False,
    ) -> Worded:  # fmt: skip
        """The answer, or none within the deadline and why. Never raises for what an endpoint does.

        Of `facts`, the most relevant first, as many are told as a prompt should hold. `mask` hides what must not
        leave and brings it back; `subject` is a hash, see `subject_of`. `shared`: the facts are the same for
        everybody, so that the answer may be, too.
        """
        told = fitting(facts, asked.locale, self._vocabulary.zone)
        key = key_of(asked, told, today) if shared and _asks_nothing_of_its_own(asked, mask) else None
        if key is not None and (kept := self._cache.get(key)):
            return Worded(kept.text, kept.cites, Trace((), None, 0.0, cached=True))
        if not await self._affordable(subject):
            return Worded(None, (), Trace((), "budget", 0.0))
        gate = Gate(told, asked.text, asked.locale, today, self._vocabulary)
        scene = Scene(today, self._vocabulary.zone)
        run = _Run(asked, told, scene, mask, subject, on_sentence, gate)
        worded = await self._finish(run, await self._guarded(run))
        if key is not None and worded.text is not None:
            self._cache.put(key, Kept(worded.text, worded.cites))
        return worded

    async def _affordable(self, subject: str) -> bool:
        try:
            own, everybody = await asyncio.to_thread(self._ledger.spent, subject)
        except Exception:
            # What was spent is unknown, so nothing more is.
            _log.exception("the ledger does not answer")
            return False
        return own < self._settings.customer_daily_tokens and everybody < self._settings.daily_tokens

    async def _guarded(self, run: _Run) -> Fallback | None:
        if self._endpoint.rests:
            return "breaker"
        try:
            # The deadline lies within the breaker, so that an endpoint that stalls opens it too.
            async with await self._breakers.get_breaker("model", exclude=_NOT_DOWN):
                async with asyncio.timeout(self._settings.seconds):
                    return await self._attempts(run)
        except TimeoutError:
            return "timeout"
        except OpenedState:
            return "breaker"
        except OpenAIError as error:
            _log.warning("the model's endpoint failed: %s", type(error).__name__)  # its message may quote a prompt
            return "endpoint"
        except (Broken, Refused, Unreadable) as error:
            _log.warning("%s", error)
            return "unreadable" if isinstance(error, Unreadable) else "endpoint"

    async def _attempts(self, run: _Run) -> Fallback | None:
        for _ in range(_ATTEMPTS):
            attempt = await self._understood(run)
            if attempt.passed:
                return None
            if not attempt.judged:
                return "empty"
            last = attempt.judged[-1]
            # Both may hold what was put back for the customer, and the next call leaves again.
            run.refused = run.mask.hide(f"“{last.text}” ({last.decision.reason})")
        return "refused"

    async def _understood(self, run: _Run) -> Attempt:
        """One attempt, made again without the parts of the call that this endpoint does not take."""
        for _ in range(_PARTS):
            try:
                return await self._attempt(run)
            except _TURNED_DOWN as error:
                if not self._endpoint.learns(error):
                    raise
        return await self._attempt(run)

    async def _attempt(self, run: _Run) -> Attempt:
        reader = AnyReader() if self._endpoint.takes_schema else PlainReader()
        call = Call(self._messages(run), run.subject)
        judged: list[Judged] = []
        began = time.monotonic()
        try:
            await self._read(call, reader, run, judged)
        except APIStatusError:
            raise
        except BaseException:
            run.attempts.append(_attempt_of(call, judged, began))
            raise
        if isinstance(reader, AnyReader) and reader.is_plain:
            self._endpoint.passes_over_schema()
        run.attempts.append(_attempt_of(call, judged, began))
        return run.attempts[-1]

    def _messages(self, run: _Run) -> list[dict[str, str]]:
        hide = run.mask.hide
        masked = [run.mask.fact(fact) for fact in run.facts]
        asked = Asked(hide(run.asked.text), run.asked.locale, hide(run.asked.earlier))
        return messages(asked, masked, run.scene, plain=not self._endpoint.takes_schema, refused=run.refused)

    async def _read(self, call: Call, reader: AnyReader | PlainReader, run: _Run, judged: list[Judged]) -> None:
        """Take the stream in until it ends or a sentence is refused."""
        async with aclosing(self._endpoint.stream(call)) as stream:
            async for piece in stream:
                if not await _take(reader.feed(piece), run, judged):
                    return
        await _take(reader.finish(cut=call.cut), run, judged)

    async def _finish(self, run: _Run, fallback: Fallback | None) -> Worded:
        prompt = sum(one.prompt_tokens for one in run.attempts)
        completion = sum(one.completion_tokens for one in run.attempts)
        cost = self._settings.cost(prompt, completion, sum(one.cached_tokens for one in run.attempts))
        try:
            await asyncio.to_thread(self._ledger.record, run.subject, prompt, completion, cost, fallback or "shown")
        except Exception:
            _log.exception("what an answer took was not recorded")  # the customer gets it all the same
        trace = Trace(tuple(run.attempts), fallback, cost, len(run.drafted))
        if fallback is not None:
            return Worded(None, (), trace)
        last = run.attempts[-1].judged
        # What the gate found is surer than what the model says it used.
        behind = [id for one in last for id in (one.decision.bound or one.cites)]
        return Worded(" ".join(one.text for one in last), tuple(dict.fromkeys(behind)), trace)


def _asks_nothing_of_its_own(asked: Asked, mask: Mask) -> bool:
    """Whether somebody else may have asked the same: nothing said before counts, and nothing in it is personal."""
    return not asked.earlier and mask.hide(asked.text) == asked.text


async def _take(sentences: list[Sentence], run: _Run, judged: list[Judged]) -> bool:
    """Judge finished sentences and show those that pass. False: one did not, the attempt is over."""
    for sentence in sentences:
        text, cites = run.mask.reveal(sentence.text), cited(sentence.cites, run.facts)
        began = time.perf_counter()
        decision = _judged(run.gate, text, cites)
        judged.append(Judged(text, cites, decision, time.perf_counter() - began))
        _log.info("gate: %s (%s)", decision.code, "shown" if decision.shown else "refused")
        if not decision.shown:
            return False
        await _draft(run, [one.text for one in judged])
    return True


def _judged(gate: Gate, text: str, cites: Sequence[str]) -> Decision:
    """The gate's word; what it stumbles over is not shown, and the customer gets an answer all the same."""
    try:
        return gate.judge(text, cites)
    except Exception as error:
        _log.error("the gate failed on a sentence: %s", type(error).__name__)  # its message may quote it
        return Decision(False, "unreadable", "the gate could not read it")


async def _draft(run: _Run, said: list[str]) -> None:
    """Show a sentence ahead of the whole answer. Where that fails the answer comes all the same.

    A second attempt that begins in other words is not drafted: what was shown cannot be taken back.
    """
    if run.on_sentence is None or said[:-1] != run.drafted:
        return
    run.drafted.append(said[-1])
    try:
        async with asyncio.timeout(_DRAFT_SECONDS):
            await run.on_sentence(len(said), said[-1])
    except Exception as error:  # whatever a channel raises
        _log.warning("a draft was not delivered: %s", type(error).__name__)
        run.on_sentence = None


def _attempt_of(call: Call, judged: list[Judged], began: float) -> Attempt:
    """What the call came to; its tokens are estimated where the endpoint did not report them."""
    usage = call.usage
    sent = sum(len(message["content"]) for message in call.messages)
    return Attempt(
        tuple(judged),
        usage.prompt if usage else sent // _CHARACTERS_A_TOKEN,
        usage.completion if usage else call.characters // _CHARACTERS_A_TOKEN,
        time.monotonic() - began,
        usage.cached if usage else 0,
    )
