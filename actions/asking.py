"""`usher ask`: one open question with everything that stood behind its answer."""

from __future__ import annotations

from typing import Any

from actions.answers.open import Question, answer_openly
from actions.catalogue.help import CONFIDENT, answering
from actions.facts.help import help_fact
from actions.services import services
from actions.systems.entities import HelpArticle


async def ask_once(text: str, customer: str | None, locale: str) -> dict[str, Any]:
    """The answer, its facts, what the gate refused, and why the composer answered (None: it did not)."""
    on = services()
    found = await answer_openly(Question(text, locale, customer, "usher-ask"), on, None)
    worded = found.worded
    return {
        "answer": found.text or _composed(text, locale),
        "facts": [f"{fact.id}: {_fields(fact)}" for fact in found.facts],
        "refused": [f"{one.text} ({one.decision.code}: {one.decision.reason})" for one in worded.trace.refused]
        if worded
        else [],
        "fallback": (worded.trace.fallback if worded else "not_configured"),
        "prompt_tokens": [attempt.prompt_tokens for attempt in worded.trace.attempts] if worded else [],
    }


def _composed(text: str, locale: str) -> str:
    on = services()
    say = on.composer.for_locale(locale)
    hits = answering(on.index, text)
    if hits and hits[0].score >= CONFIDENT:
        return say("open_answer", help_fact(on.index.all(HelpArticle)[hits[0].id]))
    return say("open_not_known")


def _fields(fact: Any) -> str:
    say = services().composer
    return ", ".join(f"{name} = {say.words(value)}" for name, value in fact.fields.items())
