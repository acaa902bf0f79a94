"""What is amiss with a clause that the fields seem to bear out: said of what is only offered, called off, not begun,
of another record than the one named, or of a denial that does not reach so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from actions.answers.gate.clauses import _FIRST, Clause
from actions.answers.gate.concepts import groups, said
from actions.answers.gate.holds import days
from actions.answers.gate.naming import is_identity
from actions.answers.gate.readings import Amount, When
from actions.answers.gate.records import Record, View
from actions.answers.gate.scan import Item
from actions.answers.gate.trial import Trial, day_of
from actions.answers.gate.words import OWN, word_set
from actions.facts.model import Text, TextList

_WOULD = word_set(
    "would could might 'd if when once würde würden könnte könnten wenn falls sobald serait seraient pourrait si dès "
    "aurait sería serían podría podrías cuando tendría"
)
_HAVE = word_set("have 've has had habe haben hat ai as a avons avez ont he hemos ha han")
_ARTICLES = word_set(
    "a an the some no two three your our any this that one ein eine einen kein keine un une des le la les el los las una"
)
_BE = word_set(
    "is are 's be been ist sind est sont está están es now jetzt maintenant ahora currently already bereits schon déjà ya"
)
_GIVEN = frozenset({"DISCOUNT", "FREE", "CREDIT", "GIFT", "SAVING", "REFUND"})
_OFF = frozenset({"PAUSE", "CANCEL", "VOID"})
_LOST = frozenset({"FAIL", "DECLINE"})
_WON = frozenset({"PAID", "SUCCEED", "REFUND", "SETTLED"})
_WINDOW = frozenset({"START", "END", "EXPIRE"})
_ACTS = frozenset({"PAUSE", "CANCEL", "RESUME", "UPGRADE", "DOWNGRADE", "SWITCH"})
_ALIVE = frozenset({"AVAIL", "STREAM", "VALID"})
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
_TAKING = word_set(
    "charged charge took taken take takes collected debited billed paid abgebucht eingezogen belastet bezahlt kassiert "
    "prélevé prélevée prélevés débité débitée encaissé encaissée facturé payé cobrado cobrada cobramos cargado cargada debitado "
    "pagado pagada pagaste retirado withdrew withdrawn received erhalten reçu recibido made erfolgt effectué "
    "realizado efectuado hecho"
)
_TRYING = word_set(
    "try tried trying attempt attempted attempts versucht versuchten versuch wollten essayé tenté tentative intentamos "
    "intentado intento intentó couldn't could unable should"
)


def check_objections(trial: Trial) -> None:
    """Refuse a clause that the fields seem to bear out, where something is amiss with it."""
    if trial.textual:
        return
    for amiss, code, reason in _CHECKS:
        if amiss(trial):
            raise trial.refuse(code, f"{trial.anchor.fact.id}: {reason}")


def _untold(trial: Trial) -> bool:
    """Words about a guide's subject that its text does not say: `each profile has its own plan`."""
    guide = bool(trial.anchor.kind & {"HELPART"}) or trial.anchor.fact.kind == "error_code"
    linked = any(item.kind == "address" for item in trial.clause.items)
    return guide and not linked and not trial.bound and not trial.proved and bool(trial.clause.predicates)


# ----- what is only offered or worked out


def _offered(record: Record) -> bool:
    return not record.verdict and bool(record.head & {"OFFER", "~quot"} or record.fact.kind in {"quote", "offer"})


def _unreal(clause: Clause) -> bool:
    """Whether a clause tells what could or would be, not what is."""
    return (
        clause.tense == "future"
        or any(clause.has(op) for op in ("CAN", "IF", "HEDGE"))
        or bool(_WOULD & set(clause.lows))
    )


def _not_given(trial: Trial) -> bool:
    """`I've put the 30% discount on your account`, `your 30% discount`: of an offer that nobody has taken."""
    clause = trial.clause
    if not any(_offered(record) for record in (trial.anchor, *(r for r, _ in trial.bound))) or _unreal(clause):
        return False
    done = _deed_of_ours(clause) or (clause.tense == "past" and not clause.denied)
    offering = any(
        "OFFER" in clause.items[i].entry.claims and clause.items[i].low.endswith(("ed", "en", "ert"))
        for i in clause.cues
    )
    return (done and not offering) or any(
        _theirs(clause, i) for i in clause.cues if clause.items[i].entry.strict & _GIVEN
    )


def _deed_of_ours(clause: Clause) -> bool:
    """`I have put …`, `wir haben … eingerichtet`: not `we have an offer`."""
    lows = clause.lows
    for i, low in enumerate(lows[:-1]):
        if low in _FIRST and lows[i + 1] in _HAVE:
            if clause.language == "de":
                return (len(lows) > i + 2 and lows[-1].startswith("ge")) or lows[-1].endswith(("t", "en"))
            after = clause.items[i + 2] if i + 2 < len(lows) else None
            return after is not None and after.kind == "word" and after.low not in _ARTICLES
    return False


def _theirs(clause: Clause, position: int) -> bool:
    """`your 30% discount`: spoken of as something that the customer has."""
    return any(low in OWN for low in clause.lows[max(0, position - 3) : position])


def _not_done(trial: Trial) -> bool:
    """`your subscription is now paused`, of what a pause would be: the customer's own record must say so."""
    clause = trial.clause
    if not _offered(trial.anchor) or _unreal(clause):
        return False
    for position in clause.cues:
        acts = clause.items[position].entry.strict & _ACTS
        if acts and _BE & set(clause.lows[max(0, position - 3) : position]):
            return not any(record.ambient and record.states & acts for record in trial.setting.index.records)
    return False


