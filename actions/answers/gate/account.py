"""Words that the closer reading left open: each must name a field of what is spoken of, or stand in a short text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from actions.answers.gate.claims import unspeakable
from actions.answers.gate.concepts import Group, denied_by, said
from actions.answers.gate.holds import days
from actions.answers.gate.naming import is_identity
from actions.answers.gate.polarity import timely
from actions.answers.gate.records import Record, View, conditional, short
from actions.answers.gate.scan import Item
from actions.answers.gate.support import is_deed
from actions.answers.gate.trial import Trial
from actions.answers.gate.values import EVERY
from actions.answers.gate.weigh import HAPPENING, TURNING
from actions.answers.gate.words import word_set
from actions.facts.model import Bool, Date, DateTime, Text, TextList


def evidence(trial: Trial) -> set[str]:
    """What the records say has happened: their states, and the days on which something happened."""
    found: set[str] = set()
    for record in trial.used:
        found |= record.states | (record.kind if record.head & {"RECEIPT"} or _given(trial, record) else frozenset())
        for view in record.views.values():
            late = view.name.startswith("effective")  # what takes effect today may still be an offer
            gone = trial.setting.today - dt.timedelta(days=late)
            if any(day <= gone for day in days(view.value, trial.setting.zone)):
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
    return not claims & (HAPPENING | TURNING | {"FREE"}) and any(
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
