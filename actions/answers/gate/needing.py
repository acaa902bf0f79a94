"""`For Metropolis you need Standard or Premium`: what is needed for something is told by the whole list of what has it."""

from __future__ import annotations

from actions.answers.gate.clauses import Clause
from actions.answers.gate.records import Record
from actions.answers.gate.trial import Setting
from actions.facts.model import TextList

_OTHERS = frozenset({"NEG", "ONLY", "ALL", "IF", "BEFORE", "AFTER"})


def lists_what_is_needed(clause: Clause, setting: Setting) -> Record | None:
    """The record whose list of plans is just what the clause says is needed; None: there is none."""
    if not clause.has("MUST") or clause.values or clause.denied or any(clause.has(op) for op in _OTHERS):
        return None
    if any(clause.items[i].entry.strict - {"PLAN", "SUBSCRIPTION", "AVAIL"} for i in clause.cues):
        return None
    records = setting.index.records
    for record in records:
        for view in record.views.values():
            if not isinstance(view.value, TextList) or "PLAN" not in view.concepts:
                continue
            listed = [item for i in clause.names if (record.index, view.name) in (item := clause.items[i]).refs]
            others = [clause.items[i] for i in clause.names if clause.items[i] not in listed]
            about = {record.index, *record.links}
            named = others and all(any(ref[0] in about for ref in item.refs) for item in others)
            if {item.low for item in listed} == {text.casefold() for text in view.value.value} and named:
                return record
    return None
