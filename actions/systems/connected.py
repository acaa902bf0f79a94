"""All connected systems together: an entity's rows from whichever systems yield it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from actions.errors import EntityMissing, SystemDefinitionError, SystemUnavailable
from actions.systems.check.essential import prove_system
from actions.systems.engine import CONNECT_SECONDS
from actions.systems.entities import Customer, CustomerEntity, Entity, entity_name
from actions.systems.links import everybody, known_as, translators
from actions.systems.memo import frozen, once
from actions.systems.sql import SqlSystem, connect

_log = logging.getLogger(__name__)

Prove = Callable[[SqlSystem], None]
"""Raises `SystemDefinitionError` for a system that must not be used, `SystemUnavailable` for one that is down."""


class Systems(Protocol):
    """Where answers take their rows from."""

    def yields(self, entity: type[Entity]) -> bool:
        """Whether any connected system has the entity."""

    async def fetch[E: Entity](
        self, entity: type[E], /, *, newest: str | None = None, limit: int | None = None, **where: Any
    ) -> list[E]:
        """Rows that match `where`; see `SqlSystem.fetch`. Raises `EntityMissing`, `SystemUnavailable`."""


class ConnectedSystems:
    """The systems of a deployment, asked at once. Two systems may share an entity; their rows are joined.

    Within `memo.one_message()` the same look-up is sent once. A system that was down when its proof was due is
    proven before it is first used.
    """

    def __init__(self, systems: Sequence[SqlSystem], *, prove: Prove | None = None) -> None:
        self.systems = tuple(sorted(systems, key=lambda system: system.folder.config.link is not None))
        self._translators = translators(self.systems)
        self._prove = prove
        self._proven: set[str] = set() if prove else {system.name for system in systems}
        self._proving = {system.name: threading.Lock() for system in systems}
        self._threads = {
            system.name: ThreadPoolExecutor(system.folder.config.limits.connections, f"system-{system.name}")
            for system in systems
        }

    def yields(self, entity: type[Entity]) -> bool:
        return any(entity in system.folder.selects for system in self.systems)

    async def fetch[E: Entity](
        self, entity: type[E], /, *, newest: str | None = None, limit: int | None = None, **where: Any
    ) -> list[E]:
        asked = [system for system in self.systems if entity in system.folder.selects]
        if not asked:
            raise EntityMissing(entity_name(entity))
        if len(asked) == 1:
            return list(await self._ask(asked[0], entity, where, newest, limit))
        parts = await asyncio.gather(*(self._ask(system, entity, where, newest, limit) for system in asked))
        return _merged([row for part in parts for row in part], newest, limit)

    async def _ask[E: Entity](
        self, system: SqlSystem, entity: type[E], where: Mapping[str, Any], newest: str | None, limit: int | None
    ) -> list[E]:
        def read() -> list[E]:
            self._usable(system)
            if system.name in self._translators and issubclass(entity, CustomerEntity):
                return self._linked(system, entity, where, newest, limit)
            return system.fetch(entity, where, newest=newest, limit=limit)

        return await once((system.name, entity, newest, limit, frozen(where)), lambda: self._in_thread(system, read))

    async def _in_thread[T](self, system: SqlSystem, read: Callable[[], T]) -> T:
        # The server bounds the statement; this bounds what no server answers for, such as a cable pulled out.
        patience = CONNECT_SECONDS + 2 * system.folder.config.limits.timeout_ms / 1000
        running = asyncio.get_running_loop().run_in_executor(self._threads[system.name], read)
        try:
            return await asyncio.wait_for(running, patience)
        except TimeoutError:
            raise SystemUnavailable(system.name, f"no answer within {patience:.1f} s") from None

    def _linked[E: Entity](
        self, system: SqlSystem, entity: type[E], where: Mapping[str, Any], newest: str | None, limit: int | None
    ) -> list[E]:
        """The rows of a customer whom the system knows by another name, under the customer's own."""
        translator = self._translators[system.name]
        self._usable(translator)
        customer = where.get("customer")
        if not isinstance(customer, str) or not customer:
            raise SystemDefinitionError(f"{entity_name(entity)} belongs to customers: a look-up must name one")
        names = known_as(system, translator, customer)
        rows = system.fetch(entity, {**where, "customer": names}, newest=newest, limit=limit) if names else []
        return [row.model_copy(update={"customer": customer}) for row in rows]

    def prove(self) -> Mapping[str, str]:
        """Prove all systems at once; those that are down, by name, with the reason. They are proven later.

        Raises `SystemDefinitionError` for the first that must not be used.
        """
        down = {}
        with ThreadPoolExecutor(max(1, len(self.systems))) as threads:
            for system, proof in [(one, threads.submit(self._see_proven, one)) for one in self.systems]:
                try:
                    proof.result()
                except SystemUnavailable as error:
                    _log.warning("%s; what needs it says so until it does", error)
                    down[system.name] = str(error)
        return down

    def _usable(self, system: SqlSystem) -> None:
        """For a customer, a system that may not be used is one that does not answer."""
        try:
            self._see_proven(system)
        except SystemDefinitionError as error:
            raise SystemUnavailable(system.name, f"must not be used: {error}") from None

    def _see_proven(self, system: SqlSystem) -> None:
        if system.name in self._proven or self._prove is None:
            return
        with self._proving[system.name]:
            if system.name not in self._proven:
                self._prove(system)
                self._proven.add(system.name)

    def everything[E: Entity](self, entity: type[E]) -> list[E]:
        """All rows of the entity, for building the index. Blocks."""
        return [row for s in self.systems if entity in s.folder.selects for row in self._everything(s, entity)]

    def _everything[E: Entity](self, system: SqlSystem, entity: type[E]) -> list[E]:
        rows = system.everything(entity)
        translator = self._translators.get(system.name)
        if translator is None or not issubclass(entity, CustomerEntity):
            return rows
        names = everybody(system, translator.everything(Customer))
        theirs = [(row, names.get(str(getattr(row, "customer", "")))) for row in rows]
        return [row.model_copy(update={"customer": customer}) for row, customer in theirs if customer]

    def close(self) -> None:
        """Give back threads and connections."""
        for threads in self._threads.values():
            threads.shutdown(wait=False)
        for system in self.systems:
            system.close()


def _merged[E: Entity](rows: list[E], newest: str | None, limit: int | None) -> list[E]:
    if newest is not None:
        known = [row for row in rows if getattr(row, newest) is not None]
        known.sort(key=lambda row: getattr(row, newest), reverse=True)
        rows = known + [row for row in rows if getattr(row, newest) is None]
    return rows[:limit]


def connect_all(folder: Path, environment: Mapping[str, str], *, prove: bool = False) -> ConnectedSystems:
    """Connect every system under `folder`; with `prove`, only those that are safe and right (docs/systems.md).

    Raises `SystemDefinitionError`, also where there is no system. One that is down does not stop the others.
    """
    found = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not found:
        raise SystemDefinitionError(f"{folder}: holds no system; see README, “Connect your own systems”")
    systems = ConnectedSystems([connect(path, environment) for path in found], prove=prove_system if prove else None)
    try:
        if prove:
            systems.prove()
    except SystemDefinitionError:
        systems.close()
        raise
    return systems
