"""Finding titles and articles, and narrowing down what was found."""

from __future__ import annotations

import asyncio

from actions.answers.composer import Composer
from actions.answers.reply import Answer, Card, Choice
from actions.catalogue.asked import asked_of_a_title
from actions.catalogue.hits import Hit
from actions.catalogue.refining import refined, remembered, written
from actions.catalogue.search import is_named, search, sought_titles, titles_fitting
from actions.catalogue.wish import Wish
from actions.catalogue.wishing import wish
from actions.content import title_card
from actions.conversation import Ask, UseCaseAction
from actions.facts.content import title_fact
from actions.facts.model import Fact, fact
from actions.services import Services
from actions.systems.entities import Article, Title

_SHOWN = 5
_FROM = "from"
"""In a pressed choice: how many titles of the list were shown before."""
WISH = "wish"
"""In `focus`: what was asked for when titles were listed (`catalogue/refining.py`)."""


class FindTitleOrArticle(UseCaseAction):
    """Titles and articles, however they are spelt."""

    use_case = "find_title_or_article"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if article := on.index.get(Article, ask.given.get("article", "")):
            return _article_told(article, say, on)
        if "refine" in ask.given or _FROM in ask.given:
            wanted = refined(remembered(ask.focus.get(WISH)), await asyncio.to_thread(wish, on.index, ask.text))
            return _listed(wanted, ask, say, on) or Answer(say("titles_none_so_narrow"))
        hits = await asyncio.to_thread(_found, ask.text, on)
        titles = [title for hit in hits if (title := _title(hit, on)) is not None]
        articles = [row for hit in hits if (row := _article(hit, on)) is not None]
        if titles and (hits[0].entity == "title" or not articles):
            listed = None if hits[0].matched_on == "title" else await asyncio.to_thread(_by_attributes, ask, say, on)
            return listed or _found_titles(titles, hits, ask, say)
        if articles:
            facts = tuple(article_fact(row, on) for row in articles)
            cards = tuple(Card(row.name, row.section, row.summary, url=row.url) for row in articles)
            return Answer(say("articles_found") + "\n" + say.lines("article_item", facts), facts, cards=cards)
        return _told_of(ask, say, on) or Answer(say("titles_none"))


def _by_attributes(ask: Ask, say: Composer, on: Services) -> Answer | None:
    """What the text describes by people, years, genres and the like alone; None: by other words too."""
    wanted = wish(on.index, ask.text)
    return _listed(wanted, ask, say, on) if wanted.filters and not (wanted.about or wanted.like) else None


def _listed(wanted: Wish, ask: Ask, say: Composer, on: Services) -> Answer | None:
    """Some of the titles of a wish, and how many more there are; None: there is none (more)."""
    first = int(ask.given.get(_FROM, "0"))
    titles = titles_fitting(on.index, wanted)[first:]
    if not titles:
        return None
    shown, more = titles[:_SHOWN], len(titles) - _SHOWN
    text = say("titles_found")
    choices: tuple[Choice, ...] = ()
    if more > 0:
        text = f"{text}\n{say('titles_more_one' if more == 1 else 'titles_more', more=more)}"
        choices = (Choice(say("choice_more_titles"), f'/find_title_or_article{{"{_FROM}": "{first + _SHOWN}"}}'),)
    focus = {**ask.focus, "title": shown[0].id, WISH: written(wanted)}
    facts = tuple(title_fact(title) for title in shown)
    cards = tuple(title_card(title, say) for title in shown)
    return Answer(text, facts, choices, cards, slots={"focus": focus})


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
    focus = {"focus": {**{name: one for name, one in ask.focus.items() if name != WISH}, "title": titles[0].id}}
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


def article_fact(row: Article, on: Services) -> Fact:
    return fact(
        f"article:{row.id}", "article", source=row.source, key=row.id,
        headline=row.name, section=row.section, published_on=on.calendar.day(row.published_at),
        summary=row.summary, url=row.url,
    )  # fmt: skip
