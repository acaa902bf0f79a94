"""What is written into a conversation when a request is answered after the customer was told to wait."""

from __future__ import annotations

import logging
from typing import Protocol

from actions.answers.composer import Composer
from actions.clock import Calendar
from actions.requests.outbox import Receipt, Requests

_log = logging.getLogger(__name__)


class Messages(Protocol):
    """The way into a conversation."""

    async def say(self, conversation: str, id: str, text: str) -> bool:
        """Write a message, once by its `id`; whether nothing is left to try."""


def notice(receipt: Receipt, say: Composer, calendar: Calendar) -> str:
    """What became of the request in words, in the language of the conversation that asked."""
    say = say.for_locale(receipt.locale) if receipt.locale else say
    if receipt.state == "done":
        day = calendar.day_of_text(receipt.outcome["effective_at"])
        return say("request_done", effective_on=day, reference=receipt.outcome["reference"])
    if receipt.state == "refused":
        return say("request_refused", reason=receipt.outcome.get("reason", "-"))
    return say("request_sent" if receipt.state == "pending" else "request_expired", request=short(receipt))


def short(receipt: Receipt) -> str:
    """What a request is called in a conversation."""
    return receipt.id[:8]


async def tell(requests: Requests, messages: Messages, say: Composer, calendar: Calendar) -> None:
    """Write every outcome that is not told yet; one that cannot be said now stays, and holds up no other."""
    for receipt in await requests.untold():
        try:
            if await messages.say(receipt.conversation, receipt.id, notice(receipt, say, calendar)):
                await requests.told(receipt.id)
        except Exception:
            _log.exception("the outcome of request %s could not be told; trying again", receipt.id)
