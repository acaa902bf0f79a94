"""The same few customers in every connector's schema: what they have, were billed, and paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

NOON = dt.datetime.now(dt.UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def day(number: int) -> dt.datetime:
    """Noon, so many days from today, UTC."""
    return NOON + dt.timedelta(days=number)


@dataclass(frozen=True)
class PlanSold:
    code: str
    name: str
    price: int


STANDARD = PlanSold("standard", "Standard", 1199)
PREMIUM = PlanSold("premium", "Premium", 1799)
PLANS = (STANDARD, PREMIUM)


@dataclass(frozen=True)
class Bill:
    """`key` is unique over all customers. Amounts in pence."""

    key: int
    issued: dt.datetime
    net: int
    tax: int
    collected: bool = True

    @property
    def total(self) -> int:
        return self.net + self.tax

    @property
    def until(self) -> dt.datetime:
        return self.issued + dt.timedelta(days=30)


@dataclass(frozen=True)
class Person:
    """`retry`: when an uncollected bill is tried again; None: nothing is to be collected."""

    key: int
    email: str
    name: str
    tail: str
    plan: PlanSold
    bills: tuple[Bill, ...] = field(default=())
    retry: dt.datetime | None = None

    @property
    def started(self) -> dt.datetime:
        return self.bills[0].issued

    @property
    def paid_until(self) -> dt.datetime:
        return self.bills[-1].until

    @property
    def past_due(self) -> bool:
        return self.retry is not None


PAYS = Person(
    11,
    "pays@example.org",
    "Petra Pays",
    "1881",
    STANDARD,
    (Bill(111, day(-70), 833, 166), Bill(112, day(-40), 833, 166), Bill(113, day(-10), 999, 200)),
)
FAILS = Person(
    12,
    "fails@example.org",
    "Finn Fails",
    "0341",
    STANDARD,
    (Bill(121, day(-32), 999, 200), Bill(122, day(-2), 999, 200, collected=False)),
    day(3),
)
CANARY = Person(
    13,
    "canary-7f3b@example.org",
    "Kanari Oth",
    "6007",
    PREMIUM,
    (Bill(131, day(-45), 1499, 300), Bill(132, day(-15), 1499, 300)),
)
PEOPLE = (PAYS, FAILS, CANARY)
