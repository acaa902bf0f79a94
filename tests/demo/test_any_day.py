"""The stories hold on whatever day the demo is built: at month ends, in leap years, over a change of clocks."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import pytest

from demo.billing.catalogue import PriceList
from demo.billing.engine import Account, Engine
from demo.billing.ledger import Bill, Ledger
from demo.billing.scenes import scenes
from demo.billing.script import Script
from demo.dates import midnight
from demo.roster import subscribers

DAYS = [dt.date(2027, 12, 1) + dt.timedelta(days=days) for days in range(0, 460, 3)]
DAYS += [dt.date(2028, 2, 29), dt.date(2028, 3, 1), dt.date(2026, 10, 31), dt.date(2026, 12, 31), dt.date(2027, 1, 1)]


@dataclass(frozen=True)
class Played:
    """A script's bills, the newest first, and the end of its paid period."""

    bills: list[Bill]
    ends: dt.datetime


def play(script: Script, today: dt.date) -> Played:
    ledger = Ledger()
    _, ends = Engine(ledger, PriceList(today), midnight(today)).play(Account(1, "GB"), script)
    return Played(sorted(ledger.bills, key=lambda bill: bill.issued, reverse=True), ends)


def days_ago(moment: dt.datetime, today: dt.date) -> int:
    return (today - moment.date()).days


@pytest.mark.parametrize(
    ("slug", "newest_days_ago"),
    [
        ("price-increase", [9]), ("charged-twice", [6]), ("payment-failed", [4]), ("upgraded", [3, 10]),
        ("charged-in-trial", [1]), ("cancelled", [16]), ("discount-ended", [4]), ("roku", [15]),
        ("wants-metropolis", [18]),
    ],
)  # fmt: skip
def test_the_newest_bills_are_as_old_as_the_story_needs(slug: str, newest_days_ago: list[int]) -> None:
    for today in DAYS:
        bills = play(scenes(midnight(today))[slug][0], today).bills

        assert [days_ago(bill.issued, today) for bill in bills[: len(newest_days_ago)]] == newest_days_ago


def test_every_named_customers_paid_period_runs_on_for_at_least_a_day() -> None:
    for today in DAYS:
        for scripts in scenes(midnight(today)).values():
            for script in scripts:
                assert play(script, today).ends >= midnight(today) + dt.timedelta(days=1)


def test_the_price_rose_between_the_last_two_bills_only() -> None:
    for today in DAYS:
        newest, *older = (bill.total for bill in play(scenes(midnight(today))["price-increase"][0], today).bills)

        assert newest > older[0] == older[1] == older[2]


def test_six_bills_before_the_newest_were_discounted() -> None:
    for today in DAYS:
        bills = play(scenes(midnight(today))["discount-ended"][0], today).bills

        assert [len(bill.items) for bill in bills[:8]] == [1, 2, 2, 2, 2, 2, 2, 1]


def test_the_planned_retry_is_tomorrow_or_later() -> None:
    for today in DAYS:
        newest = play(scenes(midnight(today))["payment-failed"][0], today).bills[0]

        assert [attempt.state for attempt in newest.attempts] == ["F", "F"]
        assert newest.attempts[-1].retry is not None
        assert newest.attempts[-1].retry.date() > today


def test_periods_of_ordinary_customers_follow_each_other_without_a_gap() -> None:
    for today in DAYS[::40]:
        for subscriber in subscribers(120, 1, today):
            for script in subscriber.scripts:
                if script.charged_in_trial or script.change:
                    continue
                bills = play(script, today).bills[::-1]
                assert all(before.end == after.start for before, after in pairwise(bills))
                assert all(bill.issued < midnight(today) for bill in bills)
