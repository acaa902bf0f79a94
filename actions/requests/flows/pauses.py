"""Pausing a subscription or a printed paper, and ending a pause or taking it back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.answers.reply import Answer
from actions.catalogue.periods import mentioned_periods
from actions.dialogue import memory
from actions.dialogue.denied import negated
from actions.dialogue.said import Said
from actions.facts import account, quote
from actions.facts.cancellation import is_question
from actions.plans import per_interval
from actions.requests.draft import Draft
from actions.requests.flow import Order, Talk, confirming, value_choice
from actions.requests.flows.cancel import months
from actions.requests.flows.plans import gone, own_subscription
from actions.requests.flows.quoted import QuotedFlow
from actions.requests.lengths import is_length, length_in
from actions.systems.entities import Offer

_USUAL_MONTHS = (1, 3)


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
        kind, values = self.kind_of(draft), draft.values
        done = "hold_done" if kind == self.hold else "pause_done"
        sent = self.quoted(draft, data) if not isinstance(data, Answer) else {}
        words = {"plan": held.plan.name if held else "", **_last_day(draft)}
        undo = (
            None if kind == self.hold else memory.Offer("", EndPause.use_case, {"subscription": values["subscription"]})
        )
        return Order(kind, sent, done, words, undo=undo)


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


class EndPause(QuotedFlow):
    """`values`: the subscription that is paused, or is about to be."""

    use_case = "end_pause"
    kind = "end_pause"

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        """“Yes, end the pause” and “don't end it” decide what was shown."""
        text = talk.ask.text
        if not draft.shown or not text or is_question(text) or not Said.of(text).is_short:
            return None
        if negated(_ENDING, text):
            return draft.decided("no")
        return draft.decided("yes") if ends_pause(text) else None

    async def data(self, draft: Draft, talk: Talk) -> Mapping[str, Any] | Answer:
        held = await own_subscription(draft, talk)
        return {"subscription": held.subscription.id} if held is not None and held.pauses else gone(talk)

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        held = await own_subscription(draft, talk)
        if held is None:
            return gone(talk)
        known = self.quote(draft, talk)
        name, words = "end_pause_preview_goes_on", {"plan": held.plan.name}
        plans = await account.plans_by_code(talk.on.systems)
        following = plans.get(quote.read(draft.values["quote"]).get("next_plan") or "")
        if "due_now" in known.fields:
            name, words["per_interval"] = "end_pause_preview_now", per_interval(held.plan, talk.say)
        elif following is not None:
            name = "end_pause_preview_other_plan"
            words |= {"next_plan": following.name, "per_interval": per_interval(following, talk.say)}
        return Answer(talk.say(name, known, **words), (known, held.fact), confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        held = await own_subscription(draft, talk)
        sent = self.quoted(draft, {"subscription": draft.values["subscription"]})
        return Order(self.kind, sent, "end_pause_done", {"plan": held.plan.name if held else ""})


_PAUSE = r"(?:paus(?:en?|ierung)|pausa|unterbrechung|suspensi[oó]n|hold|holidays?(?: stop)?|stop|urlaubsstopp)"
_ENDING = (
    r"end(?:ing)?|cancel\w*|undo(?:ing)?|lift(?:ing)?|stop(?:ping)?|remov\w+|drop(?:ping)?|delet\w+|revok\w+|take back"
    r"|beend\w*|aufheb\w*|abbrech\w*|brich|stornier\w*|lösch\w*|streich\w*|nimm|nehm\w*|heb\w*|zurück\w*"
    r"|annul\w*|arrêt\w*|termin\w*|lev\w+|mett\w+ fin|supprim\w*|enlev\w+|retir\w+"
    r"|quit\w+|acab\w+|anul\w*|levant\w*|finaliz\w*|deshac\w*|elimin\w*"
)
"""What is done to a pause to end it, in all languages spoken."""
_THE = (
    r"(?:(?:my|the|this|that|our|planned|current|on|subscription|die|der|den|mein\w*|dies\w*|geplant\w*|la|le|ma|mon"
    r"|cette|à|l['’]|mi|esta|con|de|al?)\b[ '’]*){0,4}"
)
_GOES_ON = (
    r"resum(?:e[ds]?|ing)|un-?paus\w*|restart\w*|re-?activat\w*|start (?:it |up |watching |my \w+ )?again"
    r"|(?:continue|go on with) my|(?:off|out of) (?:the |my )?(?:pause|hold)|back early"
    r"|fortsetz\w*|fortführ\w*|reaktivier\w*|weiterlauf\w*|wieder (?:start\w*|aktivier\w*|lauf\w*|anfang\w*|schau\w*)"
    r"|repren\w+|r[ée]activ\w+|relanc\w+|red[ée]marr\w+|recommenc\w+"
    r"|reanud\w+|retom\w+|despaus\w+|volver a (?:empezar|activar\w*|ver)|quitarla"
)
_UNWANTED = (
    r"(?:do ?n[o'’]?t|no longer) (?:\w+ )?want (?:the|my|this) pause|doch keine pause"
    r"|ne (?:veux|voudrais) plus (?:de )?(?:la|cette|ma) pause|ya no quiero (?:la|mi|esta) pausa"
)
_ENDS = re.compile(
    rf"\b(?:(?:{_GOES_ON}|{_UNWANTED})\b|(?:{_ENDING}) {_THE}{_PAUSE}\b|take {_THE}{_PAUSE} (?:back|off)\b"
    rf"|{_PAUSE}\b(?: \w+){{0,3}}? (?:{_ENDING}|auf|weg|doch nicht|nicht mehr)\b|(?:doch nicht|nicht mehr) paus\w+)",
    re.IGNORECASE,
)


def ends_pause(text: str) -> bool:
    """Whether words ask to end a pause, or to take back one that is planned, in any language spoken.

    “Pause for two months, then resume” names how long, and begins one.
    """
    return _ENDS.search(text) is not None and not months_in(text)
