"""What a request would come to, as the company itself reckons it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from actions.clock import Calendar
from actions.facts.model import Fact, Money, fact


def quote_fact(kind: str, about: str, figures: Mapping[str, Any], calendar: Calendar) -> Fact:
    """The receiver's answer to a preview of a request of `kind` about the record `about`.

    Raises ValueError or KeyError for figures that are none: they come from another system.
    """
    currency = figures.get("currency")

    def money(name: str) -> Money | None:
        minor = figures.get(name)
        return None if minor is None else Money(amount_minor=int(minor), currency=str(currency))

    def day(name: str) -> dt.date | None:
        return calendar.day_of_text(figures[name]) if figures.get(name) else None

    return fact(
        f"quote:{kind}:{about}", "quote", source="requests",
        effective_on=day("effective_at"),
        until=day("until"),
        discount_until=day("discount_until"),
        due_now=money("due_now_minor"),
        unused=money("unused_minor"),
        extra=money("extra_minor"),
        next_amount=money("next_amount_minor"),
        next_billing_on=day("next_billing_at"),
    )  # fmt: skip


def written(figures: Mapping[str, Any]) -> str:
    """Figures as they are kept in a conversation."""
    return json.dumps(dict(figures))


def read(text: str) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(text)
    return figures
