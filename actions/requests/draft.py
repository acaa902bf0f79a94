"""A request as far as the customer has said it: kept in the conversation's slots from one message to the next.

It holds ids and the customer's own words, never authority: whose records they name is asked of the connected systems
again at every step.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from rasa_sdk import Tracker

SLOT = "request"
DECISION = "request_decision"
"""The slot that the form waits for: filled once the customer has decided."""
VALUE = "request_value"
"""The entity that a pressed answer to one of the form's questions carries."""

Decision = Literal["yes", "no", "over"]
"""`over`: it cannot go on, because the customer is not known well enough any more, or what was to be changed is gone."""


@dataclass(frozen=True)
class Draft:
    """`values` are what is known of the request by name. `shown`: whether its preview stands in the conversation as it
    is. `decision` None: not decided yet. `key` names what was shown, so that agreeing to it twice sends it once; None:
    nothing was shown."""

    use_case: str
    values: Mapping[str, str] = field(default_factory=dict)
    decision: Decision | None = None
    shown: bool = False
    key: str | None = None

    def with_values(self, **values: str) -> Draft:
        return replace(self, values={**self.values, **values})

    def decided(self, decision: Decision) -> Draft:
        return replace(self, decision=decision)

    def as_shown(self) -> Draft:
        return replace(self, shown=True, key=self.key or uuid.uuid4().hex)

    def not_shown(self) -> Draft:
        return replace(self, shown=False, key=None)

    def as_slots(self) -> dict[str, Any]:
        stored = {"use_case": self.use_case, "values": dict(self.values), "shown": self.shown, "key": self.key}
        return {SLOT: stored, DECISION: self.decision}

    @classmethod
    def of(cls, tracker: Tracker) -> Draft | None:
        """The request under way; None: there is none, or it is of another version."""
        stored = tracker.get_slot(SLOT)
        if not isinstance(stored, dict) or not isinstance(stored.get("values"), dict):
            return None
        use_case, shown, key = str(stored.get("use_case")), bool(stored.get("shown")), stored.get("key")
        return cls(use_case, stored["values"], tracker.get_slot(DECISION), shown, key)


FORGOTTEN: Mapping[str, None] = {SLOT: None, DECISION: None}
"""The slots of no request."""
