"""One turn of a conversation: signals first, then each request in order, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.dialogue.done import about_done
from actions.dialogue.heard import Heard
from actions.dialogue.memory import SLOT, Memory, shown_by
from actions.dialogue.reading import Reading
from actions.dialogue.readings import Unclear, read
from actions.dialogue.registry import META, SMALL_TALK, action_for
from actions.dialogue.repeated import is_repeated
from actions.dialogue.said import Said
from actions.handoff.escalation import EXHAUSTED, policy
from actions.requests.draft import FORGOTTEN
from actions.requests.draft import SLOT as REQUEST
from actions.services import Services

if TYPE_CHECKING:
    from actions.conversation import Ask, SpokenAction

FORM = "request_form"
_OWN = 0.4
"""From this probability on the words of a follow-up may stand for themselves."""
Respond = Callable[["SpokenAction", "Ask", Tracker], Awaitable[Answer]]
"""Asks one action, whatever happens on the way."""


@dataclass
class Turn:
    """What one message came to: the answers in order, and the memory after it."""

    memory: Memory
    answers: list[Answer] = field(default_factory=list)
    use_case: str = ""
    clarifying: bool = False

    def events(self, running_form: bool) -> list[EventType]:
        """Slots to set; and the form, which begins where an answer begins a request, and goes on after a question in its
        middle."""
        slots: dict[str, Any] = {}
        for answer in self.answers:
            slots = {**answer.slots, **slots}  # of two requests, the first begins
        if running_form and REQUEST in slots:
            slots["requested_slot"] = None  # another request takes the place of the one that is left
        events = [SlotSet(name, value) for name, value in slots.items()]
        shown = shown_by(self.use_case, self.answers, clarifying=self.clarifying)
        talk = self.use_case in SMALL_TALK and not (shown.records or shown.offers)
        keeps = self.memory.shown if talk or self.use_case == META else shown
        events.append(SlotSet(SLOT, replace(self.memory, shown=keeps).as_slot()))
        handed = any(answer.handoff for answer in self.answers)
        if handed and running_form:
            forgotten = [SlotSet(name, None) for name in (*FORGOTTEN, "requested_slot")]
            return [*events, ActiveLoop(None), *forgotten]
        return [*events, FollowupAction(FORM)] if slots.get(REQUEST) or running_form else events


async def converse(
    action: SpokenAction, ask: Ask, say: Composer, on: Services, tracker: Tracker, respond: Respond
) -> Turn:
    """Answer one message that Rasa gave to `action`."""
    heard = Heard.of(tracker)
    remembered = Memory.of(tracker)
    signals = policy().signals(ask.text) if ask.text else []
    turn = Turn(remembered.with_signals(signals), use_case=_name(action, ask))
    if reason := policy().hands_over(signals):
        return await _hand_over(turn, reason, ask, say, tracker, respond)
    if ask.text and say.unspoken is not None:
        heard = replace(heard, intent="nlu_fallback")  # what it was taken for was read in the wrong language
        turn.use_case = ""
        turn.answers.append(Answer(say.unspoken.says, choices=(Choice(say.unspoken.person, HUMAN.payload),)))
    elif not ask.text:
        await _pressed(turn, action, ask, tracker, respond)
    else:
        await _typed(turn, heard, ask, say, on, tracker, respond)
    return await _settled(turn, signals, heard, ask, say, tracker, respond)


def _name(action: SpokenAction, ask: Ask) -> str:
    return getattr(action, "use_case", ask.intent)


async def _pressed(turn: Turn, action: SpokenAction, ask: Ask, tracker: Tracker, respond: Respond) -> None:
    """A choice; one that says which reading was meant stands for the words before it."""
    shown = turn.memory.shown
    if shown is not None and shown.clarifying and not ask.given:
        ask = replace(ask, text=_words_before(tracker))
    # Within a request Rasa gives whatever the form does not take to its fallback; a choice says whose it is.
    chosen = action_for(ask.intent) if running_form(tracker) else action
    turn.use_case = _name(chosen, ask)
    turn.answers.append(await respond(chosen, ask, tracker))


def running_form(tracker: Tracker) -> bool:
    """Whether a request is under way."""
    return bool(tracker.active_loop_name == FORM)


def _words_before(tracker: Tracker) -> str:
    said = [event["text"] for event in tracker.events if event.get("event") == "user" and event.get("text")]
    return next((text for text in reversed(said) if not text.startswith("/")), "")


async def _typed(
    turn: Turn, heard: Heard, ask: Ask, say: Composer, on: Services, tracker: Tracker, respond: Respond
) -> None:
    if running_form(tracker) and heard.intent in ("affirm", "deny") and Said.of(heard.text).place is None:
        turn.answers.append(Answer(""))  # a yes or a no that does not answer the form's question: it asks again
        return
    done = None if running_form(tracker) else about_done(heard.text, turn.memory)
    readings = [done] if done else await read(heard, turn.use_case, turn.memory, on, ask.focus)
    if isinstance(readings, Unclear):
        turn.clarifying = True
        turn.answers.append(_which(readings, say))
        return
    for one in readings:
        reading, answer = await _answered(one, heard, ask, on, tracker, respond)
        if reading.by_help and _told_before(answer, turn.memory):
            answer = Answer(say("no_more"), choices=(HUMAN,))
        elif is_repeated(answer, tracker) and not _asks_on(reading, answer):
            answer = Answer(say("same_again"), choices=(*(c for c in answer.choices if c != HUMAN), HUMAN))
        turn.use_case = reading.name
        turn.answers.append(answer)
        if answer.handoff:
            break
    if running_form(tracker) and any(answer.slots.get(REQUEST) for answer in turn.answers):
        turn.answers.insert(0, Answer(say("request_left")))
    # A flow that begins asks the last question, so its request comes last.
    turn.answers.sort(key=lambda answer: bool(answer.slots.get(REQUEST)))


async def _answered(
    reading: Reading, heard: Heard, ask: Ask, on: Services, tracker: Tracker, respond: Respond
) -> tuple[Reading, Answer]:
    """The answer to one reading. Where a follow-up would be told the last answer again, its words count by themselves."""
    answer = await _asked(reading, ask, tracker, respond)
    other = heard.intent in on.use_cases.by_name and heard.intent != reading.name
    again = is_repeated(answer, tracker) and not _asks_on(reading, answer)
    if reading.heard is None and other and heard.chance >= _OWN and again:
        reading = Reading(heard.intent, heard.text, heard=heard)
        answer = await _asked(reading, ask, tracker, respond)
    return reading, answer


def _asks_on(reading: Reading, answer: Answer) -> bool:
    """Whether words that take up the last answer are answered by its help article, which holds more than one answer."""
    return reading.heard is None and bool(reading.text) and any(fact.kind == "help_article" for fact in answer.facts)


async def _asked(reading: Reading, ask: Ask, tracker: Tracker, respond: Respond) -> Answer:
    chosen = action_for("open_question" if reading.by_help else reading.name)
    asked = replace(ask, text=reading.text, intent=reading.name, given={**ask.given, **reading.given})
    return await respond(chosen, asked, _as_read(tracker, reading))


def _told_before(answer: Answer, memory: Memory) -> bool:
    """Whether an answer says only what the one before it said."""
    shown = memory.shown.records if memory.shown else ()
    return all(fact.id in shown for fact in answer.facts)


def _which(unclear: Unclear, say: Composer) -> Answer:
    two = [Choice(say(f"case_{name}"), f"/{name}") for name in unclear.names]
    return Answer(say("clarify"), choices=(*two, Choice(say("choice_none_of_these"), "/correct")))


def _as_read(tracker: Tracker, reading: Reading) -> Tracker:
    """The tracker as if the reading's words had been the whole message."""
    message = dict(tracker.latest_message)
    if reading.heard is None:
        message |= {"intent": {"name": reading.name}, "intent_ranking": [{"name": reading.name, "confidence": 1.0}]}
    else:
        ranking = [{"name": name, "confidence": chance} for name, chance in reading.heard.ranking]
        message |= {"text": reading.text, "intent_ranking": ranking}
    return Tracker(
        tracker.sender_id, tracker.slots, message, tracker.events, tracker.is_paused(), tracker.followup_action,
        tracker.active_loop, tracker.latest_action_name,
    )  # fmt: skip


