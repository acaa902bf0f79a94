"""What an open answer may be made of: only what some use case that is on tells the customer anyway."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.errors import EntityMissing
from actions.identity import Level
from actions.systems.connected import Systems
from actions.systems.entities import Entity, entity_name
from actions.use_case import parts
from actions.use_cases import UseCases


class Tellable:
    """Connected systems without the entities that no use case in reach needs or wants."""

    def __init__(self, systems: Systems, entities: Iterable[str]) -> None:
        """`entities` by name, as in docs/entities.md."""
        self._systems = systems
        self._entities = frozenset(entities)

    def yields(self, entity: type[Entity]) -> bool:
        return entity_name(entity) in self._entities and self._systems.yields(entity)

    async def fetch[E: Entity](
        self, entity: type[E], /, *, newest: str | None = None, limit: int | None = None, **where: Any
    ) -> list[E]:
        """See `Systems.fetch`; an entity that is not told is `EntityMissing`."""
        if entity_name(entity) not in self._entities:
            raise EntityMissing(entity_name(entity))
        return await self._systems.fetch(entity, newest=newest, limit=limit, **where)


def tellable(use_cases: UseCases, systems: Systems, subject: str, level: Level) -> Tellable:
    """What `subject` (a customer, or a visitor's conversation) who is signed in so surely may be told of."""
    told = [
        use_case
        for name, use_case in use_cases.by_name.items()
        if level.suffices_for(use_case.identity) and use_cases.state(name, systems, subject) == "ready"
    ]
    named = [need for use_case in told for need in (*use_case.all_needs, *use_case.wants)]
    return Tellable(systems, {part.entity for need in named for part in parts(need)})
