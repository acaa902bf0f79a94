"""Each column of an entity: is it there, of its type, in its vocabulary, and is its purpose said?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from actions.systems.check.needs import Needs
from actions.systems.check.report import ColumnReport, State
from actions.systems.decode import first_mistake, vocabularies
from actions.systems.entities import Entity, entity_name
from actions.systems.entity import is_personal
from actions.systems.sql import Row, SqlSystem

Counts = Mapping[str, Mapping[str, int]]
"""Column -> word outside the vocabulary -> rows."""


@dataclass(frozen=True)
class _Mark:
    kind: str
    state: State
    says: str


def mistakes(system: SqlSystem, entity: type[Entity], rows: Sequence[Row]) -> Mapping[str, str]:
    """Column -> what is wrong with its values, from rows as the source gives them."""
    found: dict[str, str] = {}
    for row in rows:
        try:
            system.decoder.validate(entity, row, None)
        except ValidationError as error:
            column, what = first_mistake(error)
            empty = column in row and row[column] is None
            found.setdefault(column, "is NULL, which it must not be" if empty else what)
    return found


def column_reports(
    system: SqlSystem, entity: type[Entity], wrong: Mapping[str, str], unmapped: Counts, needs: Needs
) -> tuple[ColumnReport, ...]:
    """One report per column that the entity documents."""
    reports = []
    for name, field in entity.columns().items():
        words = _words(entity, name, unmapped.get(name, {}))
        wrong_type = _Mark("wrong_type", State.WRONG, wrong[name]) if name in wrong else None
        found = (
            _missing(system, entity, name, field, needs),
            words or wrong_type,
            _purpose(system, entity, name, field),
        )
        marks = [mark for mark in found if mark is not None]
        marks.sort(key=lambda mark: list(State).index(mark.state), reverse=True)
        state, kind = (marks[0].state, marks[0].kind) if marks else (State.OK, "ok")
        reports.append(ColumnReport(name, kind, state, "; ".join(mark.says for mark in marks)))
    return tuple(reports)


def _missing(system: SqlSystem, entity: type[Entity], name: str, field: FieldInfo, needs: Needs) -> _Mark | None:
    if name in system.folder.selects[entity].columns:
        return None
    if name == "currency" and system.folder.config.currency:
        return _Mark("ok", State.OK, f"{system.folder.config.currency}, from system.yml")
    meaning = (field.description or "").partition("None: ")[2]
    default = f"NULL ({meaning})" if field.default is None else repr(field.default)
    off = needs.switched_off(f"{entity_name(entity)}.{name}")
    says = f"reads as {default}" + (f"; switches off {', '.join(off)}" if off else "")
    return _Mark("missing", State.MISSING, says)


def _words(entity: type[Entity], name: str, counts: Mapping[str, int]) -> _Mark | None:
    if not counts:
        return None
    listed = ", ".join(f"{word!r} ({count})" for word, count in Counter(counts).most_common(8))
    catch_all = vocabularies(entity)[name].catch_all
    if catch_all is None:
        return _Mark("unmapped", State.WRONG, f"not in the vocabulary: {listed}; these rows cannot be read")
    return _Mark("unmapped", State.WARNING, f"read as {catch_all}: {listed}")


def _purpose(system: SqlSystem, entity: type[Entity], name: str, field: FieldInfo) -> _Mark | None:
    if name not in system.folder.selects[entity].columns:
        return None
    policies = system.folder.config.entities.get(entity_name(entity))
    policy = policies.columns.get(name) if policies else None
    if policy is not None and policy.purpose:
        return None
    if is_personal(field) or (policy is not None and policy.personal):
        return _Mark("no_purpose", State.WARNING, "personal, and system.yml says no purpose")
    return None