def _only_worked_out(trial: Trial) -> bool:
    """`your next payment is on 22 December`, as it would be after a pause, without a word of the pause."""
    clause = trial.clause
    own = [r for r in trial.setting.index.records if r.ambient]
    act = {c for i in clause.cues for c in clause.items[i].entry.claims} | clause.sentence
    if _unreal(clause) or act & _ACTS or clause.leans:
        return False
    return any(
        _offered(record) and "NEXT" in view.concepts
        and any(name == view.name and other.value != view.value for r in own for name, other in r.views.items())
        for record, view in trial.bound
    )  # fmt: skip


# ----- what is called off, or was tried only


def _called_off(trial: Trial) -> bool:
    """`your next paper comes on Sunday 18 October`, of a delivery that is paused."""
    clause = trial.clause
    if clause.denied or _says(clause, _OFF | _LOST):
        return False
    for position, (record, _) in trial.homes.items():
        value = trial.item(position).value
        lasting = record.ambient or record.verdict or _offered(record) or record.passages
        if isinstance(value, When) and not lasting and record.states & _OFF and not record.states & {"DELIVERED"}:
            day = day_of(trial.setting, record)
            if day is not None and day >= trial.setting.today:
                return True
    return False


def _says(clause: Clause, concepts: frozenset[str]) -> bool:
    return any((clause.items[i].entry.claims | clause.items[i].entry.opposite) & concepts for i in clause.cues)


def _not_taken(trial: Trial) -> bool:
    """`we took the money on 2 November`, of a payment that failed."""
    clause = trial.clause
    lost = [
        r
        for r, _ in trial.bound
        if r.states & _LOST and not r.states & _WON and r.head & {"PAYMENT", "CHARGE", "REFUND"}
    ]
    if not lost or clause.tense == "future" or _says(clause, _LOST | {"ATTEMPT", "RETRY"}):
        return False
    if _TRYING & set(clause.lows) or clause.denied:
        return False
    return any(_taking(item, clause, i) for i, item in enumerate(clause.items))


def _taking(item: Item, clause: Clause, position: int) -> bool:
    """Whether a word is a verb of taking money, not the noun: `the charge of £5`."""
    noun = clause.lows[position - 1] in _ARTICLES if position else True
    return bool(_TAKING & set(item.low.split())) and not (noun and item.low in {"charge", "charged"})


def _not_the_next(trial: Trial) -> bool:
    """`your next paper comes on 31 October`, where there is one on 17 October."""
    clause = trial.clause
    if not any("NEXT" in clause.items[i].entry.claims for i in clause.cues):
        return False
    for position, (record, view) in trial.homes.items():
        if not isinstance(trial.item(position).value, When) or record.ambient or view.concepts & {"NEXT", "RETRY"}:
            continue
        day = next(iter(days(view.value, trial.setting.zone)), None)
        if day is not None and any(_sooner(trial, record, view, other, day) for other in trial.setting.index.records):
            return True
    return False


def _sooner(trial: Trial, record: Record, view: View, other: Record, day: dt.date) -> bool:
    """Whether another record of the kind comes before this one does, and is what the clause may speak of."""
    if other is record or other.fact.kind != record.fact.kind or other.states & (_OFF | {"DELIVERED", "PAID"}):
        return False
    same = other.views.get(view.name)
    when = next(iter(days(same.value, trial.setting.zone)), None) if same is not None else None
    names = [trial.item(i) for i in trial.clause.names]
    of_it = all(any(ref[0] == other.index for ref in item.refs) for item in names if item.refs)
    return when is not None and trial.setting.today <= when < day and of_it


# ----- what has not begun, or is over


def _outside_its_days(trial: Trial) -> bool:
    """`it is available now`, of what comes on a day ahead or is gone."""
    clause = trial.clause
    alive = [i for i in clause.cues if clause.items[i].entry.strict & _ALIVE and i not in clause.denied]
    if (
        clause.denied
        or clause.has("NEG")
        or clause.tense == "future"
        or any(isinstance(clause.items[i].value, When) for i in clause.values)
    ):
        return False
    return bool(alive) and any(
        not _open(trial, record) for record in trial.used if not record.ambient and not record.verdict
    )


def _open(trial: Trial, record: Record) -> bool:
    """Whether the days on which a record is to be had include today; a record without such days is."""
    for name, view in record.views.items():
        of_it = (
            view.concepts & {"AVAIL", "VALID"} or record.head & {"~right"} or name.startswith(("available", "valid"))
        )
        day = next(iter(days(view.value, trial.setting.zone)), None)
        if not of_it or day is None:
            continue
        if "START" in view.concepts and day > trial.setting.today:
            return False
        if view.concepts & {"END", "EXPIRE"} and day < trial.setting.today:
            return False
    return True


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
    gone = (v for r in trial.used if not _offered(r) and not r.verdict for v in r.views.values() if v.concepts & deeds)
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
    """`you cancelled A before B`: the days of both must say so."""
    clause = trial.clause
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
        if records[index].verdict or _offered(records[index]):
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
        if record.verdict or _offered(record) or record.ambient:
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


_CHECKS: tuple[tuple[Callable[[Trial], bool], str, str], ...] = (
    (_untold, "unsupported", "its text does not say so"),
    (_not_given, "receipt", "it is only offered"),
    (_not_done, "state", "it would be so, and is not"),
    (_only_worked_out, "record", "it would be so, and is not"),
    (_called_off, "state", "it is called off"),
    (_not_taken, "state", "the payment failed"),
    (_not_the_next, "record", "another one comes before it"),
    (_outside_its_days, "state", "it has not begun, or is over"),
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
