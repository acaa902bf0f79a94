"""Rows for a schema in the manner of Kill Bill."""

from __future__ import annotations

import uuid
from decimal import Decimal

from tests.actions.systems.connectors.world import PEOPLE, Bill, Person
from tests.actions.systems.databases import Database

LACKS: frozenset[str] = frozenset()
REASON = "the bank says there is not enough money in the account"
SPLITS_TAX = True
_TENANT = 1


def customer(person: Person) -> str:
    return f"cus_{person.key}"


def number(bill: Bill) -> str:
    return str(bill.key)


def _id(kind: str, key: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {key}"))


def fill(database: Database) -> None:
    for person in PEOPLE:
        _account(database, person)
        for bill in person.bills:
            _bill(database, person, bill)
    # Another tenant has an account under the same key: it is somebody else.
    twin = {"record_id": 99, "id": _id("account", 99), "external_key": customer(PEOPLE[0]), "email": "twin@example.org"}
    database.insert("accounts", twin | {"created_date": PEOPLE[0].started, "tenant_record_id": 2})


def _account(database: Database, person: Person) -> None:
    key, plan = person.key, f"{person.plan.code}-monthly"
    database.insert(
        "accounts",
        {
            "record_id": key,
            "id": _id("account", key),
            "external_key": customer(person),
            "email": person.email,
            "name": person.name,
            "currency": "GBP",
            "country": "GB",
            "locale": "en_GB",
            "created_date": person.started,
            "tenant_record_id": _TENANT,
        },
    )
    database.insert(
        "bundles",
        {
            "record_id": key,
            "id": _id("bundle", key),
            "account_id": _id("account", key),
            "tenant_record_id": _TENANT,
        },
    )
    database.insert(
        "subscriptions",
        {
            "record_id": key,
            "id": _id("subscription", key),
            "bundle_id": _id("bundle", key),
            "category": "BASE",
            "start_date": person.started,
            "charged_through_date": person.paid_until,
            "tenant_record_id": _TENANT,
        },
    )
    # First on a plan that is no longer sold, then changed; the last event counts. An undone one does not.
    for number, (name, active) in enumerate((("legacy-monthly", True), (plan, True), ("legacy-monthly", False))):
        database.insert(
            "subscription_events",
            {
                "record_id": key * 10 + number,
                "id": _id("event", key * 10 + number),
                "event_type": "API_USER",
                "user_type": "CREATE" if number == 0 else "CHANGE",
                "effective_date": person.started,
                "subscription_id": _id("subscription", key),
                "plan_name": name,
                "is_active": active,
                "tenant_record_id": _TENANT,
            },
        )
    if person.past_due:
        database.insert(
            "blocking_states",
            {
                "record_id": key,
                "id": _id("block", key),
                "blockable_id": _id("account", key),
                "type": "ACCOUNT",
                "state": "OD1",
                "service": "overdue-service",
                "effective_date": person.bills[-1].issued,
                "is_active": True,
            },
        )
        database.insert(
            "notifications",
            {
                "record_id": key,
                "queue_name": "payment-service:payment-retry",
                "effective_date": person.retry,
                "search_key1": key,
                "processing_state": "AVAILABLE",
                "event_json": {"type": "PaymentRetryNotificationKey"},
            },
        )
    database.insert(
        "stripe_payment_methods",
        {
            "record_id": key,
            "kb_payment_method_id": _id("method", key),
            "additional_data": {"card_last4": person.tail},
        },
    )


def _bill(database: Database, person: Person, bill: Bill) -> None:
    key, account = bill.key, _id("account", person.key)
    day, until = bill.issued.date().isoformat(), bill.until.date().isoformat()
    database.insert(
        "invoices",
        {
            "record_id": key,
            "id": _id("invoice", key),
            "account_id": account,
            "invoice_date": day,
            "target_date": day,
            "currency": "GBP",
            "status": "COMMITTED",
            "tenant_record_id": _TENANT,
        },
    )
    for position, (kind, minor) in enumerate((("RECURRING", bill.net), ("TAX", bill.tax))):
        database.insert(
            "invoice_items",
            {
                "record_id": key * 10 + position,
                "id": _id("item", key * 10 + position),
                "type": kind,
                "invoice_id": _id("invoice", key),
                "account_id": account,
                "subscription_id": _id("subscription", person.key),
                "description": person.plan.name if kind == "RECURRING" else "VAT",
                "plan_name": f"{person.plan.code}-monthly",
                "start_date": day,
                "end_date": until,
                "amount": str(Decimal(minor) / 100),
                "currency": "GBP",
            },
        )
    database.insert(
        "payments",
        {
            "record_id": key,
            "id": _id("payment", key),
            "account_id": account,
            "payment_method_id": _id("method", person.key),
        },
    )
    database.insert(
        "payment_transactions",
        {
            "record_id": key,
            "id": _id("transaction", key),
            "transaction_type": "PURCHASE",
            "effective_date": bill.issued,
            "transaction_status": "SUCCESS" if bill.collected else "PAYMENT_FAILURE",
            "amount": str(Decimal(bill.total) / 100),
            "currency": "GBP",
            "payment_id": _id("payment", key),
            "gateway_error_code": None if bill.collected else "insufficient_funds",
        },
    )
    database.insert(
        "invoice_payments",
        {
            "record_id": key,
            "id": _id("invoice payment", key),
            "type": "ATTEMPT",
            "invoice_id": _id("invoice", key),
            "payment_id": _id("payment", key),
            "payment_date": bill.issued,
            "amount": str(Decimal(bill.total) / 100),
            "success": bill.collected,
        },
    )
