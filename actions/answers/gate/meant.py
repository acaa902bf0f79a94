"""Whether what is bound so far expresses a word: its fields, the records' order, what a plan holds."""

from __future__ import annotations

from actions.answers.gate.account import evidence
from actions.answers.gate.claims import unspeakable
from actions.answers.gate.concepts import Group
from actions.answers.gate.holds import days
from actions.answers.gate.naming import is_identity
from actions.answers.gate.records import Record, View
from actions.answers.gate.scan import Item
from actions.answers.gate.support import is_deed
from actions.answers.gate.trial import Trial, day_of
from actions.facts.model import Date, DateTime, Money, Text


def meant(trial: Trial, position: int) -> bool:
    """Whether what is bound so far expresses a word's concept."""
    item = trial.item(position)
    entry = item.entry
    if position in trial.clause.denied and not trial.denial:
        return False
    if trial.clause.tense == "past" and is_deed(item) and not entry.claims & evidence(trial):
        return False
    if entry.opposite and not entry.claims:
        return False
    if _another_has(trial, entry.strict & _THINGS) and not any(r.head & entry.strict for r in trial.used):
        return False
    if entry.strict & {"LAST", "PREVIOUS", "FIRST"} and any("NEXT" in view.concepts for _, view in trial.bound):
        return bool(entry.strict & {"FIRST"}) and "TRIAL" in trial.anchor.states
    if entry.strict & trial.meant or entry.strict & {"CURRENT"}:
        return True
    fields = {c for _, view in trial.bound for c in view.concepts}
    if entry.loose & fields:
        return True
    if entry.claims & {"PAYMENT", "CHARGE"} and ("DUE" in fields or _rate(trial)):
        return True
    if (
        entry.claims & {"DUE", "PLANNED"}
        and trial.clause.tense != "past"
        and any(_ahead(trial, v) for _, v in trial.bound)
    ):
        return True  # what is to come on a day is due then
    if entry.strict & {"ADDED"} and _added(trial):
        return True
    if entry.strict == {"CARD"} and any(
        isinstance(v.value, Text) and _card_like(v.value.value) for _, v in trial.bound
    ):
        return True
    if entry.strict & {"SWITCH", "DOWNGRADE"} and "target" in trial.anchor.views and trial.clause.tense != "past":
        return True
    if trial.anchor.head & {"LINE", "INCIDENT", "OFFER"} and _in_its_name(trial, item):
        return True
    if "EDITION" in entry.claims and "DELIVERY" in trial.anchor.head:
        return True
    if "PERIOD" in entry.strict and any("TRIAL" in view.concepts for _, view in trial.bound):
        return True  # the period of a trial
    if "FREE" in entry.strict and any("TRIAL" in view.concepts for _, view in trial.bound):
        return True
    if (
        entry.strict == {"SUCCEED"}
        and trial.clause.tense != "past"
        and any(_ahead(trial, view) for _, view in trial.bound)
    ):
        return True  # `goes through on 2 July`: it is only due then
    if entry.strict == {"STREAM"} and any("QUALITY" in view.concepts for _, view in trial.bound):
        return True
    if "AMOUNT" in entry.strict and any("INCLUDE" in trial.item(i).entry.strict for i in trial.clause.cues):
        return "total" in trial.anchor.views
    if "RENEW" in entry.strict and trial.denial and "CANCEL" in trial.anchor.states:
        return True
    if entry.strict & {"APP"} and "SUPPORT" in trial.anchor.kind and trial.proved:
        return True
    if entry.loose & trial.meant and not _another_has(trial, entry.strict):
        return True
    if (
        entry.claims & {"PLAN", "SUBSCRIPTION", "ACCOUNT"}
        and trial.own_plan
        and trial.anchor.verdict
        and _own_verdict(trial)
    ):
        return True
    if "DATE" in entry.strict and any(isinstance(view.value, Date | DateTime) for _, view in trial.bound):
        return True
    if "AVAIL" in entry.claims and any(other.kind == "address" for other in trial.clause.items):
        return True
    if entry.strict == {"CARD"} and any(
        "CARD" in view.concepts for record in trial.used for view in record.views.values()
    ):
        return True
    if _kind_of_content(trial, entry.strict):
        return True
    return _ordered(trial, position, entry.claims) or holds_something(trial, entry.claims) or _unit(trial, entry.claims)


def _in_its_name(trial: Trial, item: Item) -> bool:
    """Whether a word stands in what the record itself is called: `credit` in a line `Credit for unused time`."""
    names = [view.value.value for view in trial.anchor.views.values()
             if is_identity(trial.anchor, view.name) and isinstance(view.value, Text)]  # fmt: skip
    return any(item.low in name.casefold().split() and not unspeakable(name, "en") for name in names)


def _card_like(text: str) -> bool:
    digits = [part for part in text.split() if part.isdigit() and len(part) == 4]
    return bool(digits) or any(
        brand in text.casefold() for brand in ("visa", "mastercard", "amex", "debit", "credit card")
    )


def _rate(trial: Trial) -> bool:
    """`billed monthly`: how often, said of a subscription or plan that has this interval."""
    intervals = trial.anchor.states & {"MONTH", "YEAR", "QUARTER", "WEEK"}
    said = {c for i in trial.clause.cues for c in trial.item(i).entry.strict}
    return bool(intervals & said) and bool(trial.anchor.head & {"PLAN", "SUBSCRIPTION"})


