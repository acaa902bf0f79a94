"""How a source's values are to be read: its times, amounts, durations and states."""

from __future__ import annotations

from actions.systems.draft.rules import FieldRule
from actions.systems.draft.sources import Source
from actions.systems.draft.states import State
from actions.systems.inspect.model import Column
from actions.systems.inspect.names import concepts
from actions.systems.inspect.roles import said, stored_time

MOST_LISTED = 12


def time_stored(column: Column) -> str:
    """How a column holds an instant: as `roles.stored_time` says, else ``day`` or ``moment``."""
    stored = stored_time(column.profile)
    if column.family in ("time", "date") and (stored is None or stored == "ISO text"):
        return "day" if column.family == "date" else "moment"
    return stored or ("unix seconds" if column.family == "int" else "moment")


def is_whole(column: Column) -> bool:
    profile = column.profile
    if column.family == "int":
        return True
    if profile and column.family == "text":
        return profile.digits >= 0.99
    return bool(profile and column.family == "other" and (profile.whole or 0) >= 0.99)


def duration(source: Source) -> tuple[str, int, float]:
    """The unit of a duration, how many make a minute, and how sure that is."""
    have = {**concepts(source.context), **said(source.column), **concepts(source.words)}
    for concept, unit, per_minute in (("milli", "milliseconds", 60_000), ("tick", "ticks of 100 ns", 600_000_000),
                                      ("second", "seconds", 60), ("minute", "minutes", 1)):  # fmt: skip
        if have.get(concept, 0) >= 0.5:
            return unit, per_minute, 1.0
    high = (source.column.profile.high if source.column.profile else None) or 0
    for most, unit, per_minute in (
        (1_000, "minutes", 1),
        (60_000, "seconds", 60),
        (60_000_000, "milliseconds", 60_000),
    ):
        if high <= most:
            return unit, per_minute, 0.8
    return "ticks of 100 ns", 600_000_000, 0.8


def knows_unknown(rule: FieldRule) -> bool:
    return rule.words not in ("failure_reason", "interval", "offer_kind", "error_cause")


def told(states: list[State]) -> str:
    shown = [
        f"{s.value}{f' {s.label}' if s.label and s.label != s.value else ''} ({s.rows:,})" for s in states[:MOST_LISTED]
    ]
    return ", ".join(shown) + (" …" if len(states) > MOST_LISTED else "")
