"""Follow-ups: messages that only make sense after the turn before, resolved from what was shown there.

“why?”, “and the one before?”, “the second one”, “Roku”, “still happening”, “no, the annual one”.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.dialogue.heard import Heard
from actions.dialogue.memory import Offer, Shown
from actions.dialogue.names import named_offer, named_record, names_something
from actions.dialogue.of_titles import narrowed, of_title
from actions.dialogue.reading import Reading
from actions.dialogue.said import Said, says
from actions.facts.cancellation import is_question
from actions.services import Services

TABLE = Path(__file__).with_name("follow_ups.yml")
_SURE = 0.75
"""From this probability on a message without a lead is what the router took it for."""
_OF_TITLES = ("content", "recommend", "playback", "")
_ABOUT_TITLES = ("content_availability", "find_title_or_article")
_OWN = 0.4
"""From this probability on a question in full says what it is about, however it begins."""
_FRAGMENT = 4
"""A message of at most so many words that names something speaks of what was spoken of."""


async def follow_up(
    heard: Heard, shown: Shown | None, on: Services, focus: Mapping[str, str] | None = None
) -> Reading | None:
    """The request behind a message that takes up the last answer; None: it stands on its own.

    `focus` is what the conversation is about (`Ask.focus`).
    """
    if shown is None:
        return None
    said = Said.of(heard.text)
    if not said.is_short or not said.rest:
        return None
    topic = topic_of(shown.use_case, on)
    return (
        _unsolved(said, topic, heard)
        or _plain(said, shown, heard)
        or of_title(heard, shown, focus or {})
        or await narrowed(said, shown, on)
        or await _picked(said, shown, heard, on)
        or await _again(said, shown, heard, topic, on)
    )


def topic_of(use_case: str, on: Services) -> str:
    known = on.use_cases.by_name.get(use_case)
    return known.topic if known else ""


def pressed(offer: Offer) -> Reading:
    """A shown choice taken by words is the choice pressed."""
    return Reading(offer.name, "", offer.given)


def _unsolved(said: Said, topic: str, heard: Heard) -> Reading | None:
    """What was suggested did not help."""
    if topic != "playback" or not said.means("still"):
        return None
    return Reading("playback_or_app_problem", heard.text, {"still": "yes"})


def _plain(said: Said, shown: Shown, heard: Heard) -> Reading | None:
    """“Why?”, “how do you know?”, “and the one before?”, and “yes” to the only thing that was offered."""
    if _asks_how_it_is_known(said):
        return Reading("how_known")
    if said.means("why"):
        return _why(shown)
    for mark in ("before", "after"):
        invoices = shown.of_kind("invoice")
        if invoices and said.means(mark):
            return Reading("explain_charge", "", {f"invoice_{mark}": invoices[0]})
    if says(heard.text, "price") and shown.use_case in _table()["price"]:
        return Reading(_table()["price"][shown.use_case])
    if said.means("agreed") and heard.intent in ("affirm", "nlu_fallback", "thanks") and len(shown.offers) == 1:
        # “Ok” takes note of what was said as often as it agrees: not enough to fetch a person.
        return pressed(shown.offers[0]) if shown.offers[0].name != "human_handoff" or not said.means("noted") else None
    return None


def _asks_how_it_is_known(said: Said) -> bool:
    return any(re.fullmatch(words, said.rest, re.IGNORECASE) for words in _table()["known"])


def _why(shown: Shown) -> Reading:
    target: str | None = _table()["why"].get(shown.use_case)
    given = {kind: keys[0] for kind in ("invoice", "title") if (keys := shown.of_kind(kind))}
    if target is None:
        return Reading(shown.use_case, by_help=True)
    if target == "itself":
        return Reading(shown.use_case, "", given | {"why": "yes"})
    return Reading(target, "", given)


async def _picked(said: Said, shown: Shown, heard: Heard, on: Services) -> Reading | None:
    """One of those that were shown, by its place or by its name."""
    if said.place is not None:
        return _at(said.place, shown)
    if said.lead == "" and heard.chance >= _SURE and len(said.rest.split()) > _FRAGMENT:
        return None
    offer = named_offer(said.rest, [one for one in shown.offers if one.name != "human_handoff"])
    if offer is not None and (said.lead or len(said.rest.split()) <= _FRAGMENT):
        return pressed(offer)
    record = await named_record(said, shown, on) if said.lead or heard.chance < _SURE else None
    return _opened(record, shown, on) if record is not None else None


def _at(place: int, shown: Shown) -> Reading | None:
    kind, keys = _listed(shown)
    offers: Sequence[Offer] = [one for one in shown.offers if one.name != "human_handoff"]
    index = place - 1 if place > 0 else place
    if keys and -len(keys) <= index < len(keys):
        return Reading(_table()["opens"][kind][0], "", {kind: keys[index]})
    if len(offers) > 1 and -len(offers) <= index < len(offers):
        return pressed(offers[index])
    return None


def _listed(shown: Shown) -> tuple[str, list[str]]:
    """The kind of record of which several were shown, and their keys in order."""
    for kind in _table()["opens"]:
        keys = shown.of_kind(kind)
        if len(keys) > 1:
            return kind, keys
    return "", []


def _opened(record: tuple[str, str], shown: Shown, on: Services) -> Reading:
    """A named record, opened by what was spoken of where that takes it."""
    kind, key = record
    uses: list[str] = _table()["opens"][kind]
    return Reading(shown.use_case if shown.use_case in uses else uses[0], "", {kind: key})


async def _again(said: Said, shown: Shown, heard: Heard, topic: str, on: Services) -> Reading | None:
    """The same question about something else: “and in March?”, “no, Roku”, or just “Apple TV”."""
    if said.lead == "also" and topic not in _OF_TITLES and heard.intent in _ABOUT_TITLES:
        # “And when does it expire?” asks on; it would be about a title only if it named one.
        return None if await names_something("content", said, on) else Reading(shown.use_case, heard.text)
    if asks_for_itself(said, shown, heard, on):
        return None
    fragment = len(said.rest.split()) <= _FRAGMENT
    if not (said.lead or (fragment and topic == "playback")):
        return None
    if topic == "recommend" and said.lead:
        return Reading("recommend", said.rest)
    if await names_something(topic, said, on):
        return Reading(shown.use_case, said.rest)
    return None


def asks_for_itself(said: Said, shown: Shown, heard: Heard, on: Services) -> bool:
    """Whether words that take up what was said go on to another question: “and what will I pay next month?”."""
    other = heard.intent in on.use_cases.by_name and heard.intent != shown.use_case
    if not other or alike(heard.intent, shown.use_case) or heard.chance < _OWN:
        return False
    return len(said.rest.split()) > _FRAGMENT or is_question(said.rest)


def alike(first: str, second: str) -> bool:
    """Whether two readings need not be told apart."""
    return any(first in group and second in group for group in _table()["alike"])


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table
