"""What is amiss with a clause that the fields seem to bear out: said of what is only offered, called off, not begun,
of another record than the one named, or of a denial that does not reach so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from actions.answers.gate.clauses import _FIRST, Clause
from actions.answers.gate.holds import days
from actions.answers.gate.misplaced import MISPLACED, offered
from actions.answers.gate.readings import When
from actions.answers.gate.records import Record, View
from actions.answers.gate.scan import Item
from actions.answers.gate.trial import Trial, day_of
from actions.answers.gate.words import OWN, word_set

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
    for amiss, code, reason in (*_CHECKS, *MISPLACED):
        if amiss(trial):
            raise trial.refuse(code, f"{trial.anchor.fact.id}: {reason}")


def _untold(trial: Trial) -> bool:
    """Words about a guide's subject that its text does not say: `each profile has its own plan`."""
    guide = bool(trial.anchor.kind & {"HELPART"}) or trial.anchor.fact.kind == "error_code"
    linked = any(item.kind == "address" for item in trial.clause.items)
    return guide and not linked and not trial.bound and not trial.proved and bool(trial.clause.predicates)


# ----- what is only offered or worked out


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
    if not any(offered(record) for record in (trial.anchor, *(r for r, _ in trial.bound))) or _unreal(clause):
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
    if not offered(trial.anchor) or _unreal(clause):
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
        offered(record) and "NEXT" in view.concepts
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
        lasting = record.ambient or record.verdict or offered(record) or record.passages
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


_CHECKS: tuple[tuple[Callable[[Trial], bool], str, str], ...] = (
    (_untold, "unsupported", "its text does not say so"),
    (_not_given, "receipt", "it is only offered"),
    (_not_done, "state", "it would be so, and is not"),
    (_only_worked_out, "record", "it would be so, and is not"),
    (_called_off, "state", "it is called off"),
    (_not_taken, "state", "the payment failed"),
    (_not_the_next, "record", "another one comes before it"),
    (_outside_its_days, "state", "it has not begun, or is over"),
)
