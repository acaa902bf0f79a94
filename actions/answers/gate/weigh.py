"""Values and words that the closer reading left open, weighed against every field near the record.

A field's name need not be said in full. It is enough that some of it is, that the value fits, and that no word beside
the value belongs to another field of the same type: what somebody calls `next_charge_amount` or `member_since` is then
understood without being listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.answers.gate.claims import unspeakable
from actions.answers.gate.clauses import is_cue
from actions.answers.gate.concepts import Group, denied_by, groups, said
from actions.answers.gate.holds import days
from actions.answers.gate.naming import is_identity
from actions.answers.gate.polarity import timely
from actions.answers.gate.readings import Amount, Number, When
from actions.answers.gate.records import Record, View, conditional, short
from actions.answers.gate.scan import Item
from actions.answers.gate.support import is_deed
from actions.answers.gate.trial import Trial
from actions.answers.gate.values import (
    EVERY,
    fits,
    holds_true,
    meanings,
    named_another_plan,
    of_another_plan,
    placed,
    plainness,
)
from actions.answers.gate.words import word_set
from actions.facts.model import Bool, Date, DateTime, Text, TextList

_TURNING = frozenset(
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
    if any(not group & told and (group & _TURNING or not _unheard(group)) for group in _required(record, view)):
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


def evidence(trial: Trial) -> set[str]:
    """What the records say has happened: their states, and the days on which something happened."""
    found: set[str] = set()
    for record in trial.used:
        found |= record.states | (record.kind if record.head & {"RECEIPT"} or _given(trial, record) else frozenset())
        for view in record.views.values():
            if any(day <= trial.setting.today for day in days(view.value, trial.setting.zone)):
                found |= view.concepts
    return found


def _given(trial: Trial, record: Record) -> bool:
    """A refund or credit with a day gone by, and no state that says that it is still to come."""
    gone = any(d <= trial.setting.today for v in record.views.values() for d in days(v.value, trial.setting.zone)
               if not v.concepts & {"PLANNED", "REQUEST", "RECEIVED"})  # fmt: skip
    return (
        bool(record.head & {"REFUND", "CREDIT"})
        and gone
        and not record.states & {"PENDING", "PLANNED", "OPEN", "REQUEST", "FAIL"}
    )


def account(trial: Trial) -> None:
    """Explain the open words that name a field of what is spoken of, or stand in one of its short texts."""
    for position in trial.clause.cues:
        if position in trial.explained:
            continue
        item = trial.item(position)
        if trial.clause.tense == "past" and is_deed(item) and not item.entry.claims & evidence(trial):
            continue
        if position in trial.clause.denied and (_not_so(trial, item) or _latest_bound(trial, item)):
            trial.explained.add(position)
            trial.denial = trial.proved = True
            continue
        if (position not in trial.clause.denied and any(_says(trial, item, record) for record in trial.used)) or (
            (trial.bound or trial.anchor.verdict or trial.anchor.ambient)
            and _determined(trial, position)
            and _refers(trial, item)
        ):
            trial.explained.add(position)


_LATEST = frozenset({"SEEN", "LAST", "WATCHED", "~use"})


def _latest_bound(trial: Trial, item: Item) -> bool:
    """`not used since 30 July`: the day of the last time bears out the denial."""
    return any(item.entry.claims & view.concepts & _LATEST for _, view in trial.bound)


def _not_so(trial: Trial, item: Item) -> bool:
    """`has not ended yet`: what has a day that is still to come; `not subscribed`, of a text that says just that."""
    claims = item.entry.strict or item.entry.loose
    perfect = bool({"has", "have", "was", "were", "did"} & set(trial.clause.lows)) and trial.clause.tense != "future"
    for record in trial.used:
        for view in record.views.values():
            found = list(days(view.value, trial.setting.zone))
            if perfect and found and claims & view.concepts & HAPPENING and found[0] > trial.setting.today:
                return True
            if isinstance(view.value, Text) and short(view.value.value) and claims & denied_by(view.value.value):
                return True
    return False


_REFERRING = frozenset(
    {
        "SUBSCRIPTION", "ACCOUNT", "PLAN", "INVOICE", "PAYMENT", "LINE", "DEVICE", "TITLE", "FILM", "SERIES", "PROFILE",
        "DELIVERY", "EDITION", "INCIDENT", "PROBLEM", "CARD", "REQUEST", "RECEIPT", "ARTICLE", "DATE", "TIME", "METHOD",
        "ATTEMPT", "~custom", "~newslett", "PRODUCT", "REFERENCE", "NAME"
    }
)  # fmt: skip
"""What a sentence calls the thing it speaks of; the word alone claims nothing about it."""


def _determined(trial: Trial, position: int) -> bool:
    """Whether a noun stands with `the`, `your`, `this`: `it is an account problem` says what something is."""
    lows = trial.clause.lows[max(0, position - 3) : position]
    return bool(set(lows) & _THE) or position == 0


_THE = word_set(
    "the your this that these those my our its their both each 's of der die das den dem des ihr ihre ihrem ihren ihrer dein deine diese "
    "dieser dieses le la les l votre vos ton ta ce cette ces el los las su sus tu este esta"
)


def _refers(trial: Trial, item: Item) -> bool:
    """Whether a word only refers to what is spoken of, or to what that belongs to, and no other record can be meant."""
    strict = item.entry.strict
    if not strict or not (strict <= _REFERRING or item.entry.loose & _REFERRING) or trial.anchor.passages:
        return False
    told = [i for i in trial.clause.cues if not trial.item(i).entry.strict <= _REFERRING]
    if not trial.clause.values and not trial.clause.names and not any(i in trial.explained for i in told):
        return False  # `that is on our invoice` says where something is
    meant = {r.index for r in trial.used} | {i for r in trial.used for i in r.links}
    rivals = [r for r in trial.setting.index.records if r.head & strict and not r.verdict]
    return all(rival.index in meant or rival.ambient for rival in rivals)


def _says(trial: Trial, item: Item, record: Record) -> bool:
    claims = item.entry.strict or item.entry.loose
    if claims & (record.kind - {"DUPLICATE"}):
        return True
    return any(_bears(trial, claims, record, view) for view in record.views.values())


def _bears(trial: Trial, claims: Group, record: Record, view: View) -> bool:
    """Whether a field, as it stands in the record, makes a word true."""
    if record.verdict:
        return False
    value = view.value
    if isinstance(value, Text | TextList):
        texts = [value.value] if isinstance(value, Text) else value.value
        if is_identity(record, view.name) or conditional(view.name) or view.name in _PROSE:
            return False
        if claims & view.concepts:
            bound_here = any(bound is view for _, bound in trial.bound)
            return bound_here or _points(trial, record, texts) or _mentioned(trial, claims)
        return any(
            short(text)
            and not unspeakable(text, "en")
            and claims & said(text) - _BYTHEWAY
            and _quoted(trial, claims, text)
            for text in texts
        )
    if not claims & view.concepts or ("TITLE" in record.kind and claims & {"END"}):
        return False
    if isinstance(value, Bool):
        return value.value
    if isinstance(value, Date | DateTime):
        return timely(trial, list(days(value, trial.setting.zone)))
    if any(bound is view for _, bound in trial.bound):
        return True
    if claims & EVERY:
        return all(v.concepts & claims for v in record.views.values() if v.concepts & EVERY)
    return not claims & (HAPPENING | _TURNING | {"FREE"}) and any(
        trial.item(i).entry.claims & claims and _determined(trial, i) for i in trial.clause.cues
    )


_PROSE = frozenset(
    {"meaning", "body", "steps", "step", "synopsis", "plot", "summary", "answer", "message", "text", "topic"}
)


def _points(trial: Trial, record: Record, texts: Sequence[str]) -> bool:
    """`retry_of`: a field that names another record says that there is such a thing."""
    keys = {r.fact.id.rpartition(":")[2].casefold() for i in record.links for r in [trial.setting.index.records[i]]}
    return any(text.casefold() in keys for text in texts)


def _mentioned(trial: Trial, claims: Group) -> bool:
    """`we know the cause`: speaks of a field without saying what it holds."""
    return any(_determined(trial, i) and i != 0 and trial.item(i).entry.strict == claims for i in trial.clause.cues
               ) and claims <= {"CAUSE", "REASON", "QUALITY", "GENRE", "SYNOPSIS", "ADDRESS", "REFERENCE", "CODE", "NAME"}  # fmt: skip


_BYTHEWAY = frozenset({"FREE"})
"""What a reason or remark says in passing: `cancelled during the free trial`."""


def _quoted(trial: Trial, claims: Group, text: str) -> bool:
    """What happened is told by a text only with what it happened to: `the card expired`, of `card expired`."""
    if not claims & HAPPENING or len(text.split()) == 1:
        return True
    others = said(text) - claims
    return any(trial.item(i).entry.claims & others for i in trial.clause.cues)
