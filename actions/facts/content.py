"""Facts about titles, and the verdict whether somebody may watch one: plan, country and window decide."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from actions.clock import Calendar
from actions.facts.model import Fact, fact
from actions.systems.connected import Systems
from actions.systems.entities import Plan, Right, Title

Reason = Literal["included", "on_other_plan", "not_in_country", "window_ended", "not_yet"]


@dataclass(frozen=True)
class Availability:
    """Whether a title may be watched.

    `plans` are the plans that include it now in the country, cheapest first. `until` is the last day of
    the window that applies (None: open-ended), `starts_on` the first day of a window to come.
    """

    title: Fact
    reason: Reason
    country: str
    plans: tuple[Plan, ...]
    fact: Fact
    until: dt.date | None = None
    starts_on: dt.date | None = None


def title_fact(row: Title) -> Fact:
    return fact(
        f"title:{row.id}", "title", source=row.source, key=row.id, as_of=row.as_of,
        title=row.name,
        title_kind=row.kind,
        year=None if row.year is None else str(row.year),
        countries=row.countries or None,
        running_time=None if row.minutes is None else dt.timedelta(minutes=row.minutes),
        maturity_age=row.maturity_age,
        genres=row.genres or None,
        people=row.people or None,
        synopsis=row.synopsis,
        url=row.url,
    )  # fmt: skip


def tracks_fact(row: Title) -> Fact:
    """The languages of a title."""
    return fact(
        f"title:{row.id}", "title", source=row.source, key=row.id, as_of=row.as_of,
        title=row.name, audio=row.audio or None, subtitles=row.subtitles or None,
    )  # fmt: skip


async def availability(
    systems: Systems, calendar: Calendar, title: Title, *, country: str, held: Iterable[str], plans: dict[str, Plan]
) -> Availability:
    """The verdict for a title, a country and the plan codes somebody holds (none: a visitor)."""
    rights = await systems.fetch(Right, title=title.id)
    return judge(title, rights, calendar, country=country, held=tuple(held), plans=plans)


def judge(
    title: Title, rights: Sequence[Right], calendar: Calendar, *,
    country: str, held: Sequence[str], plans: dict[str, Plan],
) -> Availability:  # fmt: skip
    """The verdict from a title's rights; see `availability`."""
    now = calendar.now()
    here = [right for right in rights if right.country in (country, "*")]
    open_now = [right for right in here if right.starts_at <= now and (right.ends_at is None or now < right.ends_at)]
    streaming = [plan for plan in plans.values() if plan.product == "streaming"]
    offered = [plan for plan in streaming if plan.sold and any(right.plan in (plan.code, "*") for right in open_now)]
    mine = [right for right in open_now if any(_covers(right, code, plans) for code in held)]
    applying = mine or open_now
    until = _last_day(applying, calendar)
    coming = [right.starts_at for right in here if right.starts_at > now]
    reason = _reason(mine, open_now, here, coming)
    starts_on = calendar.day(min(coming)) if reason == "not_yet" else None
    offered.sort(key=_monthly_price)
    about = fact(f"verdict:watchable:{title.id}", "verdict", question="watchable", about=f"title:{title.id}",
                 answer=reason == "included", reason=reason, title=title.name, country=country,
                 plans=tuple(plan.name for plan in offered) or None, until=until, starts_on=starts_on)  # fmt: skip
    return Availability(title_fact(title), reason, country, tuple(offered), about, until, starts_on)


def _covers(right: Right, code: str, plans: dict[str, Plan]) -> bool:
    every = right.plan == "*" and code in plans and plans[code].product == "streaming"
    return every or right.plan == code


def _reason(
    mine: Sequence[Right], open_now: Sequence[Right], here: Sequence[Right], coming: Sequence[dt.datetime]
) -> Reason:
    if mine:
        return "included"
    if open_now:
        return "on_other_plan"
    if coming:
        return "not_yet"
    return "window_ended" if here else "not_in_country"


def _last_day(rights: Sequence[Right], calendar: Calendar) -> dt.date | None:
    ends = [right.ends_at for right in rights]
    known = [end for end in ends if end is not None]
    # A window ends at an instant; the last day is the one before a midnight.
    return calendar.day(max(known) - dt.timedelta(seconds=1)) if known and len(known) == len(ends) else None


def _monthly_price(plan: Plan) -> float:
    months = {"week": 0.25, "month": 1, "quarter": 3, "year": 12}[plan.interval]
    return plan.price_minor / months


async def titles(systems: Systems, ids: Sequence[str]) -> dict[str, Title]:
    """The titles with these ids."""
    rows = await systems.fetch(Title, id=list(ids), limit=len(ids)) if ids else []
    return {row.id: row for row in rows}


async def watchable(
    systems: Systems, calendar: Calendar, *, country: str, held: Sequence[str], maturity_age: int | None = None
) -> frozenset[str]:
    """The ids of all titles that somebody in `country` may watch now; `held` empty: on any plan sold.

    `maturity_age`: only titles suitable at that age; None: no limit.
    """
    rights, rows, plans = await asyncio.gather(
        systems.fetch(Right, country=[country, "*"], limit=100_000),
        systems.fetch(Title, limit=100_000) if maturity_age is not None else _nothing(),
        systems.fetch(Plan),
    )
    codes = set(held) or {plan.code for plan in plans if plan.sold and plan.product == "streaming"}
    now = calendar.now()
    suitable = {row.id for row in rows if row.maturity_age is None or row.maturity_age <= (maturity_age or 0)}
    return frozenset(
        right.title for right in rights
        if right.plan in codes | {"*"} and right.starts_at <= now and (right.ends_at is None or now < right.ends_at)
        and (maturity_age is None or right.title in suitable)
    )  # fmt: skip


async def _nothing() -> list[Title]:
    return []
