"""Before, after, during: what happened first, by the days of the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from actions.answers.gate.clauses import is_cue
from actions.answers.gate.concepts import Group
from actions.answers.gate.holds import days
from actions.answers.gate.trial import Trial, day_of
from actions.facts.model import Date, DateTime

_EVENTS = frozenset({"CANCEL", "TRIAL", "END", "EXPIRE", "START", "JOIN"})
_REACH = 4
"""How many words after `before` the event may be named."""


def check_order(trial: Trial) -> None:
    """Refuse an order of events that the records do not have, or do not tell."""
    for position, item in enumerate(trial.clause.items):
        way = "BEFORE" if "BEFORE" in item.ops else "AFTER" if "AFTER" in item.ops else ""
        way = "DURING" if item.low == "during" else way
        event = _event(trial, position) if way else frozenset[str]()
        if not event:
            continue
        spans = list(_spans(trial, event))
        said = _subject(trial, event)
        if _computed(trial, way, event):
            continue
        if "TRIAL" in event and way == "AFTER" and "TRIAL" in trial.anchor.states and not trial.clause.denied:
            continue  # what a trial goes over into
        if trial.clause.denied or said is None or not spans:
            raise trial.refuse("comparison", f"no fact tells what was {item.low} that")
        if not all(_so(way, said, first, last) for first, last in spans):
            raise trial.refuse("comparison", f"that was not {item.low} it")


_ASKS = {"BEFORE": {"before"}, "AFTER": {"after"}, "DURING": {"in", "during", "while"}}


def _computed(trial: Trial, way: str, event: Group) -> bool:
    """Whether a verdict that bears the clause out was asked just this."""
    for record in trial.used:
        question = record.views.get("question")
        if record.answer is None or question is None or not any(group & event for group in record.asks):
            continue
        if _ASKS[way] & set(str(getattr(question.value, "value", "")).replace("_", " ").lower().split()):
            if record.answer == trial.clause.has("NEG"):
                raise trial.refuse("verdict", f"{record.fact.id} says {'yes' if record.answer else 'no'}")
            return True
    return False


def _event(trial: Trial, position: int) -> Group:
    """The event that stands behind a word of order, if it is none of its values."""
    for item in trial.clause.items[position + 1 : position + 1 + _REACH]:
        if item.kind == "value":
            return frozenset()
        if is_cue(item) and item.entry.strict & _EVENTS:
            return item.entry.strict & _EVENTS
    return frozenset()


def _spans(trial: Trial, event: Group) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and last day of the event in the customer's own records; a trial lasts from its start."""
    for record in trial.setting.index.records:
        dated = [(view, day) for view in record.views.values() if isinstance(view.value, Date | DateTime)
                 for day in list(days(view.value, trial.setting.zone))[:1]]  # fmt: skip
        for _, day in ((v, d) for v, d in dated if v.concepts & event and not v.concepts & {"PERIOD"}):
            begun = [d for v, d in dated if "START" in v.concepts and "PERIOD" not in v.concepts]
            yield (begun[0] if "TRIAL" in event and begun else day), day


def _subject(trial: Trial, event: Group) -> dt.date | None:
    """The day of what is said to have been before or after: the one said, else that of the payment or bill."""
    said = [
        day
        for _, view in trial.bound
        if not view.concepts & event
        for day in list(days(view.value, trial.setting.zone))[:1]
    ]
    if said:
        return said[0]
    found = [record for record in (trial.anchor, *trial.used, *trial.closure()) if record.owned and not record.ambient]
    if found:
        return day_of(trial.setting, found[0])
    coming = [v for v in trial.anchor.views.values() if "NEXT" in v.concepts and isinstance(v.value, Date | DateTime)]
    return next((day for view in coming for day in days(view.value, trial.setting.zone)), None)


def _so(way: str, day: dt.date, first: dt.date, last: dt.date) -> bool:
    return {"BEFORE": day < first, "AFTER": day > last, "DURING": first <= day <= last}[way]
