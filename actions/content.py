"""Actions about one title: who may watch it, where, and in which languages."""

from __future__ import annotations

import asyncio

from babel import Locale
from rasa_sdk import Tracker

from actions.answers.composer import Composer
from actions.answers.reply import Answer, Card, Choice
from actions.catalogue.asked import names_nothing
from actions.catalogue.search import sought_titles
from actions.catalogue.text import folded
from actions.catalogue.vocabulary import wordset
from actions.conversation import Ask, UseCaseAction, way_in
from actions.dialogue.heard import Heard
from actions.dialogue.registry import action_for
from actions.facts import content
from actions.facts.account import Held, plans_by_code, subscriptions_if_known
from actions.facts.content import title_fact, tracks_fact
from actions.facts.people import customer_row
from actions.facts.plans import plan_fact
from actions.helped import HelpedAction
from actions.plans import per_interval
from actions.services import Services
from actions.systems.entities import Title

_SURE = 0.6
"""From this probability on, a question that names no known title is taken to name one that there is not."""


def title_card(title: Title, say: Composer, text: str | None = None) -> Card:
    """A title as a card; `text` None: its synopsis."""
    known = title_fact(title)
    parts = [str(title.year) if title.year else "", say.words(known.fields["running_time"]) if title.minutes else "",
             ", ".join(title.genres[:2])]  # fmt: skip
    watch = Choice(say("choice_can_i_watch"), f'/content_availability{{"title": "{title.id}"}}')
    subtitle = " · ".join(part for part in parts if part)
    return Card(title.name, subtitle, text or title.synopsis, title.image, title.url, (watch,))


class ContentAvailability(UseCaseAction):
    """Whether somebody may watch a title: plan, country and window decide."""

    use_case = "content_availability"

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        unsure = ask.text and Heard.of(tracker).chance < _SURE
        if unsure and not await asyncio.to_thread(sought_titles, on.index, ask.text):
            return await action_for("open_question").respond(ask, say, on, tracker)
        if ask.text and names_nothing(ask.text) and await asyncio.to_thread(_meant, ask, on) is None:
            return await action_for("open_question").respond(ask, say, on, tracker)
        return await super().respond(ask, say, on, tracker)

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        title = await asyncio.to_thread(_meant, ask, on)
        if title is None:
            return Answer(say("titles_ask") if not ask.text else say("titles_not_ours"))
        country, held = await viewer(ask, on)
        streaming = [one for one in held if one.gives_access and one.plan.product == "streaming"]
        found = await content.availability(
            on.systems, on.calendar, title, country=country,
            held=[one.plan.code for one in streaming], plans=await plans_by_code(on.systems),
        )  # fmt: skip
        text, choices = _availability(found, ask, bool(streaming), say, on)
        if "why" in ask.given:
            text = _why(found, [one.plan.name for one in streaming], say)
        facts = (found.title, found.fact, *(one.fact for one in streaming))
        if "asks" in ask.given:
            text, facts = _cost(found, ask.given["asks"], say) or text, (*facts, *map(plan_fact, found.plans))
        like = Choice(say("choice_more_like_it"), f'/recommend{{"like": "{title.id}"}}')
        focus = {"focus": {**ask.focus, "title": title.id}}
        return Answer(text, facts, (*choices, like), (title_card(title, say),), slots=focus)


def _meant(ask: Ask, on: Services) -> Title | None:
    """The title spoken of: pressed, named, searched for, or the one before."""
    if ask.given.get("title"):
        return on.index.get(Title, ask.given["title"])
    if found := sought_titles(on.index, ask.text):
        return on.index.get(Title, found[0].id)
    of_it = not ask.text or wordset("of_it") & set(folded(ask.text).split())
    return on.index.get(Title, ask.focus["title"]) if of_it and "title" in ask.focus else None


async def viewer(ask: Ask, on: Services) -> tuple[str, list[Held]]:
    """The country and the subscriptions of whoever asks; a visitor's country is the company's."""
    if ask.customer is None:
        return on.settings.country, []
    row, held = await asyncio.gather(
        customer_row(on.systems, ask.customer), subscriptions_if_known(on.systems, on.calendar, ask.customer)
    )
    return (row and row.country) or on.settings.country, held


def country_name(code: str, locale: Locale) -> str:
    """“the United Kingdom” would need grammar; the plain name in the customer's language."""
    return str(locale.territories.get(code, code))


def _why(found: content.Availability, mine: list[str], say: Composer) -> str:
    """What the verdict follows from: the rights in the country, and the plans that somebody has."""
    place = country_name(found.country, say.locale)
    names = tuple(plan.name for plan in found.plans)
    if not names:
        return say("availability_why_no_right", found.title, country_name=place)
    text = say("availability_why", found.title, country_name=place, plans=names)
    return f"{text} {say('availability_why_yours', plans=tuple(mine))}" if mine else text


def _cost(found: content.Availability, asks: str, say: Composer) -> str | None:
    """Which plans have the title, and what they cost; None: it can't be watched here. `asks`: the price or the plan."""
    if found.reason == "included":
        text = say("available_included", found.title)
        return f"{text} {say('available_no_extra')}" if asks == "price" else text
    if found.reason != "on_other_plan":
        return None
    opening = say(f"available_{asks}", found.title, country_name=country_name(found.country, say.locale))
    lines = [say("available_plan_item", plan_fact(plan), per_interval=per_interval(plan, say)) for plan in found.plans]
    return "\n".join([opening, *(f"- {line}" for line in lines)])


def _availability(
    found: content.Availability, ask: Ask, subscribed: bool, say: Composer, on: Services
) -> tuple[str, tuple[Choice, ...]]:
    place = country_name(found.country, say.locale)
    names = tuple(plan.name for plan in found.plans)
    if found.reason == "included":
        text = say("available_included", found.title)
        return (f"{text} {say('available_until', until=found.until)}" if found.until else text), ()
    if found.reason == "on_other_plan":
        who = "visitor" if ask.customer is None else "other_plan" if subscribed else "no_subscription"
        text = say(f"available_{who}", found.title, country_name=place, plans=names)
        hint = [say("available_visitor_hint")] if ask.customer is None else []
        known = [way_in(ask, say, on)] if ask.customer is None else []
        return " ".join([text, *hint]), (*known, Choice(say("choice_compare_plans"), "/compare_plans"))
    return say(f"available_{found.reason}", found.fact, country_name=place), ()


class SubtitlesAudio(HelpedAction):
    """The languages of the title that is meant, and how to choose them."""

    use_case = "subtitles_audio"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        title = await asyncio.to_thread(_meant, ask, on)
        if title is None or not (title.audio or title.subtitles):
            return Answer("")
        known = tracks_fact(title)
        lines = [say(f"tracks_{name}", known) for name in ("audio", "subtitles") if name in known.fields]
        return Answer("\n".join(lines), (known,), slots={"focus": {**ask.focus, "title": title.id}})
