"""What is said to have happened once more, or to have been done as it was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answers.gate.clauses import Clause
from actions.answers.gate.concepts import split
from actions.answers.gate.holds import days
from actions.answers.gate.lexicon import lexicon
from actions.answers.gate.records import Record
from actions.answers.gate.support import DEEDS
from actions.answers.gate.trial import Trial, day_of
from actions.answers.gate.weigh import HAPPENING
from actions.answers.gate.words import word_set

_UNDONE = frozenset({"PENDING", "OPEN", "PLANNED", "REQUEST", "RECEIVED", "FAIL", "DECLINE"})
_DONE = HAPPENING | DEEDS


def check_again(trial: Trial, earlier: Sequence[Record]) -> None:
    """`charged on 5 March and again on 8 March` is two charges: another record of the kind, of that day or before."""
    clause = trial.clause
    if not _says_again(clause) or trial.textual:
        return
    anchor = trial.anchor
    if any(anchor is record for record in earlier):
        raise trial.refuse("record", "the same record cannot be meant again")
    if clause.lent and earlier and not any(anchor.head & record.head for record in earlier):
        raise trial.refuse("record", f"{anchor.fact.id} is of another kind than what is said to have happened before")
    if clause.tense == "past" and not clause.denied and not _one_before(trial):
        raise trial.refuse("record", f"nothing of the kind of {anchor.fact.id} happened before it")


def _says_again(clause: Clause) -> bool:
    phrases = lexicon(clause.language).phrases["again"]
    words = tuple(word for low in clause.lows for word in low.split() if low.split()[0] not in _TRIED)
    return any(words[i : i + len(phrase)] == phrase for phrase in phrases for i in range(len(words)))


_TRIED = frozenset({"try", "tried", "attempt"})  # `tried again` is a retry, which a record of its own bears out


def _one_before(trial: Trial) -> bool:
    day = day_of(trial.setting, trial.anchor)
    same = [r for r in trial.setting.index.records if r.fact.kind == trial.anchor.fact.kind and r is not trial.anchor]
    known = [other for r in same if (other := day_of(trial.setting, r)) is not None]
    return day is None or any(other <= day for other in known)


_RIGHTS = word_set("right rights licence license window availability")


def check_begun(trial: Trial) -> None:
    """What there is a right to show from a day to come on was not there before."""
    rights = [r for r in trial.used if _RIGHTS & set(split(r.fact.kind))]
    begins = [d for r in rights for v in r.views.values() if "START" in v.concepts
              for d in days(v.value, trial.setting.zone)]  # fmt: skip
    if trial.clause.tense == "past" and not trial.clause.denied and any(day > trial.setting.today for day in begins):
        raise trial.refuse("state", "it has not begun yet")


def check_undone(trial: Trial) -> None:
    """`your address has been changed` is not told by a request for it that is still being looked at: what the
    request says word for word was asked for, and any other form of the word says that it was done."""
    clause = trial.clause
    asked = [r for r in trial.used if r.head & {"RECEIPT", "REQUEST"} and r.states & _UNDONE]
    if clause.tense != "past" or trial.textual or not asked:
        return
    so_far = frozenset[str]().union(*(_so_far(trial, record) for record in asked))
    for position in clause.cues:
        item = clause.items[position]
        quoted = any(item.low in record.raw.split() for record in asked)
        happened = item.entry.claims & (_DONE | {c for c in item.entry.claims if c.startswith("~")})
        if happened and position not in clause.denied and not quoted and not item.entry.claims & so_far:
            raise trial.refuse("receipt", f"{asked[0].fact.id} was asked for, which does not say that it is done")


def _so_far(trial: Trial, record: Record) -> frozenset[str]:
    """What has become of a request: its state, and what has a day that is gone by."""
    found = record.states & _UNDONE
    for view in record.views.values():
        if any(day <= trial.setting.today for day in days(view.value, trial.setting.zone)):
            found |= view.concepts
    return found
