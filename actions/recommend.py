"""Recommending: what may be watched, what was asked for, and truly why."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from actions.answers.composer import Composer
from actions.answers.reply import Answer, Card, Choice
from actions.catalogue.recommend import Reason, Recommendation, Wish, wish
from actions.catalogue.refining import refined, remembered, written
from actions.content import country_name, title_card, viewer
from actions.conversation import Ask, UseCaseAction
from actions.facts.content import title_fact, watchable
from actions.facts.model import Fact, fact
from actions.finding import WISH
from actions.services import Services
from actions.systems.entities import Title, View

_SHOWN = 5
_HISTORY = 2_000
"""Latest viewings that are looked at: few speak for other titles, but none of them should come again."""


class Recommend(UseCaseAction):
    """Titles that the person may watch now. What was watched counts only with consent."""

    use_case = "recommend"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        consent = await asyncio.to_thread(_consent, ask, on)
        country, held = await viewer(ask, on)
        plans = [one.plan.code for one in held if one.gives_access and one.plan.product == "streaming"]
        ids = await watchable(on.systems, on.calendar, country=country, held=plans)
        history = await _history(ask, on) if consent else []
        wanted = await asyncio.to_thread(_wanted, ask, on)
        found = on.recommender.recommend(
            [(view.title, view.watched_at) for view in history],
            allowed=lambda title: title.id in ids, wanted=wanted, limit=_SHOWN,
        )  # fmt: skip
        if not found:
            return Answer(say("recommend_none"), choices=(Choice(say("choice_wider"), "/recommend"),))
        return _shown(found, wanted, country_name(country, say.locale), ask, consent, say, on)


def _consent(ask: Ask, on: Services) -> bool | None:
    """Whether the history may be used, after recording what was just pressed. None: nobody is signed in."""
    if ask.customer is None:
        return None
    if "use_history" in ask.given:
        on.consents.record(ask.customer, "viewing_history", ask.given["use_history"] == "yes")
    return bool(on.consents.given(ask.customer, "viewing_history"))


async def _history(ask: Ask, on: Services) -> list[View]:
    if not on.systems.yields(View):
        return []
    return await on.systems.fetch(View, newest="watched_at", limit=_HISTORY, customer=ask.signed_in)


def _wanted(ask: Ask, on: Services) -> Wish:
    if like := ask.given.get("like"):
        return Wish(like=like)
    wanted = wish(on.index, ask.text)
    return refined(remembered(ask.focus.get(WISH)), wanted) if "refine" in ask.given else wanted


def _shown(
    found: list[Recommendation], wanted: Wish, place: str, ask: Ask, consent: bool | None, say: Composer, on: Services
) -> Answer:
    titles = on.index.titles
    cards = tuple(_card(one, titles[one.title], say, on) for one in found)
    facts = tuple(f for one in found for f in (title_fact(titles[one.title]), reason_fact(one)))
    visitor = ask.customer is None
    parts = [say("recommend_visitor", country_name=place) if visitor else say("recommend")]
    choices: tuple[Choice, ...] = ()
    if consent is False:
        parts.append(say("recommend_consent"))
        choices = (Choice(say("choice_use_history"), '/recommend{"use_history": "yes"}'),)
    elif consent:
        choices = (Choice(say("choice_forget_history"), '/recommend{"use_history": "no"}'),)
    # What is like a title is shown beside it: the title stays what is spoken of.
    focus = {"focus": {**ask.focus, "title": wanted.like or found[0].title, WISH: written(wanted)}}
    return Answer("\n".join(parts), facts, choices, cards, slots=focus)


def _card(one: Recommendation, title: Title, say: Composer, on: Services) -> Card:
    card = title_card(title, say)
    why = _why(one.reason, say, on)
    return replace(card, text=f"{why}. {title.synopsis}" if why else card.text)


def _why(reason: Reason, say: Composer, on: Services) -> str:
    """The reason in words; empty where there is none to tell."""
    other = on.index.titles.get(reason.title) if reason.title else None
    named = {"other": other.name} if other else {}
    wording = f"why_{reason.kind}"
    if reason.kind == "in_catalogue":
        return ""
    return say(wording, shared=reason.shared, **named) if reason.shared else say(wording, **named)


def reason_fact(one: Recommendation) -> Fact:
    """Why a title is recommended, as a record: computed, and true of the title."""
    return fact(f"reason:{one.title}", "reason", about=f"title:{one.title}", because=one.reason.kind,
                other=one.reason.title, shared=one.reason.shared or None)  # fmt: skip
