"""Rows for a schema in the manner of a Stripe synchroniser."""

from __future__ import annotations

import datetime as dt

from tests.actions.systems.connectors.world import PAYS, PEOPLE, PLANS, Bill, Person
from tests.actions.systems.databases import Database

LACKS: frozenset[str] = frozenset()
REASON = "the bank says there is not enough money in the account"
SPLITS_TAX = True


def customer(person: Person) -> str:
    return f"cus_{person.key}"


def number(bill: Bill) -> str:
    return f"A1B2-{bill.key:04}"


def _unix(moment: dt.datetime) -> int:
    return int(moment.timestamp())


def fill(database: Database) -> None:
    for plan in PLANS:
        database.insert(
            "stripe.products", {"id": f"prod_{plan.code}", "name": plan.name, "active": True, "metadata": {}}
        )
        database.insert(
            "stripe.prices",
            {
                "id": f"price_{plan.code}",
                "product": f"prod_{plan.code}",
                "active": True,
                "currency": "gbp",
                "unit_amount": plan.price,
                "recurring": {"interval": "month", "interval_count": 1},
                "type": "recurring",
            },
        )
    for person in PEOPLE:
        _customer(database, person)
        for bill in person.bills:
            _invoice(database, person, bill)
    database.insert(
        "stripe.invoices",
        {
            "id": "in_deleted",
            "customer": customer(PAYS),
            "number": "gone",
            "status": "open",
            "currency": "gbp",
            "total": 1,
            "lines": {"data": []},
            "created": _unix(PAYS.started),
            "is_deleted": True,
        },
    )


def _customer(database: Database, person: Person) -> None:
    database.insert(
        "stripe.customers",
        {
            "id": customer(person),
            "email": person.email,
            "name": person.name,
            "address": {"line1": "1 Quay", "country": "GB"},
            "created": _unix(person.started),
        },
    )
    item = {
        "quantity": 1,
        "price": {"id": f"price_{person.plan.code}", "unit_amount": person.plan.price, "currency": "gbp"},
    }
    database.insert(
        "stripe.subscriptions",
        {
            "id": f"sub_{person.key}",
            "customer": customer(person),
            "status": "past_due" if person.past_due else "active",
            "items": {"object": "list", "data": [item]},
            "cancel_at_period_end": False,
            "current_period_start": _unix(person.bills[-1].issued),
            "current_period_end": _unix(person.paid_until),
            "start_date": _unix(person.started),
        },
    )


def _invoice(database: Database, person: Person, bill: Bill) -> None:
    period = {"start": _unix(bill.issued), "end": _unix(bill.until)}
    line = {
        "id": f"il_{bill.key}",
        "amount": bill.net,
        "currency": "gbp",
        "description": f"1 × {person.plan.name}",
        "period": period,
        "price": {"id": f"price_{person.plan.code}"},
        "proration": False,
        "type": "subscription",
    }
    database.insert(
        "stripe.invoices",
        {
            "id": f"in_{bill.key}",
            "customer": customer(person),
            "subscription": f"sub_{person.key}",
            "number": number(bill),
            "status": "paid" if bill.collected else "open",
            "currency": "gbp",
            "total": bill.total,
            "tax": bill.tax,
            "lines": {"object": "list", "data": [line]},
            "created": period["start"],
            "period_start": period["start"],
            "period_end": period["end"],
            "attempted": True,
            "next_payment_attempt": None if bill.collected or person.retry is None else _unix(person.retry),
        },
    )
    database.insert(
        "stripe.charges",
        {
            "id": f"ch_{bill.key}",
            "customer": customer(person),
            "invoice": f"in_{bill.key}",
            "amount": bill.total,
            "amount_refunded": 0,
            "currency": "gbp",
            "status": "succeeded" if bill.collected else "failed",
            "refunded": False,
            "failure_code": None if bill.collected else "insufficient_funds",
            "created": period["start"],
            "payment_method_details": {"type": "card", "card": {"last4": person.tail}},
        },
    )
