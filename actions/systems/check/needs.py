"""Which use cases an entity or a column that is missing switches off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.systems.entities import entity_name
from actions.systems.folder import SystemFolder

_OR = " or "


@dataclass(frozen=True)
class Needs:
    """`by_case`: what each use case needs, an entity or ``entity.column`` each, alternatives joined by “or”.
    `yielded`: all that the connected systems yield, written the same way."""

    by_case: Mapping[str, Sequence[str]]
    yielded: frozenset[str]

    def switched_off(self, missing: str) -> tuple[str, ...]:
        """The use cases that cannot do without `missing`, which no system yields or another one does."""
        return tuple(case for case, needs in self.by_case.items() if any(self._unmet(need, missing) for need in needs))

    def _unmet(self, need: str, missing: str) -> bool:
        alternatives = {one.strip() for one in need.split(_OR)}
        return missing in alternatives and not alternatives & self.yielded


def yielded_by(folders: Sequence[SystemFolder]) -> frozenset[str]:
    """Every entity, and every ``entity.column``, that the folders' SELECTs yield."""
    found: set[str] = set()
    for folder in folders:
        for entity, select in folder.selects.items():
            name = entity_name(entity)
            constant = ("currency",) if folder.config.currency and "currency" in entity.columns() else ()
            found |= {name, *(f"{name}.{column}" for column in (*select.columns, *constant))}
    return frozenset(found)
