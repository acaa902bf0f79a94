"""Values that the closer reading left open, weighed against every field near the record.

A field's name need not be said in full. It is enough that some of it is, that the value fits, and that no word beside
the value belongs to another field of the same type: what somebody calls `next_charge_amount` or `member_since` is then
understood without being listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from actions.answers.gate.clauses import is_cue
from actions.answers.gate.concepts import Group, groups, said
from actions.answers.gate.fitting import (
    fits,
    holds_true,
    meanings,
    named_another_plan,
    of_another_plan,
    placed,
    plainness,
)
from actions.answers.gate.readings import Amount, Number, When
from actions.answers.gate.records import Record, View
from actions.answers.gate.scan import Item
from actions.answers.gate.trial import Trial
from actions.facts.model import Text, TextList

TURNING = frozenset(
    {
        "OLD", "NEW", "PREVIOUS", "TAX", "SUBTOTAL", "NET", "GROSS", "DISCOUNT", "FEE", "REFUND", "CREDIT", "SAVING",
        "DIFFERENCE", "OFFER", "PERIOD", "TRIAL", "RETRY", "BALANCE", "LEFT", "MINIMUM", "FIRST", "LAST",
        "EXTRA", "SETUP", "OPEN", "DUE", "LATE", "DECREASE", "INCREASE", "PAUSE", "LIMIT"
    }
)  # fmt: skip
"""What makes a field another one than its record's plain amount, day or number: it must be said."""

HAPPENING = frozenset(
    {
        "END", "EXPIRE", "CANCEL", "START", "RENEW", "RETRY", "CHARGE", "PAYMENT", "RESOLVED", "REPORT", "RELEASE",
        "PUBLISH", "JOIN", "FAIL", "DECLINE", "REFUND", "PAUSE", "RESUME", "DELIVERED", "MISSING", "SEEN", "WATCHED",
        "DOWNLOAD", "UPGRADE", "DOWNGRADE", "SWITCH", "CHANGE", "INCREASE", "DECREASE", "RECEIVED", "CONFIRM", "ADDED",
    }
)  # fmt: skip
"""What can happen on a day: a day is only shown of a field that is about just that."""


def weigh_values(trial: Trial) -> None:
    """Bind each open value to the one field near the record that it can be."""
    for position in trial.clause.values:
        if position in trial.explained or (position in trial.clause.denied and not _until(trial, position)):
            continue
        found = sorted(_fields(trial, position), key=lambda hit: -hit[0])
        if found and (len(found) == 1 or found[0][0] > found[1][0] or found[0][1] is found[1][1]):
            _, record, view = found[0]
            trial.bind(record, view, position)
            trial.meant |= meanings(record, view)
            trial.denial |= position in trial.clause.denied


def _until(trial: Trial, position: int) -> bool:
    before = trial.before(position)
    return before is not None and (bool(before.ops & {"UNTIL", "AFTER"}) or before.low == "since")


def _fields(trial: Trial, position: int) -> Iterator[tuple[int, Record, View]]:
    value = trial.item(position).value
    said_of_it = set(trial.near_cues(position))
    for record in trial.closure():
        if named_another_plan(trial, record):
            continue
        for view in record.views.values():
            if value is None or not fits(view, value) or not holds_true(trial, position, view):
                continue
            if not placed(trial, position, view) or _elsewhere(trial, position, record, said_of_it):
                continue
            if _told(trial, position, record, view, said_of_it) and not _of_another(trial, position, record, view):
                own = record is trial.anchor
                yield 2 * plainness(trial, position, record, view, said_of_it) + own, record, view


def _told(trial: Trial, position: int, record: Record, view: View, said_of_it: set[str]) -> bool:
    """Whether enough of the field's name is said, and all of it that would make it another one."""
    told = set(said_of_it)
    if trial.clause.has("CAN") or trial.clause.has("ATMOST") or "ALLOW" in said_of_it:
        told |= {"LIMIT"}
    if any(not group & told and (group & TURNING or not _unheard(group)) for group in _required(record, view)):
        return False
    if "NEXT" in view.concepts and trial.clause.tense == "past":
        return False
    if isinstance(view.value, TextList) and not view.concepts - {"AVAIL", "INCLUDE"} & said_of_it:
        return False
    if (
        isinstance(view.value, Text)
        and isinstance(trial.item(position).value, Number)
        and len(trial.item(position).low) >= 4
    ):
        return True  # the last digits of a card
    if view.concepts & said_of_it - record.kind or _selects(trial, position, record, view):
        return True
    return record is trial.anchor and _known(trial, record, said_of_it) and _only_one(record, view)


