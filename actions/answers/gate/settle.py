"""What is left of a clause once its values, names and verdicts are bound: every word must be accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from actions.answers.gate.bind import bind_names, bind_values
from actions.answers.gate.clauses import is_cue
from actions.answers.gate.compare import compare
from actions.answers.gate.concepts import Group
from actions.answers.gate.holds import days
from actions.answers.gate.index import Record
from actions.answers.gate.polarity import agree, events
from actions.answers.gate.scan import Item
from actions.answers.gate.support import borne_out
from actions.answers.gate.trial import Trial
from actions.facts.model import Count, Date, DateTime, Text, TextList

_HARMLESS = frozenset({"FUTURE", "PAST", "YES", "NO", "BOTH"})
_PREPOSITIONS = frozenset("about around from through over under above below before after until till some through for may could "
                          "any more most up right of since then".split())  # fmt: skip
_BESIDE_VALUE = frozenset({"APPROX", "OVER", "UNDER", "ATLEAST", "ATMOST", "UNTIL", "FROM", "ONLY"})
_STRICT_OPS = {"BECAUSE": "comparison", "RESULT": "comparison", "ALL": "comparison", "MOST": "comparison",
               "MORE": "comparison", "LESS": "comparison", "CHEAPEST": "comparison", "DEAREST": "comparison",
               "LONGEST": "comparison", "SHORTEST": "comparison", "THAN": "comparison", "SAME": "comparison",
               "NEG": "verdict", "FORMER": "verdict", "CAN": "verdict", "MUST": "verdict"}  # fmt: skip


def settle(trial: Trial) -> None:
    """Account for the whole clause; raises a Refusal that says what is left."""
    bind_names(trial)
    trial.use(trial.anchor) if not trial.clause.values else None
    bind_values(trial)
    trial.use(trial.anchor)
    compare(trial)
    agree(trial)
    list(events(trial))
    for position in trial.clause.cues:
        if position not in trial.explained and _meant(trial, position):
            trial.explained.add(position)
    left = list(trial.open_items())
    unmet = list(_unmet(trial))
    if (left or unmet) and not borne_out(trial):
        raise _refusal(trial, left, unmet)


def _refusal(trial: Trial, left: list[int], unmet: list[Item]) -> Exception:
    items = [trial.item(position) for position in left]
    if values := [item for item in items if item.kind == "value"]:
        return trial.refuse("value", f"“{values[0].text}” is not what {trial.anchor.fact.id} says")
    if items:
        words = ", ".join(f"“{item.text}”" for item in items[:3])
        return trial.refuse("unsupported", f"nothing in {trial.anchor.fact.id} bears out {words}")
    op = next(iter(unmet[0].ops & set(_STRICT_OPS)), "")
    return trial.refuse(_STRICT_OPS.get(op, "unsupported"), f"nothing in {trial.anchor.fact.id} bears out “{unmet[0].text}”")


def _meant(trial: Trial, position: int) -> bool:
    """Whether what is bound so far expresses a word's concept."""
    item = trial.item(position)
    entry = item.entry
    if position in trial.clause.denied and not trial.proved:
        return False
    if entry.opposite and not entry.claims:
        return False
    if entry.strict & trial.meant or entry.strict & {"CURRENT"}:
        return True
    fields = {c for _, view in trial.bound for c in view.concepts}
    if entry.loose & fields:
        return True
    if entry.loose & trial.meant and not _another_has(trial, entry.strict):
        return True
    return _ordered(trial, position, entry.claims) or _holds_something(trial, entry.claims) or _unit(trial, entry.claims)


def _another_has(trial: Trial, strict: Group) -> bool:
    """Whether a record of another kind is what a word says first: then the second reading would mix them up."""
    return any(record.head & strict for record in trial.setting.index.records if record not in trial.used)


def _holds_something(trial: Trial, claims: Group) -> bool:
    """`includes 4 screens`, `comes with downloads`: a plan has what its fields say; a title is in the plans it lists."""
    if not claims & {"AVAIL", "ALLOW", "FEATURE"}:
        return False
    for record, view in trial.bound:
        if "PLAN" in record.head and isinstance(view.value, Count | TextList | Text) and not view.concepts & {"NAME"}:
            return view.name not in {"name", "title", "code", "id"} and "PLAN" not in view.concepts
        if record.head & {"TITLE", "~right"} and view.concepts & {"PLAN", "AVAIL"}:
            return True
    return trial.proved and not any(record.head & {"TITLE"} for record in trial.used)


