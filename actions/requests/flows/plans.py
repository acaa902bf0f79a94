"""Changing what one has: another plan or interval, a pause, a holiday stop, coming back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.answers.reply import HUMAN, Answer
from actions.catalogue.mentions import mentioned_plans
from actions.catalogue.periods import mentioned_periods
from actions.dialogue import memory
from actions.dialogue.said import Said
from actions.facts import account, quote
from actions.facts.cancellation import is_question
from actions.plans import per_interval
from actions.requests.draft import Draft
from actions.requests.flow import Order, Talk, confirming, value_choice
from actions.requests.flows.cancel import months
from actions.requests.flows.quoted import QuotedFlow
from actions.requests.lengths import is_length, length_in
from actions.systems.entities import Offer, Plan
from actions.unpaid import still_open, unpaid

_USUAL_MONTHS = (1, 3)
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


class Pause(QuotedFlow):
    """`values`: the subscription; for streaming the `months`; for a printed paper the days `first` and `last`.

    `unfit`: why what was said last cannot be, in the company's words; empty: it could not be understood.
    """

    use_case = "pause_or_holiday_stop"
    kind = "pause_subscription"
    hold = "hold_delivery"

    def kind_of(self, draft: Draft) -> str:
        return self.hold if draft.values.get("what") == "paper" else self.kind

    async def question(self, draft: Draft, talk: Talk) -> Answer | None:
        held = await own_subscription(draft, talk)
        if held is None or self._said(draft):
            return None
        asked, unfit = await self._asked(draft, held, talk), draft.values.get("unfit")
        if unfit is None:
            return asked
        unclear = "hold_unclear" if draft.values.get("what") == "paper" else "pause_unclear"
        why = talk.say("request_not_done", reason=unfit) if unfit else talk.say(unclear)
        return replace(asked, text=f"{why}\n{asked.text}")

    async def _asked(self, draft: Draft, held: account.Held, talk: Talk) -> Answer:
        if draft.values.get("what") == "paper":
            weeks = [value_choice(talk.say(f"choice_hold_{days}"), str(days)) for days in (7, 14)]
            return Answer(talk.say("hold_ask", held.fact), (held.fact,), tuple(weeks))
        lengths = [value_choice(months(one, talk.say), str(one)) for one in await pause_lengths(talk)]
        return Answer(talk.say("pause_ask", held.fact), (held.fact,), tuple(lengths))

    def refused(self, draft: Draft, talk: Talk, reason: str) -> Draft | Answer:
        """Asks again for what was typed; what fails for the same reason once more, or was offered, ends it."""
        if talk.pressed is not None or draft.values.get("unfit") == reason:
            return super().refused(draft, talk, reason)
        return _asked_again(draft, reason)

    @staticmethod
    def _said(draft: Draft) -> bool:
        return "first" in draft.values if draft.values.get("what") == "paper" else "months" in draft.values

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        paper, today = draft.values.get("what") == "paper", talk.on.calendar.today()
        if talk.pressed is not None and talk.pressed.isdigit():
            said = _next_days(int(talk.pressed), today) if paper else {"months": talk.pressed}
        else:
            said = time_in(talk.ask.text, today, paper=paper)
        if "unfit" in said:
            return _asked_again(draft, said["unfit"])
        return Draft(draft.use_case, {**draft.values, **said}) if said else None

    async def data(self, draft: Draft, talk: Talk) -> Mapping[str, Any] | Answer:
        if await own_subscription(draft, talk) is None:
            return gone(talk)
        values = draft.values
        when = (
            {"first": values["first"], "last": values["last"]}
            if "first" in values
            else {"months": int(values["months"])}
        )
        return {"subscription": values["subscription"], **when}

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        held = await own_subscription(draft, talk)
        if held is None:
            return gone(talk)
        known = self.quote(draft, talk)
        if self.kind_of(draft) == self.hold:
            text = talk.say("hold_preview", known, plan=held.plan.name, **_last_day(draft))
            return Answer(text, (known, held.fact), confirming(talk.say))
        lines = [talk.say("pause_discount_runs", known)] if "discount_until" in known.fields else []
        text = " ".join([*lines, talk.say("pause_preview", known, plan=held.plan.name)])
        return Answer(text, (known, held.fact), confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        held, data = await own_subscription(draft, talk), await self.data(draft, talk)
        kind = self.kind_of(draft)
        done = "hold_done" if kind == self.hold else "pause_done"
        sent = self.quoted(draft, data) if not isinstance(data, Answer) else {}
        words = {"plan": held.plan.name if held else "", **_last_day(draft)}
        return Order(kind, sent, done, words)


def _last_day(draft: Draft) -> dict[str, dt.date]:
    return {"last_day": dt.date.fromisoformat(draft.values["last"])} if "last" in draft.values else {}


async def pause_lengths(talk: Talk) -> list[int]:
    """The lengths of a pause in months that the company offers."""
    rows = await talk.on.systems.fetch(Offer) if talk.on.systems.yields(Offer) else []
    offered = sorted({row.months for row in rows if row.kind == "pause" and row.months})
    return offered or list(_USUAL_MONTHS)


def _asked_again(draft: Draft, reason: str) -> Draft:
    kept = {name: value for name, value in draft.values.items() if name in ("subscription", "what")}
    return Draft(draft.use_case, {**kept, "unfit": reason})


def time_in(text: str, today: dt.date, *, paper: bool) -> dict[str, str]:
    """How long something shall pause; only `unfit` where a time is named that none can be; empty: none is named."""
    said = days_in(text, today) if paper else months_in(text)
    if said or is_question(text) or not Said.of(text).is_short:
        return said
    return {"unfit": ""} if is_length(text) or (paper and re.search(r"\d", text)) else {}


def months_in(text: str) -> dict[str, str]:
    """The length of a pause in months that a message names; empty: none."""
    length = length_in(text)
    count = text.strip() if text.strip().isdigit() else str((length and length.months) or "")
    return {"months": count} if count else {}


def days_in(text: str, today: dt.date) -> dict[str, str]:
    """The first and the last day without a paper that a message names; empty: none."""
    periods = mentioned_periods(text, today=today, prefer="future")
    whole = next(((one.first, one.last) for one in periods if one.first and one.last and one.last >= today), None)
    if whole is None and is_length(text) and (length := length_in(text)):
        return _next_days(length.days, today)
    if whole is None or whole[0] is None or whole[1] is None or whole[0] > whole[1]:
        return {}
    return {"first": max(whole[0], today).isoformat(), "last": whole[1].isoformat()}


def _next_days(count: int, today: dt.date) -> dict[str, str]:
    first, last = today + dt.timedelta(days=1), today + dt.timedelta(days=count)
    return {"first": first.isoformat(), "last": last.isoformat()}


class Resubscribe(QuotedFlow):
    """`values`: the subscription to take up again."""

    use_case = "resubscribe"
    kind = "resubscribe"

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
