"""A source's row as an entity: its zone, its currency and its words made canonical."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from actions.errors import SystemDefinitionError
from actions.systems.entities import Entity, entity_name
from actions.systems.entity import ZONE

_CATCH_ALL = ("unknown", "other")


@dataclass(frozen=True)
class Vocabulary:
    """The words a column may hold. `catch_all` stands for any other; None: no other is allowed."""

    words: frozenset[str]
    catch_all: str | None

    def has(self, value: object) -> bool:
        return isinstance(value, str) and value in self.words


@functools.cache
def vocabularies(entity: type[Entity]) -> Mapping[str, Vocabulary]:
    """The entity's columns that have a closed vocabulary."""
    found = {}
    for name, field in entity.columns().items():
        for annotation in (field.annotation, *get_args(field.annotation)):
            if get_origin(annotation) is Literal:
                words = get_args(annotation)
                found[name] = Vocabulary(frozenset(words), next((w for w in _CATCH_ALL if w in words), None))
    return found


@dataclass(frozen=True)
class Decoder:
    """Reads the rows of one system. `zone` is that of times without one, `currency` stands where there is none
    (None: there must be one)."""

    source: str
    zone: ZoneInfo
    currency: str | None

    def decode[E: Entity](self, entity: type[E], row: Mapping[Any, Any], as_of: dt.datetime | None) -> E:
        """Raises `SystemDefinitionError` for a row that is not what the entity documents; it names the column,
        never the value, which may be personal."""
        try:
            return self.validate(entity, row, as_of)
        except ValidationError as error:
            column, what = first_mistake(error)
            raise SystemDefinitionError(f"{self.source}: {entity_name(entity)}.{column}: {what}") from None

    def validate[E: Entity](self, entity: type[E], row: Mapping[Any, Any], as_of: dt.datetime | None) -> E:
        """As `decode`, but raises pydantic's `ValidationError` with all that is wrong."""
        values = {name: _plain(value) for name, value in row.items() if value is not None}
        values["source"], values["as_of"] = self.source, as_of
        for name, vocabulary in vocabularies(entity).items():
            if vocabulary.catch_all and name in values and not vocabulary.has(values[name]):
                values[name] = vocabulary.catch_all
        if self.currency and "currency" not in values and "currency" in entity.model_fields:
            values["currency"] = self.currency
        return entity.model_validate(values, context={ZONE: self.zone})


def _plain(value: Any) -> Any:
    return str(value) if type(value) is uuid.UUID else value


def first_mistake(error: ValidationError) -> tuple[str, str]:
    """The column and what is wrong with it; never the value."""
    first = error.errors(include_input=False)[0]
    what = first["msg"].removeprefix("Value error, ")
    return str(first["loc"][0]) if first["loc"] else "", what[:1].lower() + what[1:]
