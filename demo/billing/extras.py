"""What hangs on an account beside its subscriptions: vouchers for the paper, gifts, people who watch along, tax rates.

Drawn with a generator of its own, so that nothing else changes with it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from demo.billing.catalogue import NEWSPAPER, PLANS, STREAMING, TAX
from demo.database import Row
from demo.dates import day_number, unix

if TYPE_CHECKING:
    from demo.billing.build import Subscriber

VALID, USED, EXPIRED, REPLACED = range(4)
EXTRA_MEMBER_PENCE = 499
MOST_EXTRA_MEMBERS = {"standard": 1, "premium": 2}
GIVEN, RECEIVED = "G", "R"
_SUNDAY = 6
_DAYS = 7
_FIRST_VOUCHER = 400_001
_GIFTS = (("Gift card", 2500), ("Gift card", 5000), ("Standard, three months", 3297), ("Premium, six months", 10794))
_INVITED = "roommate@example.org"


class Extras:
    """Draws the rows. `now` is midnight at the start of today."""

    def __init__(self, rng: random.Random, now: dt.datetime) -> None:
        self._rng = rng
        self._now = now
        self.vouchers: list[Row] = []
        self.gifts: list[Row] = []
        self.members: list[Row] = []

    def add(self, account: int, subscriber: Subscriber, subscriptions: Sequence[tuple[int, str]]) -> None:
        """Draw for one account; `subscriptions` are those that run, as (number, plan)."""
        plans = {plan for _, plan in subscriptions}
        story = subscriber.story
        prints = any(PLANS[plan].product == NEWSPAPER and plan != "courier_digital" for plan in plans)
        if prints and (story == "missing-papers" or (story is None and self._rng.random() < 0.25)):
            self._add_vouchers(account)
        if story == "discount-ended" or (story is None and self._rng.random() < 0.06):
            self._add_gift(account, GIVEN, self._rng.choice(_GIFTS[2:]), redeemed=False)
        if story == "wants-metropolis" or (story is None and self._rng.random() < 0.08):
            self._add_gift(account, RECEIVED, _GIFTS[0] if story else self._rng.choice(_GIFTS[:2]), redeemed=True)
        self._add_member(account, story, subscriptions)

    def _add_vouchers(self, account: int) -> None:
        """A voucher counts on the day that is printed on it; there is none for a Sunday."""
        for days in range(-_DAYS, _DAYS + 1):
            day = self._now + dt.timedelta(days=days)
            if day.weekday() != _SUNDAY:
                state = VALID if days >= 0 else self._rng.choice((USED, USED, USED, EXPIRED))
                number = _FIRST_VOUCHER + len(self.vouchers)
                self.vouchers.append((number, account, f"NV-{number}", state, day_number(day.date())))

    def _add_gift(self, account: int, role: str, gift: tuple[str, int], *, redeemed: bool) -> None:
        name, pence = gift
        bought = self._now - dt.timedelta(days=self._rng.randint(20, 300))
        used = bought + dt.timedelta(days=self._rng.randint(1, 15)) if redeemed else None
        left = None if not name.startswith("Gift card") else pence // 5 if redeemed else pence
        ends = bought.replace(year=bought.year + 2, day=min(bought.day, 28))
        days = [None if day is None else day_number(day.date()) for day in (bought, used, ends)]
        state = "R" if redeemed else "S"
        self.gifts.append((len(self.gifts) + 1, account, role, name, pence, left, "GBP", state, *days))

    def _add_member(self, account: int, story: str | None, subscriptions: Sequence[tuple[int, str]]) -> None:
        shared = [number for number, plan in subscriptions if plan in MOST_EXTRA_MEMBERS]
        if shared and (story == "charged-twice" or (story is None and self._rng.random() < 0.03)):
            at = unix(self._now - dt.timedelta(days=2, hours=5))
            self.members.append(
                (len(self.members) + 1, account, shared[0], _INVITED, "I", EXTRA_MEMBER_PENCE, "GBP", at)
            )


def tax_rows() -> list[Row]:
    """Rows of `tax_rt`: a rate in tenths of a percent for each country and product."""
    return [
        (country, product, rate or 0)
        for country, (streaming, newspaper) in TAX.items()
        for product, rate in ((STREAMING, streaming), (NEWSPAPER, newspaper))
    ]
