"""Scripts of ordinary customers: mostly nothing happens, sometimes one thing does."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

from demo.billing.catalogue import MONTHS_OF_CYCLE, PLANS, STREAMING
from demo.billing.script import Cancellation, Change, Discount, Failure, Pause, Script
from demo.dates import add_months
from demo.people import CARD, DIRECT_DEBIT, PAYPAL, Person

_STREAMING_SHARES = {"basic": 30, "standard": 40, "premium": 20, "premium_annual": 5, "classic": 5}
_PRINT_SHARES = {"courier_digital": 58, "courier_print": 30, "courier_weekend": 12}
_UPGRADES = {"basic": ("standard", "premium"), "standard": ("premium",)}
_DOWNGRADES = {"premium": ("standard", "basic"), "standard": ("basic",)}
# What the card network or the bank answers to a failed attempt, the frequent ones repeated.
_ANSWERS = {
    CARD: ("51", "51", "51", "05", "05", "54", "54", "65", "91"),
    PAYPAL: ("51", "05"),
    DIRECT_DEBIT: ("51",),
}
_UNPAID_SINCE_DAYS = (1, 2, 4, 6)  # so that no retry falls on the day of the build

Happening = Callable[["Lives", Script, dt.datetime, int], Script]


class Lives:
    """Draws the subscriptions of ordinary customers. `now` is midnight at the start of today."""

    def __init__(self, rng: random.Random, now: dt.datetime) -> None:
        self.rng = rng
        self.now = now
        self._answers = _ANSWERS[CARD]

    def of(self, person: Person) -> tuple[Script, ...]:
        """One subscription, or one of each product."""
        self._answers = _ANSWERS[person.method]
        products = self.rng.choices(("streaming", "newspaper", "both"), weights=(68, 19, 13))[0]
        if person.method == DIRECT_DEBIT:  # accepted for the newspaper only
            products = "newspaper"
        scripts = []
        if products != "newspaper":
            scripts.append(self._script(self._pick(_STREAMING_SHARES)))
        if products != "streaming":
            at_home = person.country == "GB"
            scripts.append(self._script(self._pick(_PRINT_SHARES) if at_home else "courier_digital"))
        return tuple(scripts)

    def _pick(self, shares: dict[str, int]) -> str:
        return self.rng.choices(list(shares), weights=list(shares.values()))[0]

    def _script(self, plan: str) -> Script:
        rng, months = self.rng, MONTHS_OF_CYCLE[PLANS[plan].cycle]
        periods = max(0, int(rng.triangular(0, 36, 12))) // months
        happening, shortest = rng.choices(_HAPPENINGS, weights=_WEIGHTS)[0]
        latest = self._moment(rng.randint(1, 27 * months))
        periods = max(periods, shortest)
        start = add_months(latest, -periods * months)
        script = Script(plan, start, bill_day=latest.day, failures=self._mishaps(periods))
        if PLANS[plan].product == STREAMING and rng.random() < 0.04:
            script = replace(script, billed_by=rng.choice((1, 2)))
        script = happening(self, script, latest, periods)
        return self._with_trial(script)

    def _moment(self, days_ago: int) -> dt.datetime:
        """A time of day that is the same calendar day in London, Berlin and Boston."""
        minutes = self.rng.randrange(6 * 60, 20 * 60)
        return self.now + dt.timedelta(days=-days_ago, minutes=minutes)

    def _mishaps(self, periods: int) -> dict[int, Failure]:
        """Bills that were paid only after a failure; never the newest."""
        return {
            back: Failure(self.rng.choice(self._answers), self.rng.choice((1, 1, 1, 2)))
            for back in range(1, periods) if self.rng.random() < 0.03
        }  # fmt: skip

    def _with_trial(self, script: Script) -> Script:
        days = PLANS[script.plan].trial_days
        if not days or script.trial_days or script.change or self.rng.random() < 0.4:
            return script
        return replace(script, start=script.start - dt.timedelta(days=days), trial_days=days)

    def nothing(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        return script

    def welcome(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        end = add_months(script.start, 3 * script.months)
        return replace(script, discount=Discount("WELCOME20", "Welcome discount", 20, script.start, end))

    def loyal(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        start = add_months(latest, -self.rng.randint(0, periods) * script.months)
        end = add_months(start, 6 * script.months)
        return replace(script, discount=Discount("LOYAL30", "Loyalty discount", 30, start, end))

    def changed(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        """A change of plan within some period but the newest; nothing else goes wrong beside it."""
        ways = self.rng.choice((_UPGRADES, _UPGRADES, _DOWNGRADES)).get(script.plan)
        if not ways:
            return script
        at = add_months(latest, -self.rng.randint(1, periods)) + dt.timedelta(days=self.rng.randint(3, 24))
        return replace(script, change=Change(at, self.rng.choice(ways)), failures={})

    def refunded(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        back = self.rng.randint(1, periods)
        return replace(script, refunded=back, failures={})

    def unpaid(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        latest = self._moment(self.rng.choice(_UNPAID_SINCE_DAYS))
        start = add_months(latest, -periods * script.months)
        failures = {**script.failures, 0: Failure(self.rng.choice(self._answers), None)}
        return replace(script, start=start, bill_day=latest.day, failures=failures, billed_by=0)

    def paused(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        """Paused by now: the bill that would have been due lately was not written."""
        if script.months != 1:
            return script
        at = add_months(latest, -1) + dt.timedelta(days=self.rng.randint(2, 20))
        return replace(script, pause=Pause(at, self.rng.choice((2, 3))))

    def cancelled(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        passed = (self.now - latest).days
        at = latest + dt.timedelta(days=self.rng.randrange(passed), hours=1) if passed else latest
        return replace(script, cancellation=Cancellation(at, self.rng.randint(1, 15)))

    def expired(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        """Everything lies so far back that access is over."""
        shift = max(1, self.rng.randint(1, 20) // script.months) * script.months
        start, last = add_months(script.start, -shift), add_months(latest, -shift)
        at = last + dt.timedelta(days=self.rng.randint(1, 25))
        return replace(script, start=start, cancellation=Cancellation(at, self.rng.randint(1, 15)))

    def in_trial(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        days = PLANS[script.plan].trial_days
        if not days:
            return script
        start = self._moment(self.rng.randint(1, days - 2))
        return Script(script.plan, start, trial_days=days)

    def charged_in_trial(self, script: Script, latest: dt.datetime, periods: int) -> Script:
        days = PLANS[script.plan].trial_days
        if not days:
            return script
        start = script.start - dt.timedelta(days=days)
        return replace(script, start=start, trial_days=days, charged_in_trial=start + dt.timedelta(days=6), billed_by=0)


# (what happens, how many periods it needs before the newest), and how often.
_SHARES: tuple[tuple[Happening, int, float], ...] = (
    (Lives.nothing, 0, 53), (Lives.welcome, 0, 9), (Lives.loyal, 6, 5), (Lives.changed, 2, 8),
    (Lives.refunded, 2, 1.5), (Lives.unpaid, 1, 2.5), (Lives.paused, 2, 2), (Lives.cancelled, 0, 4),
    (Lives.expired, 0, 11), (Lives.in_trial, 0, 4), (Lives.charged_in_trial, 1, 0.5),
)  # fmt: skip
_HAPPENINGS = [(what, shortest) for what, shortest, _ in _SHARES]
_WEIGHTS = [weight for _, _, weight in _SHARES]
