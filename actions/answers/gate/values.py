"""The values of a clause, bound to the fields that they are said of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from actions.answers.gate.bind import may_be_meant
from actions.answers.gate.clauses import is_cue
from actions.answers.gate.concepts import DAYS_MUST_SAY, Group, groups, said, split
from actions.answers.gate.holds import Looseness, days, holds, near, readings_in
from actions.answers.gate.readings import Amount, Length, Number, Reading, When, same_value
from actions.answers.gate.records import Record, View
from actions.answers.gate.trial import Trial
from actions.answers.gate.words import word_set
from actions.facts.model import Date, DateTime, Text, TextList

_HEDGES = ("APPROX", "OVER", "UNDER", "ATLEAST", "ATMOST")


def bind_values(trial: Trial) -> None:
    """Every value must be that of a field whose meaning the clause says; what stays open may still be in a text."""
    for position in trial.clause.values:
        if position in trial.explained or _in_the_question(trial, position):
            continue
        if (found := _field(trial, position)) is not None:
            trial.bind(*found, position)
            trial.meant |= meanings(*found)
            trial.denial |= _ends_a_denial(trial, position)
        elif _interval(trial, position) or _counted(trial, position):
            trial.explained.add(position)


def _ends_a_denial(trial: Trial, position: int) -> bool:
    """`not charged until 2 July`, `not renewed after 21 June`: the day bears out the denial as well."""
    before = trial.before(position)
    return position in trial.clause.denied and before is not None and bool(before.ops & {"UNTIL", "AFTER"})


def _in_the_question(trial: Trial, position: int) -> bool:
    """Whether a verdict's own question says the value: `does the plan allow six profiles`."""
    value = trial.item(position).value
    if value is None or not any(same_value(value, other) for other in trial.anchor.asked_values):
        return False
    trial.explained.add(position)
    trial.use(trial.anchor)
    return True


def _field(trial: Trial, position: int) -> tuple[Record, View] | None:
    """The field that a value is: of those the clause can mean, the ones it says most plainly decide."""
    if isinstance(trial.item(position).value, When) and _attached(trial, position):
        return _best_field(trial, position, before=True)  # `the payment of 3 March was refunded`
    return _best_field(trial, position, before=False)


def _attached(trial: Trial, position: int) -> bool:
    """Whether a day stands right behind the kind or name of a record, which it then tells from others."""
    at = position - 1
    while at > 0 and (trial.item(at).low in _OF or trial.item(at).kind == "value"):
        at -= 1
    if at < 0 or at == position - 1:
        return False
    item = trial.item(at)
    return item.kind == "name" or (is_cue(item) and any(item.entry.strict & r.head for r in trial.closure()))


_OF = word_set("of on from dated for vom von am du de del le el the")


def _best_field(trial: Trial, position: int, *, before: bool) -> tuple[Record, View] | None:
    """The field that is said most plainly, if it has the value."""
    value = trial.item(position).value
    if value is None:
        return None
    ranked = []
    for record in trial.closure():
        if named_another_plan(trial, record):
            continue
        said = trial.near_cues(position, before=before, of=record)
        possible = [v for v in record.views.values() if fits(v, value) and placed(trial, position, v)]
        meant = [v for v in possible if _means(trial, record, v, said, position)]
        ranked += [(plainness(trial, position, record, v, said), record, v) for v in meant]
    if any(r is trial.anchor for _, r, _ in ranked):
        ranked = [(rank, r, v) for rank, r, v in ranked if r is trial.anchor]
    best = max((rank for rank, _, _ in ranked), default=0)
    fitting = [(r, v) for rank, r, v in ranked if rank == best]
    return next(((r, v) for r, v in fitting if holds_true(trial, position, v)), None)


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


def _means(trial: Trial, record: Record, view: View, said: set[str], position: int) -> bool:
    """Whether what is said around a value can mean this field."""
    said = said | {c for i in trial.clause.cues for c in trial.item(i).entry.claims if c in record.head}
    if (
        isinstance(trial.item(position).value, Amount)
        and "PLAN" in record.head
        and of_another_plan(trial, record, said)
    ):
        return False
    dated = isinstance(view.value, Date | DateTime)
    required: tuple[Group, ...] = view.needs
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


EVERY = frozenset({"MONTH", "QUARTER", "YEAR", "WEEK"})


def _own_intervals(trial: Trial, position: int) -> Iterator[Group]:
    """How often the amount at `position` is charged, where the field that holds it says so: `per_year`, or a
    `price_now_period` beside `price_now`."""
    value = trial.item(position).value
    setting = trial.setting
    for record in trial.closure() if isinstance(value, Amount) else ():
        for view in record.views.values():
            if not holds(value, view, loose=Looseness(), today=setting.today, zone=setting.zone):  # type: ignore[arg-type]
                continue
            beside = [
                v.value.value
                for n, v in record.views.items()
                if n.startswith(f"{view.name}_") and isinstance(v.value, Text)
            ]
            if view.concepts & EVERY:
                yield view.concepts & EVERY
            elif beside:
                yield said(beside[0]) & EVERY if len(split(beside[0])) == 1 else frozenset({"~once"})


