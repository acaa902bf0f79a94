"""A real model end to end: started here, streamed, checked, fallen back. It is a poor writer and a good adversary."""

from __future__ import annotations

import datetime as dt
import statistics
import time

import pytest

from actions.answers.gate import Gate, Vocabulary
from actions.answers.model.prompt import Asked
from actions.facts.model import Fact, Money, fact, verdict
from actions.privacy.masking import Mask

pytestmark = [pytest.mark.model, pytest.mark.timeout(90)]
TODAY = dt.date(2026, 2, 24)


def gbp(minor: int) -> Money:
    return Money(amount_minor=minor, currency="GBP")


QUESTIONS: tuple[tuple[str, str, list[Fact]], ...] = (
    ("en-GB", "When is my next payment and how much is it?", [
        fact("subscription:S-1", "subscription", plan="Premium", status="active", interval="month", price=gbp(1499),
             next_billing_on=dt.date(2026, 3, 3), next_amount=gbp(1499))]),
    ("en-GB", "Can I watch Metropolis with my plan?", [
        verdict("title:t_12", "watchable", False, title="Metropolis", plans=("Premium",)),
        fact("title:t_12", "title", title="Metropolis", title_kind="film", year="1927")]),
    ("de", "Was kostet Basic?", [
        fact("plan:basic", "plan", name="Basic", price=gbp(599), interval="month", has_ads=True)]),
)  # fmt: skip


async def test_a_real_model_is_streamed_checked_and_fallen_back_from(small_model, wording) -> None:
    drafts: list[str] = []
    prompts: list[int] = []

    async def draft(number: int, text: str) -> None:
        drafts.append(text)

    async with wording(small_model, model=None, seconds=12.0) as service:
        for locale, text, facts in QUESTIONS:
            began = time.monotonic()
            drafts.clear()
            asked = Asked(text, locale)
            answer = await service.word(asked, facts, today=TODAY, mask=Mask(), subject="s" * 8, on_sentence=draft)

            assert time.monotonic() - began < 14
            assert answer.trace.attempts, answer.trace.fallback
            assert (answer.text is None) == (answer.trace.fallback is not None)
            gate = Gate(facts, text, locale, TODAY, Vocabulary(("Northlight",)))
            assert all(gate.judge(shown).shown for shown in drafts)
            prompts += [attempt.prompt_tokens for attempt in answer.trace.attempts]

    assert statistics.median(prompts) <= 900
    assert max(prompts) <= 1600
