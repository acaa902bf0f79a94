"""Actions about plans and the customer's own subscription."""

from __future__ import annotations

import re
from collections import Counter

from actions.answers.composer import Composer
from actions.answers.reply import Answer, Choice
from actions.catalogue.mentions import mentioned_plans
from actions.conversation import Ask, UseCaseAction
from actions.facts import account
from actions.facts.model import Fact
from actions.facts.plans import plan_fact
from actions.facts.prices import price_difference_fact
from actions.services import Services
from actions.systems.entities import Plan
from actions.unpaid import with_unpaid


class SubscriptionStatusBenefits(UseCaseAction):
    """What the customer has, and what it includes."""

    use_case = "subscription_status_benefits"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        if not held:
            return Answer(say("subscription_none"), choices=(Choice(say("choice_compare_plans"), "/compare_plans"),))
        shown = [one for one in held if one.gives_access] or held[:1]
        facts = tuple(f for one in shown for f in (one.fact, one.plan_fact))
        told = Answer("\n\n".join(_status(one, say) for one in shown), facts)
        return await with_unpaid(told, shown, ask, say, on)


def _status(held: account.Held, say: Composer) -> str:
    name = held.subscription.status
    if name == "active" and held.subscription.next_billing_at is None:
        name = "unknown"
    parts = [say(f"subscription_{name}", held.fact, per_interval=per_interval(held.plan, say))]
    if "next_plan" in held.fact.fields:
        parts.append(say("subscription_next_plan", held.fact))
    if held.will_pause:
        parts.append(say("subscription_will_pause", held.fact))
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
    """The plans that are named, else all that are sold; the customer's own is marked.

    One that is named alone is compared with the customer's own.
    """

    use_case = "compare_plans"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await on.systems.fetch(Plan)
        held = await account.subscriptions_if_known(on.systems, on.calendar, ask.customer)
        mine = [one for one in held if one.gives_access]
        named = _named(rows, [one.plan for one in mine], ask) or _cheaper(rows, [one.plan for one in mine], ask.text)
        plans = named or _by_product([plan for plan in rows if plan.sold])
        opening = [] if len(named) == 1 else [say("compare_plans_named" if named else "compare_plans")]
        lines = ["- " + _compared(plan, say) for plan in plans]
        differences = [difference] if (difference := _difference(named)) else []
        told = [say(f"compare_{say.words(one.fields['direction'])}", one) for one in differences]
        yours = [say("compare_plans_yours", one.fact) for one in mine]
        facts = (*(plan_fact(plan) for plan in plans), *differences, *(one.fact for one in mine))
        return Answer("\n".join([*opening, *lines, *told, *yours]), facts)


def _named(rows: list[Plan], mine: list[Plan], ask: Ask) -> list[Plan]:
    """The plans that are meant, the cheaper first; empty: none is named."""
    codes = {mention.id for mention in mentioned_plans(rows, ask.text)} | {ask.given.get("plan", "")}
    named = [plan for plan in rows if plan.code in codes]
    if len(named) == 1 and "plan" not in ask.given:
        own = [plan for plan in mine if plan.product == named[0].product and plan.code != named[0].code]
        named += own[:1]
    return sorted(named, key=lambda plan: plan.price_minor)


def _cheaper(rows: list[Plan], mine: list[Plan], text: str) -> list[Plan]:
    """The cheaper plans of what the customer has, beside it; the cheapest of each product for anybody else. Empty: the
    words don't ask for them, or there are none."""
    if not re.search(r"\b(?:cheap(?:er|est)|less expensive|lower price|lowest price)\b", text, re.IGNORECASE):
        return []
    sold = sorted((plan for plan in rows if plan.sold), key=lambda plan: plan.price_minor)
    if not mine:
        return list({plan.product: plan for plan in reversed(sold)}.values())
    lower = [plan for plan in sold if any(_is_lower(plan, own) for own in mine)]
    return [*lower, *(own for own in mine if any(_is_lower(plan, own) for plan in lower))]


def _is_lower(plan: Plan, own: Plan) -> bool:
    same = (plan.product, plan.interval, plan.currency) == (own.product, own.interval, own.currency)
    return same and plan.price_minor < own.price_minor


def _by_product(plans: list[Plan]) -> list[Plan]:
    """The product with the most plans first, each product's cheapest first."""
    size = Counter(plan.product for plan in plans)
    return sorted(plans, key=lambda plan: (-size[plan.product], plan.product, plan.price_minor))


def _difference(plans: list[Plan]) -> Fact | None:
    """What two plans' prices differ by; None: not two, or paid at different intervals."""
    if len(plans) != 2 or (plans[0].interval, plans[0].currency) != (plans[1].interval, plans[1].currency):
        return None
    return price_difference_fact(plans[0], plans[1])


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
        told = Answer("\n".join(_ending(one, say) for one in held[:3]), tuple(one.fact for one in held[:3]))
        return await with_unpaid(told, held[:3], ask, say, on)


def _ending(held: account.Held, say: Composer) -> str:
    name = {"cancelled": "ends", "expired": "over"}.get(held.subscription.status, "not_yet")
    return say(f"cancellation_{name}", held.fact)
