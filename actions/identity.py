"""Who is asking, as the channel verified it. Nothing a customer types can change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How surely we know the customer, weakest first."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    SIGNED_IN_RECENTLY = "signed_in_recently"

    def suffices_for(self, needed: Level) -> bool:
        order = list(Level)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True)
class Identity:
    """The verified customer. `customer` None: nobody is signed in. `authenticated_at` in UTC."""

    customer: str | None = None
    level: Level = Level.ANYONE
    authenticated_at: dt.datetime | None = None

    @classmethod
    def of_metadata(cls, metadata: Mapping[str, Any] | None) -> Identity:
        """What the channel wrote; anything incomplete counts as nobody."""
        given = (metadata or {}).get("identity") or {}
        customer, level = given.get("customer"), given.get("level")
        if not customer or level not in (Level.SIGNED_IN, Level.SIGNED_IN_RECENTLY):
            return cls()
        at = given.get("authenticated_at")
        return cls(str(customer), Level(level), dt.datetime.fromisoformat(at) if at else None)
