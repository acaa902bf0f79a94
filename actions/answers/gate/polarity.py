"""Yes and no, may and may not, is and is no longer: against verdicts, yes-or-no fields and states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.answers.gate.bind import listed
from actions.answers.gate.clauses import Clause, is_cue
from actions.answers.gate.concepts import FAMILIES, Group, core, groups
from actions.answers.gate.contradicted import not_had, once, renewal
from actions.answers.gate.holds import days
from actions.answers.gate.records import Record, View
from actions.answers.gate.trial import Trial
from actions.answers.gate.words import word_set
from actions.facts.model import Bool, Date, DateTime, Money, Text, TextList

_MAY = frozenset({"AVAIL", "ALLOW", "ELIGIBLE", "SUPPORT", "ACCESS"})


def positive(clause: Clause, position: int, concepts: Group) -> bool:
    """Whether the clause says the concept of a word, rather than denies it."""
    entry = clause.items[position].entry
    turned = bool(entry.opposite & concepts) and not entry.claims & concepts
    return (position not in clause.denied) != turned


def _said_so(clause: Clause, position: int, concepts: Group) -> bool:
    """As `positive`, for a whole predicate: `downloads are not included` denies downloads too."""
    before = clause.turned is not None and position < clause.turned and clause.language == "en"
    return positive(clause, position, concepts) != before


def says(clause: Clause, telling: Sequence[Group]) -> list[int]:
    """The words that say all of `telling`; empty: the clause does not say it."""
    found: list[int] = []
    for group in core(tuple(telling)):
        hits = [
            i for i in clause.cues if clause.items[i].entry.claims & group or clause.items[i].entry.opposite & group
        ]
        goes_on = "END" in group and _STILL & set(clause.lows)
        if not hits and not group & _MAY and not goes_on:
            hits = [i for i, item in enumerate(clause.items) if item.kind == "word" and item.entry.weak & group]
        if not hits:
            hits = _plainly_said(clause, group)
        if not hits and group & _MAY and clause.has("CAN"):
            continue
        if not hits:
            return []
        found += hits
    return found


_STILL = frozenset({"still", "noch", "toujours", "encore", "todavía", "aún"})  # `still running` is not ended


def _plainly_said(clause: Clause, group: Group) -> list[int]:
    """`we have X`, `our app runs on Y`: everyday words that say it only of something named."""
    ours = "AVAIL" in group and clause.speaks_for_us and not clause.addresses_customer
    if not clause.names or not (ours or "SUPPORT" in group):
        return []
    return [
        i
        for i, item in enumerate(clause.items)
        if item.kind == "word" and item.entry.weak & group & {"AVAIL", "SUPPORT"}
    ]


def agree(trial: Trial) -> None:
    """Hold every verdict and yes-or-no field near the record against the clause."""
    for record in trial.closure():
        if record.verdict and record.answer is not None and meets(trial, record):
            _check(trial, record, record.views["answer"], record.asks, record.answer)
        for view in record.views.values():
            if isinstance(view.value, Bool) and not record.verdict:
                _check(trial, record, view, groups(view.name) or (view.concepts,), view.value.value)
        _states(trial, record)
    _unneeded(trial)
    not_had(trial)
    once(trial)
    renewal(trial)


def _unneeded(trial: Trial) -> None:
    """`No upgrade is needed`, `you don't have to switch`, of what the customer's own plan has already."""
    clause = trial.clause
    moves = [i for i in clause.cues if trial.item(i).entry.strict & {"UPGRADE", "SWITCH", "CHANGE"}]
    has = trial.anchor.answer is True and any("AVAIL" in group for group in trial.anchor.asks)
    if moves and has and clause.has("NEG") and clause.has("MUST") and not clause.has("UNTIL"):
        needs = [i for i, item in enumerate(clause.items) if item.ops & {"NEG", "MUST"}]
        trial.explained |= {*moves, *needs}
        trial.use(trial.anchor)
        trial.denial = trial.proved = True


