"""Whether the connected systems meet a need: all of them, some, or none; and why not."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from actions.report.survey import Surveyed
from actions.systems.check.report import EntityReport, State
from actions.use_case import Part, parts, yielded_by


class Met(IntEnum):
    """How far a need is met."""

    NOT = 0
    PARTLY = 1
    FULLY = 2


class Meeting(NamedTuple):
    """`why` says what is lacking; empty where nothing is."""

    met: Met
    why: tuple[str, ...] = ()


def meeting(need: str, systems: Sequence[Surveyed]) -> Meeting:
    """Of a need's alternatives the one that is met best."""
    found = [_one(part, systems) for part in parts(need)]
    best = max(found, key=lambda one: one.met)
    if best.met is Met.NOT and len(found) > 1:
        return Meeting(Met.NOT, (f"no connected system yields {need}",))
    return best


def _one(part: Part, systems: Sequence[Surveyed]) -> Meeting:
    holding = [one for one in systems if yielded_by(one.folder, Part(part.entity, None))]
    having = [one for one in holding if yielded_by(one.folder, part)]
    if not having:
        return Meeting(Met.NOT, (f"no connected system yields {part if holding else part.entity}",))
    lacking = [f"{one.name} does not yield {part}" for one in holding if one not in having]
    # Systems that share an entity are asked together, and answer together or not at all.
    if troubles := [trouble for one in holding if (trouble := _trouble(one, part))]:
        return Meeting(Met.NOT, tuple(troubles))
    why = (*lacking, *(said for one in having for said in _unknown_words(one, part)))
    return Meeting(Met.PARTLY if why else Met.FULLY, why)


def _trouble(system: Surveyed, part: Part) -> str | None:
    """Why the system's answer cannot be had or trusted; None: it can."""
    if system.report.down is not None:
        return f"{system.name} does not answer"
    report = _report(system, part)
    if report is not None and report.state is State.WRONG:
        return f"{part.entity} of {system.name} must be mended first"
    return None


def _unknown_words(system: Surveyed, part: Part) -> list[str]:
    report = _report(system, part)
    return [
        f"{system.name} has words in {part.entity}.{column.column} that Usher does not know"
        for column in (report.columns if report else ())
        if column.kind == "unmapped" and part.column in (None, column.column)
    ]


def _report(system: Surveyed, part: Part) -> EntityReport | None:
    return next((one for one in system.report.entities if one.entity == part.entity), None)
