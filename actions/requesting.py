"""The steps of every request: a question, the preview, the decision, and what became of it.

Rasa's form `request_form` keeps the order. It waits for one slot, and each message is shown to the use case's `Flow`,
which takes it up, or leaves it to be answered as a question in between.
"""

from __future__ import annotations

import uuid
from abc import abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer
from actions.conversation import Ask, SpokenAction, ask_of, refusal
from actions.dialogue.memory import SLOT as DIALOGUE
from actions.dialogue.memory import Done, Memory
from actions.dialogue.said import Said, withdraws
from actions.facts.cancellation import is_question
from actions.requests.draft import DECISION, FORGOTTEN, Decision, Draft
from actions.requests.flow import Flow, Order, Talk, taken
from actions.requests.flows import flow_of
from actions.requests.notices import notice, short
from actions.requests.outbox import Receipt
from actions.services import Services, services
from actions.systems.memo import one_message

CHANGED = "changed"
"""The value that says that the figures to be shown are not those that were shown before."""


class ValidateRequestForm(Action):
    """Shows each message to the flow of the request under way.

    Not rasa-sdk's `FormValidationAction`: that one drops every slot but the one that the form waits for.
    """

    def name(self) -> str:
        return "validate_request_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        draft, on = Draft.of(tracker), services()
        if draft is None or draft.decision is not None:
            return []
        ask = ask_of(tracker, on.settings.locale)
        talk = Talk(ask, on.composer.for_locale(ask.locale), on, tracker)
        with one_message():
            after = await self._after(draft, talk)
        return [] if after is None else [SlotSet(name, value) for name, value in after.as_slots().items()]

    async def _after(self, draft: Draft, talk: Talk) -> Draft | None:
        """The request after the message; None: the message was not about it."""
        if refusal(draft.use_case, talk.ask, talk.say, talk.on) is not None:
            return draft.decided("over")
        flow = flow_of(draft.use_case)
        if await _under_way(draft, talk) is not None:
            return draft.decided("yes")  # it was, and all that is left is to tell what became of it
        if withdraws(talk.ask.text, by_keeping=flow.keeping_is_no):
            return draft.decided("no")  # before a flow takes the words for a reason, a name or an address
        if talk.tracker.get_slot("requested_slot") == DECISION:
            heard = await _heard(flow, draft, talk)
            if heard is None or heard.decision in ("no", "over"):
                return heard
            if heard.decision == "yes":
                return await _still(flow, heard, talk)
            draft = heard.not_shown()
        prepared = await flow.prepared(draft, talk)
        return draft.decided("over") if isinstance(prepared, Answer) else prepared


async def _still(flow: Flow, agreed: Draft, talk: Talk) -> Draft:
    """What was agreed to; where its figures are others by now, the draft to be shown anew."""
    now = await flow.prepared(agreed, talk)
    if isinstance(now, Answer) or flow.same(agreed, now, talk):
        return agreed
    return replace(now, decision=None, shown=False).with_values(**{CHANGED: "yes"})


async def _heard(flow: Flow, draft: Draft, talk: Talk) -> Draft | None:
    """A correction counts before a yes or a no: “no, the annual one” is neither."""
    if (heard := await flow.heard(draft, talk)) is not None:
        return heard
    decision = _decision(talk.ask)
    if decision is None:
        return None
    # A yes counts only to what was shown: something may still be asked, and the preview may have failed. A no always.
    agreed = draft.shown and await flow.question(draft, talk) is None
    return draft.decided(decision) if agreed or decision == "no" else None


def _decision(ask: Ask) -> Decision | None:
    """A yes or a no to the preview; None: neither."""
    if ask.text and (is_question(ask.text) or not Said.of(ask.text).is_short):
        return None
    decisions: dict[str, Decision] = {"affirm": "yes", "deny": "no"}
    return decisions.get(ask.intent)


class _RequestStep(SpokenAction):
    routed: ClassVar[bool] = False

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        draft = Draft.of(tracker)
        if draft is None:
            return Answer(say("stopped"), slots=dict(FORGOTTEN))
        refused = refusal(draft.use_case, ask, say, on)
        return refused or await self.step(draft, flow_of(draft.use_case), Talk(ask, say, on, tracker))

    @abstractmethod
    async def step(self, draft: Draft, flow: Flow, talk: Talk) -> Answer:
        """The step, for the request as it stands."""


