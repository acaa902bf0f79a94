"""What may leave to a model's provider: a fact's field does unless its column's policy says no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.facts.model import Fact
from actions.systems.folder import ColumnPolicy, SystemFile

_SUFFIXES = ("_on", "_at", "_minor")
_NEVER = frozenset({"view", "reason"})
"""What somebody watched never leaves: identity and titles together need a consent of their own."""


class Leaving:
    """Decides by the connected systems' `system.yml`."""

    def __init__(self, systems: Iterable[SystemFile]) -> None:
        self._policies: dict[str, Mapping[str, ColumnPolicy]] = {}
        for system in systems:
            for name, entity in system.entities.items():
                self._policies[name] = {**self._policies.get(name, {}), **entity.columns}

    def facts(self, facts: Iterable[Fact]) -> list[Fact]:
        """The facts with only those fields that may leave; a fact of which none may stays here."""
        checked = [self._fact(fact) for fact in facts if fact.kind not in _NEVER]
        return [fact for fact in checked if fact.fields]

    def _fact(self, fact: Fact) -> Fact:
        fields = {name: value for name, value in fact.fields.items() if self._may(fact.kind, name)}
        return fact.model_copy(update={"fields": fields})

    def _may(self, kind: str, field: str) -> bool:
        columns = self._policies.get(kind, {})
        stem = next((field.removesuffix(suffix) for suffix in _SUFFIXES if field.endswith(suffix)), field)
        named = [columns[name] for name in (field, stem, *(stem + suffix for suffix in _SUFFIXES)) if name in columns]
        return all(policy.to_model or not policy.personal for policy in named)
