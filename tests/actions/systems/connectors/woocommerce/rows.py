"""Rows for WordPress with WooCommerce Subscriptions. Orders are bills and attempts to collect them at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.actions.systems.connectors.world import NOON, PEOPLE, PLANS, Bill, Person
from tests.actions.systems.databases import Database

LACKS: frozenset[str] = frozenset()
REASON = "the bank gave no reason"
SPLITS_TAX = True


def customer(person: Person) -> str:
    return str(person.key)


def number(bill: Bill) -> str:
    return str(bill.key)


def _gmt(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _pounds(minor: int) -> str:
    return str(Decimal(minor) / 100)


def fill(database: Database) -> None:
    for plan in PLANS:
        _post(
            database,
            plan.price,
            "product",
            "publish",
            NOON,
            plan.name,
            {
                "_subscription_price": _pounds(plan.price),
                "_subscription_period": "month",
                "_subscription_period_interval": "1",
            },
        )
    for person in PEOPLE:
        _user(database, person)
        _subscription(database, person)
        for bill in person.bills:
            _order(database, person, bill)


def _post(
    database: Database, id: int, kind: str, status: str, made: dt.datetime, title: str, meta: dict[str, Any]
) -> None:
    database.insert(
        "wp_posts",
        {
            "ID": id,
            "post_date_gmt": made,
            "post_modified_gmt": made,
            "post_title": title,
            "post_status": status,
            "post_type": kind,
        },
    )
    for key, value in meta.items():
        database.insert("wp_postmeta", {"post_id": id, "meta_key": key, "meta_value": value})


def _item(database: Database, id: int, order: int, kind: str, name: str, meta: dict[str, Any]) -> None:
    database.insert(
        "wp_woocommerce_order_items",
        {
            "order_item_id": id,
            "order_item_name": name,
            "order_item_type": kind,
            "order_id": order,
        },
    )
    for key, value in meta.items():
        database.insert("wp_woocommerce_order_itemmeta", {"order_item_id": id, "meta_key": key, "meta_value": value})


def _user(database: Database, person: Person) -> None:
    database.insert(
        "wp_users",
        {
            "ID": person.key,
            "user_login": f"u{person.key}",
            "user_email": person.email,
            "display_name": person.name,
            "user_registered": person.started,
        },
    )
    database.insert("wp_usermeta", {"user_id": person.key, "meta_key": "billing_country", "meta_value": "GB"})
    token = person.key * 10
    database.insert(
        "wp_woocommerce_payment_tokens",
        {
            "token_id": token,
            "gateway_id": "stripe",
            "user_id": person.key,
            "type": "CC",
            "is_default": 1,
        },
    )
    database.insert(
        "wp_woocommerce_payment_tokenmeta", {"payment_token_id": token, "meta_key": "last4", "meta_value": person.tail}
    )


def _subscription(database: Database, person: Person) -> None:
    id = 9000 + person.key
    _post(
        database,
        id,
        "shop_subscription",
        "wc-on-hold" if person.past_due else "wc-active",
        person.started,
        "Subscription",
        {
            "_customer_user": str(person.key),
            "_order_total": _pounds(person.plan.price),
            "_order_currency": "GBP",
            "_billing_period": "month",
            "_billing_interval": "1",
            "_schedule_trial_end": "0",
            "_schedule_end": "0",
            "_schedule_cancelled": "0",
            "_schedule_next_payment": _gmt(person.paid_until),
        },
    )
    _item(database, id, id, "line_item", person.plan.name, {"_product_id": str(person.plan.price), "_line_total": "0"})


def _order(database: Database, person: Person, bill: Bill) -> None:
    meta = {
        "_customer_user": str(person.key),
        "_order_total": _pounds(bill.total),
        "_order_tax": _pounds(bill.tax),
        "_order_currency": "GBP",
        "_payment_method": "stripe",
        "_subscription_renewal": str(9000 + person.key),
    }
    if bill.collected:
        meta["_date_paid"] = str(int(bill.issued.timestamp()))
    _post(
        database, bill.key, "shop_order", "wc-completed" if bill.collected else "wc-failed", bill.issued, "Order", meta
    )
    _item(
        database,
        bill.key * 10,
        bill.key,
        "line_item",
        person.plan.name,
        {
            "_product_id": str(person.plan.price),
            "_line_total": _pounds(bill.net),
            "_line_tax": _pounds(bill.tax),
        },
    )
    _item(
        database,
        bill.key * 10 + 1,
        bill.key,
        "tax",
        "GB-VAT",
        {"tax_amount": _pounds(bill.tax), "shipping_tax_amount": "0"},
    )
    if not bill.collected and person.retry is not None:
        database.insert(
            "wp_wcs_payment_retries",
            {
                "retry_id": bill.key,
                "order_id": bill.key,
                "status": "pending",
                "date_gmt": person.retry,
            },
        )
