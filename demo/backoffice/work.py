"""What the departments of the company share: a request being carried out, and a subscription as it stands."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from demo.backoffice.errors import AlreadyCancelled, BilledElsewhere, DoesNotFit, UnknownRecord
from demo.dates import day_number, unix


@dataclass(frozen=True, slots=True)
class Work:
    """A request being carried out within one transaction over billing and, as `cms`, the content system.

    `at` is the instant of the request, UTC; `account` is the number of the customer's account.
    """

    connection: sqlite3.Connection
    customer: str
    account: int
    data: Mapping[str, Any]
    at: dt.datetime

    def text(self, name: str) -> str:
        """A value of the request; empty where it is not given."""
        return str(self.data.get(name, ""))

    def one(self, query: str, *values: Any) -> Any:
        """The first row of a query; None: there is none."""
        return self.connection.execute(query, values).fetchone()

    def change(self, statement: str, *values: Any) -> int:
        """Run a statement that changes rows; returns how many."""
        return self.connection.execute(statement, values).rowcount


@dataclass(frozen=True, slots=True)
class Effect:
    """What was done. `effective_at` is the instant from which it counts: a cancellation's is the end of access.

    `until` is where a pause or discount ends; None: it does not. `figures` is what it costs, in minor units.
    """

    effective_at: dt.datetime
    until: dt.datetime | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


def as_shown(work: Work, **pence: int) -> None:
    """Refuses a sum that is not the one that the customer agreed to, by the name under which it was shown."""
    for name, sum_now in pence.items():
        shown = work.data.get(name)
        if shown is not None and int(shown) != sum_now:
            raise DoesNotFit("the sum has changed since it was shown")


Handler = Callable[[Work], Effect]


@dataclass(frozen=True, slots=True)
class Standing:
    """A subscription as it stands: its latest event's code, the plan to be billed next and the one that counts now, and
    the paid period."""

    number: int
    state: str
    plan: str
    current: str
    product: str
    cycle: str
    paid_from: dt.datetime
    paid_until: dt.datetime

    @property
    def monthly(self) -> bool:
        return self.cycle == "M"


def standing(work: Work, *, cancelled: bool = False) -> Standing:
    """The subscription that the request names. `cancelled`: whether it may be cancelled already.

    Raises `RequestRefused` where nothing can be changed.
    """
    found = work.one(
        """
        SELECT
          s.sub_no, e.ev_cd, s.per_st_ts, s.chg_thru, s.bld_by,
          (SELECT x.pln_cd FROM sub_event AS x WHERE x.sub_no = s.sub_no ORDER BY x.ev_no DESC LIMIT 1),
          (
            SELECT x.pln_cd FROM sub_event AS x WHERE x.sub_no = s.sub_no AND x.eff_ts <= ? ORDER BY x.ev_no DESC LIMIT 1
          )
        FROM sub AS s, sub_event AS e
        WHERE s.acct_no = ? AND s.sub_no = ? AND s.del_flg = 0
          AND e.ev_no = (SELECT max(x.ev_no) FROM sub_event AS x WHERE x.sub_no = s.sub_no AND x.ev_cd <> 'CH')
        """,
        unix(work.at), work.account, work.text("subscription"),
    )  # fmt: skip
    if found is None:
        raise UnknownRecord("the customer has no such subscription")
    number, state, paid_from, paid_until, billed_by, plan, current = found
    if state == "CN" and not cancelled:
        raise AlreadyCancelled("the subscription is already cancelled")
    if billed_by:
        raise BilledElsewhere("an app store bills this subscription; it has to be changed there")
    product, cycle = work.one("SELECT prd_cd, cyc_cd FROM pln WHERE pln_cd = ?", plan)
    return Standing(number, state, plan, current or plan, product, cycle, _instant(paid_from), _instant(paid_until))


def _instant(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def enter(
    work: Work, held: Standing, code: str, counts_from: dt.datetime, *,
    plan: str | None = None, until: dt.datetime | None = None, reason: int | None = None,
) -> None:  # fmt: skip
    """Write an event of a subscription."""
    work.change(
        "INSERT INTO sub_event (sub_no, ev_cd, ev_ts, eff_ts, pln_cd, thru_ts, rsn_cd) VALUES (?, ?, ?, ?, ?, ?, ?)",
        held.number, code, unix(work.at), unix(counts_from), plan or held.plan, unix(until) if until else None, reason,
    )  # fmt: skip


def bill_on(work: Work, held: Standing, plan: str, day: dt.datetime) -> int:
    """What a bill of `day` comes to: the plan's list price less the discount that runs then, rounded half up; pence."""
    query = "SELECT max(pct) FROM dsc WHERE sub_no = ? AND st_ts <= ? AND nd_ts > ?"
    (percent,) = work.one(query, held.number, unix(day), unix(day))
    price = price_on(work, plan, day)
    return price - (price * (percent or 0) + 50) // 100


def price_on(work: Work, plan: str, day: dt.datetime) -> int:
    """A plan's list price on a day, pence."""
    query = "SELECT new_prc FROM prc_hist WHERE pln_cd = ? AND eff_dt <= ? ORDER BY eff_dt DESC LIMIT 1"
    (pence,) = work.one(query, plan, day_number(day.date()))
    return int(pence)
