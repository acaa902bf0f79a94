"""Values that no field holds and that follow from several: time until a day or between two, what is left, sums, shares.

Each way looks for the fields that the value follows from, and for a word that says that it follows in this way.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from actions.answers.gate.concepts import Group
from actions.answers.gate.fitting import looseness
from actions.answers.gate.holds import Looseness, days, near
from actions.answers.gate.locales import minor_digits
from actions.answers.gate.readings import Amount, Length, Number, Share
from actions.answers.gate.records import Record, View
from actions.answers.gate.trial import Trial
from actions.answers.gate.words import word_set
from actions.facts.model import Count, Date, DateTime, Duration, Money, Percent

_LATER = word_set("later after afterwards following")
_EARLIER = word_set("before earlier beforehand prior")
_TO_COME = word_set(
    "left go remaining remain remains away more further another leaves leave übrig noch restent reste quedan faltan"
)
_TOGETHER = word_set(
    "together altogether combined sum total totals insgesamt zusammen ensemble total juntos juntas conjunto"
)
_USED_UP = word_set("used spent gone redeemed verbraucht ausgegeben utilisé dépensé gastado usado")
_WHOLE = frozenset({"LIMIT", "RUNTIME", "LENGTH", "AMOUNT", "PRICE", "INITIAL", "~total"})
_PART_LEFT = frozenset({"LEFT", "BALANCE"})
_PART_USED = frozenset({"WATCHED", "~use", "~posit", "~count", "~redeem", "~spent", "ATTEMPT", "~far", "SEEN"})
_CLOSING = frozenset({"END", "EXPIRE", "RESOLVED"})


def derive(trial: Trial) -> None:
    """Explain the open values of a clause that follow from fields near the record."""
    for position in trial.clause.values:
        if position in trial.explained or position in trial.clause.denied:
            continue
        value = trial.item(position).value
        if isinstance(value, Length):
            found = (
                _until(trial, position, value) or _lasted(trial, position, value) or _between(trial, position, value)
            )
            found = found or _left(trial, position, value)
        elif isinstance(value, Amount):
            found = _sum(trial, position, value) or _share(trial, position, value) or _left(trial, position, value)
        elif isinstance(value, Number) and not value.ordinal:
            found = _left(trial, position, value)
        else:
            found = False
        if found:
            trial.explained.add(position)
            trial.explained |= {i for i in trial.clause.cues if trial.item(i).low in _TO_COME | _USED_UP}


# ----- time


def _dated(trial: Trial) -> Iterator[tuple[Record, View, dt.date]]:
    for record in trial.closure():
        for view in record.views.values():
            if isinstance(view.value, Date | DateTime):
                for day in list(days(view.value, trial.setting.zone))[:1]:
                    yield record, view, day


def _until(trial: Trial, position: int, value: Length) -> bool:
    """`five days to go`, `access for another fifteen days`: the time from today to a day that the sentence speaks of."""
    lows = set(trial.clause.lows)
    lasting = bool(set(trial.clause.lows[max(0, position - 3) : position]) & {"for", "noch", "pendant", "durante"})
    if not (lows & _TO_COME or lasting):
        return False
    told = trial.near_cues(position) | trial.clause.sentence | trial.setting.asked_cues
    for record, view, day in _dated(trial):
        ends = bool(view.concepts & (_CLOSING | {"LAST"}))
        meant = day > trial.setting.today and (ends or not lasting) and view.concepts & (told | {"END", "EXPIRE"})
        if meant and spans(trial.setting.today, day, value, looseness(trial, position)):
            trial.bind(record, view, position)
            trial.meant |= {"LEFT", "DAY", "WEEK", "AVAIL"} if ends else {"LEFT", "DAY", "WEEK"}
            return True
    return False


def _lasted(trial: Trial, position: int, value: Length) -> bool:
    """`it lasted an hour and a half`: from the record's start to its end."""
    if not trial.near_cues(position) & {"RUNTIME", "LENGTH", "END"} and "took" not in trial.clause.lows:
        return False
    instants = [v for v in trial.anchor.views.values() if isinstance(v.value, DateTime | Date)]
    for first in (v for v in instants if "START" in v.concepts):
        for last in (v for v in instants if v.concepts & _CLOSING):
            seconds = _seconds(first, last)
            exact = value.seconds and near(
                Decimal(value.seconds), Decimal(seconds), Decimal(value.unit), looseness(trial, position)
            )
            if type(first.value) is type(last.value) and exact:
                trial.bind(trial.anchor, last, position)
                trial.meant |= {"RUNTIME", "LENGTH"}
                return True
    return False


def _seconds(first: View, last: View) -> int:
    return int((last.value.value - first.value.value).total_seconds())  # type: ignore[union-attr, operator]


