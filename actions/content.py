"""Actions about what there is to watch and to read."""

from __future__ import annotations

import asyncio

from babel import Locale
from rasa_sdk import Tracker

from actions.answers.composer import Composer
from actions.answers.reply import Answer, Card, Choice
from actions.catalogue.asked import asked_of_a_title, names_nothing
from actions.catalogue.hits import Hit
from actions.catalogue.search import is_named, search, sought_titles
from actions.catalogue.text import folded
from actions.catalogue.vocabulary import wordset
from actions.conversation import Ask, UseCaseAction, way_in
from actions.dialogue.heard import Heard
from actions.dialogue.registry import action_for
from actions.facts import content
from actions.facts.account import Held, plans_by_code, subscriptions_if_known
from actions.facts.content import title_fact, tracks_fact
from actions.facts.model import Fact, fact
from actions.facts.people import customer_row
from actions.helped import HelpedAction
from actions.services import Services
from actions.systems.entities import Article, Title

_SHOWN = 5
_SURE = 0.6
"""From this probability on, a question that names no known title is taken to name one that there is not."""


class FindTitleOrArticle(UseCaseAction):
    """Titles and articles, however they are spelt."""

    use_case = "find_title_or_article"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if article := on.index.get(Article, ask.given.get("article", "")):
            return _article_told(article, say, on)
        hits = await asyncio.to_thread(_found, ask.text, on)
        titles = [title for hit in hits if (title := _title(hit, on)) is not None]
        articles = [row for hit in hits if (row := _article(hit, on)) is not None]
        if titles and (hits[0].entity == "title" or not articles):
            return _found_titles(titles, hits, ask, say)
        if articles:
            facts = tuple(article_fact(row, on) for row in articles)
            cards = tuple(Card(row.name, row.section, row.summary, url=row.url) for row in articles)
            return Answer(say("articles_found") + "\n" + say.lines("article_item", facts), facts, cards=cards)
        return _told_of(ask, say, on) or Answer(say("titles_none"))


def _told_of(ask: Ask, say: Composer, on: Services) -> Answer | None:
    """What the message asks of the title last spoken of; None: it asks nothing of one."""
    title = on.index.get(Title, ask.focus.get("title", "")) if asked_of_a_title(ask.text) else None
    if title is None:
        return None
    known = title_fact(title)
    return Answer(_told(known, ask.text, say), (known,), (), (title_card(title, say),))


def _found(text: str, on: Services) -> list[Hit]:
    """What the text describes; the title that it asks something of, and where else it describes nothing."""
    named = sought_titles(on.index, text)[:1] if asked_of_a_title(text) else []
    return named or search(on.index, text, limit=_SHOWN) or sought_titles(on.index, text)[:1]


def _article_told(row: Article, say: Composer, on: Services) -> Answer:
    known = article_fact(row, on)
    return Answer(say("article_item", known), (known,), cards=(Card(row.name, row.section, row.summary, url=row.url),))


def _title(hit: Hit, on: Services) -> Title | None:
    return on.index.get(Title, hit.id) if hit.entity == "title" else None


def _article(hit: Hit, on: Services) -> Article | None:
    return on.index.get(Article, hit.id) if hit.entity == "article" else None


def _found_titles(titles: list[Title], hits: list[Hit], ask: Ask, say: Composer) -> Answer:
    facts = tuple(title_fact(title) for title in titles)
    focus = {"focus": {**ask.focus, "title": titles[0].id}}
    first = hits[0].matched_on == "title"
    cards = tuple(title_card(title, say) for title in titles)
    text = _told(facts[0], ask.text, say) if first else say("titles_found")
    if first and not is_named(titles[0].name, ask.text):
        text = say("titles_perhaps", facts[0])
    watch = Choice(say("choice_can_i_watch"), f'/content_availability{{"title": "{titles[0].id}"}}')
    like = Choice(say("choice_more_like_it"), f'/recommend{{"like": "{titles[0].id}"}}')
    return Answer(text, facts, (watch, like) if first else (), cards, slots=focus)


def _told(title: Fact, question: str, say: Composer) -> str:
    """What was asked of the title; otherwise that there is one."""
    asked = [field for field in asked_of_a_title(question) if field in title.fields]
    if asked:
        return " ".join(say(f"title_{field}", title) for field in asked)
    return say("titles_found_one" if "year" in title.fields else "titles_found_one_undated", title)


def title_card(title: Title, say: Composer, text: str | None = None) -> Card:
    """A title as a card; `text` None: its synopsis."""
    known = title_fact(title)
    parts = [str(title.year) if title.year else "", say.words(known.fields["running_time"]) if title.minutes else "",
             ", ".join(title.genres[:2])]  # fmt: skip
    watch = Choice(say("choice_can_i_watch"), f'/content_availability{{"title": "{title.id}"}}')
    subtitle = " · ".join(part for part in parts if part)
    return Card(title.name, subtitle, text or title.synopsis, title.image, title.url, (watch,))


def article_fact(row: Article, on: Services) -> Fact:
    return fact(
        f"article:{row.id}", "article", source=row.source, key=row.id,
        headline=row.name, section=row.section, published_on=on.calendar.day(row.published_at),
        summary=row.summary, url=row.url,
    )  # fmt: skip


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
