"""Clauses said of another record than the one that is named, of another list, interval or order, or denied too far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from actions.answers.gate.clauses import Clause
from actions.answers.gate.concepts import groups, said
from actions.answers.gate.holds import days
from actions.answers.gate.naming import is_identity
from actions.answers.gate.readings import Amount
from actions.answers.gate.records import Record, View
from actions.answers.gate.trial import Trial, day_of
from actions.answers.gate.words import word_set
from actions.facts.model import Text, TextList

_ACTS = frozenset({"PAUSE", "CANCEL", "RESUME", "UPGRADE", "DOWNGRADE", "SWITCH"})
_WEEKDAYS = {
    word: place
    for place, words in enumerate(
        (
            "monday montag lundi lunes", "tuesday dienstag mardi martes", "wednesday mittwoch mercredi miércoles",
            "thursday donnerstag jeudi jueves", "friday freitag vendredi viernes", "saturday samstag sonnabend samedi sábado",
            "sunday sonntag dimanche domingo",
        )
    )
    for word in words.split()
}  # fmt: skip


def offered(record: Record) -> bool:
    return not record.verdict and bool(record.head & {"OFFER", "~quot"} or record.fact.kind in {"quote", "offer"})


# ----- another record than the one that is named


def _of_the_named(trial: Trial) -> bool:
    """Two values of two records of one kind, said of the one that is named: `Plus costs £9.99 a quarter`."""
    named = [r for r in trial.used if r.index in trial.named()]
    homes = [record for position, (record, _) in trial.homes.items() if position in trial.clause.values]
    kinds = {record.fact.kind for record in homes}
    return any(
        r.fact.kind in kinds and not r.verdict and any(h.fact.kind == r.fact.kind and h is not r and h.index not in trial.named() for h in homes)
        for r in named
    )  # fmt: skip


def _another_weekday(trial: Trial) -> bool:
    """`Monday's paper went missing`, of Tuesday's: a weekday that only a list of days has."""
    told = [_WEEKDAYS[w] for i in trial.clause.names for w in trial.item(i).low.split()[:1] if w in _WEEKDAYS]
    if not told or any(isinstance(v.value, TextList) for v in trial.anchor.views.values()):
        return False
    day = day_of(trial.setting, trial.anchor)
    return (
        day is not None
        and trial.anchor.owned
        and not trial.anchor.ambient
        and all(day.weekday() != place for place in told)
    )


def _of_another_list(trial: Trial) -> bool:
    """`audio in English and French`, where French is of the subtitles only."""
    clause = trial.clause
    for position in clause.names:
        home = trial.homes.get(position)
        if home is None or not isinstance(home[1].value, TextList) or is_identity(*_named(home)):
            continue
        record, view = home
        low = trial.item(position).low
        nearest = _spoken_list(trial, position, record)
        if nearest and view not in nearest and not any(low in _lows(other) for other in nearest):
            return True
    return False


def _named(home: tuple[Record, View]) -> tuple[Record, str]:
    return home[0], home[1].name


def _lows(view: View) -> set[str]:
    return {text.casefold() for text in view.value.value} if isinstance(view.value, TextList) else set()


def _spoken_list(trial: Trial, position: int, record: Record) -> list[View]:
    """The lists of a record that the word nearest to a name speaks of: the one before it, where one opens the row."""
    lists = [view for view in record.views.values() if isinstance(view.value, TextList)]
    by_word = [
        (i, [v for v in lists if (v.concepts - record.kind) & trial.item(i).entry.claims]) for i in trial.clause.cues
    ]
    telling = [(i, views) for i, views in by_word if views]
    first = next(iter(trial.clause.names), position)
    before = [views for i, views in telling if i < position]
    after = [views for i, views in telling if i > position]
    leading = [i for i, _ in telling if i < first]
    return (before[-1] if before and (leading or not after) else after[0] if after else []) or []


def _another_interval(trial: Trial) -> bool:
    """`£4.50 a year more`, of a difference of each month."""
    clause = trial.clause
    for position, (record, _) in trial.homes.items():
        have = record.states & _INTERVALS
        if have and isinstance(trial.item(position).value, Amount):
            said_of_it = {
                _UNITS[w]
                for item in clause.items[position + 1 : position + 4]
                for w in item.low.split()
                if w in _UNITS and item.low.split()[0] in _EACH
            }
            if said_of_it and not said_of_it & have:
                return True
    return False


_INTERVALS = frozenset({"MONTH", "QUARTER", "YEAR", "WEEK"})
_EACH = word_set("a per each every pro im par al por")
_UNITS = {word: unit for unit, words in (("MONTH", "month monat mois mes"), ("YEAR", "year jahr an año"), ("QUARTER", "quarter quartal trimestre"),
                                         ("WEEK", "week woche semaine semana")) for word in words.split()}  # fmt: skip


def _next_one_counted(trial: Trial) -> bool:
    """`four seasons so far`, of a `next_season` that is the fourth."""
    clause = trial.clause
    coming = clause.tense == "future" or any("NEXT" in clause.items[i].entry.claims for i in clause.cues)
    counted = (v for p, (_, v) in trial.homes.items() if p in clause.values)
    return not coming and any("NEXT" in v.concepts and v.value.type in {"count", "text"} for v in counted)


