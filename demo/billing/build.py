"""Writes the billing database."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from demo.billing.catalogue import OFFERS, PLANS, PriceList
from demo.billing.deliveries import Deliveries
from demo.billing.engine import Account, Engine
from demo.billing.extras import Extras, tax_rows
from demo.billing.ledger import Ledger
from demo.billing.script import Script
from demo.database import insert, new_database
from demo.dates import midnight, unix
from demo.people import Person

_FOLDER = Path(__file__).parent
_COUNTRY_NUMBERS = {"GB": 826, "IE": 372, "DE": 276, "FR": 250, "ES": 724, "US": 840}


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A customer and what happened to their subscriptions.

    `story` None: an ordinary customer. `gone`: the account was deleted, which billing only marks.
    """

    person: Person
    scripts: tuple[Script, ...]
    story: str | None = None
    gone: bool = False

    @property
    def since(self) -> dt.datetime:
        """When the account was opened."""
        return min(script.start for script in self.scripts)


def write_billing(path: Path, subscribers: Sequence[Subscriber], seed: int, today: dt.date) -> dict[str, int]:
    """Build the database at `path`; returns how many rows each larger table has."""
    now, prices = midnight(today), PriceList(today)
    ledger = Ledger()
    engine = Engine(ledger, prices, now)
    deliveries, extras = Deliveries(random.Random(seed), now), Extras(random.Random(seed), now)
    accounts: list[tuple[object, ...]] = []
    for number, subscriber in enumerate(subscribers, start=1_001):
        accounts.append(_account(number, subscriber))
        person = subscriber.person
        ledger.methods[number] = (person.method, person.card_tail)
        running: list[tuple[int, str]] = []
        for script in subscriber.scripts:
            subscription, ends = engine.play(Account(number, person.country), script)
            deliveries.add(number, subscription, script, ends, story=subscriber.story is not None)
            if not (script.cancellation or script.pause or script.billed_by):
                running.append((subscription, script.change.plan if script.change else script.plan))
        extras.add(number, subscriber, running)
    with new_database(path, _FOLDER / "schema.sql", _FOLDER / "indexes.sql") as connection:
        return _write(connection, prices, accounts, ledger, deliveries, extras)


def _account(number: int, subscriber: Subscriber) -> tuple[object, ...]:
    p = subscriber.person
    return (
        number, p.customer, p.email, p.first_name, p.last_name, p.phone, p.street, p.city, p.postcode,
        _COUNTRY_NUMBERS[p.country], p.language, p.method, p.card_tail, p.card_expires,
        unix(subscriber.since), int(subscriber.gone),
    )  # fmt: skip


def _write(
    connection: sqlite3.Connection,
    prices: PriceList,
    accounts: list[tuple[object, ...]],
    ledger: Ledger,
    deliveries: Deliveries,
    extras: Extras,
) -> dict[str, int]:
    insert(connection, "pln", (astuple(plan) for plan in PLANS.values()))
    insert(connection, "prc_hist", prices.rows())
    insert(connection, "offr", OFFERS)
    insert(connection, "tax_rt", tax_rows())
    insert(connection, "vchr", extras.vouchers)
    insert(connection, "gft", extras.gifts)
    insert(connection, "xmb", extras.members)
    invoices, lines, payments = ledger.invoice_rows()
    return {
        "customers": insert(connection, "acct", accounts),
        "subscriptions": insert(connection, "sub", ledger.subscriptions),
        "events": insert(connection, "sub_event", ledger.events),
        "discounts": insert(connection, "dsc", ledger.discounts),
        "invoices": insert(connection, "inv", invoices),
        "lines": insert(connection, "inv_ln", lines),
        "payments": insert(connection, "pmt", payments),
        "deliveries": insert(connection, "dlv", deliveries.rows),
    }
