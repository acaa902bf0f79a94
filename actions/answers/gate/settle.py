"""What is left of a clause once its values, names and verdicts are bound: every word must be accounted for."""

from __future__ import annotations

from itertools import pairwise

from actions.answers.gate.account import account
from actions.answers.gate.bind import bind_addresses, bind_names
from actions.answers.gate.clauses import is_cue
from actions.answers.gate.compare import compare, pair
from actions.answers.gate.derive import check_left, derive
from actions.answers.gate.happened import check_begun, check_undone
from actions.answers.gate.meant import meant
from actions.answers.gate.objections import check_objections
from actions.answers.gate.order import check_order
from actions.answers.gate.polarity import agree, events
from actions.answers.gate.scan import Item
from actions.answers.gate.support import borne_out
from actions.answers.gate.trial import Trial
from actions.answers.gate.turning import unmet
from actions.answers.gate.values import bind_values
from actions.answers.gate.vetted import vetted
from actions.answers.gate.weigh import beside, weigh_values
from actions.answers.gate.words import word_set
from actions.facts.model import Date, DateTime, Money

_STRICT_OPS = {"BECAUSE": "comparison", "RESULT": "comparison", "ALL": "comparison", "MOST": "comparison",
               "MORE": "comparison", "LESS": "comparison", "CHEAPEST": "comparison", "DEAREST": "comparison",
               "LONGEST": "comparison", "SHORTEST": "comparison", "THAN": "comparison", "SAME": "comparison",
               "NEG": "verdict", "FORMER": "verdict", "CAN": "verdict", "MUST": "verdict"}  # fmt: skip


def settle(trial: Trial) -> None:
    """Account for the whole clause; raises a Refusal that says what is left."""
    pair(trial)
    bind_names(trial)
    bind_addresses(trial)
    bind_values(trial)
    trial.use(trial.anchor)
    compare(trial)
    agree(trial)
    list(events(trial))
    _account(trial)
    if any(trial.open_items()):
        weigh_values(trial)
        derive(trial)
        compare(trial)
        _account(trial)
        account(trial)
    left = list(trial.open_items())
    turns = list(unmet(trial))
    if (left or turns or _denied_values(trial) or _general(trial) or _stands_on(trial)) and not _told(trial):
        raise _refusal(trial, left, turns)
    if not trial.textual:
        check_order(trial)
    check_undone(trial)
    check_begun(trial)
    check_left(trial)
    if (another := _one_more(trial)) is not None:
        raise trial.refuse("comparison", f"there is no other {another.low}")
    if _of_another_record(trial):
        raise trial.refuse("record", "the value is another record's than the one that has such a field")
    if _charged_on_another_day(trial):
        raise trial.refuse("record", "the amount is not what is due on a day of another record")
    check_objections(trial)
    if trial.bound and not trial.proved and all(record is not trial.anchor for record, _ in trial.bound):
        raise trial.refuse("record", f"{trial.anchor.fact.id} is not what is spoken of")


def _told(trial: Trial) -> bool:
    """Whether a text says the clause, and says it as it stands."""
    return borne_out(trial) and all(
        vetted(trial.clause.items, record, trial.clause.language, trial.setting.today)
        for record in trial.used
        if record.passages
    )


_OTHERS = word_set("another weitere weiterer weiteres weiteren otro otra autre")


def _one_more(trial: Trial) -> Item | None:
    """The thing that `another` is said of, where the records have one of it at most; None: nothing is amiss."""
    for position, low in enumerate(trial.clause.lows):
        behind = trial.clause.items[position + 1 : position + 3] if low in _OTHERS and not trial.textual else []
        for item in behind:
            same = [r for r in trial.setting.index.records if r.head & item.entry.strict and not r.verdict]
            if is_cue(item) and len(same) == 1:
                return item
    return None


def _charged_on_another_day(trial: Trial) -> bool:
    """`you'll pay £10.99 on 19 March`, of a plan's price or another bill's total and a day on which something is due."""
    due = any(trial.item(i).entry.strict & {"CHARGE", "PAYMENT", "DUE", "NEXT"} for i in trial.clause.cues)
    prices = {r.index: r for r, v in trial.bound if isinstance(v.value, Money)}
    dated = {r.index for r, v in trial.bound if isinstance(v.value, Date | DateTime)}
    apart = bool(prices and dated) and not prices.keys() & dated
    plans = all("PLAN" in r.head for r in prices.values())
    return due and apart and (plans or not any(r.links & dated for r in prices.values()))


def _of_another_record(trial: Trial) -> bool:
    """`INV-2 was issued on 3 May`, of the day of its payment: the record named has a day of issue of its own."""
    named = [trial.setting.index.records[i] for i in trial.named()]
    for position in trial.homes.keys() & set(trial.clause.values):
        record, view = trial.homes[position]
        told = {c for item in beside(trial, position) for c in item.entry.strict} - view.concepts - record.kind
        rivals = [v for r in named if r is not record for v in r.views.values() if type(v.value) is type(view.value)]
        if any(v.concepts & told and v.value != view.value for v in rivals):
            return True
    return False


def _account(trial: Trial) -> None:
    for position in trial.clause.cues:
        if position not in trial.explained and meant(trial, position):
            trial.explained.add(position)


def _stands_on(trial: Trial) -> bool:
    """`that is on our invoice`: says where something stands, which no kind of record bears out."""
    lows = trial.clause.lows
    on = any(a in {"is", "are"} and b in {"on", "in"} for a, b in pairwise(lows))
    return on and not (trial.clause.values or trial.clause.names or trial.clause.predicates)


def _general(trial: Trial) -> bool:
    """`Payments are not refunded` is a rule, not something about one payment."""
    first = next((item for item in trial.clause.items if item.kind != "sign"), None)
    kinds = {"PAYMENT", "INVOICE", "SUBSCRIPTION", "CHARGE", "REFUND", "ACCOUNT"}
    return (
        first is not None
        and not trial.clause.paired
        and is_cue(first)
        and first.low.endswith("s")
        and bool(first.entry.strict & kinds)
        and not trial.clause.names
    )


def _denied_values(trial: Trial) -> bool:
    """A value under a negation is shown only as the day until which something is not so."""
    for position in trial.clause.values:
        before = trial.before(position)
        until = before is not None and (before.ops & {"UNTIL", "AFTER"} or (before.low == "since" and trial.denial))
        before_not = trial.clause.turned is not None and position < trial.clause.turned and trial.denial
        if position in trial.clause.denied and not until and not before_not:
            return True
    return False


def _refusal(trial: Trial, left: list[int], turns: list[Item]) -> Exception:
    items = [trial.item(position) for position in left]
    if not items and not turns:
        return trial.refuse("verdict", "no fact says this in general, or denies this value", silent=True)
    if values := [item for item in items if item.kind == "value"]:
        return trial.refuse("value", f"“{values[0].text}” is not what {trial.anchor.fact.id} says")
    if items:
        words = ", ".join(f"“{item.text}”" for item in items[:3])
        return trial.refuse("unsupported", f"nothing in {trial.anchor.fact.id} bears out {words}")
    op = next(iter(turns[0].ops & set(_STRICT_OPS)), "")
    return trial.refuse(
        _STRICT_OPS.get(op, "unsupported"),
        f"nothing in {trial.anchor.fact.id} bears out “{turns[0].text}”",
        silent=True,
    )