def meets(trial: Trial, record: Record) -> bool:
    """Whether a verdict for a certain plan is about the plan that is spoken of; where none is, the only one or the
    customer's own."""
    if _of_another_place(trial, record):
        return False
    plans = {
        v.value.value.casefold() for v in record.views.values() if "PLAN" in v.concepts and isinstance(v.value, Text)
    }
    if not plans or plans & ({item.low for item in trial.clause.items} | trial.setting.asked_words):
        return True
    records = trial.setting.index.records
    if plans & {
        v.value.value.casefold() for r in records if r.ambient for v in r.views.values() if isinstance(v.value, Text)
    }:
        return True
    return not any(r.asks == record.asks and r.links & record.links for r in records if r is not record and r.verdict)


def _of_another_place(trial: Trial, record: Record) -> bool:
    """Whether a verdict is about a place (`available in Canada`), and the clause about others that a list has."""
    names = trial.setting.index.names
    asked = {words for words, refs in names.items() if (record.index, "question") in refs}
    said = [trial.item(i) for i in trial.clause.names]
    if not asked or any((record.index, "question") in item.refs for item in said):
        return False
    records = trial.setting.index.records
    return any(
        isinstance(records[index].views[name].value, TextList) and records[index].views[name].concepts & {"COUNTRY", "REGION"}
        for item in said for index, name in item.refs
    )  # fmt: skip


def _check(trial: Trial, record: Record, view: View, telling: Sequence[Group], answer: bool) -> None:
    """One yes or no: if the clause says it, it must say it the right way round."""
    clause = trial.clause
    hits = says(clause, telling)
    if record.verdict and _permission(telling) and hits and (answer_of := _membership(trial)) is not None:
        answer = answer_of
    elif record.verdict and answer is False and hits and (_opens_later(trial, record) or _for_others(trial, record)):
        answer = True
    if not hits and not (
        record is trial.anchor and record.verdict and clause.has("CAN") and _permission(telling) and not clause.cues
    ):
        return
    if record.permits and not _permitting(clause):
        return
    concepts = frozenset[str]().union(*telling) if telling else frozenset()
    ways = {_said_so(clause, i, concepts) for i in hits} or {not clause.denied}
    if len(hits) > 1 and len(ways) == 2:
        ways = {all(_said_so(clause, i, concepts) for i in hits)}
    since = any(bound is record and view.concepts & {"START"} for bound, view in trial.bound)
    if record.verdict and ways == {False} and since and clause.has("FROM"):
        raise trial.refuse("verdict", f"{record.fact.id} says that it begins then")
    if record.verdict and ways == {False} and clause.tense == "future" and _starts_later(trial, record):
        raise trial.refuse("verdict", f"{record.fact.id} is about today, and it begins later")
    if ways != {answer}:
        raise trial.refuse("verdict", f"{record.fact.id} says {'yes' if answer else 'no'}")
    trial.explained |= set(hits)
    trial.use(record)
    trial.bound.append((record, view))
    trial.meant |= concepts | (view.concepts if not record.verdict else set())
    trial.proved = True
    trial.denial |= not answer


def _starts_later(trial: Trial, record: Record) -> bool:
    """Whether what a verdict is about begins on a day to come."""
    about = [trial.setting.index.records[i] for i in record.links]
    return any(
        day > trial.setting.today
        for r in (record, *about) for v in r.views.values() if "START" in v.concepts
        for day in days(v.value, trial.setting.zone)
    )  # fmt: skip


def _permitting(clause: Clause) -> bool:
    """Whether a clause speaks of what may be done (`can be refunded`, `refundable`), not of what was done."""
    said = {c for i in clause.cues for c in clause.items[i].entry.claims}
    able = any(low.endswith(("able", "ible")) for low in clause.lows)
    return clause.has("CAN") or able or bool(said & {"ELIGIBLE", "ALLOW", "AVAIL", "DUE"})


