"""Cancelling: reason, one alternative, preview with the real figures, confirmation, receipt.

The form keeps the order; each step reads the customer's rows again, so that nothing stale is confirmed.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask, SpokenAction, UseCaseAction, ask_of, refusal
from actions.dialogue.follow_ups import follow_up
from actions.dialogue.heard import Heard
from actions.dialogue.memory import Memory
from actions.facts import account
from actions.facts.cancellation import REASONS, Alternative, alternative, cancellable, is_question, reason_of
from actions.plans import per_interval
from actions.requests.outbox import Receipt
from actions.services import Services, services

USE_CASE = "cancel_subscription"
_BUTTONS = {
    "price": "value_for_money", "use": "dont_read_enough", "content": "editorial", "problem": "issue", "other": "other",
}  # fmt: skip
_FORGOTTEN: Mapping[str, None] = dict.fromkeys(
    ("cancel_subject", "cancel_reason", "cancel_alternative", "cancel_confirmed", "cancel_open")
)
_SMALL_WORDS = ("affirm", "deny", "inform", "nlu_fallback", "out_of_scope", "correct", USE_CASE)


class CancelSubscription(UseCaseAction):
    """Whether there is something to cancel, and which one."""

    use_case = USE_CASE

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        answer = await super().respond(ask, say, on, tracker)
        return answer if "cancel_open" in answer.slots else _with_slots(answer, cancel_open=False)

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if on.requests is None:
            return Answer(say("cancel_unavailable"), choices=(HUMAN,))
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        possible = cancellable(held)
        chosen = [one for one in possible if one.subscription.id == ask.given.get("subscription")] or possible
        if not chosen:
            return _nothing_to_cancel(held, say)
        if len(chosen) > 1:
            return Answer(say("cancel_which"), tuple(o.fact for o in chosen), tuple(_which(one) for one in chosen))
        subject = chosen[0].subscription.id
        return Answer("", slots={**_FORGOTTEN, "cancel_subject": subject, "cancel_open": True})


def _which(held: account.Held) -> Choice:
    return Choice(held.plan.name, f'/cancel_subscription{{"subscription": "{held.subscription.id}"}}')


def _nothing_to_cancel(held: list[account.Held], say: Composer) -> Answer:
    for one in held:
        if one.gives_access and one.subscription.billed_by:
            return Answer(say("cancel_third_party", one.fact), (one.fact,))
        if one.subscription.status == "cancelled":
            return Answer(say("cancel_already", one.fact), (one.fact,))
    return Answer(say("cancel_nothing"), tuple(one.fact for one in held))


def _with_slots(answer: Answer, **slots: Any) -> Answer:
    return Answer(answer.text, answer.facts, answer.choices, slots={**answer.slots, **slots})


class ValidateCancelForm(FormValidationAction):
    """Takes the reason from typed words, and drops the questions that do not arise."""

    def name(self) -> str:
        return "validate_cancel_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[str]:
        if tracker.get_slot("cancel_alternative") in ("take", "none"):
            kept = {"take": ["cancel_reason"], "none": ["cancel_reason", "cancel_confirmed"]}
            return kept[tracker.get_slot("cancel_alternative")]
        return domain_slots

    async def extract_cancel_reason(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if tracker.get_slot("requested_slot") != "cancel_reason":
            return {}
        ask = ask_of(tracker, services().settings.locale)
        pressed = ask.given.get("cancel_reason")
        if pressed is not None:
            return {"cancel_reason": pressed}
        if not _gives_reason(ask) or await follow_up(Heard.of(tracker), Memory.of(tracker).shown, services()):
            return {}
        return {"cancel_reason": reason_of(ask.text)}

    async def validate_cancel_reason(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Settles the reason and, with it, whether there is an alternative to offer."""
        if value is None:
            return {"cancel_reason": None}
        reason = value if value in REASONS else "other"
        on = services()
        held = await _subject(ask_of(tracker, on.settings.locale), on, tracker)
        offered = held and await _alternative(on, held, reason)
        return {"cancel_reason": reason} if offered else {"cancel_reason": reason, "cancel_alternative": "none"}


def _gives_reason(ask: Ask) -> bool:
    """Whether words typed when asked why are a reason, and not another question."""
    if not ask.text or is_question(ask.text):
        return False
    return ask.intent in _SMALL_WORDS or reason_of(ask.text) != "other"


async def _subject(ask: Ask, on: Services, tracker: Tracker) -> account.Held | None:
    """The subscription being cancelled, read afresh among the asking customer's own. None: it is gone."""
    if ask.customer is None:
        return None
    possible = cancellable(await account.subscriptions(on.systems, on.calendar, ask.customer))
    return next((one for one in possible if one.subscription.id == tracker.get_slot("cancel_subject")), None)


async def _alternative(on: Services, held: account.Held, reason: str) -> Alternative | None:
    return await alternative(on.systems, held, reason, await account.plans_by_code(on.systems))


