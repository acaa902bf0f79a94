"""Actions about changing what one has: another plan, another interval, a pause, coming back, a discount."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask
from actions.facts import account, billing
from actions.facts.cancellation import asks_how_it_stands
from actions.facts.delivery import deliveries, delivery_fact, held_back
from actions.facts.model import Fact
from actions.facts.plans import plan_fact
from actions.facts.prices import price_difference_fact
from actions.helped import HelpedAction
from actions.plans import per_interval
from actions.requests.flow import Flow, begun, by_person, taken
from actions.requests.flows import plans as flows
from actions.requests.lengths import is_length
from actions.services import Services
from actions.systems.entities import Delivery, Plan

NEWSPAPER = "newspaper"
_PAPER = re.compile(
    r"\b(?:news)?papers?\b|deliver|holiday stop|courier|zeitung|zustell|urlaub|journa(?:l|ux)\b|livr|periódico|diario",
    re.IGNORECASE,
)


class ChangePlan(HelpedAction):
    """What another plan costs beside the one the customer has; which ones there are, where none was named. Where one
    is meant, the request to change begins."""

    use_case = "change_plan"
    flow: ClassVar[type[Flow]] = flows.ChangePlan

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        running = [one for one in held if one.gives_access]
        if not running:
            return Answer(say("subscription_none"), choices=(_compare(say),))
        sold = [plan for plan in await on.systems.fetch(Plan) if plan.sold]
        pressed = [plan for plan in sold if plan.code == ask.given.get("plan")]
        mine = _meant_subscription(running, pressed or flows.meant_plans(sold, ask.text))
        targets = self.targets(mine, sold, ask)
        facts, lines = _quotes(mine, targets, say)
        opening = say("change_from", mine.fact, per_interval=per_interval(mine.plan, say))
        empty = [] if targets else [say("change_no_other", mine.fact)]
        told = Answer("\n".join([opening, *lines, *empty]), (mine.fact, *facts))
        if is_length(ask.text):
            return told  # “1 month” alone says no plan: nothing that costs money begins
        return self._go_on(told, mine, targets, say, on)

    def targets(self, mine: account.Held, sold: list[Plan], ask: Ask) -> list[Plan]:
        """The plans meant: pressed, named, or all others of the same product and interval."""
        kin = [plan for plan in sold if plan.product == mine.plan.product]
        others = [plan for plan in kin if plan.code != mine.plan.code]
        if pressed := [plan for plan in others if plan.code == ask.given.get("plan")]:
            return pressed
        own = ask.given.get("plan") == mine.plan.code
        named = [mine.plan] if own else flows.meant_plans(kin, ask.text) if ask.text else []
        if any(plan.code == mine.plan.code for plan in named) and mine.subscription.next_plan:
            return [mine.plan]  # the change that is due is taken back
        same = [plan for plan in others if plan.interval == mine.plan.interval]
        meant = [plan for plan in named if plan.code != mine.plan.code] or same
        return sorted(meant, key=lambda plan: plan.price_minor)

    def _go_on(self, answer: Answer, mine: account.Held, targets: list[Plan], say: Composer, on: Services) -> Answer:
        """The request where one plan is meant, the plans to press where several are, a person where neither is taken."""
        if mine.subscription.billed_by:
            return replace(
                answer, text=f"{answer.text}\n{say('subscription_third_party', mine.fact)}", choices=(HUMAN,)
            )
        if _pause(mine) in _PAUSED:
            return replace(by_person(answer, say), text=f"{say(_pause(mine), mine.fact)} {say('change_not_paused')}")
        if not taken(self.flow, on):
            page = Choice(say("choice_change_plan"), url=f"{on.settings.site_url}/account")
            return by_person(replace(answer, choices=(page,)), say)
        if len(targets) == 1:
            return begun(self.flow, answer, subscription=mine.subscription.id, plan=targets[0].code)
        choices = tuple(Choice(plan.name, f'/{self.use_case}{{"plan": "{plan.code}"}}') for plan in targets)
        return replace(answer, choices=choices)


def _meant_subscription(running: list[account.Held], named: list[Plan]) -> account.Held:
    """The one whose product is named; else the first."""
    products = {plan.product for plan in named}
    return next((one for one in running if one.plan.product in products), running[0])


class ChangeBillingFrequency(ChangePlan):
    """The same product paid at another interval."""

    use_case = "change_billing_frequency"
    flow = flows.ChangeBillingFrequency

    def targets(self, mine: account.Held, sold: list[Plan], ask: Ask) -> list[Plan]:
        others = [plan for plan in sold if plan.product == mine.plan.product and plan.interval != mine.plan.interval]
        return sorted(others, key=lambda plan: plan.price_minor)


def _quotes(mine: account.Held, targets: list[Plan], say: Composer) -> tuple[list[Fact], list[str]]:
    facts, lines = [], []
    for plan in targets:
        known = plan_fact(plan)
        facts.append(known)
        line = say("change_to", known, per_interval=per_interval(plan, say))
        if (plan.interval, plan.currency) == (mine.plan.interval, mine.plan.currency):
            difference = price_difference_fact(mine.plan, plan)
            facts.append(difference)
            line += say(f"change_{say.words(difference.fields['direction'])}", difference)
        lines.append("- " + line)
    return facts, lines


class PauseOrHolidayStop(HelpedAction):
    """Whether something is paused already; else the request to pause it, or to stop the paper for some days."""

    use_case = "pause_or_holiday_stop"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        running = [one for one in held if one.gives_access or one.subscription.status == "paused"]
        lines = [say(_pause(one), one.fact) for one in running]
        told = Answer("\n".join(lines) or say("subscription_none"), tuple(one.fact for one in running))
        paused = [one for one in running if _pause(one) in _PAUSED]
        if _ENDS.search(ask.text) or asks_how_it_stands(ask.text):
            stopped = await self._stopped(ask, say, on)
            return stopped or (by_person(_of(paused, say), say) if paused else told)
        open_ones = [one for one in running if _pause(one) == "pause_not" and not one.subscription.billed_by]
        if open_ones:
            return await self._go_on(told, open_ones, ask, say, on)
        return by_person(told, say) if paused else told

    async def _stopped(self, ask: Ask, say: Composer, on: Services) -> Answer | None:
        """The days without a paper; None: the words are about another pause, or there is no paper."""
        about = _PAPER.search(ask.text) or _STOP.search(ask.text)
        if not about or not on.systems.yields(Delivery) or not await deliveries(on.systems, on.calendar, ask.signed_in):
            return None
        rows = await held_back(on.systems, on.calendar, ask.signed_in)
        if not rows:
            return by_person(Answer(say("hold_none")), say)
        facts = tuple(delivery_fact(row, on.calendar) for row in rows)
        words = {"first": rows[0].due_on, "last": rows[-1].due_on, "count": len(rows)}
        return by_person(Answer(say("hold_stands", **words), facts), say)

    async def _go_on(self, told: Answer, possible: list[account.Held], ask: Ask, say: Composer, on: Services) -> Answer:
        printed = (
            bool(await deliveries(on.systems, on.calendar, ask.signed_in)) if on.systems.yields(Delivery) else False
        )
        meant = [one for one in possible if one.subscription.id == ask.given.get("subscription")]
        meant = meant or [
            one for one in possible if printed and _PAPER.search(ask.text) and one.plan.product == NEWSPAPER
        ]
        meant = meant or possible
        if len(meant) > 1:
            return replace(told, text=say("pause_which"), choices=tuple(_pausing(one) for one in meant))
        chosen = meant[0]
        paper = printed and chosen.plan.product == NEWSPAPER
        if not taken(flows.Pause, on, flows.Pause.hold if paper else None):
            return by_person(told, say)
        said = flows.time_in(ask.text, on.calendar.today(), paper=paper)
        what = {"what": "paper"} if paper else {}
        return begun(flows.Pause, replace(told, text=""), subscription=chosen.subscription.id, **what, **said)


_PAUSED = ("pause_planned", "pause_until", "subscription_paused")
_ENDS = re.compile(
    r"\b(?:resume|un-?pause|restart|(?:end|cancel|undo|lift|take back|stop) (?:\w+ ){0,2}(?:pause|holiday|stop|hold)"
    r"|heb\w* .*\bauf|aufheben|fortsetzen|beenden|repren\w+|arrêter la pause|reanud\w+|quitar la pausa)\b",
    re.IGNORECASE,
)
"""To end a pause or a stop, in all languages spoken."""
_STOP = re.compile(r"\b(?:holidays?|stop(?:ped)?|hold|days?|tage|vacances|jours|vacaciones|días)\b", re.IGNORECASE)


def _of(held: list[account.Held], say: Composer) -> Answer:
    return Answer("\n".join(say(_pause(one), one.fact) for one in held), tuple(one.fact for one in held))


def _pausing(held: account.Held) -> Choice:
    return Choice(held.plan.name, f'/pause_or_holiday_stop{{"subscription": "{held.subscription.id}"}}')


def _pause(held: account.Held) -> str:
    row = held.subscription
    if held.will_pause:
        return "pause_planned"
    if row.status == "paused":
        return "pause_until" if row.next_billing_at else "subscription_paused"
    return "pause_ends" if row.status == "cancelled" else "pause_not"


class Resubscribe(HelpedAction):
    """What the customer had, and what it costs today; where one is meant, the request to take it up again."""

    use_case = "resubscribe"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        if not held:
            return Answer(say("resubscribe_never"), choices=(_compare(say),))
        past = [one for one in held if one.subscription.status in ("cancelled", "expired")]
        shown = past or held[:1]
        lines = [say(_past(one), one.fact, per_interval=per_interval(one.plan, say)) for one in shown[:3]]
        facts = tuple(fact for one in shown[:3] for fact in (one.fact, one.plan_fact))
        told = Answer("\n".join(lines), facts, (_compare(say),))
        possible = [one for one in past if one.plan.sold and not one.subscription.billed_by]
        meant = [one for one in possible if one.subscription.id == ask.given.get("subscription")] or possible
        if not meant:
            return told
        if not taken(flows.Resubscribe, on):
            return by_person(told, say)
        if len(meant) > 1:
            return replace(told, choices=(*(_again(one, say) for one in meant[:3]), _compare(say)))
        return begun(flows.Resubscribe, told, subscription=meant[0].subscription.id)


def _again(held: account.Held, say: Composer) -> Choice:
    title = say("choice_resubscribe", plan=held.plan.name)
    return Choice(title, f'/resubscribe{{"subscription": "{held.subscription.id}"}}')


def _past(held: account.Held) -> str:
    if held.subscription.status not in ("cancelled", "expired"):
        return "resubscribe_running"
    if not held.plan.sold:
        return "resubscribe_not_sold"
    return "resubscribe_still_runs" if held.subscription.status == "cancelled" else "resubscribe"


class DiscountEligibility(HelpedAction):
    """The discount on the last bill; what discounts there are stands in the help centre."""

    use_case = "discount_eligibility"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await billing.invoices(on.systems, ask.signed_in, limit=1)
        if not rows:
            return Answer(say("discount_no_bill"))
        known = billing.invoice_fact(rows[0], on.calendar)
        lines = await billing.lines(on.systems, ask.signed_in, rows[0])
        discounts = [billing.line_fact(line, on.calendar) for line in lines if line.kind == "discount"]
        if not discounts:
            return Answer(say("discount_none", known), (known,))
        told = [say("discount_on_bill", one, invoice_on=known.fields["issued_on"]) for one in discounts]
        return Answer("\n".join(told), (known, *discounts))


def _compare(say: Composer) -> Choice:
    return Choice(say("choice_compare_plans"), "/compare_plans")
