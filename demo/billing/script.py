"""What happens to one subscription, told in a few facts; `demo.billing.engine` turns it into rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from demo.billing.catalogue import MONTHS_OF_CYCLE, PLANS

RETRY_AFTER_DAYS = (3, 5, 7)  # days after the first failed attempt


@dataclass(frozen=True, slots=True)
class Change:
    """A change of plan: a higher price counts at once, a lower one from the next period."""

    at: dt.datetime
    plan: str


@dataclass(frozen=True, slots=True)
class Discount:
    """A percentage off the bills issued in [start, end)."""

    offer: str
    text: str
    percent: int
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class Credit:
    """Money back on the bill `back` bills before the newest. `pence` is positive, tax included."""

    text: str
    pence: int
    back: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A bill whose payment failed. `attempts` None: all that were due by now, and it is still unpaid."""

    answer: str
    attempts: int | None = 1


@dataclass(frozen=True, slots=True)
class Pause:
    """Entered at `at`, counts from the next bill for `months`."""

    at: dt.datetime
    months: int


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Entered at `at`, access ends with the period it falls into. `reason` is the code of the form, 1 to 15."""

    at: dt.datetime
    reason: int


@dataclass(frozen=True, slots=True)
class Script:
    """One subscription from its start until now.

    Keys and numbers named `back` count bills from the newest (0). `billed_by` is 0 for the company itself,
    which alone writes bills. `charged_in_trial` is when a trial was billed by mistake; None: was not.
    """

    plan: str
    start: dt.datetime
    trial_days: int = 0
    change: Change | None = None
    discount: Discount | None = None
    credit: Credit | None = None
    failures: Mapping[int, Failure] = field(default_factory=dict)
    paid_twice: int | None = None
    refunded: int | None = None
    pause: Pause | None = None
    cancellation: Cancellation | None = None
    charged_in_trial: dt.datetime | None = None
    billed_by: int = 0
    bill_day: int | None = None

    @property
    def first_bill(self) -> dt.datetime:
        """When the first paid period begins: at the end of the trial, or at once."""
        return self.start + dt.timedelta(days=self.trial_days)

    @property
    def months(self) -> int:
        """Length of a period."""
        return MONTHS_OF_CYCLE[PLANS[self.plan].cycle]