class _CancelStep(SpokenAction):
    """A step of the form: allowed only while the customer is still the verified one."""

    routed: ClassVar[bool] = False

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        refused = refusal(USE_CASE, ask, say, on)
        if refused is not None:
            return refused
        held = await _subject(ask, on, tracker)
        return Answer(say("cancel_nothing")) if held is None else await self.step(held, ask, say, on, tracker)

    @abstractmethod
    async def step(self, held: account.Held, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        """The step, for the subscription as it stands now."""


class AskCancelReason(_CancelStep):
    """Asks why, with a few answers to press; any words do."""

    action_name: ClassVar[str] = "action_ask_cancel_reason"

    async def step(self, held: account.Held, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        choices = [
            Choice(say(f"choice_reason_{name}"), f'/inform{{"cancel_reason": "{reason}"}}')
            for name, reason in _BUTTONS.items()
        ]
        return Answer(say("cancel_reason", held.fact), (held.fact,), tuple(choices))


class AskCancelAlternative(_CancelStep):
    """Offers the one thing that fits."""

    action_name: ClassVar[str] = "action_ask_cancel_alternative"

    async def step(self, held: account.Held, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        found = await _alternative(on, held, tracker.get_slot("cancel_reason"))
        if found is None:
            return Answer("")
        words: dict[str, Any] = {}
        if found.offer.months is not None:
            words["months_words"] = _months(found.offer.months, say)
        if found.target is not None:
            words["target_interval"] = per_interval(found.target, say)
        text = say(f"cancel_offer_{found.offer.kind}", held.fact, found.fact, **words)
        take = Choice(say("choice_take_offer"), '/inform{"cancel_alternative": "take"}')
        decline = Choice(say("choice_still_cancel"), '/inform{"cancel_alternative": "decline"}')
        return Answer(text, (held.fact, found.fact), (take, decline))


def _months(months: int, say: Composer) -> str:
    return say("months_one") if months == 1 else say("months", months=months)


class AskCancelConfirmed(_CancelStep):
    """Shows what cancelling does, and asks once."""

    action_name: ClassVar[str] = "action_ask_cancel_confirmed"

    async def step(self, held: account.Held, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        row = held.subscription
        charged = row.next_billing_at is not None and row.next_amount_minor is not None
        text = say("cancel_preview" if charged else "cancel_preview_no_charge", held.fact)
        choices = (Choice(say("choice_confirm_cancel"), "/affirm"), Choice(say("choice_keep"), "/deny"))
        return Answer(text, (held.fact,), choices)


class CancelSubmit(_CancelStep):
    """Sends what was decided to the company, and says what became of it."""

    action_name: ClassVar[str] = "action_cancel_submit"

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        return _with_slots(await super().respond(ask, say, on, tracker), **_FORGOTTEN)

    async def step(self, held: account.Held, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        reason = tracker.get_slot("cancel_reason") or "other"
        if tracker.get_slot("cancel_alternative") == "take":
            return await _take_offer(held, reason, ask, say, on)
        if not tracker.get_slot("cancel_confirmed"):
            return Answer(say("cancel_kept", held.fact), (held.fact,))
        data = {"subscription": held.subscription.id, "reason": reason}
        receipt = await _submit("cancel_subscription", data, ask, on)
        return _outcome("cancel", receipt, held, say, plan=held.plan.name)


async def _take_offer(held: account.Held, reason: str, ask: Ask, say: Composer, on: Services) -> Answer:
    found = await _alternative(on, held, reason)
    if found is None:
        return Answer(say("cancel_kept", held.fact), (held.fact,))
    data = {"subscription": held.subscription.id, "offer": found.offer.code, "reason": reason}
    receipt = await _submit("apply_offer", data, ask, on)
    return _outcome("offer", receipt, held, say, plan=held.plan.name, offer=found.offer.name)


async def _submit(type: str, data: Mapping[str, Any], ask: Ask, on: Services) -> Receipt:
    if on.requests is None:
        raise TypeError("requests are offered only where the company receives them")
    told = {**data, "locale": ask.locale}  # also for what the company itself writes to the customer
    return await on.requests.submit(f"{ask.conversation}.{ask.turn}", type, ask.signed_in, ask.conversation, told)


def _outcome(kind: str, receipt: Receipt, held: account.Held, say: Composer, **words: str) -> Answer:
    if receipt.state == "done":
        day = dt.datetime.fromisoformat(receipt.outcome["effective_at"]).date()
        text = say(f"{kind}_done", effective_on=day, reference=receipt.outcome["reference"], **words)
    elif receipt.state == "refused":
        text = say(f"{kind}_refused", reason=receipt.outcome.get("reason", "-"), **words)
    else:
        text = say(f"{kind}_pending", request=receipt.id.rsplit(".", 1)[-1][:8], **words)
    return Answer(text, (held.fact,), () if receipt.state == "done" else (HUMAN,))


class CancelStopped(SpokenAction):
    """Leaves everything as it was."""

    action_name: ClassVar[str] = "action_cancel_stopped"
    routed: ClassVar[bool] = False

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        return Answer(say("stopped"), slots=dict(_FORGOTTEN))