def _membership(trial: Trial) -> bool | None:
    """Where the clause names plans, their list decides: `it is on Premium` may be true though the customer cannot."""
    found = {position: listed(trial, position) for position in trial.clause.names}
    known = {position: inside for position, inside in found.items() if inside is not None}
    if not known or len(set(known.values())) > 1:
        return None
    trial.explained |= set(known)
    return next(iter(known.values()))


def _opens_later(trial: Trial, record: Record) -> bool:
    """`it will be available from 10 March`: said of a day to come, of something that is not available yet."""
    return trial.clause.tense != "past" and (not trial.clause.has("CAN") or trial.clause.has("FROM")) and not trial.clause.denied and any(
        bound is record and view.concepts & {"START"} and any(day > trial.setting.today for day in days(view.value, trial.setting.zone))
        for bound, view in trial.bound
    )  # fmt: skip


def _for_others(trial: Trial, record: Record) -> bool:
    """`It is available until 22 December`, of a title that other plans than the customer's have until then."""
    clause = trial.clause
    plans = any("PLAN" in v.concepts and isinstance(v.value, TextList) for v in record.views.values())
    until = any(bound is record and view.concepts & {"END"} for bound, view in trial.bound)
    return plans and until and not clause.denied and not clause.addresses_customer and not clause.has("CAN")


def _permission(telling: Sequence[Group]) -> bool:
    return any(group & _MAY for group in telling)


def _states(trial: Trial, record: Record) -> None:
    """A state that the record has may be said, another of its family denied; the reverse contradicts it."""
    if record is not trial.anchor and not record.head & {
        c for i in trial.clause.cues for c in trial.item(i).entry.claims
    }:
        return
    of_card = any("CARD" in trial.item(i).entry.strict for i in trial.clause.cues)
    cardless = of_card and not record.kind & {"CARD", "METHOD", "PAYMENT"}
    for position in trial.clause.cues:
        entry = trial.item(position).entry
        if cardless and entry.claims & {"EXPIRE"}:
            continue  # whether a card has expired is not what a subscription says
        for family in FAMILIES:
            claimed = entry.opposite & family or entry.claims & family
            owner = _named_with(trial, record, family)
            claimed = claimed - owner.head if trial.item(position).low in _REFUNDS else claimed
            if claimed and (have := owner.states & family):
                _state(trial, owner, position, claimed, have)


_DOING = frozenset({"CANCEL", "PAUSE", "REFUND", "PAID", "VOID"})
"""States that somebody can bring about: that it may be done is told by a verdict, not by whether it was."""
_REFUNDS = word_set(
    "refund refunds reimbursement remboursement remboursements erstattung rückerstattung rückzahlung reembolso reembolsos devolución"
)
"""Words that name a refund, whatever has become of it."""


def _named_with(trial: Trial, record: Record, family: Group) -> Record:
    """The record whose state is spoken of: another one that is named and has such a state, or this one."""
    records = trial.setting.index.records
    named = trial.named()
    rivals = [records[i] for i in sorted(named) if records[i].states & family]
    return rivals[0] if rivals and record.index not in named and len(rivals) == 1 else record


def _state(trial: Trial, record: Record, position: int, claimed: Group, have: Group) -> None:
    entry = trial.item(position).entry
    says_it = positive(trial.clause, position, claimed)
    if "RESOLVED" in claimed and "MONITORING" in have and not entry.opposite:
        raise trial.refuse("state", f"{record.fact.id} is neither open nor over")
    if "PAID" in claimed and any("DUPLICATE" in trial.item(i).entry.strict for i in trial.clause.cues):
        return  # `not charged twice` does not deny the charge
    same = bool(claimed & have)
    if says_it == same and trial.clause.has("CAN") and claimed & _DOING:
        return  # `you can't cancel it` is not told by its not being cancelled
    if says_it == same:
        trial.explained.add(position)
        trial.use(record)
        trial.proved = True
        trial.denial |= not says_it
    elif same or not _dated(trial, record, claimed & (entry.strict | entry.opposite) or claimed):
        past_deed = trial.clause.tense == "past" and "PAID" in claimed
        if entry.strict & claimed or entry.opposite or same or past_deed:
            raise trial.refuse("state", f"{record.fact.id} is not {'' if says_it else 'un'}{trial.item(position).low}")


