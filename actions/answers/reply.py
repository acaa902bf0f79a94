"""What an answer is before it becomes Rasa's utterances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.facts.model import Fact


@dataclass(frozen=True)
class Choice:
    """Something the customer can press: either a `payload` for the bot or a `url` to open."""

    title: str
    payload: str | None = None
    url: str | None = None

    def as_button(self) -> dict[str, str]:
        values = {"title": self.title, "payload": self.payload, "url": self.url}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True)
class Card:
    """A title or plan shown as a card. None: that part is not shown."""

    title: str
    subtitle: str | None = None
    text: str | None = None
    image: str | None = None
    url: str | None = None
    choices: tuple[Choice, ...] = ()

    def as_json(self) -> dict[str, Any]:
        plain = {"title": self.title, "subtitle": self.subtitle, "text": self.text, "image": self.image,
                 "url": self.url, "buttons": [choice.as_button() for choice in self.choices] or None}  # fmt: skip
        return {name: value for name, value in plain.items() if value is not None}


@dataclass(frozen=True)
class Source:
    """Where an answer comes from, in words. `url` None: no page of its own."""

    title: str
    url: str | None = None

    def as_json(self) -> dict[str, str]:
        return {"title": self.title} if self.url is None else {"title": self.title, "url": self.url}


@dataclass(frozen=True)
class Answer:
    """What is said and what stands behind it.

    `facts` are the records the text was made from. `slots` are remembered in the conversation.
    `handoff` is the reference of a hand-over that was opened. `stream` is the id under which drafts
    of this answer were sent; None: none were.
    """

    text: str
    facts: tuple[Fact, ...] = ()
    choices: tuple[Choice, ...] = ()
    cards: tuple[Card, ...] = ()
    sources: tuple[Source, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    handoff: str | None = None
    stream: str | None = None

    def with_way_to_a_person(self, title: str) -> Answer:
        """The same with `title` on the button that leads to a person."""
        named = Choice(title, HUMAN.payload)
        return replace(self, choices=tuple(named if one == HUMAN else one for one in self.choices))

    def as_utterance(self) -> dict[str, Any]:
        """The keyword arguments of rasa_sdk's `utter_message`."""
        message: dict[str, Any] = {"text": self.text, "buttons": [choice.as_button() for choice in self.choices]}
        extras = {
            "cards": [card.as_json() for card in self.cards],
            "sources": [source.as_json() for source in self.sources],
            "facts": [fact.id for fact in self.facts],
            "stream": self.stream,
            "handoff": {"state": "requested", "reference": self.handoff} if self.handoff else None,
        }
        return message | {name: value for name, value in extras.items() if value}


HUMAN = Choice("Talk to a person", "/human_handoff")
"""The way to a person; its title is said in the customer's language (`Answer.with_way_to_a_person`)."""
