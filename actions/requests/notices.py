"""What is written into a conversation when a request is answered after the customer was told to wait."""

from __future__ import annotations

import datetime as dt

from actions.answers.composer import Composer
from actions.requests.outbox import Receipt


def notice(receipt: Receipt, say: Composer) -> str:
    """The outcome in words, in the language of the conversation that asked."""
    say = say.for_locale(receipt.locale) if receipt.locale else say
    if receipt.state == "done":
        day = dt.datetime.fromisoformat(receipt.outcome["effective_at"]).date()
        return say("request_done", effective_on=day, reference=receipt.outcome["reference"])
    return say("request_refused", reason=receipt.outcome.get("reason", "-"))
