"""What is open: what the check found, what use cases lack, what data is read without need. Names only, no values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from actions.readiness import Readiness
from actions.report import words
from actions.report.fields import Field, used_for
from actions.report.records import stores
from actions.report.survey import Survey, Surveyed
from actions.systems.check.report import ColumnReport, Finding, State


class Urgency(StrEnum):
    """Most urgent first."""

    MEND = "Mend first"
    LACKING = "Switched off for lack of data"
    DECIDE = "Decide"
    GAIN = "Would make answers better"


@dataclass(frozen=True)
class Problem:
    """`about` is the system or file to look at, `what` is wrong there, `then` says what that means for customers."""

    urgency: Urgency
    about: str
    what: str
    then: str = ""


def problems(found: Survey, rows: Sequence[Readiness], all_fields: Sequence[Field]) -> list[Problem]:
    """All that is open, the most urgent first."""
    said = [
        *(one for system in found.systems for one in _of_system(system)),
        *_between(found),
        *_lacking(found, rows),
        *_unused(found, all_fields),
        *_kept_for_ever(),
    ]
    return sorted(said, key=lambda one: list(Urgency).index(one.urgency))


def _of_system(system: Surveyed) -> Iterator[Problem]:
    if system.report.down is not None:
        yield Problem(
            Urgency.MEND, system.name, f"{system.name} does not answer", "What needs it says so; the rest goes on"
        )
    yield from _findings(system.name, f"{system.name}: ", system.report.findings)
    for entity in system.report.entities:
        yield from _findings(system.name, f"{system.name}: {entity.entity}: ", entity.findings)
        yield from _columns(system.name, entity.entity, entity.columns)


def _findings(about: str, where: str, findings: Iterable[Finding]) -> Iterator[Problem]:
    for one in findings:
        if one.state is State.WRONG:
            yield Problem(Urgency.MEND, about, f"{where}{one.what}: {one.says}", "Answers could be wrong")
        elif one.state is State.WARNING:
            yield Problem(Urgency.DECIDE, about, f"{where}{one.what}: {one.says}")


def _columns(about: str, entity: str, columns: Iterable[ColumnReport]) -> Iterator[Problem]:
    bare = [one.column for one in columns if one.kind == "no_purpose"]
    for one in columns:
        name = f"{about}: {entity}.{one.column}"
        if one.kind == "wrong_type":
            yield Problem(Urgency.MEND, about, f"{name} is not what it should be", "Answers that need it fail")
        elif one.kind == "unmapped":
            # The words themselves stay out: a column mapped by mistake could hold anything.
            unread = one.state is State.WRONG
            then = "These rows cannot be read" if unread else "They are told as unknown"
            yield Problem(
                Urgency.MEND if unread else Urgency.DECIDE, about, f"{name} has words Usher does not know", then
            )
    if bare:
        yield Problem(Urgency.DECIDE, about, f"{about}: {entity}: no purpose is stated for {words.listed(bare)}",
                      "Personal fields need one in system.yml")  # fmt: skip


def _between(found: Survey) -> Iterator[Problem]:
    for one in found.between:
        if one.state in (State.WRONG, State.WARNING):
            urgency = Urgency.MEND if one.state is State.WRONG else Urgency.DECIDE
            yield Problem(urgency, "between the systems", f"{one.what}: {one.says.partition(': ')[0]}")


def _lacking(found: Survey, rows: Sequence[Readiness]) -> Iterator[Problem]:
    """What use cases lack, each lack once with all that it concerns."""
    lacks: dict[tuple[Urgency, str], list[str]] = defaultdict(list)
    for row in rows:
        urgency = {"missing": Urgency.LACKING, "partly": Urgency.GAIN}.get(row.state)
        for why in row.why if urgency else ():
            lacks[urgency or Urgency.GAIN, why].append(f"“{found.called(row.name)}”")
    for (urgency, why), names in lacks.items():
        yield Problem(urgency, "use_cases.yml", why[:1].upper() + why[1:], words.listed(names))
    if found.articles is None:
        yield Problem(Urgency.MEND, "usher index", "There is no search index", "Nothing is found or answered from help")


def _unused(found: Survey, all_fields: Sequence[Field]) -> Iterator[Problem]:
    """Personal data that is read for nothing should not be read."""
    for system in found.systems:
        entities = dict.fromkeys(one.entity for one in all_fields if one.system == system.name)
        for entity in entities:
            select = next(one for kind, one in system.folder.selects.items() if one.path.stem == entity)
            if select.entity.customer_field and not used_for(entity, found.cases):
                yield Problem(Urgency.DECIDE, system.name, f"No use case needs {words.entity(entity)}",
                              f"Data that is not needed should not be read: remove {select.path.name}")  # fmt: skip


def _kept_for_ever() -> Iterator[Problem]:
    names = [one.name.lower() for one in stores() if one.personal and one.kept is None]
    if names:
        yield Problem(Urgency.DECIDE, "what Usher keeps", f"No time limit is set for {words.listed(names)}",
                      "A record of processing names one per category of data")  # fmt: skip
