"""The facts that bear on an open question, the most relevant first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from actions.catalogue.help import CONFIDENT
from actions.catalogue.index import Index
from actions.catalogue.mentions import mentioned_plans
from actions.clock import Calendar
from actions.errors import EntityMissing, SystemUnavailable
from actions.facts import account, concluded, content, owned, playback
from actions.facts.help import help_fact
from actions.facts.model import Fact, Text
from actions.facts.owned import ASKED, FAR, NAMED, NEAR, Owner, Ranked
from actions.facts.plans import plan_fact, price_changes
from actions.facts.prices import price_difference_fact
from actions.facts.subjects import Subject, subject
from actions.systems.connected import Systems
from actions.systems.entities import DeviceSupport, HelpArticle, Plan, PriceChange, Title

_log = logging.getLogger(__name__)
_TITLES, _FOUND, _PLANS, _CHANGES = 2, 3, 6, 4
"""Titles that are named, titles of people who are named, plans in a list, changes of prices: so many at most."""
_SCREEN = "#streams #ads #download watch film"


@dataclass(frozen=True)
class Sources:
    """Where facts are gathered from. `country` is where titles must be available; for `refund_days` see `Owner`."""

    systems: Systems
    calendar: Calendar
    index: Index
    country: str
    refund_days: int | None = None


async def gather(
    text: str, customer: str | None, topic: str | None, on: Sources, intents: Mapping[str, float] | None = None
) -> list[Fact]:
    """Facts for a question of `customer` (None: a visitor) that the router places under `topic` (None: unsure).

    `intents` are the router's with their confidences, 0 to 1 (None: there was no router): they help to find the
    help article. What a system that is down would have given is left out.
    """
    asked = await asyncio.to_thread(subject, text, topic, on.index, on.calendar.today(), intents)
    owner = Owner(customer, on.systems, on.calendar, on.refund_days) if customer else None
    groups = await asyncio.gather(*(_whatever_answers(group) for group in _groups(asked, owner, on)))
    return ranked([one for group in groups for one in group])


def ranked(found: Iterable[Ranked]) -> list[Fact]:
    """The facts by how near they are, each once and where it is nearest."""
    nearest: dict[str, Fact] = {}
    for _, fact in sorted(found, key=lambda one: -one[0]):
        nearest.setdefault(fact.id, fact)
    return list(nearest.values())


def _groups(asked: Subject, owner: Owner | None, on: Sources) -> list[Awaitable[list[Ranked]]]:
    groups: list[Awaitable[list[Ranked]]] = [
        _titles(asked, owner, on), _things(asked, on), _plans(asked, owner, on), _help(asked, owner, on)
    ]  # fmt: skip
    if asked.about("#price_up") and on.systems.yields(PriceChange):
        groups.append(_price_changes(owner, on))
    if asked.trouble and owner is None and not asked.devices:
        groups.append(_incidents(asked, on))
    if owner is not None:
        groups += _owned(asked, owner)
    return groups


def _owned(asked: Subject, owner: Owner) -> list[Awaitable[list[Ranked]]]:
    groups: list[Awaitable[list[Ranked]]] = []
    if asked.holding or asked.money or asked.delivery or asked.bare:
        groups.append(owned.subscriptions(asked, owner))
    if asked.money:
        groups.append(owned.bills(asked, owner))
    if asked.delivery:
        groups.append(owned.deliveries(asked, owner))
    if asked.trouble and not asked.devices:
        groups.append(owned.devices(owner))
    return groups


async def _whatever_answers(group: Awaitable[list[Ranked]]) -> list[Ranked]:
    try:
        return await group
    except EntityMissing:
        return []
    except SystemUnavailable as error:
        _log.warning("facts are left out: %s", error)
        return []


async def _titles(asked: Subject, owner: Owner | None, on: Sources) -> list[Ranked]:
    """The titles that are named, or that people who are named made, and whether they may be watched."""
    mentions = (asked.titles or asked.perhaps)[:_TITLES]
    named = [row for mention in mentions if (row := on.index.get(Title, mention.id)) is not None]
    rows = named or _made_by(asked.people, on.index)
    if not rows:
        return []
    held = await account.subscriptions(on.systems, on.calendar, owner.customer) if owner else []
    codes = [one.plan.code for one in held if one.gives_access]
    plans = await account.plans_by_code(on.systems)
    found: list[Ranked] = []
    for row in rows:
        seen = await content.availability(on.systems, on.calendar, row, country=on.country, held=codes, plans=plans)
        sure = bool(asked.titles or not named)
        found += [(NAMED if sure else FAR, seen.fact), (ASKED if sure else FAR, _told(seen.title, asked))]
        if asked.money or asked.quality:
            found += [(NEAR, plan_fact(plan)) for plan in seen.plans[:2]]
    return found


def _made_by(people: Sequence[str], index: Index) -> list[Title]:
    """The most watched titles of people who are named."""
    found = [title for title in index.all(Title).values() if not set(people).isdisjoint(title.people)]
    return sorted(found, key=lambda title: -title.popularity)[:_FOUND]


def _told(title: Fact, asked: Subject) -> Fact:
    """A title without its story where the question is about something else as well."""
    beside = asked.devices or asked.quality or asked.money or asked.people
    return _without(title, "synopsis") if beside else title


async def _things(asked: Subject, on: Sources) -> list[Ranked]:
    """Devices and error codes that are named, with open incidents that affect them."""
    found: list[Ranked] = []
    for code in asked.codes[:2]:
        seen = await playback.diagnose(on.systems, on.calendar, customer=None, device=None, code=code)
        found += [(NAMED, fact) for fact in seen.facts if fact.kind == "error_code"]
    # One word may stand for several devices: “PlayStation”.
    for number, device in enumerate(asked.devices[:3]):
        seen = await playback.diagnose(on.systems, on.calendar, customer=None, device=device.id, code=None)
        found += [
            (NEAR if fact.kind == "incident" else NAMED - number / 10, _steps(fact, asked)) for fact in seen.facts
        ]
    if not asked.devices and asked.quality and asked.about("device") and on.systems.yields(DeviceSupport):
        rows = [row for row in await on.systems.fetch(DeviceSupport) if row.supported]
        found += [(NEAR, _without(playback.device_fact(row), "steps", "minimum_version")) for row in rows]
    return found


def _steps(fact: Fact, asked: Subject) -> Fact:
    """A device without what to try when nothing is wrong, or when the error code says what."""
    return fact if asked.trouble and not asked.codes else _without(fact, "steps")


async def _incidents(asked: Subject, on: Sources) -> list[Ranked]:
    """What is wrong just now: asked for where the question speaks of trouble, not where only its topic is playback."""
    distance = ASKED if asked.troubled else FAR
    return [(distance, playback.incident_fact(row)) for row in await playback.open_incidents(on.systems)]


async def _plans(asked: Subject, owner: Owner | None, on: Sources) -> list[Ranked]:
    """The plans that are named; where none is and plans are compared, those of what the customer has."""
    if not on.systems.yields(Plan):
        return []
    plans = await account.plans_by_code(on.systems)
    named = [mention.id for mention in mentioned_plans(plans.values(), asked.text)]
    held = await account.subscriptions(on.systems, on.calendar, owner.customer) if owner else []
    if named:
        meant = [plans[code] for code in dict.fromkeys(named)]
        own = concluded.of_plans(asked, meant, held, on.calendar) if owner else []
        return [(NAMED, fact) for fact in (*own, *_compared(meant))]
    if owner and asked.about("#trial") and not asked.about("#charge #money_back"):
        tried = [plan for plan in plans.values() if plan.sold and plan.trial_days is not None][:_TITLES]
        return [(ASKED, fact) for fact in concluded.of_plans(asked, tried, held, on.calendar)]
    if not (asked.plans or (asked.features and owner is None and not asked.titles)):
        return []
    sold = _of_products([plan for plan in plans.values() if plan.sold], asked, {one.plan.product for one in held})
    distance = ASKED if asked.about("#compare #upgrade") else FAR
    if held and asked.possessive:
        distance = min(distance, NEAR)  # behind the plan that the customer has
    return [(distance, plan_fact(plan)) for plan in sold[:_PLANS]]


def _compared(named: Sequence[Plan]) -> list[Fact]:
    """The plans, and of two what the second costs more or less than the first."""
    facts = [plan_fact(plan) for plan in named]
    if len(named) == 2 and named[0].interval == named[1].interval and named[0].currency == named[1].currency:
        facts.append(price_difference_fact(*named))
    return facts


def _of_products(sold: Sequence[Plan], asked: Subject, held: set[str]) -> list[Plan]:
    """Of several products' plans those that the question speaks of, else the customer's, else all."""
    paper = [plan for plan in sold if "paper" in plan.product] if "#paper" in asked.says else []
    own = [plan for plan in sold if plan.product in held]
    seen = [plan for plan in sold if plan.max_streams is not None] if asked.about(_SCREEN) else []
    return paper or own or seen or list(sold)


async def _price_changes(owner: Owner | None, on: Sources) -> list[Ranked]:
    """The changes of the plans that the customer has before others."""
    held = await account.subscriptions(on.systems, on.calendar, owner.customer) if owner else []
    own = {Text(value=one.plan.name) for one in held}
    facts = await price_changes(on.systems, on.calendar)
    return [(ASKED if not own or fact.fields["plan"] in own else FAR, fact) for fact in facts[:_CHANGES]]


async def _help(asked: Subject, owner: Owner | None, on: Sources) -> list[Ranked]:
    """Help articles: the one that surely answers among the first, others behind what is the customer's own."""
    articles = on.index.all(HelpArticle)
    own = owner is not None and asked.possessive
    return [
        (ASKED + 0.5 if hit.score >= CONFIDENT and not own else NEAR + 0.5 - number * 0.75, help_fact(articles[hit.id]))
        for number, hit in enumerate(asked.help)
    ]


def _without(fact: Fact, *names: str) -> Fact:
    return fact.model_copy(update={"fields": {n: value for n, value in fact.fields.items() if n not in names}})
