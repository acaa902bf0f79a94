"""Rehearses conversations over the web channel of a running bot, and says what went otherwise."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from actions.rehearsal.cases import Case, Step
from actions.rehearsal.figures import Figures


class Reply(Protocol):
    """What came back for one message."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str: ...

    @property
    def choices(self) -> list[dict[str, Any]]: ...


class Talk(Protocol):
    """One conversation over HTTP; `session` as the web channel opened it."""

    session: dict[str, Any]

    def say(self, text: str) -> Any: ...

    def press(self, title: str) -> Any: ...

    def close(self) -> None: ...


Open = Callable[[Case], Talk]
"""Opens a conversation for whoever the case is about."""


class Slots:
    """The slots of a conversation as Rasa stored them; the records behind an answer are among them."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url)

    def of(self, conversation: str) -> Mapping[str, Any]:
        """Each slot's latest value."""
        query = sa.text("SELECT data FROM events WHERE sender_id = :sender AND type_name = 'slot' ORDER BY id")
        with self._engine.connect() as connection:
            events = [json.loads(data) for data in connection.execute(query, {"sender": conversation}).scalars()]
        return {event["name"]: event["value"] for event in events}

    def records(self, conversation: str) -> Sequence[str]:
        """The ids of the facts behind everything that was said to the last message."""
        query = sa.text(
            "SELECT type_name, data FROM events WHERE sender_id = :sender AND type_name IN ('user', 'bot') ORDER BY id"
        )
        found: list[str] = []
        with self._engine.connect() as connection:
            for kind, data in connection.execute(query, {"sender": conversation}):
                found = [] if kind == "user" else [*found, *_facts(json.loads(data))]
        return found


def _facts(event: Mapping[str, Any]) -> Sequence[str]:
    return (event.get("metadata") or {}).get("facts") or []


@dataclass(frozen=True)
class Outcome:
    """How a case went. `wrong`: what was otherwise than expected, in words; empty: nothing. `seconds` for all."""

    case: Case
    wrong: Sequence[str]
    seconds: float
    turns: int


def rehearse(case: Case, open_talk: Open, figures: Figures, slots: Slots, wordings: Mapping[str, str]) -> Outcome:
    """Hold one conversation. Stops at the first step that goes wrong: what follows would say little."""
    began = time.perf_counter()
    talk = open_talk(case.model_copy(update={"as_": figures.fill(case.as_) if case.as_ else None}))
    turns = 0
    wrong: list[str] = []
    reply: Any = None
    try:
        for step in case.steps:
            if step.acts:
                reply = _act(step, talk, figures)
                turns += 1
            else:
                wrong = list(_differences(step, reply, talk, figures, slots, wordings))
            if wrong:
                break
    except LookupError as error:
        wrong = [str(error)]
    finally:
        talk.close()
    return Outcome(case, wrong, time.perf_counter() - began, turns)


def _act(step: Step, talk: Talk, figures: Figures) -> Any:
    return talk.press(figures.fill(step.press)) if step.press is not None else talk.say(figures.fill(step.user or ""))


def _differences(
    step: Step, reply: Any, talk: Talk, figures: Figures, slots: Slots, wordings: Mapping[str, str]
) -> Iterator[str]:
    if reply is None:
        raise LookupError("nothing was said yet that could be answered")
    yield from _about_text(step, reply, figures, wordings)
    titles = [str(choice["title"]) for choice in reply.choices]
    for title in map(figures.fill, step.offers):
        if not any(title.lower() in one.lower() for one in titles):
            yield f"offers {titles}, not {title!r}"
    conversation = talk.session["conversation"]
    if step.facts or step.no_facts:
        yield from _about_facts(step, slots.records(conversation), figures)
    if step.slot_was_set is not None:
        yield from _about_slots(step.slot_was_set, slots.of(conversation))


def _about_text(step: Step, reply: Any, figures: Figures, wordings: Mapping[str, str]) -> Iterator[str]:
    said = [str(message.get("text") or "") for message in reply.messages]
    if step.silent and said:
        yield f"says {said}, not nothing"
    for expected in map(figures.fill, step.says):
        if expected not in reply.text:
            yield f"says {reply.text!r}, without {expected!r}"
    for unwanted in map(figures.fill, step.never_says):
        if unwanted.lower() in reply.text.lower():
            yield f"says {reply.text!r}, with {unwanted!r}"
    if step.bot is not None and figures.fill(step.bot) not in said:
        yield f"says {said}, not {figures.fill(step.bot)!r}"
    if step.utter is not None and not any(_is_said_with(wordings[step.utter], text) for text in said):
        yield f"says {said}, not the wording {step.utter}"


def _is_said_with(wording: str, text: str) -> bool:
    pattern = re.sub(r"\\\{\w+\\\}", ".+?", re.escape(wording))
    return re.search(pattern, text, re.DOTALL) is not None


def _about_facts(step: Step, records: Sequence[str], figures: Figures) -> Iterator[str]:
    if step.no_facts and records:
        yield f"stands on {records}, not on nothing"
    for expected in map(figures.fill, step.facts):
        if not any(record == expected or record.startswith(expected + ":") for record in records):
            yield f"stands on {list(records)}, without {expected!r}"


def _about_slots(expected: Sequence[Mapping[str, Any] | str], slots: Mapping[str, Any]) -> Iterator[str]:
    for one in expected:
        for name, value in ({one: ...} if isinstance(one, str) else one).items():
            if slots.get(name) is None or (value is not ... and slots[name] != value):
                yield f"slot {name} is {slots.get(name)!r}, not {'set' if value is ... else repr(value)}"