def _unit(trial: Trial, claims: Group) -> bool:
    """`the price per month`: how often, as the record has it, is among its states; a value's own unit is said with it."""
    return bool(claims & {"TIME"}) and bool(trial.bound)


def _ordered(trial: Trial, position: int, claims: Group) -> bool:
    """`your next delivery`, `the last invoice`, `your first payment`: in the order of the records' days."""
    if "NEXT" in claims and any(_ahead(trial, view) for _, view in trial.bound):
        return True
    wanted = claims & {"LAST", "FIRST", "NEXT", "NEW", "PREVIOUS"}
    if not wanted or not trial.anchor.head:
        return False
    same = [r for r in trial.setting.index.records if r.head & trial.anchor.head and _day(trial, r)]
    if trial.anchor not in same:
        return len([r for r in trial.setting.index.records if r.head & trial.anchor.head]) == 1 and "LAST" in wanted
    same.sort(key=lambda record: _day(trial, record))  # type: ignore[arg-type, return-value]
    place = same.index(trial.anchor)
    if wanted & {"LAST", "NEW"}:
        return place == len(same) - 1
    if "PREVIOUS" in wanted:
        return len(same) > 1 and place == len(same) - 2
    return "FIRST" in wanted and place == 0


def _ahead(trial: Trial, view: object) -> bool:
    value = view.value  # type: ignore[attr-defined]
    return isinstance(value, Date | DateTime) and any(day >= trial.setting.today for day in days(value, trial.setting.zone))


def _day(trial: Trial, record: Record) -> object:
    for view in record.views.values():
        if isinstance(view.value, Date | DateTime) and not view.concepts & {"RETRY", "PERIOD", "NEXT"}:
            return next(iter(days(view.value, trial.setting.zone)))
    return None


def _unmet(trial: Trial) -> Iterator[Item]:
    """Words that change a claim and that nothing so far has answered for."""
    for position, item in enumerate(trial.clause.items):
        ops = item.ops - _HARMLESS
        if not ops or position in trial.explained or item.kind != "word" or is_cue(item) and not item.ops:
            continue
        if _answered(trial, position, ops):
            continue
        yield item


def _answered(trial: Trial, position: int, ops: Group) -> bool:
    item = trial.item(position)
    if ops & _BESIDE_VALUE and _beside_value(trial, position):
        return True
    if item.low in _PREPOSITIONS and item.entry.glue:
        return not ops & {"BECAUSE"} or item.low == "since" and _beside_value(trial, position)
    if ops & {"NEG", "FORMER"}:
        return trial.proved and (not ops & {"FORMER"} or _formerly(trial))
    if "CAN" in ops:
        return trial.proved or _only_guides(trial)
    return bool(ops & {"OR"})


def _beside_value(trial: Trial, position: int) -> bool:
    for index in range(position + 1, min(position + 3, len(trial.clause.items))):
        if trial.item(index).kind == "value":
            return index in trial.explained
        if not trial.item(index).entry.glue:
            return False
    return False


def _formerly(trial: Trial) -> bool:
    """`no longer` says that it was: a day gone by, an ended state, or a plan that is not sold any more."""
    for record in trial.used:
        if record.states & {"EXPIRE", "CANCEL", "END"} or "SOLD" in {c for v in record.views.values() for c in v.concepts}:
            return True
        for view in record.views.values():
            ended = view.concepts & {"END", "EXPIRE", "CANCEL"} and isinstance(view.value, Date | DateTime)
            if ended and any(day <= trial.setting.today for day in days(view.value, trial.setting.zone)):
                return True
    return False


def _only_guides(trial: Trial) -> bool:
    """`you can see the lines on your invoice`: nothing named may be used, watched or done."""
    return not trial.clause.names and not trial.clause.values and not any(
        trial.item(i).entry.claims & {"AVAIL", "DOWNLOAD", "REFUND", "CANCEL", "STREAM", "ELIGIBLE", "FREE", "PAUSE", "SWITCH"}
        for i in trial.clause.cues
    )  # fmt: skip
