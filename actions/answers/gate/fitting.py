"""Whether a field can be what a value is said of: its type, its words, its record and the word before the value."""

from __future__ import annotations

from actions.answers.gate.bind import may_be_meant
from actions.answers.gate.concepts import DAYS_MUST_SAY, Group, groups
from actions.answers.gate.holds import Looseness, holds, readings_in
from actions.answers.gate.naming import is_identity
from actions.answers.gate.readings import Amount, Number, Reading, When
from actions.answers.gate.records import Record, View
from actions.answers.gate.trial import Trial
from actions.facts.model import Date, DateTime, Text, TextList

_HEDGES = ("APPROX", "OVER", "UNDER", "ATLEAST", "ATMOST")


_ENDS = frozenset({"END", "EXPIRE", "PERIOD", "DUE"})
_LATEST = frozenset({"SEEN", "LAST", "WATCHED"})


def placed(trial: Trial, position: int, view: View) -> bool:
    """Whether the word before a value fits the field: until an end, from the old price, not since the last time."""
    before = trial.before(position)
    turned = trial.preposition(position) & {"OLD", "NEW", "PREVIOUS"}
    if turned and not turned & view.concepts:
        return False
    if before is None or not isinstance(trial.item(position).value, When):
        return True
    denied = position in trial.clause.denied
    if "UNTIL" in before.ops:
        return denied != bool(view.concepts & _ENDS)
    return _since_last(trial, position, view)


def _since_last(trial: Trial, position: int, view: View) -> bool:
    """`not used since 30 July` tells when it was used last; `used since 30 July` when that began."""
    before = trial.before(position)
    if before is None or before.low not in {"since", "seit", "depuis", "desde"}:
        return True
    return (position in trial.clause.denied) == bool(view.concepts & _LATEST)


def named_another_plan(trial: Trial, record: Record) -> bool:
    """Whether a record is about a plan while the clause names only others: the price of one subscription is not
    that of the customer's other one."""
    about = _plan_of(record)
    records = trial.setting.index.records
    named = {
        plan
        for position in trial.clause.names
        for index, name in trial.item(position).refs
        if (plan := _plan_of(records[index])) and ("PLAN" in records[index].views[name].concepts or name == "name")
    }
    return about is not None and bool(named) and about not in named


def _plan_of(record: Record) -> str | None:
    """The name of the plan that a record, or a bill's line for a plan, is about; None: of none."""
    kind = record.views.get("line_kind")
    billed = kind is not None and isinstance(kind.value, Text) and kind.value.value == "plan"
    view = record.views.get("description") if billed else _plan_view(record)
    return view.value.value.casefold() if view is not None and isinstance(view.value, Text) else None


def _plan_view(record: Record) -> View | None:
    return next((v for v in record.views.values() if "PLAN" in v.concepts and isinstance(v.value, Text)), None)


def fits(view: View, value: Reading) -> bool:
    if isinstance(value, When):
        return (
            isinstance(view.value, Date | DateTime)
            or (value.length is not None and view.value.type in {"duration", "count"})
            or (isinstance(view.value, Text) and any(isinstance(r, When) for r in readings_in(view.value.value)))
        )
    kinds = {"Amount": {"money"}, "Share": {"percent"}, "Clock": {"datetime", "text"}, "Length": {"duration", "count"},
             "Number": {"count", "text", "list", "money", "date", "datetime"}}[type(value).__name__]  # fmt: skip
    if isinstance(view.value, Text):
        return bool(readings_in(view.value.value))
    if isinstance(view.value, TextList) and isinstance(value, Number) and value.value > 50:
        return False
    return view.value.type in kinds


def means(trial: Trial, record: Record, view: View, said: set[str], position: int) -> bool:
    """Whether what is said around a value can mean this field."""
    said = said | {c for i in trial.clause.cues for c in trial.item(i).entry.claims if c in record.head}
    if (
        isinstance(trial.item(position).value, Amount)
        and "PLAN" in record.head
        and of_another_plan(trial, record, said)
    ):
        return False
    dated = isinstance(view.value, Date | DateTime)
    named_so = isinstance(view.value, Text) and is_identity(record, view.name)  # the 20 % of a line `VAT 20 %`
    required: tuple[Group, ...] = () if named_so else view.needs
    if dated:
        telling = tuple(group for group in groups(view.name) if not group <= DAYS_MUST_SAY)
        required = telling or ((view.concepts,) if view.concepts & {"RENEW", "CHARGE"} else ())
    named = record.index in trial.named()
    if (
        trial.named()
        and not named
        and isinstance(trial.item(position).value, Amount)
        and not may_be_meant(record, said)
    ):
        return False
    known = named or (dated and record.owned and _known_by_amount(trial, record))
    if not all(group & said or (known and group & _MAIN_DAY) for group in required):
        return False
    if (
        "LIMIT" in view.concepts
        and record.owned
        and not said & {"LIMIT", "ALLOW"}
        and not trial.clause.has("CAN")
        and not trial.clause.has("ATMOST")
    ):
        return False
    if {"PERIOD", "END"} <= view.concepts and _plain_end(trial):
        return False
    if trial.clause.tense == "past" and ("NEXT" in view.concepts or _to_be_charged(trial, record, view)):
        return False
    if (view.generic or (dated and not required)) and not _identified(trial, record, view, said):
        return False
    return not isinstance(view.value, TextList) or bool(view.concepts - {"AVAIL", "INCLUDE"} & said)