def _denied_deed(trial: Trial) -> bool:
    """`was not cancelled`, of what has a day on which it was."""
    clause = trial.clause
    deeds = {c for i in clause.cues if i in clause.denied for c in clause.items[i].entry.strict} & _ACTS
    if not deeds or clause.tense != "past" or any("AFTER" in item.ops or "UNTIL" in item.ops for item in clause.items):
        return False
    gone = (v for r in trial.used if not offered(r) and not r.verdict for v in r.views.values() if v.concepts & deeds)
    return any(day <= trial.setting.today for v in gone for day in list(days(v.value, trial.setting.zone))[:1])


# ----- a denial, and how far it reaches


def _denied_too_far(trial: Trial) -> bool:
    """`it isn't available in the UK`, where it is only on another plan: a denial is of what its reason says."""
    if not trial.denial:
        return False
    for record, view in trial.bound:
        place = view.concepts & {"COUNTRY", "REGION", "LOCATION"}
        reason = record.views.get("reason") or record.views.get("cause")
        if place and record.answer is False and reason is not None and isinstance(reason.value, Text):
            words = said(reason.value.value) | frozenset[str]().union(*groups(reason.value.value))
            if not words & {"COUNTRY", "REGION", "LOCATION", "RIGHT", "~right", "~territori", "~licenc", "~licens"}:
                return True
    return False


def _order_untold(trial: Trial) -> bool:
    """`you cancelled A before B`: the days of both must say so. Steps of a text have an order of their own."""
    clause = trial.clause
    if trial.anchor.passages:
        return False
    for position, item in enumerate(clause.items):
        way = "BEFORE" in item.ops or "AFTER" in item.ops
        behind = next((i for i in clause.names if i > position), None)
        if not way or behind is None or any(i > position and i < behind for i in clause.values):
            continue
        ahead = next((i for i in clause.names if i < position), None)
        if ahead is None:
            continue
        event = {c for i in clause.cues for c in clause.items[i].entry.strict}
        first, then = (_days_of(trial, i, event) for i in (ahead, behind))
        if (
            first is None
            or then is None
            or clause.denied
            or not (first < then if "BEFORE" in item.ops else first > then)
        ):
            return True
    return False


def _days_of(trial: Trial, position: int, event: set[str]) -> dt.date | None:
    """The day on which what is said happened to what a name names."""
    records = trial.setting.index.records
    for index in sorted({ref[0] for ref in trial.item(position).refs}):
        if records[index].verdict or offered(records[index]):
            continue
        for view in records[index].views.values():
            if view.concepts & event and not view.concepts & {"PERIOD", "NEXT"}:
                return next(iter(days(view.value, trial.setting.zone)), None)
    return None


# ----- the next payment


def _not_next_amount(trial: Trial) -> bool:
    """`your next payment is £5.99`, of the last one, or of another plan's price."""
    clause = trial.clause
    if not any(clause.items[i].entry.strict & {"NEXT"} for i in clause.cues) or not _pays(clause):
        return False
    own = [r for r in trial.setting.index.records if r.ambient and "SUBSCRIPTION" in r.head]
    for position, (record, view) in trial.homes.items():
        if not isinstance(trial.item(position).value, Amount) or view.concepts & {"NEXT", "DUE", "NEW"}:
            continue
        coming = [v for r in own for v in r.views.values() if v.concepts & {"NEXT", "DUE"} and v.value.type == "money"]
        coming = coming or [v for r in own for v in r.views.values() if v.value.type == "money"]
        if any(v.value == view.value for v in coming):
            continue
        if record.verdict or offered(record) or record.ambient:
            if any(
                "NEXT" in v.concepts and v.value.type == "money" and v.value != view.value
                for v in record.views.values()
            ):
                return True
            continue
        day = day_of(trial.setting, record)
        if day is not None and day >= trial.setting.today:
            continue
        if day is not None or (own and not any(r.index in record.links for r in own)):
            return True
    return False


def _pays(clause: Clause) -> bool:
    return any(clause.items[i].entry.claims & {"PAYMENT", "CHARGE", "INVOICE", "DUE", "RENEW"} for i in clause.cues)


def _expired_card(trial: Trial) -> bool:
    """`the card ending in 9052 has expired`, where another one has."""
    clause = trial.clause
    spoken = {c for i in clause.cues if i not in clause.denied for c in clause.items[i].entry.strict}
    if not {"CARD", "EXPIRE"} <= spoken:
        return False
    records = trial.setting.index.records
    of_it = [
        r for r in trial.used if "CARD" in r.states | r.kind or any("CARD" in v.concepts for v in r.views.values())
    ]
    known = [r for r in of_it if "EXPIRE" in r.states or any("EXPIRE" in v.concepts for v in r.views.values())]
    return bool(of_it) and not known and any("CARD" in r.states for r in records)


MISPLACED: tuple[tuple[Callable[[Trial], bool], str, str], ...] = (
    (_of_the_named, "record", "the value is another one's"),
    (_another_weekday, "record", "it is of another day of the week"),
    (_of_another_list, "record", "a name is in another list"),
    (_another_interval, "value", "it is of another interval"),
    (_next_one_counted, "value", "it is of the next one"),
    (_denied_deed, "state", "there is a day on which it was done"),
    (_denied_too_far, "verdict", "the reason does not say so"),
    (_order_untold, "comparison", "the days do not tell this order"),
    (_not_next_amount, "record", "the amount is not the next one"),
    (_expired_card, "state", "another card has expired"),
)
