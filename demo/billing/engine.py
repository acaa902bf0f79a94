"""Plays a subscription's script: events, discounts, bills and payments, as the company's billing run would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from demo.billing.catalogue import PLANS, PriceList, discount_of, tax_of
from demo.billing.ledger import FAILED, PAID, REFUNDED, Attempt, Bill, Event, Item, Ledger
from demo.billing.script import RETRY_AFTER_DAYS, Change, Failure, Script
from demo.dates import add_months, unix

KEPT_MONTHS = 24  # older bills are in an archive that nobody connects
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Account:
    """What billing needs to know of a customer. `country` is ISO 3166-1 alpha-2."""

    number: int
    country: str


@dataclass(frozen=True, slots=True)
class Period:
    """A paid period [start, end) on `plan`, and what it cost before any discount, pence."""

    start: dt.datetime
    end: dt.datetime
    plan: str
    price: int


class Engine:
    """Plays scripts into a ledger. `now` is the instant up to which things have happened."""

    def __init__(self, ledger: Ledger, prices: PriceList, now: dt.datetime) -> None:
        self.ledger = ledger
        self.prices = prices
        self.now = now
        self._kept_from = add_months(now, -KEPT_MONTHS)

    def play(self, account: Account, script: Script) -> tuple[int, dt.datetime]:
        """Write one subscription; returns its number and the end of its paid period."""
        number = len(self.ledger.subscriptions) + 10_001
        periods = list(self._periods(script))
        start, end = (periods[-1].start, periods[-1].end) if periods else (script.start, script.first_bill)
        day = script.bill_day or script.first_bill.day
        self.ledger.subscriptions.append(
            (number, account.number, unix(script.start), day, unix(start), unix(end), script.billed_by, 0)
        )
        events = [*self._life(script, end), *self._changes(script)]
        if script.billed_by == 0:
            bills = list(self._bills(account, number, script, periods))
            self.ledger.bills.extend(bills)
            events.extend(event for bill in bills for event in _dunning(bill))
        self.ledger.add_events(number, events)
        self._discount(number, script)
        return number, end

    def _periods(self, script: Script) -> Iterator[Period]:
        stops = [self.now, *(end.at for end in (script.cancellation, script.pause) if end)]
        first, day, count = script.first_bill, script.bill_day or script.first_bill.day, 0
        start = first
        while start <= min(stops):
            count += 1
            end = add_months(first, count * script.months, day)
            plan = self._plan_at(script, start)
            yield Period(start, end, plan, self.prices.at(plan, start.date()))
            start = end

    def _plan_at(self, script: Script, start: dt.datetime) -> str:
        """The plan of a period that begins at `start`; a change within a period shows in the next one."""
        return script.change.plan if script.change and script.change.at <= start else script.plan

    def _is_upgrade(self, script: Script, change: Change) -> bool:
        day = change.at.date()
        return self.prices.at(change.plan, day) > self.prices.at(script.plan, day)

    def _life(self, script: Script, end: dt.datetime) -> Iterator[Event]:
        """Trial, start, pause and cancellation; `end` is where the last paid period ends."""
        plan = script.change.plan if script.change else script.plan
        if script.trial_days:
            yield Event("TR", script.start, script.start, script.plan, until=script.first_bill)
        if script.first_bill <= self.now and not (script.cancellation and script.cancellation.at < script.first_bill):
            yield Event("AC", script.first_bill, script.first_bill, script.plan)
        if script.pause:
            yield Event("PS", script.pause.at, end, plan, until=add_months(end, script.pause.months))
        if script.cancellation:
            yield Event("CN", script.cancellation.at, end, plan, reason=script.cancellation.reason)

    def _changes(self, script: Script) -> Iterator[Event]:
        change = script.change
        if change is None:
            return
        counts_from = change.at
        if not self._is_upgrade(script, change):
            counts_from = next(p.end for p in self._periods(script) if p.start <= change.at < p.end)
        yield Event("CH", change.at, counts_from, change.plan)

    def _bills(self, account: Account, number: int, script: Script, periods: list[Period]) -> Iterator[Bill]:
        if script.charged_in_trial and script.charged_in_trial >= self._kept_from:
            yield self._mistaken_bill(account, number, script, script.charged_in_trial)
        for back, period in zip(range(len(periods) - 1, -1, -1), periods, strict=True):
            if period.start < self._kept_from:
                continue
            tax = tax_of(account.country, period.plan)
            items = list(self._items(script, period, back))
            bill = Bill(account.number, number, period.start, period.start, period.end, items, tax)
            self._collect(bill, script, back)
            yield bill
            change = script.change
            if change and period.start < change.at < period.end and self._is_upgrade(script, change):
                yield self._proration(account, number, script, period, change)

    def _items(self, script: Script, period: Period, back: int) -> Iterator[Item]:
        name = PLANS[period.plan].name
        before = self.prices.at(period.plan, add_months(period.start, -script.months).date())
        is_new = period.start > script.first_bill and before != period.price and period.plan == script.plan
        yield Item("P", f"{name} (new price)" if is_new else name, period.price, period.plan)
        discount = script.discount
        if discount and discount.start <= period.start < discount.end:
            off = discount_of(period.price, discount.percent)
            yield Item("D", f"{discount.text} {discount.percent} %", -off, period.plan)
        if script.credit and script.credit.back == back:
            yield Item("C", script.credit.text, -script.credit.pence)

    def _collect(self, bill: Bill, script: Script, back: int) -> None:
        """Settle a bill: at once, after failures, not yet, twice, or with the money sent back."""
        first = bill.issued + _MINUTE
        failure = script.failures.get(back)
        if failure is not None:
            bill.attempts, bill.state = self._failed(first, failure)
            return
        refunded = script.refunded == back
        bill.state = REFUNDED if refunded else PAID
        bill.attempts = [Attempt(first, "R" if refunded else "S")]
        if script.paid_twice == back:
            bill.attempts.append(Attempt(first + 4 * _MINUTE, "S"))

    def _failed(self, first: dt.datetime, failure: Failure) -> tuple[list[Attempt], int]:
        slots = [first, *(first + dt.timedelta(days=days) for days in RETRY_AFTER_DAYS)]
        if failure.attempts is not None:
            failed, then = slots[: failure.attempts], slots[failure.attempts]
            return [*(Attempt(at, "F", failure.answer) for at in failed), Attempt(then, "S")], PAID
        attempts = [Attempt(at, "F", failure.answer) for at in slots if at <= self.now]
        attempts[-1].retry = next((at for at in slots if at > self.now), None)
        return attempts, FAILED

    def _proration(self, account: Account, number: int, script: Script, period: Period, change: Change) -> Bill:
        """The bill of an upgrade: unused time of the old plan back, the rest of the period on the new one."""
        left = (period.end - change.at) / (period.end - period.start)
        price = self.prices.at(change.plan, change.at.date())
        items = [
            Item("R", f"Unused time on {PLANS[script.plan].name}", -round(period.price * left), script.plan),
            Item("R", f"Remaining time on {PLANS[change.plan].name}", round(price * left), change.plan),
        ]
        bill = Bill(
            account.number, number, change.at, change.at, period.end, items, tax_of(account.country, change.plan)
        )
        bill.attempts = [Attempt(change.at + _MINUTE, "S")]
        return bill

    def _mistaken_bill(self, account: Account, number: int, script: Script, at: dt.datetime) -> Bill:
        items = [Item("P", PLANS[script.plan].name, self.prices.at(script.plan, at.date()), script.plan)]
        end = add_months(at, script.months)
        bill = Bill(account.number, number, at, at, end, items, tax_of(account.country, script.plan))
        bill.attempts = [Attempt(at + _MINUTE, "S")]
        return bill

    def _discount(self, number: int, script: Script) -> None:
        if script.discount:
            d = script.discount
            rows = self.ledger.discounts
            rows.append((len(rows) + 1, number, d.offer, d.percent, unix(d.start), unix(d.end)))


def _dunning(bill: Bill) -> Iterator[Event]:
    """What an unpaid bill does to the state of its subscription."""
    failed = [attempt for attempt in bill.attempts if attempt.state == "F"]
    plan = next(item.plan for item in bill.items if item.plan)
    if failed:
        yield Event("DU", failed[0].at, failed[0].at, plan)
    if failed and bill.state == PAID:
        paid = bill.attempts[-1].at
        yield Event("AC", paid, paid, plan)
