"""Actions about the printed newspaper."""

from __future__ import annotations

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer
from actions.conversation import Ask, UseCaseAction
from actions.facts.delivery import deliveries, delivery_fact, next_delivery
from actions.facts.model import Fact
from actions.facts.people import contact
from actions.helped import HelpedAction
from actions.services import Services
from actions.systems.entities import Delivery

_PROBLEMS = ("missing", "late", "damaged")


class ChangeDeliveryAddress(HelpedAction):
    """Where the paper goes today, and how to have it brought elsewhere."""

    use_case = "change_delivery_address"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if not await deliveries(on.systems, on.calendar, ask.signed_in):
            return Answer(say("delivery_no_print"), choices=(HUMAN,))
        known = await contact(on.systems, ask.signed_in)
        if known is None or "address" not in known.fields:
            return Answer(say("contact_none"), choices=(HUMAN,))
        return Answer(say("delivery_address", known), (known,), (HUMAN,))


class DeliveryAreaSchedule(HelpedAction):
    """Where and when papers come; for a reader, when the next one is due."""

    use_case = "delivery_area_schedule"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        row = await next_delivery(on.systems, on.calendar, ask.customer)
        if row is None:
            return Answer("")
        known = delivery_fact(row, on.calendar)
        return Answer(say("delivery_next", known), (known,))


class ReportDeliveryProblem(UseCaseAction):
    """What is recorded about the last deliveries."""

    use_case = "report_delivery_problem"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await deliveries(on.systems, on.calendar, ask.signed_in)
        if not rows:
            return Answer(say("delivery_no_print"), choices=(HUMAN,))
        troubled = [row for row in rows if row.status in _PROBLEMS][:3]
        if not troubled:
            latest = delivery_fact(rows[0], on.calendar)
            return Answer(f"{say('delivery_none', latest)} {say('delivery_person')}", (latest,), (HUMAN,))
        facts = tuple(delivery_fact(row, on.calendar) for row in troubled)
        lines = ["- " + _problem(row, known, say) for row, known in zip(troubled, facts, strict=True)]
        text = "\n".join([say("delivery_problem"), *lines, say("delivery_person")])
        return Answer(text, facts, (HUMAN,))


def _problem(row: Delivery, known: Fact, say: Composer) -> str:
    wording = "delivery_item_reported" if row.reported_at else "delivery_item"
    return say(wording, known, status_words=say(f"delivery_{row.status}"))
