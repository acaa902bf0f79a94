"""What takes up a title or a list of titles: “how much is it?”, “something similar”, “and from the 1920s?”."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace

from actions.catalogue.text import folded
from actions.catalogue.wishing import wish, years_in_english
from actions.dialogue.heard import Heard
from actions.dialogue.memory import Shown
from actions.dialogue.names import names_something
from actions.dialogue.reading import Reading
from actions.dialogue.said import Said, says
from actions.services import Services

_LISTS = ("find_title_or_article", "recommend")
_FRAGMENT = 5
"""A message of at most so many words that names a year or a genre speaks of the list before."""
_OF_IT = re.compile(r"\b(?:it|that|this|dafur|ca|cela|eso|ello|verla|verlo)\b")


def of_title(heard: Heard, shown: Shown, focus: Mapping[str, str]) -> Reading | None:
    """What is asked of the title spoken of last; None: nothing, or no one title was."""
    title = spoken_of(shown, focus)
    if title is None:
        of_several = shown.of_kind("title") and (says(heard.text, "price") or says(heard.text, "which_plan"))
        return Reading("compare_plans") if of_several else None
    if says(heard.text, "price"):
        return Reading("content_availability", "", {"title": title, "asks": "price"})
    if says(heard.text, "which_plan") or _about_plans_for_it(heard):
        return Reading("content_availability", "", {"title": title, "asks": "plan"})
    return Reading("recommend", "", {"like": title}) if says(heard.text, "alike") else None


def spoken_of(shown: Shown, focus: Mapping[str, str]) -> str | None:
    """The title that the last answer was about, or that it listed others like; None: it was about none, or several."""
    titles, title = set(shown.of_kind("title")), focus.get("title")
    if not titles or title is None:
        return None
    offered = any(title in (offer.given.get("title"), offer.given.get("like")) for offer in shown.offers)
    return title if titles == {title} or title not in titles or offered else None


def _about_plans_for_it(heard: Heard) -> bool:
    return heard.intent == "compare_plans" and _OF_IT.search(folded(heard.text)) is not None


async def narrowed(said: Said, shown: Shown, on: Services) -> Reading | None:
    """The list before with what else it should be: “only the silent ones”, “und aus den 20er Jahren?”."""
    if shown.use_case not in _LISTS or not shown.of_kind("title"):
        return None
    if not said.lead and len(said.rest.split()) > _FRAGMENT:
        return None
    told = replace(said, rest=years_in_english(said.rest))
    if await names_something("content", told, on):
        return None
    wanted = await asyncio.to_thread(wish, on.index, told.rest)
    return Reading(shown.use_case, told.rest, {"refine": "yes"}) if wanted.filters else None
