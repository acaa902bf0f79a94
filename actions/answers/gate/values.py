"""The values of a clause, bound to the fields that they are said of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from actions.answers.gate.clauses import is_cue
from actions.answers.gate.concepts import FAMILIES, Group, groups, said, split
from actions.answers.gate.fitting import (
    fits,
    holds_true,
    looseness,
    meanings,
    means,
    named_another_plan,
    placed,
    plainness,
)
from actions.answers.gate.holds import Looseness, days, holds, near
from actions.answers.gate.readings import Amount, Length, Number, When, same_value
from actions.answers.gate.records import Record, View
from actions.answers.gate.trial import Trial
from actions.answers.gate.words import word_set
from actions.facts.model import Date, DateTime, Text


def bind_values(trial: Trial) -> None:
    """Every value must be that of a field whose meaning the clause says; what stays open may still be in a text."""
    for position in trial.clause.values:
        if position in trial.explained or _in_the_question(trial, position):
            continue
        if (found := _field(trial, position)) is not None:
            trial.bind(*found, position)
            trial.meant |= meanings(*found)
            trial.denial |= _ends_a_denial(trial, position)
        elif _interval(trial, position) or _counted(trial, position):
            trial.explained.add(position)


def _ends_a_denial(trial: Trial, position: int) -> bool:
    """`not charged until 2 July`, `not renewed after 21 June`: the day bears out the denial as well."""
    before = trial.before(position)
    return position in trial.clause.denied and before is not None and bool(before.ops & {"UNTIL", "AFTER"})


def _in_the_question(trial: Trial, position: int) -> bool:
    """Whether a verdict's own question says the value: `does the plan allow six profiles`."""
    value = trial.item(position).value
    if value is None or not any(same_value(value, other) for other in trial.anchor.asked_values):
        return False
    trial.explained.add(position)
    trial.use(trial.anchor)
    return True


def _field(trial: Trial, position: int) -> tuple[Record, View] | None:
    """The field that a value is: of those the clause can mean, the ones it says most plainly decide."""
    if isinstance(trial.item(position).value, When) and _attached(trial, position):
        return _best_field(trial, position, before=True)  # `the payment of 3 March was refunded`
    return _best_field(trial, position, before=False)


def _attached(trial: Trial, position: int) -> bool:
    """Whether a day stands right behind the kind or name of a record, which it then tells from others."""
    at = position - 1
    while at > 0 and (trial.item(at).low in _OF or trial.item(at).kind == "value"):
        at -= 1
    if at < 0 or at == position - 1:
        return False
    item = trial.item(at)
    return item.kind == "name" or (is_cue(item) and any(item.entry.strict & r.head for r in trial.closure()))


_OF = word_set("of on from dated for vom von am du de del le el the")


def _best_field(trial: Trial, position: int, *, before: bool) -> tuple[Record, View] | None:
    """The field that is said most plainly, if it has the value."""
    value = trial.item(position).value
    if value is None:
        return None
    ranked = []
    for record in trial.closure():
        if named_another_plan(trial, record):
            continue
        said = trial.near_cues(position, before=before, of=record)
        possible = [v for v in record.views.values() if fits(v, value) and placed(trial, position, v)]
        meant = [v for v in possible if means(trial, record, v, said, position)]
        ranked += [(plainness(trial, position, record, v, said), record, v) for v in meant]
    if any(r is trial.anchor for _, r, _ in ranked):
        ranked = [(rank, r, v) for rank, r, v in ranked if r is trial.anchor]
    best = max((rank for rank, _, _ in ranked), default=0)
    fitting = [(r, v) for rank, r, v in ranked if rank == best]
    return next(((r, v) for r, v in fitting if holds_true(trial, position, v)), None)


EVERY = frozenset({"MONTH", "QUARTER", "YEAR", "WEEK"})


def _own_intervals(trial: Trial, position: int) -> Iterator[Group]:
    """How often the amount at `position` is charged, where the field that holds it says so: `per_year`, or a
    `price_now_period` beside `price_now`."""
    value = trial.item(position).value
    setting = trial.setting
    for record in trial.closure() if isinstance(value, Amount) else ():
        for view in record.views.values():
            if not holds(value, view, loose=Looseness(), today=setting.today, zone=setting.zone):  # type: ignore[arg-type]
                continue
            beside = [
                v.value.value
                for n, v in record.views.items()
                if n.startswith(f"{view.name}_") and isinstance(v.value, Text)
            ]
            if view.concepts & EVERY:
                yield view.concepts & EVERY
            elif beside:
                yield said(beside[0]) & EVERY if len(split(beside[0])) == 1 else frozenset({"~once"})


def _each(record: Record, concept: str) -> bool:
    """Whether a record says how often in one word: `month`, and not `first month`."""
    texts = [v.value.value for v in record.views.values() if isinstance(v.value, Text)]
    return concept in record.states and any(concept in said(text) and len(split(text)) == 1 for text in texts)


