"""The steps of every request: a question, the preview, the decision, and what became of it.

Rasa's form `request_form` keeps the order. It waits for one slot, and each message is shown to the use case's `Flow`,
which takes it up, or leaves it to be answered as a question in between.
"""

from __future__ import annotations

import datetime as dt
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
from actions.dialogue.said import Said
from actions.facts.cancellation import is_question
from actions.requests.draft import DECISION, FORGOTTEN, Decision, Draft
from actions.requests.flow import Flow, Order, Talk
from actions.requests.flows import flow_of
from actions.requests.outbox import Receipt
from actions.services import Services, services
from actions.systems.memo import one_message


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
        if talk.tracker.get_slot("requested_slot") == DECISION:
            heard = await _heard(flow, draft, talk)
            if heard is None or heard.decision is not None:
                return heard
            draft = heard.not_shown()
        prepared = await flow.prepared(draft, talk)
        return draft.decided("over") if isinstance(prepared, Answer) else prepared


async def _heard(flow: Flow, draft: Draft, talk: Talk) -> Draft | None:
    """A correction counts before a yes or a no: “no, the annual one” is neither."""
    if (heard := await flow.heard(draft, talk)) is not None:
        return heard
    decision = _decision(talk.ask)
    if decision is None or await flow.question(draft, talk) is not None:
        return None
    # A yes counts only to what was shown: the preview may have failed.
    return draft.decided(decision) if draft.shown or decision == "no" else None


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
        prepared = await flow.prepared(draft, talk)
        if isinstance(prepared, Answer):
            return prepared
        order = await flow.order(
            draft, talk
        )  # as it was shown: what `prepared` would show now is not what was agreed to
        receipt = await _sent(order, talk)
        answer = _outcome(receipt, order, talk)
        return _remembered(answer, order, talk) if receipt.state == "done" else answer


async def _sent(order: Order, talk: Talk) -> Receipt:
    ask, requests = talk.ask, talk.on.requests
    if requests is None:
        raise TypeError("requests are offered only where the company receives them")
    told = {**order.data, "locale": ask.locale}  # also for what the company itself writes to the customer
    return await requests.submit(f"{ask.conversation}.{ask.turn}", order.kind, ask.signed_in, ask.conversation, told)


def _outcome(receipt: Receipt, order: Order, talk: Talk) -> Answer:
    """“Done” only where the receiver said so."""
    outcome, say = receipt.outcome, talk.say
    if receipt.state == "done":
        ends = outcome.get("until")
        days = {"effective_on": _day(outcome["effective_at"], talk), "until": _day(ends, talk) if ends else None}
        return Answer(say(order.done, reference=outcome["reference"], **{**days, **order.words}))
    if receipt.state == "refused":
        return Answer(say(order.refused, reason=outcome.get("reason", "-"), **order.words), choices=(HUMAN,))
    return Answer(say(order.pending, request=receipt.id.rsplit(".", 1)[-1][:8], **order.words), choices=(HUMAN,))


def _remembered(answer: Answer, order: Order, talk: Talk) -> Answer:
    """The answer, with what was done kept for “undo that”."""
    memory = replace(Memory.of(talk.tracker), done=Done(order.kind, answer.text, order.undo))
    return replace(answer, slots={**answer.slots, DIALOGUE: memory.as_slot()})


def _day(instant: str, talk: Talk) -> dt.date:
    return talk.on.calendar.day(dt.datetime.fromisoformat(instant))


class StopRequest(SpokenAction):
    """Leaves everything as it was."""

    action_name: ClassVar[str] = "action_stop_request"
    routed: ClassVar[bool] = False

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        return Answer(say("stopped"), slots=dict(FORGOTTEN))