async def _settled(
    turn: Turn, signals: Sequence[str], heard: Heard, ask: Ask, say: Composer, tracker: Tracker, respond: Respond
) -> Turn:
    """Count what did not help, and offer or call a person where the policy says so."""
    turn.memory = _counted(turn, heard)
    if any(answer.handoff for answer in turn.answers):
        return turn
    if policy().exhausted(turn.memory.unanswered, turn.memory.unsolved):
        turn.memory = turn.memory.with_signals([EXHAUSTED])
        return await _hand_over(turn, EXHAUSTED, ask, say, tracker, respond)
    if turn.answers and (reason := policy().offers(signals)):
        turn.answers[-1] = _with_offer(turn.answers[-1], say(f"escalation_{reason}"))
    return turn


def _counted(turn: Turn, heard: Heard) -> Memory:
    memory = turn.memory
    if Said.of(heard.text).means("still") or Said.of(heard.text).means("tried"):
        return replace(memory, unsolved=memory.unsolved + 1)
    if turn.use_case in (*SMALL_TALK, META) or heard.intent == "out_of_scope":
        return memory
    helped = turn.clarifying or any(answer.facts or answer.sources or answer.cards for answer in turn.answers)
    asked_to_sign_in = any(choice.url for answer in turn.answers for choice in answer.choices)
    flow = any(answer.slots for answer in turn.answers)
    return replace(memory, unanswered=0 if helped or asked_to_sign_in or flow else memory.unanswered + 1)


def _with_offer(answer: Answer, sentence: str) -> Answer:
    choices = (HUMAN, *(one for one in answer.choices if one.payload != HUMAN.payload))
    return replace(answer, text=f"{answer.text}\n{sentence}".strip(), choices=choices)


async def _hand_over(turn: Turn, reason: str, ask: Ask, say: Composer, tracker: Tracker, respond: Respond) -> Turn:
    asked = replace(ask, intent="human_handoff", given={**ask.given, "reason": reason})
    handed = await respond(action_for("human_handoff"), asked, tracker)
    opening = say(f"escalation_{reason}")
    turn.use_case = "human_handoff"
    turn.answers = [replace(handed, text=f"{opening}\n{handed.text}")]
    turn.memory = replace(turn.memory, unanswered=0, unsolved=0)
    return turn