_INTERVALS = {1: "MONTH", 3: "QUARTER", 12: "YEAR"}


def _interval(trial: Trial, position: int) -> bool:
    """`a month` after an amount: how often it is charged, which the record must say; or the days that are left."""
    value = trial.item(position).value
    if not isinstance(value, Length):
        return False
    concept = _INTERVALS.get(value.months) or {7 * 86400: "WEEK"}.get(value.seconds)
    follows = position > 0 and (
        trial.item(position - 1).kind == "value"
        or trial.item(position - 1).low in _RATE
        or "MORE" in trial.item(position - 1).ops
    )
    if concept and follows and (own := list(_own_intervals(trial, position - 1))):
        return any(concept in intervals for intervals in own)
    compared = trial.clause.has("MORE") or trial.clause.has("LESS")
    named = [trial.setting.index.records[i] for i in trial.named()] if compared else []
    if concept and any(record.states & EVERY and concept not in record.states for record in named):
        return False  # `£4.50 a year more`, of two that are paid by the month
    if concept and follows:
        for record in trial.closure():
            if _each(record, concept) or any(
                concept in v.concepts and v.value.type == "money" for v in record.views.values()
            ):
                trial.use(record)
                return True
        return False
    return _left(trial, position, value) or _ahead(trial, position, value)


def _ahead(trial: Trial, position: int, value: Length) -> bool:
    """`in just over three weeks`: the time until a day whose meaning the clause says."""
    before = trial.clause.lows[max(0, position - 3) : position]
    if not {"in", "within"} & set(before):
        return False
    loose = looseness(trial, position)
    for record in trial.closure():
        for view in record.views.values():
            if not isinstance(view.value, Date | DateTime) or not means(
                trial, record, view, trial.near_cues(position), position
            ):
                continue
            until = [(day - trial.setting.today).days for day in days(view.value, trial.setting.zone)]
            if any(
                n > 0 and near(Decimal(value.seconds), Decimal(n * 86400), Decimal(value.unit), loose) for n in until
            ):
                trial.bind(record, view, position)
                return True
    return False


_RATE = word_set("once per every each pro par por jeden jede chaque cada je")


def _left(trial: Trial, position: int, value: Length) -> bool:
    """`3 days left`: the time from today to a day on which something ends."""
    said = trial.near_cues(position)
    if "LEFT" not in said and not {"another", "noch", "encore"} & set(trial.clause.lows):
        return False
    for record in trial.closure():
        for view in record.views.values():
            ends = view.concepts & {"END", "EXPIRE"} and all(
                g & said or g & {"END", "EXPIRE", "PERIOD", "ACCESS"} for g in groups(view.name)
            )
            if ends and any(
                (day - trial.setting.today).days * 86400 == value.seconds
                for day in days(view.value, trial.setting.zone)
            ):
                trial.bind(record, view, position)
                trial.meant |= {"LEFT", "DAY", "AVAIL"}
                return True
    return False


def _counted(trial: Trial, position: int) -> bool:
    """`your two invoices`: as many records of a kind as there are."""
    value = trial.item(position).value
    if not isinstance(value, Number) or value.ordinal or value.decimals:
        return False
    for index in range(position + 1, min(position + 4, len(trial.clause.items))):
        item = trial.item(index)
        if not is_cue(item):
            if not item.entry.glue:
                break
            continue
        for concepts in (item.entry.strict, item.entry.loose):
            same = [r for r in trial.setting.index.records if r.head & concepts]
            states = _states_between(trial, position, index)
            same = [r for r in same if not states or states & r.states]
            if same:
                if len(same) != value.value or trial.anchor not in same:
                    return (
                        _of_its_kind(trial, position, value)
                        and "of" in trial.clause.lows[max(0, position - 3) : position]
                    )
                trial.use(same[0])
                return True
    return _of_its_kind(trial, position, value)


def _states_between(trial: Trial, start: int, end: int) -> Group:
    """The state said of what is counted: `two open invoices`."""
    said = frozenset[str]().union(*(trial.item(i).entry.strict for i in trial.clause.cues if start < i < end))
    return said & frozenset[str]().union(*FAMILIES)


def _of_its_kind(trial: Trial, position: int, value: Number) -> bool:
    """`the cheapest of the three`, `these two`: as many as there are of the record's kind."""
    before = trial.clause.lows[max(0, position - 2) : position]
    if trial.clause.lows[position + 1 : position + 2] in (["that"], ["which"], ["who"]):
        return False  # `the three that include it` are not all there are
    if not set(before[-1:]) & {"the", "these", "those", "all", "your", "our", "of"} or trial.anchor.verdict:
        return False
    same = [r for r in trial.setting.index.records if r.fact.kind == trial.anchor.fact.kind]
    return len(same) == value.value > 1
