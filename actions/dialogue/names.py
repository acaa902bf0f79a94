"""What a few words name: one of the records or choices that were shown, or something the topic knows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rapidfuzz import fuzz

from actions.catalogue.index import Index
from actions.catalogue.mentions import (
    mentioned_amounts,
    mentioned_devices,
    mentioned_error_codes,
    mentioned_invoices,
    mentioned_periods,
    mentioned_plans,
)
from actions.catalogue.search import mentioned_titles
from actions.catalogue.text import folded
from actions.dialogue.memory import Offer, Shown
from actions.dialogue.said import Said, empty_words
from actions.services import Services
from actions.systems.entities import Article, DeviceSupport, Entity, Plan, Title

_ALIKE = 86
"""Likeness, 0 to 100, from which words are taken for a name."""


def named_offer(words: str, offers: Sequence[Offer]) -> Offer | None:
    """The only choice whose title holds these words; None: none or several do."""
    said = _told(words)
    if not said:
        return None
    found = [offer for offer in offers if _names(said, offer.title)]
    return found[0] if len(found) == 1 else None


async def named_record(said: Said, shown: Shown, on: Services) -> tuple[str, str] | None:
    """(kind, key) of the only shown record of that name, or plan of that interval; None: none or several."""
    told = _told(said.rest)
    plans = {plan.code: plan for plan in await _plans(on)} if shown.of_kind("plan") else {}
    mine = [plans[code] for code in shown.of_kind("plan") if code in plans]
    if said.interval and (found := [plan for plan in mine if plan.interval == said.interval]):
        best = [plan for plan in found if _names(told, plan.name)] or found
        return ("plan", best[0].code) if len(best) == 1 else None
    labels = {("plan", plan.code): plan.name for plan in mine} | _labels(shown, on.index)
    named = [record for record, label in labels.items() if told and _names(told, label)]
    return named[0] if len(named) == 1 else None


def _labels(shown: Shown, index: Index) -> dict[tuple[str, str], str]:
    kinds: dict[str, type[Entity]] = {"title": Title, "article": Article, "device": DeviceSupport}
    rows = [(kind, key, index.get(entity, key)) for kind, entity in kinds.items() for key in shown.of_kind(kind)]
    return {(kind, key): row.name for kind, key, row in rows if row is not None}  # type: ignore[attr-defined]


async def names_something(topic: str, said: Said, on: Services) -> bool:
    """Whether the words name something that a question of this topic can be about."""
    text = said.rest
    if topic in ("billing", "delivery"):
        times = mentioned_periods(text, today=on.calendar.today())
        return bool(times or mentioned_amounts(text) or mentioned_invoices(on.index, text))
    if topic == "playback":
        return bool(mentioned_devices(on.index, text) or mentioned_error_codes(on.index, text))
    if topic == "content":
        return bool(await asyncio.to_thread(mentioned_titles, on.index, text))
    if topic == "plans":
        return said.interval is not None or bool(mentioned_plans(await _plans(on), text))
    return False


async def _plans(on: Services) -> list[Plan]:
    return await on.systems.fetch(Plan) if on.systems.yields(Plan) else []


def _told(words: str) -> str:
    """The telling words, folded: “the annual one, please” -> “annual”."""
    return " ".join(word for word in folded(words).split() if word not in empty_words())


def _names(told: str, label: str) -> bool:
    full = folded(label)
    return bool(told) and (fuzz.ratio(told, full) >= _ALIKE or _all_in(told.split(), full.split()))


def _all_in(said: Sequence[str], label: Sequence[str]) -> bool:
    return all(any(fuzz.ratio(word, other) >= _ALIKE for other in label) for word in said)
