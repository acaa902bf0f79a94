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
    hits = answering(on.index, asked(use_case, text, say), intents={use_case: 1.0}, limit=1)
    return article_told(on.index.all(HelpArticle)[hits[0].id], say) if hits and hits[0].score >= CONFIDENT else None


def asked(use_case: str, text: str, say: Composer) -> str:
    """What to look up in the help centre: the customer's words, where they are in its language."""
    return text if text and say.is_home else say.at_home()(f"case_{use_case}")


def article_told(article: HelpArticle, say: Composer) -> Answer:
    """An article as the company wrote it; to whom writes in another language, with a word on that."""
    known = help_fact(article)
    heading = "" if say.is_home else say("as_written", home_language=say.home_language) + "\n"
    return Answer(heading + say("open_answer", known), (known,), sources=(Source(article.name, article.url),))


def with_help(own: Answer, help: Answer | None) -> Answer:
    """Both parts as one answer, the own one first."""
    if help is None:
        return own
    text = "\n\n".join(part for part in (own.text, help.text) if part)
    return Answer(
        text, (*own.facts, *help.facts), own.choices, own.cards, (*own.sources, *help.sources), slots=own.slots
    )
