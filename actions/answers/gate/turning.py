"""Words that change a claim, such as not, only, can and until, and what answers for them."""

from __future__ import annotations

from collections.abc import Iterator

from actions.answers.gate.clauses import is_cue
from actions.answers.gate.concepts import Group
from actions.answers.gate.holds import days
from actions.answers.gate.meant import holds_something
from actions.answers.gate.scan import Item
from actions.answers.gate.trial import Trial
from actions.answers.gate.words import word_set
from actions.facts.model import Date, DateTime

_HARMLESS = frozenset({"FUTURE", "PAST", "YES", "NO"})
_PREPOSITIONS = word_set(
    "about around from through over under above below before after until till for up right of since then"
)  # fmt: skip
_BESIDE_VALUE = frozenset({"APPROX", "OVER", "UNDER", "ATLEAST", "ATMOST", "UNTIL", "FROM", "ONLY"})


def unmet(trial: Trial) -> Iterator[Item]:
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
            or holds_something(trial, frozenset({"AVAIL"}))
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