def _to_be_charged(trial: Trial, record: Record, view: View) -> bool:
    """The price of what runs on is what will be charged; it does not say what was."""
    said = {c for i in trial.clause.cues for c in trial.item(i).entry.strict}
    past = view.concepts & {"LAST", "OLD", "PREVIOUS"} or ("PAID" in view.concepts and "PERIOD" not in view.concepts)
    runs = record.ambient and "ACTIVE" in record.states and not past
    return runs and view.value.type == "money" and bool(said & {"CHARGE", "NEXT", "RENEW"})


def _plain_end(trial: Trial) -> bool:
    """`It ends`: that a period ends does not say that what is paid for ends with it."""
    own = [trial.item(i).entry.strict for i in trial.clause.cues]
    ends = any(strict & {"END", "EXPIRE"} for strict in own)
    return ends and not any(strict & {"PERIOD", "PAID"} for strict in own) and not trial.clause.subject & {"PERIOD"}


def _known_by_amount(trial: Trial, record: Record) -> bool:
    """`the £22 from 1 May`: the amount tells which payment or bill the day is of."""
    said = [trial.item(i).value for i in trial.clause.values]
    amounts = [value for value in said if isinstance(value, Amount)]
    setting = trial.setting
    return any(
        holds(value, view, loose=Looseness(), today=setting.today, zone=setting.zone)
        for value in amounts for view in record.views.values() if view.value.type == "money"
    )  # fmt: skip


def _identified(trial: Trial, record: Record, view: View, said: set[str]) -> bool:
    """Whether the clause tells which record a plain `amount` or `date` is of."""
    if record.index in trial.named() or record.index in trial.setting.asked or record.head & said:
        return True
    if record.states & said and record.owned:
        return True
    if record.ambient and (trial.clause.addresses_customer or (trial.clause.leans and not trial.setting.asked)):
        return True
    if record.verdict:
        return any(group & said for group in record.asks)
    rivals = [r for r in trial.setting.index.records if any(v.value.type == view.value.type for v in r.views.values())]
    return len(rivals) == 1


def of_another_plan(trial: Trial, record: Record, said: set[str]) -> bool:
    """`you pay` is about the customer's own plan, if that is known."""
    lows = trial.clause.lows
    pays = {"PAYMENT", "CHARGE"} & {
        c for i in trial.clause.cues for c in trial.item(i).entry.strict
    } and trial.clause.addresses_customer
    ambient = [r for r in trial.setting.index.records if "SUBSCRIPTION" in r.head]
    return bool(pays and ambient) and "would" not in lows and not any(r.index in record.links for r in ambient)


def meanings(record: Record, view: View) -> Group:
    """The concepts of a field; a subscription's price is what is charged, where nothing else is said to be."""
    charged = any("CHARGE" in other.concepts and other.value.type == "money" for other in record.views.values())
    if record.ambient and "PRICE" in view.concepts and not charged and not view.concepts & {"OLD", "NEW"}:
        return view.concepts | {"CHARGE", "PAYMENT"}
    return view.concepts


_MAIN_DAY = frozenset({"DUE", "ISSUE", "ATTEMPT"})
"""What the day that a record is known by may be called; where the record is named, it need not be said."""


def plainness(trial: Trial, position: int, record: Record, view: View, said: set[str]) -> int:
    """How plainly the clause says this field: what its name has beyond the record's kind."""
    strict, loose = set[str](), set[str]()
    rivals = [i for i in trial.clause.values if type(trial.item(i).value) is type(trial.item(position).value)]
    for index, item in enumerate(trial.clause.items):
        if item.kind == "word" and trial._nearest(index, rivals) == position:
            strict |= item.entry.strict
            loose |= item.entry.loose | item.entry.weak
    strict |= trial.preposition(position)
    if not trial.clause.cues:
        strict |= {c for item in trial.clause.lent for c in item.entry.strict}
    if trial.clause.leans or not trial.clause.cues:
        loose |= trial.setting.asked_cues
    loose |= trial.clause.subject
    own = (meanings(record, view) - record.kind) & said
    return 2 * len(own & strict) + len(own & (loose - strict))


def looseness(trial: Trial, position: int) -> Looseness:
    """How a value is hedged by the word before it."""
    before = trial.before(position)
    word = next((op for op in _HEDGES if before is not None and op in before.ops), "")
    return Looseness(word, trial.clause.tense)


def holds_true(trial: Trial, position: int, view: View) -> bool:
    value = trial.item(position).value
    if value is None:
        return False
    before = trial.before(position)
    if before is not None and before.ops & {"BEFORE", "AFTER"} and isinstance(value, When):
        last = "AFTER" in before.ops and "END" in view.concepts and "PERIOD" not in view.concepts
        if not (last and position in trial.clause.denied):
            return False
    setting = trial.setting
    if isinstance(view.value, Date | DateTime) and isinstance(value, Number):
        return value.value == view.value.value.year and not value.word
    return holds(value, view, loose=looseness(trial, position), today=setting.today, zone=setting.zone)
