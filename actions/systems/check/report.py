"""What a check found: plain records that print, and that a program may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """What a finding means. `WRONG` would give a wrong answer, or another customer's: it stops the start."""

    OK = "ok"
    MISSING = "missing"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `what` names it, `says` is the result in one line."""

    what: str
    state: State
    says: str = ""


@dataclass(frozen=True)
class ColumnReport:
    """A column of an entity in one system. `kind` is ok, missing, wrong_type, unmapped or no_purpose; a column
    may have several, the worst one counts."""

    column: str
    kind: str
    state: State
    says: str = ""


@dataclass(frozen=True)
class EntityReport:
    """An entity that a system yields. `p95_ms`: of look-ups by customer; None: not one customer's, or no rows."""

    entity: str
    columns: tuple[ColumnReport, ...]
    findings: tuple[Finding, ...]
    p95_ms: float | None = None

    @property
    def state(self) -> State:
        states = [*(column.state for column in self.columns), *(finding.state for finding in self.findings)]
        return worst([state for state in states if state is not State.MISSING])


@dataclass(frozen=True)
class SystemReport:
    """A connected system. `down` says why it could not be checked; None: it was."""

    system: str
    findings: tuple[Finding, ...] = ()
    entities: tuple[EntityReport, ...] = ()
    down: str | None = None


@dataclass(frozen=True)
class MissingEntity:
    """An entity that no system yields, and the use cases that this switches off."""

    entity: str
    use_cases: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """All that was found. `between` is about several systems together."""

    systems: tuple[SystemReport, ...]
    missing: tuple[MissingEntity, ...] = ()
    between: tuple[Finding, ...] = field(default=())

    @property
    def wrong(self) -> tuple[str, ...]:
        """Each finding that must be mended, in one line."""
        return tuple(self._lines(State.WRONG))

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._lines(State.WARNING))

    @property
    def down(self) -> tuple[str, ...]:
        return tuple(
            f"system {one.system!r} does not answer: {one.down}" for one in self.systems if one.down is not None
        )

    @property
    def exit_status(self) -> int:
        """2: a system could not be checked; 1: something is wrong; 0: neither."""
        return 2 if self.down else 1 if self.wrong else 0

    def as_json(self) -> dict[str, Any]:
        summary = {"ok": self.exit_status == 0, "wrong": self.wrong, "warnings": self.warnings, "down": self.down}
        return summary | asdict(self)

    def _lines(self, state: State) -> Iterator[str]:
        for system in self.systems:
            yield from _of(system.system, system.findings, state)
            for entity in system.entities:
                where = f"{system.system}: {entity.entity}"
                yield from (f"{where}.{c.column}: {c.says}" for c in entity.columns if c.state is state)
                yield from _of(where, entity.findings, state)
        yield from (f"{one.what}: {one.says}" for one in self.between if one.state is state)


def _of(where: str, findings: Sequence[Finding], state: State) -> Iterator[str]:
    return (f"{where}: {one.what}: {one.says}" for one in findings if one.state is state)


def worst(states: Sequence[State]) -> State:
    return max(states, key=list(State).index, default=State.OK)
