"""Cancelling: reason, one alternative, preview with the real figures, confirmation."""

from __future__ import annotations

import re
from typing import Any

from actions.answers.composer import Composer
from actions.answers.reply import Answer
from actions.conversation import Ask
from actions.dialogue.follow_ups import follow_up
from actions.dialogue.heard import Heard
from actions.dialogue.memory import Memory, Offer
from actions.facts import account
from actions.facts.cancellation import REASONS, Alternative, alternative, cancellable, is_question, reason_of
from actions.plans import per_interval
from actions.requests.draft import Draft
from actions.requests.flow import Flow, Order, Talk, confirming, value_choice
from actions.unpaid import still_open, unpaid

_BUTTONS = {
    "price": "value_for_money", "use": "dont_read_enough", "content": "editorial", "problem": "issue", "other": "other",
}  # fmt: skip
_USE_CASE = "cancel_subscription"
_SMALL_WORDS = ("affirm", "deny", "inform", "nlu_fallback", "out_of_scope", "correct", _USE_CASE)


class Cancel(Flow):
    """`values`: the subscription, the reason, and whether the alternative was turned down (``no``) or taken."""

    use_case = _USE_CASE
    kind = "cancel_subscription"

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        return draft if await _subject(draft, talk) else Answer(talk.say("cancel_nothing"))

    async def question(self, draft: Draft, talk: Talk) -> Answer | None:
        held = await _subject(draft, talk)
        if held is None:
            return None
        if "reason" not in draft.values:
            choices = [value_choice(talk.say(f"choice_reason_{name}"), reason) for name, reason in _BUTTONS.items()]
            return Answer(talk.say("cancel_reason", held.fact), (held.fact,), tuple(choices))
        offered = await _alternative(draft, held, talk) if "alternative" not in draft.values else None
        return _offer(offered, held, talk.say) if offered else None

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        held = await _subject(draft, talk)
        if held is None:
            return None
        if "reason" not in draft.values:
            reason = await _reason(talk)
            return draft.with_values(reason=reason) if reason else None
        if "alternative" not in draft.values and await _alternative(draft, held, talk):
            return _on_offer(draft, talk)
        insists = talk.ask.intent == self.use_case and talk.ask.text and not is_question(talk.ask.text)
        return draft.decided("yes") if insists else None

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        held = await _subject(draft, talk)
        if held is None:
            return Answer(talk.say("cancel_nothing"))
        row = held.subscription
        charged = row.next_billing_at is not None and row.next_amount_minor is not None
        text = talk.say("cancel_preview" if charged else "cancel_preview_no_charge", held.fact)
        facts = [held.fact]
        if (owed := await unpaid(talk.on, talk.ask.signed_in)) is not None:
            text, facts = f"{still_open(owed, talk.say)} {text}", [*facts, owed]
        return Answer(text, tuple(facts), confirming(talk.say, "choice_confirm_cancel", "choice_keep"))

    async def kept(self, draft: Draft, talk: Talk) -> Answer:
        held = await _subject(draft, talk)
        return Answer(talk.say("cancel_kept", held.fact), (held.fact,)) if held else await super().kept(draft, talk)

    async def order(self, draft: Draft, talk: Talk) -> Order:
        held = await _subject(draft, talk)
        words = {"plan": held.plan.name if held else ""}
        data = {"subscription": draft.values["subscription"], "reason": draft.values["reason"]}
        if draft.values.get("alternative") == "take" and held and (offered := await _alternative(draft, held, talk)):
            words["offer"] = offered.offer.name
            data["offer"] = offered.offer.code
            return Order("apply_offer", data, "offer_done", words, "offer_pending", "offer_refused")
        owed = await unpaid(talk.on, talk.ask.signed_in)
        if owed is not None:
            words["still_open"] = still_open(owed, talk.say)
        done = "cancel_done" if owed is None else "cancel_done_open"
        undo = Offer("", "resubscribe", {"subscription": data["subscription"]})
        return Order(self.kind, data, done, words, "cancel_pending", "cancel_refused", undo)


_CANCEL = re.compile(r"\b(?:cancel|k(?:ü|ue)ndig|beend|r[ée]sili|darme de baja)", re.IGNORECASE)
"""In all languages spoken: Spanish says “cancelar”, as some French do “canceler”."""


async def _subject(draft: Draft, talk: Talk) -> account.Held | None:
    """The subscription being cancelled, read afresh among the asking customer's own. None: it is gone."""
    if talk.ask.customer is None:
        return None
    possible = cancellable(await account.subscriptions(talk.on.systems, talk.on.calendar, talk.ask.customer))
    return next((one for one in possible if one.subscription.id == draft.values.get("subscription")), None)


async def _alternative(draft: Draft, held: account.Held, talk: Talk) -> Alternative | None:
    systems = talk.on.systems
    return await alternative(systems, held, draft.values["reason"], await account.plans_by_code(systems))


async def _reason(talk: Talk) -> str | None:
    """Why, pressed or in words; None: the message asks something else."""
    if talk.pressed is not None:
        return talk.pressed if talk.pressed in REASONS else "other"
    if not _gives_reason(talk.ask) or await follow_up(Heard.of(talk.tracker), Memory.of(talk.tracker).shown, talk.on):
        return None
    return reason_of(talk.ask.text)


def _gives_reason(ask: Ask) -> bool:
    """Whether words typed when asked why are a reason, and not another question."""
    if not ask.text or is_question(ask.text):
        return False
    return ask.intent in _SMALL_WORDS or reason_of(ask.text) != "other"


def _on_offer(draft: Draft, talk: Talk) -> Draft | None:
    """The offer taken, which needs no second yes, or turned down; None: neither. “Yes, cancel it” turns it down."""
    insists = _CANCEL.search(talk.ask.text) is not None and not is_question(talk.ask.text)
    if talk.pressed == "take" or (talk.ask.intent == "affirm" and not insists):
        return draft.with_values(alternative="take").decided("yes")
    if talk.pressed == "decline" or insists or talk.ask.intent in ("deny", _USE_CASE):
        return draft.with_values(alternative="decline")
    return None


def _offer(found: Alternative, held: account.Held, say: Composer) -> Answer:
    words: dict[str, Any] = {}
    if found.offer.months is not None:
        words["months_words"] = months(found.offer.months, say)
    if found.target is not None:
        words["target_interval"] = per_interval(found.target, say)
    text = say(f"cancel_offer_{found.offer.kind}", held.fact, found.fact, **words)
    choices = (
        value_choice(say("choice_take_offer"), "take"),
        value_choice(say("choice_still_cancel"), "decline"),
    )
    return Answer(text, (held.fact, found.fact), choices)


def months(count: int, say: Composer) -> str:
    """“one month”, “three months”: in figures from two on."""
    return say("months_one") if count == 1 else say("months", months=count)