class AskRequestDecision(_RequestStep):
    """Asks what is missing; when nothing is, shows what would happen and asks once."""

    action_name: ClassVar[str] = "action_ask_request_decision"

    async def step(self, draft: Draft, flow: Flow, talk: Talk) -> Answer:
        if (question := await flow.question(draft, talk)) is not None:
            return question
        preview = await flow.preview(draft, talk)
        if CHANGED in draft.values:
            preview = replace(preview, text=f"{talk.say('request_changed')}\n{preview.text}")
            draft = replace(draft, values={name: one for name, one in draft.values.items() if name != CHANGED})
        return replace(preview, slots={**preview.slots, **draft.as_shown().as_slots()})


class SubmitRequest(_RequestStep):
    """Sends what was decided to the company, and says what became of it."""

    action_name: ClassVar[str] = "action_submit_request"

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        answer = await super().respond(ask, say, on, tracker)
        return replace(answer, slots={**answer.slots, **FORGOTTEN})

    async def step(self, draft: Draft, flow: Flow, talk: Talk) -> Answer:
        if draft.decision == "no":
            return await flow.kept(draft, talk)
        if (earlier := await _under_way(draft, talk)) is not None:
            return await _told(earlier, talk)
        prepared = await flow.prepared(draft, talk)
        if isinstance(prepared, Answer):
            return prepared
        # As it was shown: what `prepared` would show now is not what was agreed to.
        order = await flow.order(draft, talk)
        if not taken(flow, talk.on, order.kind):
            return Answer(talk.say("request_by_person"), choices=(HUMAN,))
        receipt = await _sent(order, draft, talk)
        answer = _outcome(receipt, order, draft, talk)
        return _remembered(answer, order, talk) if receipt.state == "done" else answer


async def _under_way(draft: Draft, talk: Talk) -> Receipt | None:
    """What was agreed to, where it was stored before its outcome could be told. None: it was not.

    The records show it as done by then, so a flow would find nothing left to do.
    """
    requests = talk.on.requests
    return None if requests is None else await requests.find(_key(draft, talk.ask), talk.ask.signed_in)


async def _told(receipt: Receipt, talk: Talk) -> Answer:
    """What became of a request that was stored by an earlier run of the message, or before an apology."""
    if talk.on.requests is not None and receipt.state != "pending":
        await talk.on.requests.told(receipt.id)
    return Answer(notice(receipt, talk.say, talk.on.calendar), choices=() if receipt.state == "done" else (HUMAN,))


async def _sent(order: Order, draft: Draft, talk: Talk) -> Receipt:
    ask, requests = talk.ask, talk.on.requests
    if requests is None:
        raise TypeError("requests are offered only where the company receives them")
    told = {**order.data, "locale": ask.locale}  # also for what the company itself writes to the customer
    return await requests.submit(_key(draft, ask), order.kind, ask.signed_in, ask.conversation, told)


def _key(draft: Draft, ask: Ask) -> str:
    """The name of what was agreed to; where no preview was shown, of the message that agreed."""
    return draft.key or uuid.uuid5(uuid.NAMESPACE_URL, f"usher:{ask.conversation}/{ask.turn}").hex


def _outcome(receipt: Receipt, order: Order, draft: Draft, talk: Talk) -> Answer:
    """“Done” only where the receiver said so."""
    outcome, say = receipt.outcome, talk.say
    if receipt.state == "done":
        ends, day = outcome.get("until"), talk.on.calendar.day_of_text
        days = {"effective_on": day(outcome["effective_at"]), "until": day(ends) if ends else None}
        return Answer(say(order.done, reference=outcome["reference"], **{**days, **order.words}))
    if receipt.state == "refused":
        return Answer(say(order.refused, reason=outcome.get("reason", "-"), **order.words), choices=(HUMAN,))
    if receipt.id != _key(draft, talk.ask):
        return Answer(say("request_sent_already", request=short(receipt)), choices=(HUMAN,))
    return Answer(say(order.pending, request=short(receipt), **order.words), choices=(HUMAN,))


def _remembered(answer: Answer, order: Order, talk: Talk) -> Answer:
    """The answer, with what was done kept for “undo that”."""
    memory = replace(Memory.of(talk.tracker), done=Done(order.kind, answer.text, order.undo))
    return replace(answer, slots={**answer.slots, DIALOGUE: memory.as_slot()})


class StopRequest(SpokenAction):
    """Leaves everything as it was."""

    action_name: ClassVar[str] = "action_stop_request"
    routed: ClassVar[bool] = False

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        return Answer(say("stopped"), slots=dict(FORGOTTEN))
