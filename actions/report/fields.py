"""Every field that the connected systems yield: its source, its purpose, whether it is personal, where it may go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic.fields import FieldInfo

from actions.facts.model import Fact, Text
from actions.privacy.leaving import Leaving
from actions.report.lineage import sources
from actions.report.survey import Survey, Surveyed
from actions.systems.config import ColumnPolicy
from actions.systems.entities import Entity, entity_name
from actions.systems.entity import is_personal
from actions.use_case import parts
from actions.use_cases import UseCases

INSIDE = frozenset({"view"})
"""Entities that no fact is made of: answers are decided by them, their fields are not what is said."""
_COMPOSED = frozenset({"customer", "profile", "device", "extra_member", "gift", "newsletter", "voucher"})
"""Entities that only composed answers tell: their facts are not gathered for a model."""
_NEVER = frozenset({"view"})
_REQUESTED = {
    "customer": ("customer",), "subscription": ("id", "customer"), "offer": ("code",), "plan": ("code",),
    "payment": ("id",), "delivery": ("id",), "device": ("id",), "newsletter": ("id",), "voucher": ("id",),
}  # fmt: skip
"""What a request to the company's own endpoint carries."""


class Personal(StrEnum):
    """What a field says about a person. Of a customer’s record every field is personal data in law; `IDENTIFIES`
    are those that tell who it is, or that `system.yml` calls personal."""

    IDENTIFIES = "personal"
    ABOUT = "in a customer’s record"
    NO = "not personal"


class To(StrEnum):
    """Where a field may go from Usher. What is shown to a customer, an agent sees in a hand-over."""

    CUSTOMER = "customer and agent"
    AGENT = "agent, in a hand-over"
    MODEL = "model’s provider"
    ENDPOINT = "your endpoint"


@dataclass(frozen=True)
class Field:
    """One column of one system. `sources` empty: the SELECT makes it up. `declared`: its purposes stand in
    `system.yml`; otherwise they are the topics of the use cases that use its entity."""

    system: str
    entity: str
    column: str
    meaning: str
    sources: tuple[str, ...]
    personal: Personal
    purposes: tuple[str, ...]
    declared: bool
    to: tuple[To, ...]

    @property
    def name(self) -> str:
        return f"{self.entity}.{self.column}"


def fields(found: Survey) -> list[Field]:
    """All of them, by system and entity."""
    leaving = Leaving(one.folder.config for one in found.systems)
    return [
        _field(system, entity, column, found.cases, leaving)
        for system in found.systems
        for entity, select in system.folder.selects.items()
        for column in select.columns
    ]


def _field(system: Surveyed, entity: type[Entity], column: str, cases: UseCases, leaving: Leaving) -> Field:
    name, field = entity_name(entity), entity.columns()[column]
    said = system.folder.config.entities.get(name)
    policy = said.columns.get(column) if said else None
    purposes = policy.purpose if policy else ()
    return Field(
        system.name, name, column, _meaning(field), sources(system.folder.selects[entity], column),
        _personal(entity, column, policy), purposes or tuple(used_for(name, cases)), bool(purposes),
        tuple(_goes(name, column, policy, cases, leaving)),
    )  # fmt: skip


def _meaning(field: FieldInfo) -> str:
    return (field.description or "").partition("None: ")[0].rstrip("; ").replace("`", "")


def _personal(entity: type[Entity], column: str, policy: ColumnPolicy | None) -> Personal:
    if is_personal(entity.columns()[column]) or (policy and policy.personal):
        return Personal.IDENTIFIES
    if entity.customer_field is None:
        return Personal.NO
    return Personal.IDENTIFIES if column == entity.customer_field else Personal.ABOUT


def used_for(entity: str, cases: UseCases) -> list[str]:
    """The topics of the use cases that need or want the entity, each once."""
    found = [case.topic for case in cases.by_name.values() if entity in _entities((*case.all_needs, *case.wants))]
    return list(dict.fromkeys(found))


def _entities(needs: Sequence[str]) -> set[str]:
    return {part.entity for need in needs for part in parts(need)}


def _goes(entity: str, column: str, policy: ColumnPolicy | None, cases: UseCases, leaving: Leaving) -> Iterator[To]:
    if entity not in INSIDE and column != "customer":
        yield To.CUSTOMER
    if (entity, column) == ("customer", "customer"):
        yield To.AGENT
    if _may_leave(entity, column, policy, leaving):
        yield To.MODEL
    if column in _REQUESTED.get(entity, ()) and any(case.sends for case in cases.by_name.values()):
        yield To.ENDPOINT


def _may_leave(entity: str, column: str, policy: ColumnPolicy | None, leaving: Leaving) -> bool:
    """As the code decides that stands before the model; what is not gathered for it needs an explicit yes."""
    if entity in _NEVER or column == "customer":
        return False
    if entity in INSIDE | _COMPOSED:
        return policy is not None and policy.to_model
    probe = Fact(id="probe", kind=entity, fields={column: Text(value="x")})
    return bool(leaving.facts([probe]))
