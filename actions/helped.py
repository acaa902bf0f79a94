"""Answers of two parts: what the customer's own records say, and what the help centre says about it."""

from __future__ import annotations

import asyncio
from abc import abstractmethod

from actions.answers.composer import Composer
from actions.answers.reply import Answer, Source
from actions.catalogue.help import CONFIDENT, answering
from actions.conversation import Ask, UseCaseAction
from actions.facts.help import help_fact
from actions.requests.draft import SLOT as REQUEST
from actions.services import Services
from actions.systems.entities import HelpArticle


class HelpedAction(UseCaseAction):
    """A use case whose own records come first and whose help article follows. Anybody may read the article."""

    @abstractmethod
    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        """What the customer's records say."""

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        own = await self.own(ask, say, on)
        if REQUEST in own.slots:
            return own  # a request begins: its question comes next, and how to do it oneself would stand in between
        return with_help(own, await self.general(ask, say, on))

    async def general(self, ask: Ask, say: Composer, on: Services) -> Answer | None:
        return await asyncio.to_thread(article_answer, self.use_case, ask.text, say, on)


def article_answer(use_case: str, text: str, say: Composer, on: Services) -> Answer | None:
    """The help article on a use case, or on what the words ask within it; None: there is none that surely answers."""
    if not on.systems.yields(HelpArticle):
        return None
    hits = answering(on.index, text or say(f"case_{use_case}"), intents={use_case: 1.0}, limit=1)
    if not hits or hits[0].score < CONFIDENT:
        return None
    article = on.index.all(HelpArticle)[hits[0].id]
    known = help_fact(article)
    return Answer(say("open_answer", known), (known,), sources=(Source(article.name, article.url),))


def with_help(own: Answer, help: Answer | None) -> Answer:
    """Both parts as one answer, the own one first."""
    if help is None:
        return own
    text = "\n\n".join(part for part in (own.text, help.text) if part)
    return Answer(
        text, (*own.facts, *help.facts), own.choices, own.cards, (*own.sources, *help.sources), slots=own.slots
    )
