"""“How do you know?”: where the last answer comes from, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rasa_sdk import Tracker

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Source
from actions.conversation import Ask, SpokenAction
from actions.dialogue.memory import Memory
from actions.services import Services
from actions.systems.entities import HelpArticle, Title

_COMPUTED = ("verdict", "difference", "cause")
_SAID_AS = {"own_device": "customer", "profile": "customer"}
"""Records that are spoken of as those they are part of."""


class HowKnown(SpokenAction):
    """The records behind what was shown before, each sort once, and that what follows from them was computed."""

    action_name: ClassVar[str] = "action_how_known"

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        shown = Memory.of(tracker).shown
        records = [record.partition(":")[::2] for record in shown.records] if shown else []
        lines = list(dict.fromkeys(_lines(records, say, on)))
        if not lines:
            return Answer(say("how_known_nothing"), choices=(HUMAN,))
        computed = [say("how_known_computed")] if any(kind in _COMPUTED for kind, _ in records) else []
        text = "\n".join([say("how_known"), *(f"- {line}" for line in lines), *computed])
        return Answer(text, choices=(HUMAN,), sources=tuple(_articles(records, on)))


def _lines(records: list[tuple[str, str]], say: Composer, on: Services) -> Iterator[str]:
    for kind, key in records:
        name = f"source_{_SAID_AS.get(kind, kind)}"
        if kind in _COMPUTED or f"utter_{name}" not in say.wordings:
            continue
        if kind == "help":
            yield from (say(name, article=article.name) for article in [on.index.get(HelpArticle, key)] if article)
        elif kind == "title":
            yield from (say(name, title=title.name) for title in [on.index.get(Title, key)] if title)
        else:
            yield say(name, invoice=key) if kind == "invoice" else say(name)


def _articles(records: list[tuple[str, str]], on: Services) -> Iterator[Source]:
    for kind, key in records:
        if kind == "help" and (article := on.index.get(HelpArticle, key)):
            yield Source(article.name, article.url)