def _added(trial: Trial) -> bool:
    """`the fee added £4.50`: the amount is one that makes a bill larger."""
    amounts = [
        v.value.amount_minor for r, v in trial.bound if isinstance(v.value, Money) and r.head & {"LINE", "CAUSE"}
    ]
    fewer = "DECREASE" in trial.anchor.states or "DISCOUNT" in trial.anchor.states
    return bool(amounts) and all(amount > 0 for amount in amounts) and not fewer


_THINGS = frozenset({"OFFER", "INCIDENT", "DELIVERY", "PROFILE", "RECEIPT"})
_CAPABILITY = frozenset({"STREAM", "QUALITY", "DOWNLOAD", "DEVICE", "PROFILE", "LIMIT"})


def _part_of(record: Record, view: View) -> bool:
    """Whether a field is something that the record has, rather than what it is called, when it is or whose it is."""
    return not (is_identity(record, view.name) or isinstance(view.value, Date | DateTime) or "PLAN" in view.concepts)


def _kind_of_content(trial: Trial, strict: Group) -> bool:
    """`download films with Standard`, `each episode of a series`: content in general, not one title."""
    if strict <= {"FILM", "SERIES", "TITLE", "CONCERT", "DOCUMENTARY"} and strict:
        return "PLAN" in trial.anchor.head and bool(trial.proved or trial.bound)
    return (
        strict == {"EPISODE"}
        and "SERIES" in trial.anchor.states
        and any(view.concepts & {"RUNTIME"} for _, view in trial.bound)
    )


def _own_verdict(trial: Trial) -> bool:
    """Whether a verdict is about the customer's own plan: it names no other one."""
    plans = [v.value for v in trial.anchor.views.values() if "PLAN" in v.concepts and isinstance(v.value, Text)]
    named = [r for r in trial.setting.index.records if r.index in trial.anchor.links and "PLAN" in r.head]
    owned = {v.value.value.casefold() for r in trial.setting.index.records if r.ambient for v in r.views.values()
             if "PLAN" in v.concepts and isinstance(v.value, Text)}  # fmt: skip
    spoken = {plan.value.casefold() for plan in plans} | {" ".join(name) for r in named for name in r.identities}
    return not spoken or bool(spoken & owned)


def _another_has(trial: Trial, strict: Group) -> bool:
    """Whether a record of another kind is what a word says first: then the second reading would mix them up."""
    if not strict:
        return False
    others = [record for record in trial.setting.index.records if record not in trial.used]
    return any(
        record.head & strict or any(strict <= view.concepts for view in record.views.values()) for record in others
    )


def holds_something(trial: Trial, claims: Group) -> bool:
    """`includes 4 screens`, `comes with downloads`: a plan has what its fields say; a title is in the plans it lists."""
    if not claims & {"AVAIL", "ALLOW", "FEATURE", "INCLUDE", "SUPPORT"}:
        return False
    holding = bool(claims & {"ALLOW", "FEATURE", "INCLUDE", "SUPPORT"})
    for record, view in trial.bound:
        if record.head & {"TITLE", "~right"}:
            if view.concepts & {"PLAN", "AVAIL", "LANGUAGE", "SUBTITLE", "AUDIO", "DEVICE", "QUALITY"}:
                return True
        elif record.verdict:
            continue
        elif _part_of(record, view) and (holding or view.concepts & _CAPABILITY):
            return True
        elif "SUBSCRIPTION" in record.head and view.concepts & {"END"} and not trial.clause.names:
            return trial.clause.tense != "past"
    return False


def _unit(trial: Trial, claims: Group) -> bool:
    """`the price per month`: how often, as the record has it, is among its states; a value's own unit is said with it."""
    return bool(claims & {"TIME"}) and bool(trial.bound)


def _ordered(trial: Trial, position: int, claims: Group) -> bool:
    """`your next delivery`, `the last invoice`, `your first payment`: in the order of the records' days."""
    if "NEXT" in claims and any(_ahead(trial, view) for _, view in trial.bound):
        return True
    wanted = claims & {"LAST", "FIRST", "NEXT", "NEW", "PREVIOUS"}
    kinds = {c for i in trial.clause.cues for c in trial.item(i).entry.claims}
    target = next((r for r in trial.used if r.head & kinds), trial.anchor)
    if not wanted or target is None:
        return False
    every = [r for r in trial.setting.index.records if r.head & target.head and not r.verdict]
    if target is trial.anchor and not target.head & kinds and len(every) < 2:
        return False
    same = sorted((r for r in every if day_of(trial.setting, r)), key=lambda r: day_of(trial.setting, r))  # type: ignore[arg-type, return-value]
    if target not in same:
        return len(every) == 1 and "LAST" in wanted
    if "NEXT" in wanted:
        coming = [r for r in same if day_of(trial.setting, r) >= trial.setting.today]  # type: ignore[operator]
        return bool(coming) and coming[0] is target
    gone = [r for r in same if day_of(trial.setting, r) <= trial.setting.today]  # type: ignore[operator]
    same = gone or same
    if target not in same:
        return False
    place = same.index(target)
    if wanted & {"LAST", "NEW"}:
        return place == len(same) - 1
    if "PREVIOUS" in wanted:
        return len(same) > 1 and place == len(same) - 2
    return "FIRST" in wanted and place == 0


def _ahead(trial: Trial, view: View) -> bool:
    return any(day >= trial.setting.today for day in days(view.value, trial.setting.zone))
