"""Cancelling: reason, one alternative, preview with the real figures, confirmation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer
from actions.catalogue.mentions import mentioned_plans
from actions.conversation import Ask
from actions.dialogue.denied import negated
from actions.dialogue.follow_ups import follow_up
from actions.dialogue.heard import Heard
from actions.dialogue.memory import Memory, Offer
from actions.dialogue.said import Said
from actions.facts import account
from actions.facts.cancellation import REASONS, Alternative, alternatives, cancellable, is_question, reason_of
from actions.plans import per_interval
from actions.requests.draft import Draft
from actions.requests.flow import Flow, Order, Talk, confirming, taken, value_choice
from actions.systems.entities import Plan
from actions.unpaid import still_open, unpaid

_BUTTONS = {
    "price": "value_for_money", "use": "dont_read_enough", "content": "editorial", "problem": "issue", "other": "other",
}  # fmt: skip
_USE_CASE = "cancel_subscription"
_SMALL_WORDS = ("affirm", "deny", "inform", "nlu_fallback", "out_of_scope", "correct", _USE_CASE)


class Cancel(Flow):
    """`values`: the subscription, the reason, the `offer` that was shown, and whether that `alternative` was turned down
    (``decline``) or taken (``take``)."""

    use_case = _USE_CASE
    kind = "cancel_subscription"
    offer = "apply_offer"

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        held = await _subject(draft, talk)
        if held is None:
            return Answer(talk.say("cancel_nothing"))
        if draft.values.get("alternative") == "take" and await _shown_offer(draft, held, talk) is None:
            return Answer(talk.say("offer_ended", held.fact), (held.fact,), (HUMAN,))
        return draft

    async def question(self, draft: Draft, talk: Talk) -> Answer | None:
        held = await _subject(draft, talk)
        if held is None:
            return None
        if "reason" not in draft.values:
            choices = [value_choice(talk.say(f"choice_reason_{name}"), reason) for name, reason in _BUTTONS.items()]
            return Answer(talk.say("cancel_reason", held.fact), (held.fact,), tuple(choices))
        offered = await _alternatives(draft, held, talk) if "alternative" not in draft.values else []
        if not offered:
            return None
        shown = draft.with_values(offer=offered[0].offer.code).not_shown()
        return replace(_offer(offered[0], held, talk.say), slots=shown.as_slots())

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        held = await _subject(draft, talk)
        if held is None:
            return None
        if (corrected := await _corrected(draft, held, talk)) is not None:
            return corrected
        if "reason" not in draft.values:
            reason = await _reason(talk)
            return draft.with_values(reason=reason) if reason else None
        if not draft.shown and "offer" in draft.values and "alternative" not in draft.values:
            return _on_offer(draft, talk)
        return draft.decided("yes") if draft.shown and _INSISTS.fullmatch(talk.ask.text) else None

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
        if draft.values.get("alternative") == "take":
            offered = await _shown_offer(draft, held, talk) if held else None
            words["offer"] = offered.offer.name if offered else ""
            data["offer"] = draft.values["offer"]
            return Order(self.offer, data, "offer_done", words, "offer_pending", "offer_refused")
        owed = await unpaid(talk.on, talk.ask.signed_in)
        if owed is not None:
            words["still_open"] = still_open(owed, talk.say)
        done = "cancel_done" if owed is None else "cancel_done_open"
        undo = Offer("", "resubscribe", {"subscription": data["subscription"]})
        return Order(self.kind, data, done, words, "cancel_pending", "cancel_refused", undo)


_ACT = r"cancel\w*|terminat\w*|(?:ge)?k(?:ü|ue)ndig\w*|beend\w*|r[ée]sili\w*|annul\w*|(?:dar|d[ae])\w* de baja|anul\w*"
"""In all languages spoken: Spanish says “cancelar”, as some French do “canceler”."""
_CANCEL = re.compile(rf"\b(?:{_ACT})", re.IGNORECASE)
_YES = (
    r"yes|yeah|yep|ok|okay|sure|please|just|now|go ahead(?: and)?|(?:i )?(?:do |still )?want(?: you)? to|it|this|that|my"
    r"|subscription|plan|membership|anyway|then|and|thanks|thank you|i['’]d like to"
    r"|ja|bitte|jetzt|trotzdem|ich|möchte|will|es|das|mein|abo|abonnement|danke|sie"
    r"|oui|s['’]il (?:vous|te) pla[iî]t|je|veux|voudrais|le|la|mon|quand même|merci|maintenant"
    r"|sí|si|por favor|quiero|lo|mi|suscripción|de todos modos|ahora|gracias"
)
_INSISTS = re.compile(rf"\s*(?:(?:{_YES})\b[\s,.!]*)*(?:{_ACT})(?:[\s,-]*(?:{_YES})\b)*[\s.!]*", re.IGNORECASE)
"""The whole of a message that says again that it should be cancelled: anything besides may be a “but”."""
_OTHER = re.compile(
    r"\b(?:the )?other\b|\bander(?:e[nrs]?|s)\b|\bl'autre\b|\bautre\b|\b(?:el |la )?otr[oa]\b", re.IGNORECASE
)


async def _corrected(draft: Draft, held: account.Held, talk: Talk) -> Draft | None:
    """The draft after “don't cancel it” or “no, the other one”; None: the message takes nothing of it back.

    Where it stays open what is to be cancelled, the draft as it is: shown again, and not decided.
    """
    text = talk.ask.text
    if not text or is_question(text) or not _takes_up(talk):
        return None
    others = [one for one in await _possible(talk) if one.subscription.id != held.subscription.id]
    own = _named([held.plan, *(one.plan for one in others)], text)
    meant = others if _OTHER.search(text) else [one for one in others if one.plan.code in own]
    foreign = _named(await talk.on.systems.fetch(Plan), text) - {held.plan.code}
    denied = negated(_ACT, text)
    if len(meant) == 1 and not denied:
        return _instead(draft, meant[0])
    if meant or _OTHER.search(text) or foreign - own:
        return draft if "reason" in draft.values else None
    return draft.decided("no") if denied else None


def _takes_up(talk: Talk) -> bool:
    """Whether a message may be about what is being cancelled, and not about why."""
    text = talk.ask.text
    decides = talk.ask.intent in ("affirm", "deny", _USE_CASE)
    return decides or _CANCEL.search(text) is not None or Said.of(text).lead == "correction"


def _instead(draft: Draft, held: account.Held) -> Draft:
    """The same wish for another subscription: what was offered and shown was about the first."""
    kept = {name: value for name, value in draft.values.items() if name == "reason"}
    return Draft(draft.use_case, {**kept, "subscription": held.subscription.id})


def _named(plans: list[Plan], text: str) -> set[str]:
    return {mention.id for mention in mentioned_plans(plans, text)}


async def _subject(draft: Draft, talk: Talk) -> account.Held | None:
    """The subscription being cancelled, read afresh among the asking customer's own. None: it is gone."""
    possible = await _possible(talk)
    return next((one for one in possible if one.subscription.id == draft.values.get("subscription")), None)


async def _possible(talk: Talk) -> list[account.Held]:
    if talk.ask.customer is None:
        return []
    return cancellable(await account.subscriptions(talk.on.systems, talk.on.calendar, talk.ask.customer))


async def _alternatives(draft: Draft, held: account.Held, talk: Talk) -> list[Alternative]:
    if not taken(Cancel, talk.on, Cancel.offer):
        return []
    systems = talk.on.systems
    return await alternatives(systems, held, draft.values["reason"], await account.plans_by_code(systems))


async def _shown_offer(draft: Draft, held: account.Held, talk: Talk) -> Alternative | None:
    """The offer that the customer has seen; None: it has ended."""
    offered = await _alternatives(draft, held, talk)
    return next((one for one in offered if one.offer.code == draft.values.get("offer")), None)


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
    if is_question(talk.ask.text):
        return None
    insists = _CANCEL.search(talk.ask.text) is not None
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
