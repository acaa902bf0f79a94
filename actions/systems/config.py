"""`system.yml`: where a system is, how its values read, what each column may be used for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.numbers import is_currency
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from actions.errors import SystemDefinitionError
from actions.systems.entities import ENTITIES, Customer, Entity, entity_name
from actions.systems.entity import zone_of
from actions.systems.yaml_file import YamlFile, read_yaml

BY_NAME: Mapping[str, type[Entity]] = {entity_name(entity): entity for entity in ENTITIES}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnPolicy(_Section):
    """What a column may be used for."""

    purpose: tuple[str, ...] = ()
    personal: bool = False
    to_model: bool = Field(False, description="May leave to the language model's provider")


class EntityPolicy(_Section):
    columns: Mapping[str, ColumnPolicy] = {}


class Limits(_Section):
    rows: int = Field(500, ge=1, description="Most rows one look-up may return where the asker sets no limit")
    timeout_ms: int = Field(2000, ge=10, description="Longest a statement may run, milliseconds")
    connections: int = Field(5, ge=1, le=50, description="Most look-ups at the same time")


class Link(_Section):
    """How this system's customers are found: its `customer` column holds `by` of another system's customer."""

    by: str = Field(description="Column of the other system's customer entity, e.g. email or external_id")
    through: str | None = Field(None, description="That system's name; None: the only one that yields the column")

    @field_validator("by")
    @classmethod
    def _known(cls, by: str) -> str:
        possible = [name for name in Customer.columns() if name in ("email", "phone", "external_id")]
        if by not in possible:
            raise ValueError(f"must be one of {', '.join(possible)}")
        return by


class SystemFile(_Section):
    """`system.yml`. `url_env` names the environment variable with the SQLAlchemy URL."""

    url_env: str
    default_url: str | None = Field(None, description="Used when the variable is not set; None: it must be")
    currency: str | None = Field(None, description="ISO 4217 where the source names none")
    time_zone: str = Field("UTC", description="Zone of the source's times that have none")
    link: Link | None = Field(None, description="None: the customer column holds the site token's `sub`")
    limits: Limits = Limits()
    entities: Mapping[str, EntityPolicy] = {}

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.time_zone)

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        return zone_of(name).key

    @field_validator("currency")
    @classmethod
    def _currency(cls, code: str | None) -> str | None:
        if code is not None and not is_currency(code):
            raise ValueError(f"{code!r} is no ISO 4217 currency")
        return code


def read_config(folder: Path) -> SystemFile:
    """`system.yml` of a folder. Raises `SystemDefinitionError` with file and line."""
    file = read_yaml(folder / "system.yml")
    try:
        config = SystemFile.model_validate(file.content)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or "the file"
        raise SystemDefinitionError(f"{file.at(first['loc'])}: {name}: {_lower(first['msg'])}") from None
    _prove_names(file, config)
    return config


def _prove_names(file: YamlFile, config: SystemFile) -> None:
    for name, policy in config.entities.items():
        entity = BY_NAME.get(name)
        if entity is None:
            raise SystemDefinitionError(
                f"{file.at(('entities', name))}: no entity is called {name!r}; docs/entities.md lists them"
            )
        for column in policy.columns:
            if column not in entity.columns():
                where = file.at(("entities", name, "columns", column))
                raise SystemDefinitionError(f"{where}: {name} has no column {column!r}; docs/entities.md lists them")


def _lower(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
