"""The drafting rules, read from `entities/*.yml` and `values.yml`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.systems.entities import ENTITIES, CustomerEntity, Entity, entity_name

Meaning = tuple[str, ...]


@dataclass(frozen=True)
class FieldRule:
    """How a column of an entity is recognised. `says`: meanings of a column's name, best first. `never`: concepts
    it must not have. `through`, `latest`, `many`: concepts of tables it may come from by a reference, by the newest
    row of a child, by a list. `ref`: the entity it names. `words`: its vocabulary in `values.yml`. `personal`: what
    it is used for; empty: not personal. `keys`: a list of keys, not of
    names. `required`: the entity has no row without it. `must`: without a column for
    it the table is something else."""

    name: str
    kind: str
    says: tuple[Meaning, ...] = ()
    never: frozenset[str] = frozenset()
    through: frozenset[str] = frozenset()
    latest: frozenset[str] = frozenset()
    many: frozenset[str] = frozenset()
    ref: str | None = None
    words: str | None = None
    personal: tuple[str, ...] = ()
    prefer: str | None = None
    sum: str | None = None
    must: bool = False
    shared: bool = False
    keys: bool = False
    required: bool = False


@dataclass(frozen=True)
class EntityRule:
    """How an entity's table is recognised. `needs`: one of these concepts must be in its name; empty: none.
    `only`: the vocabulary word in `publication` that its rows must have. `core`: fields that prove it."""

    entity: type[Entity]
    names: tuple[Meaning, ...]
    never: frozenset[str]
    core: tuple[str, ...]
    fields: Mapping[str, FieldRule]
    needs: frozenset[str] = frozenset()
    only: str | None = None

    @property
    def name(self) -> str:
        return entity_name(self.entity)

    @property
    def of_customer(self) -> bool:
        return issubclass(self.entity, CustomerEntity)

    @property
    def own_words(self) -> frozenset[str]:
        """Concepts that its columns may repeat without meaning anything by it."""
        return frozenset(concept for meaning in self.names for concept in meaning)


@functools.cache
def entity_rules() -> Mapping[str, EntityRule]:
    """The rules by the entity's name, in the order of `ENTITIES`."""
    raw: dict[str, Any] = {}
    for path in sorted((Path(__file__).parent / "entities").glob("*.yml")):
        raw |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: _entity_rule(e, raw[name]) for e in ENTITIES if (name := entity_name(e)) in raw}


def _entity_rule(entity: type[Entity], raw: Mapping[str, Any]) -> EntityRule:
    columns = entity.columns()
    fields = {}
    if "id" in columns:
        fields["id"] = FieldRule("id", "row_key", required=True)
    if "customer" in columns:
        fields["customer"] = FieldRule("customer", "customer", required=True, personal=("support",))
    for name, rule in raw["fields"].items():
        fields[name] = _field_rule(name, rule, required=columns[name].is_required())
    ordered = {name: fields[name] for name in columns if name in fields}
    return EntityRule(
        entity=entity,
        names=_meanings(raw["names"]),
        never=frozenset(raw["never"]),
        core=tuple(raw["core"]),
        fields=ordered,
        needs=frozenset(raw.get("needs", ())),
        only=raw.get("only"),
    )


def _field_rule(name: str, raw: Mapping[str, Any], *, required: bool) -> FieldRule:
    sets: dict[str, Any] = {key: frozenset(raw.get(key, ())) for key in ("never", "through", "latest", "many")}
    plain = {key: raw[key] for key in ("ref", "words", "prefer", "sum", "must", "shared", "keys") if key in raw}
    personal = tuple(raw.get("personal", ()))
    return FieldRule(
        name, raw["kind"], _meanings(raw.get("says", ())), personal=personal, required=required, **sets, **plain
    )


def _meanings(raw: Any) -> tuple[Meaning, ...]:
    return tuple(tuple(meaning) for meaning in raw)


@functools.cache
def values() -> Mapping[str, Mapping[str, Any]]:
    """`values.yml`: vocabulary -> our word -> beginnings of words in the source."""
    content: dict[str, dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("values.yml").read_text(encoding="utf-8")
    )
    return content
