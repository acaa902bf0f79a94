"""Actions about the printed newspaper."""

from __future__ import annotations

from dataclasses import replace

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.catalogue.periods import mentioned_periods
from actions.conversation import Ask, UseCaseAction
from actions.facts.delivery import deliveries, delivery_fact, live_vouchers, next_delivery, voucher_fact
from actions.facts.model import Fact
from actions.facts.people import contact
from actions.helped import HelpedAction
from actions.requests.flow import begun, begun_if_asked, by_person, taken
from actions.requests.flows.delivery import DeliveryAddress, Redelivery, Vouchers, address_said, problem_of
from actions.services import Services
from actions.systems.entities import Delivery

_PROBLEMS = ("missing", "late", "damaged")
_OF_PAPER = ("report_delivery_problem", "pause_or_holiday_stop", "change_delivery_address")
"""What is done about a paper."""
_RECENT = 12
"""So many deliveries back something may still be reported without naming its day."""


class ChangeDeliveryAddress(HelpedAction):
    """Where the paper goes today, and the request to have it brought elsewhere."""

    use_case = "change_delivery_address"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if not await deliveries(on.systems, on.calendar, ask.signed_in):
            return Answer(say("delivery_no_print"), choices=(HUMAN,))
        known = await contact(on.systems, ask.signed_in)
        if known is None or "address" not in known.fields:
            return Answer(say("contact_none"), choices=(HUMAN,))
        told = Answer(say("delivery_address", known), (known,), (HUMAN,))
        if not taken(DeliveryAddress, on):
            return by_person(told, say)
        return begun(DeliveryAddress, told, **address_said(ask.text, on.calendar.today()))


class DeliveryAreaSchedule(HelpedAction):
    """Where and when papers come; for a reader, when the next one is due."""

    use_case = "delivery_area_schedule"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if ask.given.get("about") != "paper":
            return await super().answer(ask, say, on)
        told = await self.own(ask, say, on)
        if told.text:
            return replace(told, text=f"{told.text} {say('delivery_what_then')}", choices=_cases(_OF_PAPER, say))
        general = await self.general(ask, say, on) or Answer("")
        none = say("delivery_no_print") if ask.customer and on.systems.yields(Delivery) else ""
        text = "\n\n".join(part for part in (none, general.text) if part)
        return replace(general, text=text or say("delivery_no_print"), choices=_cases(("compare_plans",), say))

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        row = await next_delivery(on.systems, on.calendar, ask.customer)
        if row is None:
            return Answer("")
        known = delivery_fact(row, on.calendar)
        return Answer(say("delivery_next", known), (known,))


def _cases(names: tuple[str, ...], say: Composer) -> tuple[Choice, ...]:
    return tuple(Choice(say(f"case_{name}"), f"/{name}") for name in names)


class ReportDeliveryProblem(UseCaseAction):
    """What is recorded about the last deliveries, and the request for the one that nobody has reported yet."""

    use_case = "report_delivery_problem"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await deliveries(on.systems, on.calendar, ask.signed_in)
        if not rows:
            return Answer(say("delivery_no_print"), choices=(HUMAN,))
        told = _recorded(rows, say, on)
        if not taken(Redelivery, on):
            return replace(told, text=f"{told.text}\n{say('delivery_person')}")
        meant = _meant(rows, ask, on)
        if meant is None:
            return told
        return begun_if_asked(Redelivery, told, ask, say, delivery=meant.id, problem=problem_of(ask.text, meant))


def _recorded(rows: list[Delivery], say: Composer, on: Services) -> Answer:
    troubled = [row for row in rows if row.status in _PROBLEMS][:3]
    if not troubled:
        latest = delivery_fact(rows[0], on.calendar)
        return Answer(say("delivery_none", latest), (latest,), (HUMAN,))
    facts = tuple(delivery_fact(row, on.calendar) for row in troubled)
    lines = ["- " + _problem(row, known, say) for row, known in zip(troubled, facts, strict=True)]
    return Answer("\n".join([say("delivery_problem"), *lines]), facts, (HUMAN,))


def _meant(rows: list[Delivery], ask: Ask, on: Services) -> Delivery | None:
    """The delivery that a report is about: of the day that is named, else the newest that went wrong, else the newest of
    all. None: it was reported already."""
    days = mentioned_periods(ask.text, today=on.calendar.today())
    named = [row for row in rows if any(period.is_day and period.covers(row.due_on) for period in days)]
    recent = [row for row in rows[:_RECENT] if row.reported_at is None and row.status in _PROBLEMS]
    chosen = (named or recent or rows)[0]
    return chosen if chosen.reported_at is None else None


def _problem(row: Delivery, known: Fact, say: Composer) -> str:
    wording = "delivery_item_reported" if row.reported_at else "delivery_item"
    return say(wording, known, status_words=say(f"delivery_{row.status}"))


class LostVouchers(HelpedAction):
    """The vouchers that still count, and the request to replace them."""

    use_case = "lost_vouchers"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await live_vouchers(on.systems, ask.signed_in)
        if not rows:
            return Answer(say("vouchers_none"), choices=(HUMAN,))
        facts = tuple(voucher_fact(row) for row in rows)
        days = [row.valid_until for row in rows if row.valid_until]
        wording = "vouchers_days" if days else "vouchers"
        text = say(wording, count=len(rows), first=min(days, default=None), last=max(days, default=None))
        told = Answer(text, facts)
        return begun_if_asked(Vouchers, told, ask, say) if taken(Vouchers, on) else by_person(told, say)
