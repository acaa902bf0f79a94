"""One use case of `use_cases.yml`: for whom it is, whose it is, and what data it needs. See docs/use-cases.md."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from actions.identity import Level
from actions.systems.connected import ConnectedSystems, Systems
from actions.systems.entities import ENTITIES, entity_name
from actions.systems.folder import SystemFolder

Topic = Literal[
    "account", "billing", "plans", "playback", "content", "recommend", "delivery", "privacy", "handoff", "smalltalk"
]
BY_NAME = {entity_name(entity): entity for entity in ENTITIES}
ALWAYS_ON = "human_handoff"
"""A person is always one message away, so this one cannot be switched off."""
_OR = " or "


class Part(NamedTuple):
    """What one SELECT can yield: an entity, or with `column` one column of it. `column` None: the entity."""

    entity: str
    column: str | None

    def __str__(self) -> str:
        return self.entity if self.column is None else f"{self.entity}.{self.column}"


def parts(need: str) -> tuple[Part, ...]:
    """The alternatives of a need: ``title or article`` has two, ``payment.invoice`` has one."""
    named = (one.strip().partition(".") for one in need.split(_OR))
    return tuple(Part(entity, column if dot else None) for entity, dot, column in named)


def yielded_by(folder: SystemFolder, part: Part) -> bool:
    """Whether a system's SELECTs yield it. A currency may stand in `system.yml` instead."""
    select = folder.selects.get(BY_NAME[part.entity])
    if select is None:
        return False
    constant = part.column == "currency" and folder.config.currency is not None
    return part.column is None or part.column in select.columns or constant


def is_yielded(systems: Systems, need: str) -> bool:
    """Whether any connected system yields one of the need's alternatives."""
    return any(_one_yielded(systems, part) for part in parts(need))


def _one_yielded(systems: Systems, part: Part) -> bool:
    if isinstance(systems, ConnectedSystems):
        return any(yielded_by(system.folder, part) for system in systems.systems)
    # What is not made of SELECTs, such as rows in memory, has every column of its entities.
    return systems.yields(BY_NAME[part.entity])


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Team(_Section):
    """A team of the company's."""

    does: str = Field(description="What it does today, in one sentence")
    work: str = Field(description="How its work changes")


class UseCase(_Section):
    """One use case. Its name is its intent's."""

    topic: Topic
    needs: tuple[str, ...] = Field((), description="Entities and columns without which it cannot be answered")
    wants: Mapping[str, str] = Field({}, description="Entities and columns that make it better, and how")
    sends: tuple[str, ...] = Field((), description="Requests to the company's endpoint, once confirmed")
    identity: Level = Level.ANYONE
    answered_by: Literal["action", "help"] = Field("action", description="help: from the help articles")
    owner: str = Field(min_length=1, description="The company's team whose answer this is")
    measure: str = Field(min_length=1, description="What shows that it works")
    enabled: bool = True
    share: int = Field(100, ge=0, le=100, description="Percent of customers who get it")
    off_says: str | None = Field(
        None, min_length=1, description="What the bot says while it is off or lacks data; None: that a person can help"
    )

    @property
    def all_needs(self) -> tuple[str, ...]:
        """The needs as written, and the help articles where those answer."""
        return (*self.needs, "help_article") if self.answered_by == "help" else self.needs

    def missing(self, systems: Systems) -> tuple[str, ...]:
        """The needs that no connected system meets."""
        return tuple(need for need in self.all_needs if not is_yielded(systems, need))

    def reaches(self, name: str, subject: str) -> bool:
        """Whether the roll-out includes this customer or conversation. The same one always gets the same, and
        a greater share keeps whom a smaller one had."""
        digest = hashlib.sha256(f"{name}\0{subject}".encode()).digest()
        return int.from_bytes(digest[:4]) % 100 < self.share
