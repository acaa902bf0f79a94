"""The facts that bear on an open question: the most relevant first, cut to what a prompt should hold."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from actions.catalogue.help import LIKELY, answering
from actions.catalogue.hits import Hit
from actions.catalogue.index import Index
from actions.catalogue.mentions import mentioned_devices, mentioned_error_codes, mentioned_plans
from actions.catalogue.search import mentioned_titles
from actions.clock import Calendar
from actions.facts import account, billing, content, playback
from actions.facts.help import help_fact
from actions.facts.model import Fact
from actions.facts.plans import plan_fact
from actions.systems.connected import Systems
from actions.systems.entities import HelpArticle, Invoice, Payment, Plan, Title

_MOST = 10
_CHARACTERS = 2400
"""About 600 tokens of facts, so that a prompt stays below 900 in the median."""
_MONEY_TOPICS = ("billing", "plans", "account")


@dataclass(frozen=True)
class Sources:
    """Where facts are gathered from. `country` is where titles must be available."""

    systems: Systems
    calendar: Calendar
    index: Index
    country: str


async def gather(text: str, customer: str | None, topic: str | None, on: Sources) -> list[Fact]:
    """Facts for a question of `customer` (None: a visitor) that the router places under `topic` (None: unsure)."""
    hits = await asyncio.to_thread(answering, on.index, text)
    help_facts = [help_fact(on.index.all(HelpArticle)[hit.id]) for hit in hits if hit.score >= LIKELY]
    groups = await asyncio.gather(
        _titles(text, customer, on), _things(text, on), _own(customer, _topic(topic, hits, on), on), _plans(text, on)
    )
    return _cut([fact for group in groups for fact in group] + help_facts)


def _topic(routed: str | None, hits: Sequence[Hit], on: Sources) -> str | None:
    return routed or (on.index.all(HelpArticle)[hits[0].id].topic if hits else None)


async def _titles(text: str, customer: str | None, on: Sources) -> list[Fact]:
    named = await asyncio.to_thread(mentioned_titles, on.index, text)
    rows = [row for mention in named[:2] if (row := on.index.get(Title, mention.id)) is not None]
    if not rows:
        return []
    held = await account.subscriptions(on.systems, on.calendar, customer) if customer else []
    codes = [one.plan.code for one in held if one.gives_access]
    plans = await account.plans_by_code(on.systems)
    found = [
        await content.availability(on.systems, on.calendar, row, country=on.country, held=codes, plans=plans)
        for row in rows
    ]
    return [fact for one in found for fact in (one.title, one.fact)]


async def _things(text: str, on: Sources) -> list[Fact]:
    """Devices and error codes that are named, and open incidents that affect them."""
    devices = [mention.id for mention in mentioned_devices(on.index, text)]
    codes = [mention.code for mention in mentioned_error_codes(on.index, text) if mention.code]
    if not devices and not codes:
        return []
    kind, code = next(iter(devices), None), next(iter(codes), None)
    found = await playback.diagnose(on.systems, on.calendar, customer=None, device=kind, code=code)
    return list(found.facts)


async def _own(customer: str | None, topic: str | None, on: Sources) -> list[Fact]:
    """What the customer has, and for questions about money the last bill and payment."""
    if customer is None or topic not in (*_MONEY_TOPICS, "playback"):
        return []
    held = await account.subscriptions(on.systems, on.calendar, customer)
    facts = [fact for one in held[:2] for fact in (one.fact, one.plan_fact)]
    if topic in _MONEY_TOPICS and on.systems.yields(Invoice) and on.systems.yields(Payment):
        rows, paid = await asyncio.gather(
            billing.invoices(on.systems, customer, limit=2), billing.payments(on.systems, customer, limit=2)
        )
        facts += [billing.invoice_fact(row, on.calendar) for row in rows]
        facts += [billing.payment_fact(row, on.calendar) for row in paid]
    return facts


async def _plans(text: str, on: Sources) -> list[Fact]:
    if not on.systems.yields(Plan):
        return []
    plans = await account.plans_by_code(on.systems)
    return [plan_fact(plans[mention.id]) for mention in mentioned_plans(plans.values(), text)]


def _cut(facts: list[Fact]) -> list[Fact]:
    kept: dict[str, Fact] = {}
    length = 0
    for fact in facts[: _MOST * 2]:
        length += len(fact.model_dump_json(include={"fields"})) // 2
        if len(kept) >= _MOST or (kept and length > _CHARACTERS):
            break
        kept.setdefault(fact.id, fact)
    return list(kept.values())