def _between(trial: Trial, position: int, value: Length) -> bool:
    """`four days after the payments were taken`, `three days later`: between a day of this record and another day."""
    after = [i for i, low in enumerate(trial.clause.lows) if low.split()[0] in _LATER | _EARLIER and i >= position]
    if not after:
        return False
    sign = 1 if trial.clause.lows[after[0]].split()[0] in _LATER else -1
    here = [(r, v, d) for r, v, d in _dated(trial) if r is trial.anchor and _told_before(trial, v, after[0])]
    there = list(_others(trial, after[0]))
    for record, view, day in here:
        for other in there:
            first, last = (other, day) if sign > 0 else (day, other)
            if first < last and spans(first, last, value, looseness(trial, position)):
                trial.bind(record, view, position)
                trial.explained |= {i for i in after if i < len(trial.clause.items)}
                trial.meant |= {"PREVIOUS", "NEXT", *view.concepts}
                return True
    return False


def _told_before(trial: Trial, view: View, end: int) -> bool:
    said = {c for i in trial.clause.cues if i < end for c in trial.item(i).entry.claims}
    return not view.concepts & {"NEXT", "PERIOD"} and bool(view.concepts & said or not said & _days_named(trial))


def _days_named(trial: Trial) -> Group:
    return frozenset(c for v in trial.anchor.views.values() if isinstance(v.value, Date | DateTime) for c in v.concepts)


def _others(trial: Trial, start: int) -> Iterator[dt.date]:
    """The days that `later` can be counted from: of a record spoken of before, or of the kind named behind the word."""
    said = {c for i in trial.clause.cues if i > start for c in trial.item(i).entry.claims}
    records = trial.setting.index.records
    same = [
        r
        for r in records
        if r.head & said or (not said and (r.index in trial.inherited or r.head == trial.anchor.head))
    ]
    for record in same:
        for view in record.views.values():
            if isinstance(view.value, Date | DateTime) and not view.concepts & {"NEXT", "PERIOD"}:
                yield from days(view.value, trial.setting.zone)
    for view in trial.anchor.views.values():
        if isinstance(view.value, Date | DateTime) and view.concepts & said:
            yield from days(view.value, trial.setting.zone)


def spans(first: dt.date, last: dt.date, value: Length, loose: Looseness) -> bool:
    """Whether from `first` to `last` it is as long as was said."""
    gone = (last - first).days
    if value.months:
        if not loose.word:
            return _add_months(first, value.months) == last
        whole = Decimal(value.months) * Decimal("30.44")
        return near(whole, Decimal(gone), Decimal(30 if value.months < 12 else 180), loose)
    return near(Decimal(value.seconds), Decimal(gone * 86400), Decimal(value.unit), loose)


