"""What may leave to a model's provider, decided by the connected systems' `system.yml` and the entities themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from actions.facts.model import Fact
from actions.systems.entities import ENTITIES, entity_name
from actions.systems.entity import is_personal
from actions.systems.folder import ColumnPolicy, SystemFile

_SUFFIXES = ("_on", "_at", "_minor")
_NEVER = frozenset({"view", "reason"})
"""What somebody watched never leaves: identity and titles together need a consent of their own."""
_MADE_OF = {
    ("verdict", "country"): ("customer", "country"),
    ("verdict", "plan"): ("subscription", "plan"),
    ("verdict", "ends_on"): ("subscription", "ends_at"),
    ("verdict", "next_billing_on"): ("subscription", "next_billing_at"),
    ("verdict", "next_amount"): ("subscription", "next_amount_minor"),
    ("verdict", "unused_time"): ("subscription", "period_end"),
    ("verdict", "credit"): ("subscription", "period_end"),
    ("verdict", "due_now"): ("subscription", "period_end"),
    ("verdict", "starts_on"): ("subscription", "period_end"),
    ("verdict", "last_day"): ("payment", "attempted_at"),
    ("difference", "amount"): ("invoice", "total_minor"),
    ("cause", "amount"): ("invoice_line", "amount_minor"),
}
"""Fields that code made of another entity's column: what holds for the column holds for them."""
_PERSONAL = {
    entity_name(entity): frozenset(name for name, field in entity.columns().items() if is_personal(field))
    for entity in ENTITIES
}


class Leaving:
    """A field that is personal, by a system's word or by its nature, leaves only where every system allows it."""

    def __init__(self, systems: Iterable[SystemFile]) -> None:
        self._policies: defaultdict[tuple[str, str], list[ColumnPolicy]] = defaultdict(list)
        for system in systems:
            for entity, policy in system.entities.items():
                for column, rule in policy.columns.items():
                    self._policies[entity, column].append(rule)

    def facts(self, facts: Iterable[Fact]) -> list[Fact]:
        """The facts with only those fields that may leave; a fact of which none may stays here."""
        checked = [self._fact(fact) for fact in facts if fact.kind not in _NEVER]
        return [fact for fact in checked if fact.fields]

    def _fact(self, fact: Fact) -> Fact:
        fields = {name: value for name, value in fact.fields.items() if self._may(fact.kind, name)}
        return fact.model_copy(update={"fields": fields})

    def _may(self, kind: str, field: str) -> bool:
        kind, field = _MADE_OF.get((kind, field), (kind, field))
        stem = next((field.removesuffix(suffix) for suffix in _SUFFIXES if field.endswith(suffix)), field)
        return all(self._column_may(kind, name) for name in {field, stem, *(stem + suffix for suffix in _SUFFIXES)})

    def _column_may(self, kind: str, column: str) -> bool:
        rules = self._policies.get((kind, column), [])
        by_nature = column in _PERSONAL.get(kind, ())
        if not rules:
            return not by_nature
        return all(rule.to_model or not (rule.personal or by_nature) for rule in rules)
