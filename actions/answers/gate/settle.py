"""What is left of a clause once its values, names and verdicts are bound: every word must be accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from actions.answers.gate.bind import bind_addresses, bind_names
from actions.answers.gate.claims import unspeakable
from actions.answers.gate.clauses import is_cue
from actions.answers.gate.compare import compare, pair
from actions.answers.gate.concepts import Group
from actions.answers.gate.derive import check_left, derive
from actions.answers.gate.happened import check_begun, check_undone
from actions.answers.gate.holds import days
from actions.answers.gate.naming import is_identity
from actions.answers.gate.order import check_order
from actions.answers.gate.polarity import agree, events
from actions.answers.gate.records import Record, View
from actions.answers.gate.scan import Item
from actions.answers.gate.support import borne_out, is_deed
from actions.answers.gate.trial import Trial, day_of
from actions.answers.gate.values import bind_values
from actions.answers.gate.weigh import account, beside, evidence, weigh_values
from actions.answers.gate.words import word_set
from actions.facts.model import Date, DateTime, Money, Text

_HARMLESS = frozenset({"FUTURE", "PAST", "YES", "NO"})
_PREPOSITIONS = word_set(
    "about around from through over under above below before after until till for up right of since then"
)  # fmt: skip
_BESIDE_VALUE = frozenset({"APPROX", "OVER", "UNDER", "ATLEAST", "ATMOST", "UNTIL", "FROM", "ONLY"})
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
    unmet = list(_unmet(trial))
    if (left or unmet or _denied_values(trial) or _general(trial) or _stands_on(trial)) and not borne_out(trial):
        raise _refusal(trial, left, unmet)
    if not trial.textual:
        check_order(trial)
    check_undone(trial)
    check_begun(trial)
    check_left(trial)
    if _of_another_record(trial):
        raise trial.refuse("record", "the value is another record's than the one that has such a field")
    if _charged_on_another_day(trial):
        raise trial.refuse("record", "the amount is not what is due on a day of another record")
    if trial.bound and not trial.proved and all(record is not trial.anchor for record, _ in trial.bound):
        raise trial.refuse("record", f"{trial.anchor.fact.id} is not what is spoken of")


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
        if position not in trial.explained and _meant(trial, position):
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


def _refusal(trial: Trial, left: list[int], unmet: list[Item]) -> Exception:
    items = [trial.item(position) for position in left]
    if not items and not unmet:
        return trial.refuse("verdict", "no fact says this in general, or denies this value", silent=True)
    if values := [item for item in items if item.kind == "value"]:
        return trial.refuse("value", f"“{values[0].text}” is not what {trial.anchor.fact.id} says")
    if items:
        words = ", ".join(f"“{item.text}”" for item in items[:3])
        return trial.refuse("unsupported", f"nothing in {trial.anchor.fact.id} bears out {words}")
    op = next(iter(unmet[0].ops & set(_STRICT_OPS)), "")
    return trial.refuse(
        _STRICT_OPS.get(op, "unsupported"),
        f"nothing in {trial.anchor.fact.id} bears out “{unmet[0].text}”",
        silent=True,
    )


def _meant(trial: Trial, position: int) -> bool:
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
    return (
        _ordered(trial, position, entry.claims) or _holds_something(trial, entry.claims) or _unit(trial, entry.claims)
    )


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


def _holds_something(trial: Trial, claims: Group) -> bool:
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


def _unmet(trial: Trial) -> Iterator[Item]:
    """Words that change a claim and that nothing so far has answered for."""
    for position, item in enumerate(trial.clause.items):
        ops = item.ops - _HARMLESS
        if is_cue(item) and "FORMER" in ops and not _formerly(trial):
            yield item
        if not ops or position in trial.explained or item.kind != "word" or (is_cue(item) and not item.ops):
            continue
        if "ATLEAST" in ops and _after_a_minimum(trial, position):
            continue
        if all(_answered(trial, position, frozenset({op})) for op in ops):
            continue
        yield item


def _after_a_minimum(trial: Trial, position: int) -> bool:
    """`version 4.0 or later`: said of what a record calls the least it needs."""
    minimum = any("MINIMUM" in view.concepts for _, view in trial.bound)
    return minimum and position > 0 and position - 1 in trial.explained


def _answered(trial: Trial, position: int, ops: Group) -> bool:
    item = trial.item(position)
    if "HEDGE" in ops and item.low in {"should", "sollte", "sollten", "devrait", "debería"}:
        return any(view.concepts & {"PLANNED", "DUE"} for _, view in trial.bound)
    if "ONLY" in ops and any(i > position and i in trial.explained for i in trial.clause.values):
        return True
    if "CAN" in ops and any("able" in view.name and isinstance(view.value, Date | DateTime) for _, view in trial.bound):
        return trial.clause.turned is None
    if ops & _BESIDE_VALUE and _beside_value(trial, position, "name" if ops & {"ATLEAST", "ATMOST"} else "value"):
        return True
    if "ALL" in ops and item.low in {"any", "irgendwelche"} and position in trial.clause.denied and trial.proved:
        after = next(
            (trial.item(i) for i in range(position + 1, len(trial.clause.items)) if is_cue(trial.item(i))), None
        )
        return after is None or not after.entry.strict & {"PLAN", "DEVICE", "COUNTRY", "TITLE", "FILM", "REGION"}
    if item.low in _PREPOSITIONS and item.entry.glue:
        return not ops & {"BECAUSE"} or (item.low == "since" and _beside_value(trial, position, "value"))
    if "ALL" in ops and _every_interval(trial, position):
        return True
    if "CAN" in ops and any("TRIAL" in view.concepts for _, view in trial.bound):
        return True
    if "MUST" in ops and any("MINIMUM" in view.concepts for _, view in trial.bound):
        return True
    if ops & {"NEG", "FORMER"}:
        return trial.denial and (not ops & {"FORMER"} or _formerly(trial))
    if "CAN" in ops:
        return (
            trial.proved
            or _only_guides(trial)
            or "OFFER" in trial.anchor.head
            or _holds_something(trial, frozenset({"AVAIL"}))
        )
    return bool(ops & {"OR"})


def _every_interval(trial: Trial, position: int) -> bool:
    """`every month`: how often, which was borne out."""
    after = trial.item(position + 1) if position + 1 < len(trial.clause.items) else None
    intervals = {"MONTH", "YEAR", "QUARTER", "WEEK", "DAY", "EPISODE"}
    return after is not None and position + 1 in trial.explained and bool(after.entry.strict & intervals)


def _beside_value(trial: Trial, position: int, kind: str) -> bool:
    for index in range(position + 1, min(position + 4, len(trial.clause.items))):
        if trial.item(index).kind in {"value", kind}:
            return index in trial.explained
        if not (trial.item(index).entry.glue or (kind == "name" and is_cue(trial.item(index)))):
            return False
    return False


def _formerly(trial: Trial) -> bool:
    """`no longer` says that it was: a day gone by, an ended state, or a plan that is not sold any more."""
    for record in trial.used:
        if record.states & {"EXPIRE", "CANCEL", "END"} or "SOLD" in {
            c for v in record.views.values() for c in v.concepts
        }:
            return True
        for view in record.views.values():
            ended = view.concepts & {"END", "EXPIRE", "CANCEL"} and isinstance(view.value, Date | DateTime)
            if ended and any(day <= trial.setting.today for day in days(view.value, trial.setting.zone)):
                return True
    return False


def _only_guides(trial: Trial) -> bool:
    """`you can see the lines on your invoice`: nothing named may be used, watched or done."""
    if any(item.kind == "address" for item in trial.clause.items):
        return True
    return not trial.clause.names and not trial.clause.values and not any(
        trial.item(i).entry.claims & {"AVAIL", "DOWNLOAD", "REFUND", "CANCEL", "STREAM", "ELIGIBLE", "FREE", "PAUSE", "SWITCH"}
        for i in trial.clause.cues
    )  # fmt: skip