def _add_months(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# ----- amounts and counts


def _left(trial: Trial, position: int, value: Amount | Length | Number) -> bool:
    """`$35.97 has been used`, `an hour and eleven minutes to go`, `room for two more`: the whole without a part."""
    lows = set(trial.clause.lows)
    to_come, used_up = bool(lows & _TO_COME), bool(lows & _USED_UP)
    if to_come == used_up:
        return False
    part_of = _PART_USED if to_come else _PART_LEFT
    near_by = _near(trial)
    wholes = [(r, v) for r, v in near_by if v.concepts & _WHOLE and not v.concepts & (_PART_USED | _PART_LEFT)]
    parts = [(r, v) for r, v in near_by if v.concepts & part_of]
    for record, whole in wholes:
        for _, part in parts:
            gap = _gap(whole, part)
            if gap is not None and gap == _measure(value, whole):
                trial.bind(record, whole, position)
                trial.meant |= {"LEFT", *part.concepts}
                return True
    return to_come and isinstance(value, Number) and _uncounted(trial, position, value)


def check_left(trial: Trial) -> None:
    """`leaves you with three devices` is what is left, not what there is now."""
    lows = trial.clause.lows
    leaves = bool({"leave", "leaves", "left"} & set(lows)) and "with" in lows
    if not leaves or "LEFT" in trial.meant:
        return
    amounts = [view for _, view in trial.homes.values() if isinstance(view.value, Count | Money | Duration)]
    if any(not view.concepts & _PART_LEFT for view in amounts):
        raise trial.refuse("value", "that is what there is, not what is left")


def _near(trial: Trial) -> list[tuple[Record, View]]:
    records = trial.setting.index.records
    linked = [records[i] for i in sorted(trial.anchor.links) if not records[i].verdict]
    reach = dict.fromkeys(r.index for r in (*trial.closure(), *linked))
    return [(records[i], v) for i in reach for v in records[i].views.values()]


def _gap(whole: View, part: View) -> Decimal | None:
    one, other = whole.value, part.value
    if isinstance(one, Money) and isinstance(other, Money) and one.currency == other.currency:
        return Decimal(one.amount_minor - other.amount_minor) / Decimal(10) ** minor_digits(one.currency.upper())
    if isinstance(one, Duration) and isinstance(other, Duration):
        return Decimal(one.seconds - other.seconds)
    if isinstance(one, Count) and isinstance(other, Count):
        return Decimal(one.value - other.value)
    return None


def _measure(value: Amount | Length | Number, view: View) -> Decimal | None:
    if isinstance(value, Amount) and isinstance(view.value, Money):
        return value.value if not value.currencies or view.value.currency in value.currencies else None
    if isinstance(value, Length) and isinstance(view.value, Duration):
        return Decimal(value.seconds)
    return value.value if isinstance(value, Number) and isinstance(view.value, Count) else None


def _uncounted(trial: Trial, position: int, value: Number) -> bool:
    """`room for two more`: a limit without the records there are of the kind."""
    for record, view in _near(trial):
        if not isinstance(view.value, Count) or "LIMIT" not in view.concepts:
            continue
        kinds = view.concepts - {"LIMIT"}
        there = [r for r in trial.setting.index.records if r.head & kinds and r is not record and not r.verdict]
        if there and view.value.value - len(there) == value.value and _same_kind(there):
            trial.bind(record, view, position)
            trial.meant |= {"LEFT", *kinds}
            return True
    return False


def _same_kind(records: list[Record]) -> bool:
    return len({r.fact.kind for r in records}) == 1


def _sum(trial: Trial, position: int, value: Amount) -> bool:
    """`together the two invoices come to £36.09`: one field of all records of a kind."""
    lows = " ".join(trial.clause.lows)
    if (not set(lows.split()) & _TOGETHER and "in all" not in lows and not _all_said(trial)) or trial.clause.names:
        return False
    every = [r for r in trial.setting.index.records if r.fact.kind == trial.anchor.fact.kind]
    for view in trial.anchor.views.values():
        amounts = [r.views[view.name].value for r in every if view.name in r.views]
        money = [a for a in amounts if isinstance(a, Money)]
        if _adds_nothing(trial, every):
            return False
        if len(every) < 2 or len(money) < len(every) or len({m.currency for m in money}) > 1 or view.concepts & {"TAX"}:
            continue
        total = Decimal(sum(m.amount_minor for m in money)) / 10 ** minor_digits(money[0].currency.upper())
        if total == value.value and (not value.currencies or money[0].currency in value.currencies):
            for record in every:
                trial.use(record)
            trial.bound.append((trial.anchor, view))
            trial.meant |= view.concepts | {"AMOUNT", "CHARGE", "PAYMENT", "PRICE"}
            return True
    return False


_NOT_TAKEN = frozenset({"FAIL", "DECLINE", "VOID", "CANCEL", "PENDING"})


def _adds_nothing(trial: Trial, records: list[Record]) -> bool:
    """Whether amounts are none to add up: what was tried and not taken is not paid, and several attempts at one bill
    are not owed several times, nor is what was paid owed."""
    if any(record.head & {"PAYMENT", "ATTEMPT", "CHARGE"} and record.states & _NOT_TAKEN for record in records):
        return True
    due = any("DUE" in trial.item(i).entry.strict for i in trial.clause.cues)
    return due and any(record.states & {"PAID", "SUCCEED", "SETTLED", "REFUND"} for record in records)


def _all_said(trial: Trial) -> bool:
    """`the two invoices come to …`: the sum is of as many as there are."""
    kind = [r for r in trial.setting.index.records if r.fact.kind == trial.anchor.fact.kind]
    said = [trial.item(i).value for i in trial.clause.values]
    counted = any(isinstance(v, Number) and v.value == len(kind) for v in said)
    return counted and any("AMOUNT" in trial.item(i).entry.strict for i in trial.clause.cues)


def _share(trial: Trial, position: int, value: Amount) -> bool:
    """`20 % off £18 is £3.60` and `comes to £14.40`: a percentage of an amount, or what is left without it."""
    records = trial.setting.index.records
    rates = [v.value.value for r in records for v in r.views.values() if isinstance(v.value, Percent)]
    said = [trial.item(i).value for i in trial.clause.values if i != position and i in trial.explained]
    if not rates or (not any(isinstance(v, Share) for v in said) and "DISCOUNT" not in trial.near_cues(position)):
        return False
    wholes = [v.value for v in said if isinstance(v, Amount)]
    return any(
        value.value in {whole * Decimal(str(rate)) / 100, whole - whole * Decimal(str(rate)) / 100}
        for whole in wholes for rate in rates
    )  # fmt: skip
