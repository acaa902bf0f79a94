"""`use_cases.yml`: which use cases are on, for whom, whose they are, and what data each needs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from actions.errors import SettingError
from actions.identity import Level
from actions.systems.connected import Systems
from actions.systems.entities import ENTITIES, Entity, entity_name

_ENTITY = {entity_name(entity): entity for entity in ENTITIES}


class UseCase(BaseModel):
    """One use case. Its name is its intent's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    needs: tuple[str, ...] = Field((), description="Entities without which it cannot be answered")
    identity: Level = Level.ANYONE
    answered_by: Literal["action", "help"] = Field("action", description="help: from the help articles")
    owner: str = Field(description="The company's team whose answer this is")
    measure: str = Field(description="What shows that it works")
    enabled: bool = True
    share: int = Field(100, ge=0, le=100, description="Percent of customers who get it")

    def missing(self, systems: Systems) -> tuple[str, ...]:
        """The needed entities that no connected system yields."""
        return tuple(name for name in self.needs if not systems.yields(_ENTITY[name]))

    def reaches(self, name: str, subject: str) -> bool:
        """Whether the roll-out includes this customer or conversation; the same one always gets the same."""
        digest = hashlib.sha256(f"{name}\0{subject}".encode()).digest()
        return int.from_bytes(digest[:4]) % 100 < self.share


@dataclass(frozen=True)
class UseCases:
    """All use cases by name."""

    by_name: Mapping[str, UseCase]

    def state(self, name: str, systems: Systems, subject: str) -> Literal["ready", "off", "missing"]:
        """Whether a use case answers `subject` (a customer or a conversation)."""
        use_case = self.by_name[name]
        if not use_case.enabled or not use_case.reaches(name, subject):
            return "off"
        return "missing" if use_case.missing(systems) else "ready"


def read_use_cases(path: Path) -> UseCases:
    """Raises `SettingError` that names what to mend."""
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        use_cases = TypeAdapter(dict[str, UseCase]).validate_python(read)
    except (OSError, yaml.YAMLError) as error:
        raise SettingError(f"{path}: cannot be read: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    for name, use_case in use_cases.items():
        if unknown := [need for need in use_case.needs if need not in _ENTITY]:
            raise SettingError(f"{path}: {name}: there is no entity {unknown[0]!r}; docs/entities.md lists them")
    return UseCases(use_cases)


def needed_entities(use_case: UseCase) -> tuple[type[Entity], ...]:
    return tuple(_ENTITY[name] for name in use_case.needs)
