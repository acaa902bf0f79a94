"""Actions about pauses: pausing, stopping a printed paper for some days, and ending a pause."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import ClassVar

from actions.answers.composer import Composer
from actions.answers.reply import Answer, Choice
from actions.conversation import Ask
from actions.facts import account
from actions.facts.cancellation import asks_how_it_stands
from actions.facts.delivery import deliveries, delivery_fact, held_back
from actions.helped import HelpedAction, article_answer
from actions.requests.flow import Flow, begun, by_person, taken
from actions.requests.flows import pauses as flows
from actions.services import Services
from actions.systems.entities import Delivery

NEWSPAPER = "newspaper"
_PAPER = re.compile(
    r"\b(?:news)?papers?\b|deliver|holiday stop|courier|zeitung|zustell|urlaub|journa(?:l|ux)\b|livr|periódico|diario",
    re.IGNORECASE,
)


class PauseOrHolidayStop(HelpedAction):
    """Whether something is paused already; else the request to pause it, or to stop the paper for some days."""

    use_case = "pause_or_holiday_stop"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        """To end a pause is a request of its own, and costs something; a stopped paper is told."""
        if taken(EndPause.flow, on) and _ends(ask.text) and await self._stopped(ask, say, on) is None:
            return await EndPause().permitted(ask, say, on)
        return await super().answer(ask, say, on)

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        running = [one for one in held if one.gives_access or one.pauses]
        told, paused = _states(running, say), [one for one in running if one.pauses]
        if _ends(ask.text) or _asks(ask.text):
            stopped = await self._stopped(ask, say, on)
            return stopped or (_with_way_out(_states(paused, say), paused, say, on) if paused else told)
        open_ones = [one for one in running if pause_state(one) == "pause_not" and not one.subscription.billed_by]
        if open_ones:
            return await self._go_on(told, open_ones, ask, say, on)
        return _with_way_out(told, paused, say, on) if paused else told

    async def _stopped(self, ask: Ask, say: Composer, on: Services) -> Answer | None:
        """The days without a paper; None: the words are about another pause, or there is no paper."""
        about = _PAPER.search(ask.text) or _STOP.search(ask.text)
        if not about or not on.systems.yields(Delivery) or not await deliveries(on.systems, on.calendar, ask.signed_in):
            return None
        rows = await held_back(on.systems, on.calendar, ask.signed_in)
        if not rows:
            return by_person(Answer(say("hold_none")), say)
        facts = tuple(delivery_fact(row, on.calendar) for row in rows)
        words = {"first": rows[0].due_on, "last": rows[-1].due_on, "count": len(rows)}
        return by_person(Answer(say("hold_stands", **words), facts), say)

    async def _go_on(self, told: Answer, possible: list[account.Held], ask: Ask, say: Composer, on: Services) -> Answer:
        printed = (
            bool(await deliveries(on.systems, on.calendar, ask.signed_in)) if on.systems.yields(Delivery) else False
        )
        meant = [one for one in possible if one.subscription.id == ask.given.get("subscription")]
        meant = meant or [
            one for one in possible if printed and _PAPER.search(ask.text) and one.plan.product == NEWSPAPER
        ]
        meant = meant or possible
        if len(meant) > 1:
            return replace(told, text=say("pause_which"), choices=tuple(_pausing(one) for one in meant))
        chosen = meant[0]
        paper = printed and chosen.plan.product == NEWSPAPER
        if not taken(flows.Pause, on, flows.Pause.hold if paper else None):
            return by_person(told, say)
        said = flows.time_in(ask.text, on.calendar.today(), paper=paper)
        what = {"what": "paper"} if paper else {}
        return begun(flows.Pause, replace(told, text=""), subscription=chosen.subscription.id, **what, **said)


_STOP = re.compile(r"\b(?:holidays?|stop(?:ped)?|hold|days?|tage|vacances|jours|vacaciones|días)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\W*(?:and |und |et |y )?(?:when|until|how long|(?:bis )?wann|wie lange|quand|jusqu|(?:hasta )?cuándo)\b", re.I
)


def _asks(text: str) -> bool:
    """Whether words ask whether something pauses, or until when."""
    return asks_how_it_stands(text) or _WHEN.match(text) is not None


def _ends(text: str) -> bool:
    return flows.ends_pause(text) and not _asks(text)


class EndPause(HelpedAction):
    """What is paused, or is about to be, and the request to end that pause; where nothing is, how things stand."""

    use_case = "end_pause"
    flow: ClassVar[type[Flow]] = flows.EndPause

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        """The records alone: the help article tells how to pause, which is for those who may not be told of them."""
        return await self.own(ask, say, on)

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        pausing = [one for one in held if one.pauses]
        if not pausing:
            return _nothing_paused(held, say)
        meant = [one for one in pausing if one.subscription.id == ask.given.get("subscription")] or pausing
        told, possible = _states(meant, say), [one for one in meant if not one.subscription.billed_by]
        if not possible:
            return by_person(replace(told, text=f"{told.text}\n{say('subscription_third_party', meant[0].fact)}"), say)
        if not taken(self.flow, on):
            return by_person(told, say)
        if len(possible) > 1:
            return replace(
                told, text=say("end_pause_which"), choices=tuple(ending(o, say, o.plan.name) for o in possible)
            )
        return begun(self.flow, told, subscription=possible[0].subscription.id)

    async def general(self, ask: Ask, say: Composer, on: Services) -> Answer | None:
        return await asyncio.to_thread(article_answer, PauseOrHolidayStop.use_case, ask.text, say, on)


def _nothing_paused(held: list[account.Held], say: Composer) -> Answer:
    told = _states([one for one in held if one.gives_access], say)
    past = any(one.subscription.status in ("cancelled", "expired") for one in held)
    return replace(told, choices=(Choice(say("case_resubscribe"), "/resubscribe"),)) if past else told


def _states(held: list[account.Held], say: Composer) -> Answer:
    lines = [say(pause_state(one), one.fact) for one in held]
    return Answer("\n".join(lines) or say("subscription_none"), tuple(one.fact for one in held))


def _with_way_out(answer: Answer, paused: list[account.Held], say: Composer, on: Services) -> Answer:
    """What is paused, with the request that ends it; a person, where the company's endpoint does not take it."""
    if not taken(EndPause.flow, on):
        return by_person(answer, say)
    ends = [ending(one, say) for one in paused if not one.subscription.billed_by]
    return replace(answer, choices=tuple(ends[:1])) if ends else by_person(answer, say)


def ending(held: account.Held, say: Composer, title: str = "") -> Choice:
    """The choice that ends a pause."""
    return Choice(title or say("choice_end_pause"), f'/end_pause{{"subscription": "{held.subscription.id}"}}')


def _pausing(held: account.Held) -> Choice:
    return Choice(held.plan.name, f'/pause_or_holiday_stop{{"subscription": "{held.subscription.id}"}}')


def pause_state(held: account.Held) -> str:
    """The wording for whether something pauses."""
    row = held.subscription
    if held.will_pause:
        return "pause_planned"
    if row.status == "paused":
        return "pause_until" if row.next_billing_at else "subscription_paused"
    return "pause_ends" if row.status == "cancelled" else "pause_not"
