"""Whatever no other action answers: from the help articles, the catalogue, or with one question back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import ClassVar

from rasa_sdk import Tracker

from actions.answers.composer import Composer
from actions.answers.open import OpenAnswer, Question, answer_openly, drafts
from actions.answers.reply import HUMAN, Answer, Choice, Source
from actions.catalogue.help import CONFIDENT, LIKELY, answering
from actions.catalogue.hits import Hit
from actions.catalogue.mentions import mentioned_devices, mentioned_error_codes
from actions.catalogue.search import mentioned_titles
from actions.channel import Channel
from actions.conversation import Ask, SpokenAction, refusal
from actions.finding import FindTitleOrArticle
from actions.helped import article_told, asked
from actions.playback import PlaybackOrAppProblem
from actions.services import Services
from actions.systems.entities import HelpArticle

_USUAL = ("subscription_status_benefits", "playback_or_app_problem", "find_title_or_article")
_OFFERED = 3
_PLAUSIBLE = 0.08
"""From this probability on, a reading the router was unsure of is offered as a choice."""


class OpenQuestion(SpokenAction):
    """Answers from the facts where they suffice; otherwise asks one question back. It never guesses."""

    action_name: ClassVar[str] = "action_open_question"

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        if article := on.index.get(HelpArticle, ask.given.get("help", "")):
            return article_told(article, say)
        if ask.intent in on.use_cases.by_name and (refused := refusal(ask.intent, ask, say, on)):
            return refused
        found = await _worded(ask, on, tracker)
        if found is not None and found.text is not None:
            return _in_its_words(found.text, found, ask, on)
        answer = await _composed(ask, say, on, tracker)
        # Drafts that a broken model left behind are replaced by the answer with their stream.
        return replace(answer, stream=_stream(ask)) if found is not None and found.drafted else answer


async def _composed(ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
    """The answer without a model: an article that surely answers, what is mentioned, or one question back."""
    hits = await asyncio.to_thread(_help, ask, say, on, tracker)
    if hits and hits[0].score >= CONFIDENT:
        return article_told(on.index.all(HelpArticle)[hits[0].id], say)
    return await _by_mention(ask, say, on) or _asked_back(hits, ask, say, on, tracker)


async def _worded(ask: Ask, on: Services, tracker: Tracker) -> OpenAnswer | None:
    """What the model made of the question. None: it was not asked, as there is none or nothing to word."""
    if on.wording is None or not ask.text or ask.intent == "out_of_scope":
        return None
    if on.use_cases.state("open_question", on.systems, ask.customer or ask.conversation) != "ready":
        return None
    use_case = on.use_cases.by_name.get(ask.intent)
    question = Question(
        ask.text, ask.locale, ask.customer, ask.conversation, use_case.topic if use_case else None, _earlier(tracker),
        _confidences(tracker), ask.identity.level,
    )  # fmt: skip
    show = drafts(Channel.of(on.settings), ask.conversation, ask.turn, _stream(ask))
    return await answer_openly(question, on, show)


def _stream(ask: Ask) -> str:
    """The id that joins the drafts of an answer to the answer."""
    return f"{ask.turn}-answer"


def _in_its_words(text: str, found: OpenAnswer, ask: Ask, on: Services) -> Answer:
    articles = on.index.all(HelpArticle)
    keys = [fact.key for fact in found.facts if fact.kind == "help_article" and fact.key]
    cited = [articles[key] for key in keys if key in articles]
    sources = tuple(Source(article.name, article.url) for article in cited)
    return Answer(text, found.facts, sources=sources, stream=_stream(ask))


def _earlier(tracker: Tracker) -> str:
    """The two messages before this one, shortened: what a follow-up refers to."""
    said = [event["text"] for event in tracker.events if event.get("event") == "user" and event.get("text")]
    return " / ".join(text[:120] for text in said[-3:-1] if not text.startswith("/"))


def _help(ask: Ask, say: Composer, on: Services, tracker: Tracker) -> list[Hit]:
    """Help articles on the question; a pressed choice, and a question in another language, asks by its own name."""
    if matter := ask.given.get("look_up"):
        return answering(on.index, say.at_home()(f"look_up_{matter}"))
    if ask.text and say.is_home:
        return answering(on.index, ask.text, intents=_confidences(tracker))
    if ask.intent in on.use_cases.by_name:
        return answering(on.index, asked(ask.intent, "", say), intents={ask.intent: 1.0})
    return []


def _confidences(tracker: Tracker) -> dict[str, float]:
    """How probable the router held each intent."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    return {one["name"]: one.get("confidence", 0.0) for one in ranking}


async def _by_mention(ask: Ask, say: Composer, on: Services) -> Answer | None:
    """A message that only names something (“Roku”, “NL-1001”, a title) is about that. None: it names nothing."""
    if ask.intent == "out_of_scope" or not ask.text:
        return None
    if mentioned_error_codes(on.index, ask.text) or mentioned_devices(on.index, ask.text):
        return await PlaybackOrAppProblem().permitted(ask, say, on)
    if await asyncio.to_thread(mentioned_titles, on.index, ask.text):
        return await FindTitleOrArticle().permitted(ask, say, on)
    return None


def _asked_back(hits: list[Hit], ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
    if ask.intent == "out_of_scope":
        return Answer(say("open_out_of_scope"), choices=_cases(_USUAL, say))
    likely = [hit for hit in hits if hit.score >= LIKELY]
    choices = [Choice(hit.name, f'/inform{{"help": "{hit.id}"}}') for hit in likely]
    choices += _cases(_readings(tracker, on), say)
    if choices:
        return Answer(say("open_maybe"), choices=(*choices[:_OFFERED], HUMAN))
    return Answer(say("open_not_known"), choices=(*_cases(_USUAL, say), HUMAN))


def _readings(tracker: Tracker, on: Services) -> list[str]:
    """The use cases that the router held possible, the likeliest first."""
    possible = _confidences(tracker).items()
    return [name for name, confidence in possible if name in on.use_cases.by_name and confidence >= _PLAUSIBLE]


def _cases(names: tuple[str, ...] | list[str], say: Composer) -> tuple[Choice, ...]:
    return tuple(Choice(say(f"case_{name}"), f"/{name}") for name in names)