def _required(record: Record, view: View) -> tuple[Group, ...]:
    limit = tuple(group for group in groups(view.name) if "LIMIT" in group) if record.owned else ()
    return (*view.needs, *limit)


def _unheard(group: Group) -> bool:
    """Whether a word of a field's name is none that the word lists know."""
    return all(concept.startswith("~") for concept in group)


def _known(trial: Trial, record: Record, said_of_it: set[str]) -> bool:
    return record.index in trial.named() | trial.setting.asked or bool(record.head & said_of_it)


_TIMELESS = frozenset(
    {"PLAN", "TITLE", "FILM", "SERIES", "OFFER", "DEVICE", "HELPART", "SUPPORT", "CHANGE", "DISCOUNT"}
)
"""Kinds of record that no day tells apart."""


def _selects(trial: Trial, position: int, record: Record, view: View) -> bool:
    """`In January you were billed …`: the day tells which of several bills, payments or deliveries is meant."""
    if not isinstance(trial.item(position).value, When) or record.ambient or record.verdict:
        return False
    if record.head & _TIMELESS:
        return False
    return not view.concepts & {"NEXT", "PERIOD", "END", "EXPIRE", "DUE", "PLANNED", "RESOLVED"}


def _only_one(record: Record, view: View) -> bool:
    return sum(type(other.value) is type(view.value) for other in record.views.values()) == 1


def _elsewhere(trial: Trial, position: int, record: Record, said_of_it: set[str]) -> bool:
    """Whether the sentence speaks of other records than this one."""
    value = trial.item(position).value
    named = trial.named()
    if named and record.index not in named and record.identities and not record.verdict:
        return True
    if record is not trial.anchor and record.ambient and "PLAN" in trial.anchor.head:
        return True
    if not isinstance(value, Amount):
        return False
    if record is not trial.anchor and record.ambient and not trial.anchor.verdict:
        return True
    if "PLAN" in record.head and of_another_plan(trial, record, said_of_it):
        return True
    return trial.clause.tense == "past" and bool(record.head & {"SUBSCRIPTION", "PLAN"}) and "ACTIVE" in record.states


def _of_another(trial: Trial, position: int, record: Record, view: View) -> bool:
    """Whether a word beside the value belongs to another field of its type, or is something else that happened."""
    value = trial.item(position).value
    told = trial.near_cues(position)
    if not all(group & told for group in view.needs) and any(
        other.needs and all(group & told for group in other.needs) for other in _rivals(trial, view)
    ):
        return True
    for item in beside(trial, position):
        strict = item.entry.strict - record.kind
        if not strict or strict & view.concepts:
            continue
        if isinstance(value, When) and strict & HAPPENING and not item.entry.claims & (view.concepts | _status(record)):
            return True
        if any(strict & other.concepts for other in _rivals(trial, view)):
            return True
    return False


def _status(record: Record) -> Group:
    """What the record says has become of it."""
    return frozenset[str]().union(*(said(v.value.value) for n, v in record.views.items()
                                    if n.rpartition("_")[2] in _STATUS and isinstance(v.value, Text)))  # fmt: skip


_STATUS = frozenset({"status", "state", "result", "outcome"})


def beside(trial: Trial, position: int) -> Iterator[Item]:
    """The words that say something of the value at `position`, and of no other of its type."""
    items = trial.clause.items
    rivals = [i for i in trial.clause.values if type(items[i].value) is type(items[position].value)]
    for index, item in enumerate(items):
        if is_cue(item) and trial._nearest(index, rivals) == position:
            yield item


def _rivals(trial: Trial, view: View) -> Iterator[View]:
    for record in trial.closure():
        for other in record.views.values():
            if other is not view and other.value != view.value and type(other.value) is type(view.value):
                yield other
