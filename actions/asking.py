"""`usher ask`: one open question with everything that stood behind its answer."""

from __future__ import annotations

import dataclasses
from typing import Any

from rasa_sdk import Tracker
from rich.console import Console

from actions.answers.model.trace import Trace
from actions.answers.open import OpenAnswer, Question, answer_openly
from actions.answers.reply import Answer
from actions.conversation import Ask
from actions.errors import UsherError
from actions.facts.model import Fact
from actions.identity import Identity, Level
from actions.open_question import OpenQuestion
from actions.services import Services, services
from actions.systems.entities import Customer, HelpArticle
from actions.systems.memo import one_message

_CONVERSATION = "usher-ask"
_WHY = {
    "not_configured": "no model is configured (OPENAI_API_KEY or OPENAI_BASE_URL)",
    "no_facts": "there is no fact to word",
    "budget": "the day's tokens are spent",
    "breaker": "the model's endpoint failed too often, or asked for it, and is left alone for a while",
    "refused": "the gate refused both attempts",
    "timeout": "the model took too long",
    "endpoint": "the model's endpoint failed",
    "unreadable": "what the model sent is no answer",
    "empty": "the model found no answer in the facts",
}


async def ask_once(text: str, customer: str | None, locale: str) -> dict[str, Any]:
    """The answer, its facts, what the gate refused, and why the composer answered (None: it did not).

    There is no router here: the question goes to the open answers at once. Raises `UsherError` for a customer whom
    nobody knows.
    """
    on = services()
    with one_message():
        if customer is not None:
            await _prove_known(customer, on)
        found = await answer_openly(_question(text, locale, customer), on, None)
        answer = None if found.text else await composed(text, customer, locale, on)
    return {
        "question": text,
        "answer": found.text or (answer.text if answer else ""),
        "worded_by": "model" if found.text else "composer",
        "fallback": None if found.text else _fallback(found, on),
        "choices": [choice.title for choice in answer.choices] if answer else [],
        "sources": _sources(found, on) if answer is None else [source.as_json() for source in answer.sources],
        "facts": [_told(fact, locale, on) for fact in found.facts],
        "refused": _refused(found.worded.trace) if found.worded else [],
        "calls": _calls(found.worded.trace) if found.worded else [],
        "cost": found.worded.trace.cost if found.worded else 0.0,
    }


def _question(text: str, locale: str, customer: str | None) -> Question:
    return Question(text, locale, customer, _CONVERSATION, level=Level.SIGNED_IN if customer else Level.ANYONE)


async def _prove_known(customer: str, on: Services) -> None:
    if on.systems.yields(Customer) and not await on.systems.fetch(Customer, customer=customer):
        raise UsherError(f"no connected system knows a customer {customer!r}")


async def composed(text: str, customer: str | None, locale: str, on: Services) -> Answer:
    """What the bot would say without a model."""
    level = Level.SIGNED_IN if customer else Level.ANYONE
    ask = Ask(text, "", Identity(customer, level), locale, _CONVERSATION, "", {}, {})
    tracker = Tracker(_CONVERSATION, {}, {"text": text}, [], False, None, {}, None)
    say = on.composer.for_locale(locale)
    return await OpenQuestion().respond(ask, say, dataclasses.replace(on, wording=None), tracker)


def _fallback(found: OpenAnswer, on: Services) -> str:
    if found.worded is not None:
        return str(found.worded.trace.fallback)
    return "not_configured" if on.wording is None else "no_facts"


def _sources(found: OpenAnswer, on: Services) -> list[dict[str, Any]]:
    articles = on.index.all(HelpArticle)
    keys = [fact.key or "" for fact in found.facts if fact.kind == "help_article"]
    cited = [articles[key] for key in keys if key in articles]
    return [{"title": article.name, "url": article.url} for article in cited]


def _told(fact: Fact, locale: str, on: Services) -> dict[str, Any]:
    say = on.composer.for_locale(locale)
    fields = {name: say.words(value) for name, value in fact.fields.items()}
    return {"id": fact.id, "kind": fact.kind, "source": fact.source, "as_of": fact.as_of, "fields": fields}


def _refused(trace: Trace) -> list[dict[str, Any]]:
    return [
        {"attempt": number, "sentence": one.text, "code": one.decision.code, "reason": one.decision.reason}
        for number, attempt in enumerate(trace.attempts, 1)
        for one in attempt.judged
        if not one.decision.shown
    ]


def _calls(trace: Trace) -> list[dict[str, Any]]:
    return [
        {
            "prompt_tokens": one.prompt_tokens,
            "completion_tokens": one.completion_tokens,
            "seconds": round(one.seconds, 3),
        }
        for one in trace.attempts
    ]


def show(result: dict[str, Any], out: Console) -> None:
    """Print what `ask_once` gives for a person."""

    def head(text: str) -> None:
        out.print(f"\n{text}", style="bold", markup=False)

    def line(text: str) -> None:
        out.print(f"  {text}", markup=False)

    out.print(result["answer"], markup=False)
    for title in result["choices"]:
        line(f"[ {title} ]")
    for source in result["sources"]:
        line(f"Source: {source['title']} {source.get('url') or ''}".rstrip())
    head("Worded by the model" if result["fallback"] is None else f"Composed: {_WHY[result['fallback']]}")
    for number, call in enumerate(result["calls"], 1):
        line(f"call {number}: {call['prompt_tokens']} + {call['completion_tokens']} tokens, {call['seconds']:.1f} s")
    if result["refused"]:
        head("Refused by the gate")
    for one in result["refused"]:
        line(f"{one['sentence']}")
        line(f"  {one['code']}: {one['reason']}")
    head("Facts behind it" if result["fallback"] is None else "Facts at hand" if result["facts"] else "No facts")
    for fact in result["facts"]:
        line(fact["id"])
        for name, value in fact["fields"].items():
            line(f"    {name}: {value}")
