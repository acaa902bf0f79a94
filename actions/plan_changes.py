"""Actions about changing what one has: another plan, another interval, coming back, a discount."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask
from actions.facts import account, billing
from actions.facts.model import Fact
from actions.facts.plans import plan_fact
from actions.facts.prices import price_difference_fact
from actions.helped import HelpedAction
from actions.pauses import EndPause, ending, pause_state
from actions.plans import per_interval
from actions.requests.flow import Flow, begun, by_person, taken
from actions.requests.flows import plans as flows
from actions.requests.lengths import is_length
from actions.services import Services
from actions.systems.entities import Plan


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
        if mine.pauses:
            stands = say(pause_state(mine), mine.fact)
            if not taken(EndPause.flow, on):
                return replace(by_person(answer, say), text=f"{stands} {say('change_not_paused')}")
            return replace(answer, text=f"{stands} {say('change_after_pause')}", choices=(ending(mine, say), HUMAN))
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


_PAUSED = re.compile(r"\b(?:paus|suspen)", re.IGNORECASE)


class Resubscribe(HelpedAction):
    """What the customer had, and what it costs today; where one is meant, the request to take it up again. Who has only
    something that is paused means its pause."""

    use_case = "resubscribe"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        past = any(one.subscription.status in ("cancelled", "expired") for one in held)
        if taken(EndPause.flow, on) and any(one.pauses for one in held) and (not past or _PAUSED.search(ask.text)):
            return await EndPause().permitted(ask, say, on)
        return await super().answer(ask, say, on)

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
