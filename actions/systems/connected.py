"""All connected systems together: an entity's rows from whichever systems yield it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from actions.errors import EntityMissing, SystemDefinitionError
from actions.systems.entities import Entity, entity_name
from actions.systems.sql import SqlSystem, connect


class Systems(Protocol):
    """Where answers take their rows from."""

    def yields(self, entity: type[Entity]) -> bool:
        """Whether any connected system has the entity."""

    async def fetch[E: Entity](
        self, entity: type[E], /, *, newest: str | None = None, limit: int | None = None, **where: Any
    ) -> list[E]:
        """Rows that match `where`; see `SqlSystem.fetch`. Raises `EntityMissing`, `SystemUnavailable`."""


class ConnectedSystems:
    """The systems of a deployment, asked at once. Two systems may share an entity; their rows are joined."""

    def __init__(self, systems: Sequence[SqlSystem]) -> None:
        self.systems = tuple(systems)

    def yields(self, entity: type[Entity]) -> bool:
        return any(entity in system.folder.selects for system in self.systems)

    async def fetch[E: Entity](
        self, entity: type[E], /, *, newest: str | None = None, limit: int | None = None, **where: Any
    ) -> list[E]:
        asked = [system for system in self.systems if entity in system.folder.selects]
        if not asked:
            raise EntityMissing(entity_name(entity))
        found = await asyncio.gather(
            *(asyncio.to_thread(system.fetch, entity, where, newest=newest, limit=limit) for system in asked)
        )
        return [row for rows in found for row in rows]

    def everything[E: Entity](self, entity: type[E]) -> list[E]:
        """All rows of the entity, for building the index. Blocks."""
        return [row for s in self.systems if entity in s.folder.selects for row in s.everything(entity)]


def connect_all(folder: Path, environment: Mapping[str, str]) -> ConnectedSystems:
    """Connect every system under `folder`. Raises `SystemDefinitionError` where there is none."""
    found = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not found:
        raise SystemDefinitionError(f"{folder}: holds no system; see README, “Connect your own systems”")
    return ConnectedSystems([connect(path, environment) for path in found])