def _each(record: Record, concept: str) -> bool:
    """Whether a record says how often in one word: `month`, and not `first month`."""
    texts = [v.value.value for v in record.views.values() if isinstance(v.value, Text)]
    return concept in record.states and any(concept in said(text) and len(split(text)) == 1 for text in texts)


_INTERVALS = {1: "MONTH", 3: "QUARTER", 12: "YEAR"}


def _interval(trial: Trial, position: int) -> bool:
    """`a month` after an amount: how often it is charged, which the record must say; or the days that are left."""
    value = trial.item(position).value
    if not isinstance(value, Length):
        return False
    concept = _INTERVALS.get(value.months) or {7 * 86400: "WEEK"}.get(value.seconds)
    follows = position > 0 and (
        trial.item(position - 1).kind == "value"
        or trial.item(position - 1).low in _RATE
        or "MORE" in trial.item(position - 1).ops
    )
    if concept and follows and (own := list(_own_intervals(trial, position - 1))):
        return any(concept in intervals for intervals in own)
    if concept and follows:
        for record in trial.closure():
            if _each(record, concept) or any(
                concept in v.concepts and v.value.type == "money" for v in record.views.values()
            ):
                trial.use(record)
                return True
        return False
    return _left(trial, position, value) or _ahead(trial, position, value)


def _ahead(trial: Trial, position: int, value: Length) -> bool:
    """`in just over three weeks`: the time until a day whose meaning the clause says."""
    before = trial.clause.lows[max(0, position - 3) : position]
    if not {"in", "within"} & set(before):
        return False
    loose = looseness(trial, position)
    for record in trial.closure():
        for view in record.views.values():
            if not isinstance(view.value, Date | DateTime) or not _means(
                trial, record, view, trial.near_cues(position), position
            ):
                continue
            until = [(day - trial.setting.today).days for day in days(view.value, trial.setting.zone)]
            if any(
                n > 0 and near(Decimal(value.seconds), Decimal(n * 86400), Decimal(value.unit), loose) for n in until
            ):
                trial.bind(record, view, position)
                return True
    return False


_RATE = word_set("once per every each pro par por jeden jede chaque cada je")


def _left(trial: Trial, position: int, value: Length) -> bool:
    """`3 days left`: the time from today to a day on which something ends."""
    said = trial.near_cues(position)
    if "LEFT" not in said and not {"another", "noch", "encore"} & set(trial.clause.lows):
        return False
    for record in trial.closure():
        for view in record.views.values():
            ends = view.concepts & {"END", "EXPIRE"} and all(
                g & said or g & {"END", "EXPIRE", "PERIOD", "ACCESS"} for g in groups(view.name)
            )
            if ends and any(
                (day - trial.setting.today).days * 86400 == value.seconds
                for day in days(view.value, trial.setting.zone)
            ):
                trial.bind(record, view, position)
                trial.meant |= {"LEFT", "DAY", "AVAIL"}
                return True
    return False


def _counted(trial: Trial, position: int) -> bool:
    """`your two invoices`: as many records of a kind as there are."""
    value = trial.item(position).value
    if not isinstance(value, Number) or value.ordinal or value.decimals:
        return False
    for index in range(position + 1, min(position + 4, len(trial.clause.items))):
        item = trial.item(index)
        if not is_cue(item):
            if not item.entry.glue:
                break
            continue
        for concepts in (item.entry.strict, item.entry.loose):
            same = [r for r in trial.setting.index.records if r.head & concepts]
            if same:
                if len(same) != value.value or trial.anchor not in same:
                    return (
                        _of_its_kind(trial, position, value)
                        and "of" in trial.clause.lows[max(0, position - 3) : position]
                    )
                trial.use(same[0])
                return True
    return _of_its_kind(trial, position, value)


def _of_its_kind(trial: Trial, position: int, value: Number) -> bool:
    """`the cheapest of the three`, `these two`: as many as there are of the record's kind."""
    before = trial.clause.lows[max(0, position - 2) : position]
    if trial.clause.lows[position + 1 : position + 2] in (["that"], ["which"], ["who"]):
        return False  # `the three that include it` are not all there are
    if not set(before[-1:]) & {"the", "these", "those", "all", "your", "our", "of"} or trial.anchor.verdict:
        return False
    same = [r for r in trial.setting.index.records if r.fact.kind == trial.anchor.fact.kind]
    return len(same) == value.value > 1
