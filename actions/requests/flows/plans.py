"""Changing what one has: another plan or interval, coming back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.answers.reply import HUMAN, Answer
from actions.catalogue.mentions import mentioned_plans
from actions.dialogue import memory
from actions.dialogue.said import Said
from actions.facts import account, quote
from actions.facts.cancellation import is_question
from actions.plans import per_interval
from actions.requests.draft import Draft
from actions.requests.flow import Order, Talk, confirming
from actions.requests.flows.quoted import QuotedFlow
from actions.systems.entities import Plan
from actions.unpaid import still_open, unpaid

_NAMING = (
    "change_plan", "change_billing_frequency", "resubscribe", "subscription_status_benefits", "inform", "nlu_fallback",
    "correct",
)  # fmt: skip
"""What the router takes words for that name a plan."""
_DENIES = re.compile(r"\b(?:no|nope|not|\w+n['’]?t|never|nicht|kein\w*|nein|non|pas|sin)\b", re.IGNORECASE)


async def own_subscription(draft: Draft, talk: Talk) -> account.Held | None:
    """The subscription that the request is about, read afresh among the asking customer's own. None: it is gone."""
    held = await account.subscriptions(talk.on.systems, talk.on.calendar, talk.ask.signed_in)
    return next((one for one in held if one.subscription.id == draft.values.get("subscription")), None)


def gone(talk: Talk) -> Answer:
    return Answer(talk.say("request_gone"), choices=(HUMAN,))


class ChangePlan(QuotedFlow):
    """`values`: the subscription and the code of the plan to change to."""

    use_case = "change_plan"
    kind = "change_plan"

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        """Another plan than the one previewed. The one that the customer has means no, unless it is the one previewed:
        to keep it is then what was offered."""
        text, held = talk.ask.text, await own_subscription(draft, talk)
        if held is None or not text or is_question(text) or not Said.of(text).is_short:
            return None
        plans = await talk.on.systems.fetch(Plan)
        meant = meant_plans([one for one in plans if one.product == held.plan.product], text)
        named = [one.code for one in meant]
        if named == [draft.values["plan"]]:
            return self._offered(draft, held, talk)
        if named == [held.plan.code]:
            return draft.decided("no")
        codes = [one.code for one in meant if one.sold and one.code not in (held.plan.code, draft.values["plan"])]
        return Draft(draft.use_case, {**draft.values, "plan": codes[0]}) if len(codes) == 1 else None

    @staticmethod
    def _offered(draft: Draft, held: account.Held, talk: Talk) -> Draft | None:
        """What naming the plan previewed means: yes where it is only kept, else to be asked again; None: the message is
        a plain yes or no, or another request."""
        if talk.ask.intent not in _NAMING:
            return None
        keeps = draft.shown and draft.values["plan"] == held.plan.code and not _DENIES.search(talk.ask.text)
        return draft.decided("yes") if keeps else draft

    async def data(self, draft: Draft, talk: Talk) -> Mapping[str, Any] | Answer:
        held, target = await own_subscription(draft, talk), await _target(draft, talk)
        if held is None or target is None:
            return gone(talk)
        return {"subscription": held.subscription.id, "plan": target.code}

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        held, target = await own_subscription(draft, talk), await _target(draft, talk)
        if held is None or target is None:
            return gone(talk)
        known = self.quote(draft, talk)
        name = "plan_change_preview_now" if "due_now" in known.fields else "plan_change_preview_later"
        if target.code == held.plan.code:
            name = "plan_change_preview_stays"
        text = talk.say(
            name, known, plan=target.name, current=held.plan.name, per_interval=per_interval(target, talk.say)
        )
        return Answer(text, (known, held.fact), confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        target, held = await _target(draft, talk), await own_subscription(draft, talk)
        data = self.quoted(draft, {"subscription": draft.values["subscription"], "plan": draft.values["plan"]})
        planned = held is not None and held.plan.code != data["plan"] and "due_now_minor" not in data
        undo = memory.Offer("", self.use_case, {"plan": held.plan.code}) if held and planned else None
        return Order(self.kind, data, "plan_change_done", {"plan": target.name if target else ""}, undo=undo)


class ChangeBillingFrequency(ChangePlan):
    """The same request, begun by naming an interval."""

    use_case = "change_billing_frequency"


async def _target(draft: Draft, talk: Talk) -> Plan | None:
    plans = {one.code: one for one in await talk.on.systems.fetch(Plan)}
    return plans.get(draft.values.get("plan", ""))


def meant_plans(plans: list[Plan], text: str) -> list[Plan]:
    """The plans that words name, by name or else by their interval: “the annual one”."""
    named = {mention.id for mention in mentioned_plans(plans, text)}
    interval = Said.of(text).interval
    by_name = [one for one in plans if one.code in named]
    return by_name or [one for one in plans if one.sold and one.interval == interval]


class Resubscribe(QuotedFlow):
    """`values`: the subscription to take up again."""

    use_case = "resubscribe"
    kind = "resubscribe"
    keeping_is_no = False

    async def data(self, draft: Draft, talk: Talk) -> Mapping[str, Any] | Answer:
        held = await own_subscription(draft, talk)
        if held is None or held.subscription.status not in ("cancelled", "expired"):
            return gone(talk)
        return {"subscription": held.subscription.id, "plan": held.plan.code}

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        held = await own_subscription(draft, talk)
        if held is None:
            return gone(talk)
        known = self.quote(draft, talk)
        name = "resubscribe_preview_now" if "due_now" in known.fields else "resubscribe_preview_goes_on"
        words = {"plan": held.plan.name, "per_interval": per_interval(held.plan, talk.say)}
        plans = await account.plans_by_code(talk.on.systems)
        following = plans.get(quote.read(draft.values["quote"]).get("next_plan") or "")
        if following is not None:
            name, words = "resubscribe_preview_other_plan", {
                "plan": held.plan.name, "next_plan": following.name, "per_interval": per_interval(following, talk.say),
            }  # fmt: skip
        text, facts = talk.say(name, known, **words), [known, held.fact]
        if (owed := await unpaid(talk.on, talk.ask.signed_in)) is not None:
            text, facts = f"{still_open(owed, talk.say)} {text}", [*facts, owed]
        return Answer(text, tuple(facts), confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        held, data = await own_subscription(draft, talk), await self.data(draft, talk)
        sent = self.quoted(draft, data) if not isinstance(data, Answer) else {}
        words = {"plan": held.plan.name if held else ""}
        undo = memory.Offer("", "cancel_subscription", {"subscription": draft.values["subscription"]})
        return Order(self.kind, sent, "resubscribe_done", words, undo=None if "due_now_minor" in sent else undo)
