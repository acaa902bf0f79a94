"""What is still to be paid although a subscription is cancelled: said wherever a customer might think that all is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.answers.composer import Composer
from actions.answers.reply import Answer
from actions.conversation import Ask
from actions.facts import billing
from actions.facts.account import Held
from actions.facts.model import Fact
from actions.services import Services
from actions.systems.entities import Payment


async def unpaid(on: Services, customer: str) -> Fact | None:
    """The payment that failed and is still open; None: none is, or no connected system has payments."""
    if not on.systems.yields(Payment):
        return None
    row = billing.unpaid(await billing.payments(on.systems, customer))
    return billing.payment_fact(row, on.calendar) if row else None


def still_open(payment: Fact, say: Composer) -> str:
    """That it is open, and when it is tried again."""
    return say("still_open_retry" if "next_retry_on" in payment.fields else "still_open", payment)


async def with_unpaid(told: Answer, held: Sequence[Held], ask: Ask, say: Composer, on: Services) -> Answer:
    """An answer about subscriptions of which some are cancelled, with what is open all the same."""
    if not any(one.subscription.status == "cancelled" for one in held):
        return told
    owed = await unpaid(on, ask.signed_in)
    if owed is None:
        return told
    return replace(told, text=f"{told.text}\n{still_open(owed, say)}", facts=(*told.facts, owed))
