"""Actions about changing what one has: another plan, another interval, a pause, coming back, a discount."""

from __future__ import annotations

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.catalogue.mentions import mentioned_plans
from actions.conversation import Ask
from actions.dialogue.said import Said
from actions.facts import account, billing
from actions.facts.model import Fact
from actions.facts.plans import plan_fact
from actions.facts.prices import price_difference_fact
from actions.helped import HelpedAction
from actions.plans import per_interval
from actions.services import Services
from actions.systems.entities import Plan


class ChangePlan(HelpedAction):
    """What another plan costs beside the one the customer has; which ones there are, where none was named."""

    use_case = "change_plan"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        mine = next((one for one in held if one.gives_access), None)
        if mine is None:
            return Answer(say("subscription_none"), choices=(_compare(say),))
        targets = await self.targets(mine, ask, on)
        facts, lines = _quotes(mine, targets, say)
        opening = say("change_from", mine.fact, per_interval=per_interval(mine.plan, say))
        empty = [] if targets else [say("change_no_other", mine.fact)]
        change = Choice(say("choice_change_plan"), url=f"{on.settings.site_url}/account")
        return Answer("\n".join([opening, *lines, *empty]), (mine.fact, *facts), (change, HUMAN))

    async def targets(self, mine: account.Held, ask: Ask, on: Services) -> list[Plan]:
        """The plans meant: pressed, named, or all others of the same product and interval."""
        sold = [plan for plan in await on.systems.fetch(Plan) if plan.sold and plan.code != mine.plan.code]
        if pressed := [plan for plan in sold if plan.code == ask.given.get("plan")]:
            return pressed
        named = {mention.id for mention in mentioned_plans(sold, ask.text)}
        interval = Said.of(ask.text).interval or mine.plan.interval
        same = [plan for plan in sold if plan.product == mine.plan.product and plan.interval == interval]
        meant = [plan for plan in sold if plan.code in named] or same
        return sorted(meant, key=lambda plan: plan.price_minor)


class ChangeBillingFrequency(ChangePlan):
    """The same product paid at another interval."""

    use_case = "change_billing_frequency"

    async def targets(self, mine: account.Held, ask: Ask, on: Services) -> list[Plan]:
        sold = [plan for plan in await on.systems.fetch(Plan) if plan.sold and plan.product == mine.plan.product]
        return sorted((p for p in sold if p.interval != mine.plan.interval), key=lambda plan: plan.price_minor)


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
    """Whether something is paused already, and how to pause it."""

    use_case = "pause_or_holiday_stop"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        running = [one for one in held if one.gives_access or one.subscription.status == "paused"]
        lines = [say(_pause(one), one.fact) for one in running]
        return Answer("\n".join(lines) or say("subscription_none"), tuple(one.fact for one in running))


def _pause(held: account.Held) -> str:
    row = held.subscription
    if row.status == "paused":
        return "pause_until" if row.next_billing_at else "subscription_paused"
    return "pause_ends" if row.status == "cancelled" else "pause_not"


class Resubscribe(HelpedAction):
    """What the customer had, and what it costs today."""

    use_case = "resubscribe"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        if not held:
            return Answer(say("resubscribe_never"), choices=(_compare(say),))
        past = [one for one in held if one.subscription.status in ("cancelled", "expired")]
        shown = past or held[:1]
        lines = [say(_past(one), one.fact, per_interval=per_interval(one.plan, say)) for one in shown[:3]]
        facts = tuple(fact for one in shown[:3] for fact in (one.fact, one.plan_fact))
        return Answer("\n".join(lines), facts, (_compare(say),))


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
