"""What happened to the ten named customers, as scripts. Days count from today, negative before it."""

from __future__ import annotations

import datetime as dt

from demo.billing.catalogue import MONTHS_OF_CYCLE, PLANS
from demo.billing.script import Cancellation, Change, Credit, Discount, Failure, Script
from demo.dates import add_months


def scenes(now: dt.datetime) -> dict[str, tuple[Script, ...]]:
    """The subscriptions of each story, by its slug. `now` is midnight at the start of today."""
    discount_ended = _day(now, -4, 7, 20)
    return {
        "price-increase": (_billed("standard", _day(now, -9, 9, 10), 14),),
        "charged-twice": (_billed("premium", _day(now, -6, 8, 45), 10, paid_twice=0),),
        "payment-failed": (_billed("basic", _day(now, -4, 10, 5), 7, failures={0: Failure("54", None)}),),
        "upgraded": (_billed("standard", _day(now, -10, 9, 40), 5, change=Change(_day(now, -3, 18, 25), "premium")),),
        "charged-in-trial": (
            Script("premium", _day(now, -8, 17, 30), trial_days=14, charged_in_trial=_day(now, -1, 9, 15)),
        ),
        "cancelled": (
            _billed("standard", _day(now, -16, 11, 0), 19, cancellation=Cancellation(_day(now, -5, 19, 50), 3)),
        ),
        "discount-ended": (
            _billed("premium", discount_ended, 26, discount=Discount(
                "LOYAL30", "Loyalty discount", 30, add_months(discount_ended, -6), discount_ended,
            )),
        ),
        "missing-papers": (
            _billed("courier_print", _day(now, -11, 6, 30), 31, credit=Credit("Credit for 2 missing papers", 308)),
            _billed("basic", _day(now, -20, 6, 35), 15),
        ),
        "roku": (_billed("premium", _day(now, -15, 12, 15), 12),),
        "wants-metropolis": (_billed("basic", _day(now, -18, 14, 30), 16),),
    }  # fmt: skip


def _day(now: dt.datetime, days: int, hour: int, minute: int) -> dt.datetime:
    return now + dt.timedelta(days=days, hours=hour, minutes=minute)


def _billed(
    plan: str, latest: dt.datetime, periods: int, *,
    change: Change | None = None, discount: Discount | None = None, credit: Credit | None = None,
    failures: dict[int, Failure] | None = None, paid_twice: int | None = None,
    cancellation: Cancellation | None = None,
) -> Script:  # fmt: skip
    """A subscription whose newest regular bill is `latest`, after `periods` earlier ones."""
    start = add_months(latest, -periods * MONTHS_OF_CYCLE[PLANS[plan].cycle])
    return Script(
        plan, start, bill_day=latest.day, change=change, discount=discount, credit=credit,
        failures=failures or {}, paid_twice=paid_twice, cancellation=cancellation,
    )  # fmt: skip
