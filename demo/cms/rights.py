"""Where, on which plans and when a title may be shown."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from demo.billing.catalogue import PLANS, STREAMING
from demo.cms.content import TitleRow

EVERYWHERE = "*"
ALL_PLANS = tuple(plan.code for plan in PLANS.values() if plan.product == STREAMING)
PREMIUM = ("premium", "premium_annual")
WITHOUT_ADS = tuple(code for code in ALL_PLANS if not PLANS[code].ads)
HOME = ("GB", "IE")

# Titles that the named customers ask about, so their rights are not left to chance.
PREMIUM_ONLY = frozenset({"t_metropolis"})
OPEN_TO_ALL = frozenset({"t_nosferatu"})


@dataclass(frozen=True, slots=True)
class Window:
    """A title may be shown in `country` on `plan` in [starts, ends). `ends` None: open-ended."""

    title: str
    country: str
    plan: str
    starts: dt.datetime
    ends: dt.datetime | None

    def is_open(self, moment: dt.datetime) -> bool:
        return self.starts <= moment and (self.ends is None or moment < self.ends)


@dataclass(frozen=True, slots=True)
class Deal:
    """What was bought: countries, plans and days from today (None: open-ended)."""

    countries: Sequence[str]
    plans: Sequence[str]
    starts: int
    ends: int | None


def windows_of(titles: Iterable[TitleRow], rng: random.Random, now: dt.datetime) -> Iterator[Window]:
    """The rights windows of all titles. `now` is midnight at the start of today."""
    for title in titles:
        deal = _deal(title.id, rng)
        starts = now + dt.timedelta(days=deal.starts)
        ends = None if deal.ends is None else now + dt.timedelta(days=deal.ends)
        for country in deal.countries:
            for plan in deal.plans:
                yield Window(title.id, country, plan, starts, ends)


def _deal(title: str, rng: random.Random) -> Deal:
    """Most titles are open to all; about one in three is not, each in its way."""
    since = -rng.randint(30, 1500)
    deals = (
        Deal((EVERYWHERE,), ALL_PLANS, since, None),
        Deal((EVERYWHERE,), PREMIUM, since, None),
        Deal(HOME, ALL_PLANS, since, None),
        Deal(HOME, PREMIUM, since, None),
        Deal((EVERYWHERE,), WITHOUT_ADS, since, None),
        Deal((EVERYWHERE,), ALL_PLANS, since - 200, -rng.randint(5, 200)),
        Deal((EVERYWHERE,), ALL_PLANS, rng.randint(5, 60), None),
        Deal((EVERYWHERE,), ALL_PLANS, since, rng.randint(3, 30)),
        Deal((EVERYWHERE,), ALL_PLANS, -rng.randint(1, 14), None),
    )
    drawn = rng.choices(deals, weights=(66, 6, 7, 3, 3, 4, 3, 5, 3))[0]
    if title in PREMIUM_ONLY:
        return deals[1]
    return deals[0] if title in OPEN_TO_ALL else drawn
