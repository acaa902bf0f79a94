"""The rows of the billing database while they come into being: numbered at the end, in the order of time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from operator import attrgetter

from demo.billing.catalogue import Tax
from demo.database import Row
from demo.dates import unix

OPEN, PAID, FAILED, REFUNDED = 10, 20, 30, 50


@dataclass(slots=True)
class Item:
    """Something on a bill. `gross` is in pence, tax included; negative lowers the total."""

    code: str
    text: str
    gross: int
    plan: str | None = None


@dataclass(slots=True)
class Attempt:
    """An attempt to collect a bill. `answer` None: it went through; `retry` None: no other is planned."""

    at: dt.datetime
    state: str
    answer: str | None = None
    retry: dt.datetime | None = None


@dataclass(slots=True)
class Bill:
    """A bill on its way into `inv`, `inv_ln` and `pmt`."""

    account: int
    subscription: int
    issued: dt.datetime
    start: dt.datetime
    end: dt.datetime
    items: list[Item]
    tax: Tax
    state: int = PAID
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(item.gross for item in self.items)


@dataclass(slots=True)
class Event:
    """A row of `sub_event`. `until` and `reason` None: the event has none."""

    code: str
    at: dt.datetime
    counts_from: dt.datetime
    plan: str
    until: dt.datetime | None = None
    reason: int | None = None


@dataclass(slots=True)
class Ledger:
    """Everything that is written for all subscriptions. `methods` is account -> (method, card tail)."""

    bills: list[Bill] = field(default_factory=list)
    subscriptions: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    discounts: list[Row] = field(default_factory=list)
    methods: dict[int, tuple[int, str | None]] = field(default_factory=dict)

    def add_events(self, subscription: int, events: list[Event]) -> None:
        """Enter a subscription's events in the order in which they happened."""
        for event in sorted(events, key=attrgetter("at")):
            until = unix(event.until) if event.until else None
            self.events.append((
                len(self.events) + 1, subscription, event.code, unix(event.at), unix(event.counts_from),
                event.plan, until, event.reason,
            ))  # fmt: skip

    def invoice_rows(self) -> tuple[list[Row], list[Row], list[Row]]:
        """Rows of `inv`, `inv_ln` and `pmt`."""
        invoices: list[Row] = []
        lines: list[Row] = []
        payments: list[Row] = []
        for number, bill in enumerate(sorted(self.bills, key=attrgetter("issued")), start=100_001):
            tax = self._lines(number, bill, lines)
            invoices.append((
                number, f"NL-{bill.issued.year}-{number}", bill.account, bill.subscription, unix(bill.issued),
                unix(bill.start), unix(bill.end), bill.total, tax, "GBP", bill.state, 0,
            ))  # fmt: skip
            payments.extend(self._payments(number, bill))
        payments.sort(key=lambda row: (row[2], row[1]))
        return invoices, lines, [(number, *row) for number, row in enumerate(payments, start=500_001)]

    @staticmethod
    def _lines(number: int, bill: Bill, lines: list[Row]) -> int:
        """Add a bill's lines: each item without its tax, then all tax in one line. Returns that tax."""
        tax, period = 0, (unix(bill.start), unix(bill.end))
        for position, item in enumerate(bill.items, start=1):
            share = bill.tax.within(item.gross)
            tax += share
            net = item.gross - share
            lines.append((len(lines) + 1, number, position, item.code, item.text, net, item.plan, *period))
        if bill.tax.rate is not None:
            position = len(bill.items) + 1
            lines.append((len(lines) + 1, number, position, "T", bill.tax.label, tax, None, None, None))
        return tax

    def _payments(self, number: int, bill: Bill) -> list[Row]:
        method, tail = self.methods[bill.account]
        return [
            (
                bill.account, number, unix(attempt.at), bill.total, "GBP", attempt.state, attempt.answer, method, tail,
                unix(attempt.retry) if attempt.retry else None,
            )
            for attempt in bill.attempts
        ]  # fmt: skip
