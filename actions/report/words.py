"""What entities and columns are called on a page for people who don't read schemas."""

from __future__ import annotations

from collections.abc import Iterable

_ENTITIES = {
    "customer": "customers", "plan": "plans", "subscription": "subscriptions", "invoice": "bills",
    "invoice_line": "lines of bills", "payment": "payments", "price_change": "price changes", "offer": "offers",
    "device": "customers’ devices", "profile": "viewing profiles", "delivery": "deliveries", "view": "viewings",
    "title": "titles", "right": "rights windows", "article": "articles", "help_article": "help articles",
    "voucher": "vouchers", "gift": "gifts", "extra_member": "extra members", "newsletter": "newsletters",
    "tax_rule": "tax rates", "error_code": "error codes", "device_support": "supported devices", "incident": "incidents",
}  # fmt: skip
_COLUMNS = {
    "customer": "customer id", "email": "e-mail", "phone": "telephone", "card_tail": "card’s last digits",
    "external_id": "id elsewhere", "maturity_age": "age limit", "is_children": "children’s mark", "watched_at": "when",
    "last_seen_at": "last use", "app_version": "app version", "minutes": "how long",
}  # fmt: skip
_IDENTITIES = {"anyone": "anyone", "signed_in": "signed in", "signed_in_recently": "signed in within 10 minutes"}
TOPICS = {
    "account": "Account", "billing": "Bills and payments", "plans": "Plans and subscriptions",
    "playback": "Playback and devices", "content": "Films, series and articles", "recommend": "Recommendations",
    "delivery": "Newspaper delivery", "privacy": "Privacy", "handoff": "A person", "smalltalk": "Anything else",
}  # fmt: skip


def entity(name: str) -> str:
    """Several of an entity: ``invoice`` -> bills."""
    return _ENTITIES.get(name, name.replace("_", " "))


def column(name: str) -> str:
    return _COLUMNS.get(name, name.removesuffix("_minor").removesuffix("_at").replace("_", " "))


def identity(level: str) -> str:
    return _IDENTITIES.get(level, level.replace("_", " "))


def listed(words: Iterable[str]) -> str:
    """``a, b and c``."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def counted(number: int, one: str, several: str | None = None) -> str:
    """``1 system``, ``2 systems``."""
    return f"{number} {one if number == 1 else several or one + 's'}"