def _dated(trial: Trial, record: Record, claimed: Group) -> bool:
    """Whether a day of the record says it too: an active subscription has a day on which its trial ended."""
    if claimed & {"INCREASE", "DECREASE"}:
        return False  # the day of a change does not say which way it went
    return any(
        view.concepts & claimed and timely(trial, list(days(view.value, trial.setting.zone)))
        for view in record.views.values() if isinstance(view.value, Date | DateTime)
    )  # fmt: skip


def events(trial: Trial) -> Iterator[Record]:
    """Something that has a day in the record happens or happened, as the clause's tense has it."""
    for position in list(trial.clause.cues):
        if position in trial.explained or position in trial.clause.denied:
            continue
        claims = trial.item(position).entry.claims
        for record in trial.closure():
            for view in record.views.values():
                said = trial.near_cues(position) if trial.item(position).kind == "value" else _claims(trial)
                whole = all(group & (said | _LEFT_OUT) for group in groups(view.name))
                if "TITLE" in record.kind and claims & {"END"} and not trial.bound:
                    continue  # `how it ends` is the story, not the rights
                if claims & _TAKEN and _money_of_others(trial, record):
                    continue  # `the credit comes with the next payment`
                if (
                    claims & view.concepts & _EVENTS
                    and whole
                    and timely(trial, list(days(view.value, trial.setting.zone)))
                ):
                    trial.explained.add(position)
                    trial.use(record)
                    trial.meant |= view.concepts
                    yield record


_TAKEN = frozenset({"CHARGE", "RENEW"})


def _money_of_others(trial: Trial, record: Record) -> bool:
    """Whether the only amount said is what another record gives back: on no day is that charged."""
    homes = [r for r, view in trial.bound if isinstance(view.value, Money)]
    return bool(homes) and all(r is not record and _gives(r) for r in homes)


def _gives(record: Record) -> bool:
    fields = {c for view in record.views.values() if isinstance(view.value, Money) for c in view.concepts}
    return bool((record.head | fields) & {"CREDIT", "REFUND", "COMPENSATE"})


_LEFT_OUT = frozenset({"NEXT", "PERIOD", "CURRENT", "LAST", "SUBSCRIPTION", "PLAN", "ACCOUNT", "ACCESS"})


def _claims(trial: Trial) -> set[str]:
    return {c for item in trial.clause.items if item.kind == "word" for c in item.entry.claims | item.entry.weak}


_EVENTS = frozenset(
    {
        "END", "EXPIRE", "CANCEL", "START", "RENEW", "RETRY", "CHARGE", "RESOLVED", "REPORT", "RELEASE", "PUBLISH",
        "JOIN"
    }
)  # fmt: skip


_PERFECT = frozenset({"has", "have", "already", "schon", "bereits", "déjà", "ya"})


_AUX = word_set("is are has have ist sind hat haben est sont a ont avez es está están ha han")
_OVER = ("ed", "over", "en", "t", "é", "ée", "és", "ées", "do", "da", "dos", "das")


def _is_over(clause: Clause) -> bool:
    """`ist abgelaufen`, `est expirée`: what is over is so already, and not on a day to come."""
    gone = (clause.items[i] for i in clause.cues if clause.items[i].entry.strict & {"EXPIRE", "END"})
    return bool(_AUX & set(clause.lows)) and any(
        item.low.endswith(_OVER) and not item.low.startswith("läuf") for item in gone
    )


def timely(trial: Trial, found: list[object]) -> bool:
    if not found:
        return False
    ahead = found[0] > trial.setting.today  # type: ignore[operator]
    perfect = _PERFECT & set(trial.clause.lows) or _is_over(trial.clause)
    return not ahead if trial.clause.tense == "past" or perfect else ahead or trial.clause.tense == ""


__all__ = ["agree", "events", "is_cue", "positive", "says"]
