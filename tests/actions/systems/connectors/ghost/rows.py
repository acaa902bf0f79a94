"""Rows for a schema in the manner of Ghost. It keeps what was paid, not what was billed or could not be collected."""

from __future__ import annotations

import uuid

from tests.actions.systems.connectors.world import NOON, PEOPLE, PLANS, Bill, Person, PlanSold
from tests.actions.systems.databases import Database

LACKS = frozenset({"payment_failed"})
REASON = ""
SPLITS_TAX = False


def customer(person: Person) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"member {person.key}"))


def number(bill: Bill) -> str:
    return _id("9", bill.key)


def _id(kind: str, key: int) -> str:
    return f"{kind}{key:023x}"


def fill(database: Database) -> None:
    for plan in PLANS:
        _tier(database, plan)
    for person in PEOPLE:
        _member(database, person)
    _posts(database)


def _tier(database: Database, plan: PlanSold) -> None:
    key = plan.price
    database.insert(
        "products",
        {
            "id": _id("1", key),
            "name": plan.name,
            "slug": plan.code,
            "visibility": "public",
            "currency": "gbp",
            "monthly_price": plan.price,
        },
    )
    database.insert(
        "stripe_products", {"id": _id("2", key), "product_id": _id("1", key), "stripe_product_id": f"prod_{key}"}
    )
    database.insert(
        "stripe_prices",
        {
            "id": _id("3", key),
            "stripe_price_id": f"price_{plan.code}",
            "stripe_product_id": f"prod_{key}",
            "active": 1,
            "currency": "gbp",
            "amount": plan.price,
            "type": "recurring",
            "interval": "month",
        },
    )
    for order, name in enumerate(("Every issue", "The archive")):
        benefit = _id("4", key * 10 + order)
        database.insert("benefits", {"id": benefit, "name": name, "slug": f"{plan.code}-{order}"})
        # Stored the other way round: the order is a column.
        database.insert(
            "products_benefits",
            {
                "id": _id("5", key * 10 + 1 - order),
                "product_id": _id("1", key),
                "benefit_id": benefit,
                "sort_order": order,
            },
        )


def _member(database: Database, person: Person) -> None:
    member, known = _id("6", person.key), f"cus_{person.key}"
    database.insert(
        "members",
        {
            "id": member,
            "uuid": customer(person),
            "email": person.email,
            "status": "paid",
            "name": person.name,
            "created_at": person.started,
        },
    )
    database.insert("members_stripe_customers", {"id": _id("7", person.key), "member_id": member, "customer_id": known})
    database.insert(
        "members_stripe_customers_subscriptions",
        {
            "id": _id("8", person.key),
            "customer_id": known,
            "subscription_id": f"sub_{person.key}",
            "stripe_price_id": f"price_{person.plan.code}",
            "status": "past_due" if person.past_due else "active",
            "current_period_end": person.paid_until,
            "start_date": person.started,
            "default_payment_card_last4": person.tail,
            "plan_amount": person.plan.price,
            "plan_currency": "gbp",
        },
    )
    for bill in person.bills:
        if bill.collected:
            database.insert(
                "members_payment_events",
                {
                    "id": number(bill),
                    "member_id": member,
                    "amount": bill.total,
                    "currency": "gbp",
                    "source": "stripe",
                    "created_at": bill.issued,
                },
            )


def _posts(database: Database) -> None:
    post = _id("a", 1)
    database.insert(
        "posts",
        {
            "id": post,
            "title": "Harbour reopens",
            "slug": "harbour-reopens",
            "status": "published",
            "visibility": "paid",
            "published_at": NOON,
            "updated_at": NOON,
        },
        {"id": _id("a", 2), "title": "Not yet", "slug": "not-yet"},
    )
    for order, name in enumerate(("Town", "Sea")):
        database.insert("tags", {"id": _id("b", order), "name": name, "slug": name.lower()})
        database.insert(
            "posts_tags",
            {
                "id": _id("c", 1 - order),
                "post_id": post,
                "tag_id": _id("b", order),
                "sort_order": order,
            },
        )
