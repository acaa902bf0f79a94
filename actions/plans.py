"""Actions about plans and the customer's own subscription."""

from __future__ import annotations

from collections import Counter

from actions.answers.composer import Composer
from actions.answers.reply import Answer, Choice
from actions.conversation import Ask, UseCaseAction
from actions.facts import account
from actions.facts.plans import plan_fact
from actions.services import Services
from actions.systems.entities import Plan


class SubscriptionStatusBenefits(UseCaseAction):
    """What the customer has, and what it includes."""

    use_case = "subscription_status_benefits"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        if not held:
            return Answer(say("subscription_none"), choices=(Choice(say("choice_compare_plans"), "/compare_plans"),))
        shown = [one for one in held if one.gives_access] or held[:1]
        facts = tuple(f for one in shown for f in (one.fact, one.plan_fact))
        return Answer("\n\n".join(_status(one, say) for one in shown), facts)


def _status(held: account.Held, say: Composer) -> str:
    name = held.subscription.status
    if name == "active" and held.subscription.next_billing_at is None:
        name = "unknown"
    parts = [say(f"subscription_{name}", held.fact, per_interval=per_interval(held.plan, say))]
    if held.subscription.billed_by:
        parts.append(say("subscription_third_party", held.fact))
    if held.gives_access and (included := benefits(held.plan, say)):
        parts += [say("benefits"), *("- " + one for one in included)]
    return "\n".join(parts)


def per_interval(plan: Plan, say: Composer) -> str:
    """“a month”, “a year” …"""
    return say(f"per_{plan.interval}")


def benefits(plan: Plan, say: Composer) -> list[str]:
    """What a plan includes, one short phrase each."""
    known = plan_fact(plan)
    found = []
    if plan.max_streams is not None:
        found.append(say("benefit_streams_one" if plan.max_streams == 1 else "benefit_streams", known))
    if plan.max_quality is not None:
        found.append(say("benefit_quality", known))
    if plan.has_ads is not None:
        found.append(say("benefit_ads" if plan.has_ads else "benefit_no_ads"))
    if plan.downloads is not None:
        found.append(say("benefit_downloads" if plan.downloads else "benefit_no_downloads"))
    return [*found, *plan.features]


class ComparePlans(UseCaseAction):
    """All plans that are sold, the customer's own marked."""

    use_case = "compare_plans"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        sold = [plan for plan in await on.systems.fetch(Plan) if plan.sold]
        size = Counter(plan.product for plan in sold)
        plans = sorted(sold, key=lambda plan: (-size[plan.product], plan.product, plan.price_minor))
        facts = [plan_fact(plan) for plan in plans]
        lines = ["- " + _compared(plan, say) for plan in plans]
        held = await account.subscriptions(on.systems, on.calendar, ask.customer) if ask.customer else []
        mine = [one for one in held if one.gives_access]
        yours = [say("compare_plans_yours", one.fact) for one in mine]
        return Answer("\n".join([say("compare_plans"), *lines, *yours]), (*facts, *(one.fact for one in mine)))


def _compared(plan: Plan, say: Composer) -> str:
    included = benefits(plan, say)
    listed = ": " + ", ".join(included) if included else ""
    return say("compare_plans_item", plan_fact(plan), per_interval=per_interval(plan, say), benefits=listed)


class CancellationEffectiveDate(UseCaseAction):
    """When a cancelled subscription ends, or would."""

    use_case = "cancellation_effective_date"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        if not held:
            return Answer(say("subscription_none"))
        return Answer("\n".join(_ending(one, say) for one in held[:3]), tuple(one.fact for one in held[:3]))


def _ending(held: account.Held, say: Composer) -> str:
    name = {"cancelled": "ends", "expired": "over"}.get(held.subscription.status, "not_yet")
    return say(f"cancellation_{name}", held.fact)
