"""A system's folder: `system.yml` and one read-only SELECT per entity, proven before anything is connected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlglot
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlglot import expressions as sql

from actions.errors import SystemDefinitionError
from actions.systems.entities import ENTITIES, Entity, entity_name

_BY_NAME = {entity_name(entity): entity for entity in ENTITIES}
_WRITES = (sql.Insert, sql.Update, sql.Delete, sql.Merge, sql.DDL, sql.Drop, sql.Alter, sql.Command, sql.Into, sql.Lock)


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
    rows: int = Field(500, description="Most rows one look-up may return")
    timeout_ms: int = Field(2000, description="Longest a statement may run, milliseconds")


class SystemFile(_Section):
    """`system.yml`. `url_env` names the environment variable with the SQLAlchemy URL."""

    url_env: str
    default_url: str | None = Field(None, description="Used when the variable is not set; None: it must be")
    currency: str | None = Field(None, description="ISO 4217 where the source names none")
    time_zone: str = "UTC"
    limits: Limits = Limits()
    entities: Mapping[str, EntityPolicy] = {}


@dataclass(frozen=True)
class Select:
    """One entity's SELECT. `columns` are the entity's fields it yields."""

    entity: type[Entity]
    path: Path
    text: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class SystemFolder:
    """A read and proven folder. `selects` by entity."""

    name: str
    config: SystemFile
    selects: Mapping[type[Entity], Select]


def read_folder(folder: Path, *, dialect: str) -> SystemFolder:
    """Read and prove one folder; `dialect` is sqlglot's name of the source's SQL.

    Raises `SystemDefinitionError` with file and line.
    """
    selects = {}
    for path in sorted(folder.glob("*.sql")):
        select = _read_select(path, dialect)
        selects[select.entity] = select
    return SystemFolder(folder.name, read_config(folder), selects)


def read_config(folder: Path) -> SystemFile:
    """`system.yml` of a folder. Raises `SystemDefinitionError` with file and line."""
    path = folder / "system.yml"
    try:
        return SystemFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except FileNotFoundError:
        raise SystemDefinitionError(f"{path}: is missing") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise SystemDefinitionError(f"{path}:{line}: is not YAML: {getattr(error, 'problem', error)}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SystemDefinitionError(f"{path}: {where or 'the file'}: {first['msg']}") from None


def _read_select(path: Path, dialect: str) -> Select:
    entity = _BY_NAME.get(path.stem)
    if entity is None:
        raise SystemDefinitionError(f"{path}: no entity is called {path.stem!r}; docs/entities.md lists them")
    text = path.read_text(encoding="utf-8").strip().rstrip(";")
    query = _one_query(path, text, dialect)
    columns = tuple(query.named_selects)
    _prove_columns(path, entity, columns)
    return Select(entity, path, text, columns)


def _one_query(path: Path, text: str, dialect: str) -> sql.Query:
    try:
        statements = [s for s in sqlglot.parse(text, dialect=dialect) if s is not None]
    except sqlglot.errors.ParseError as error:
        details = error.errors[0] if error.errors else {}
        what = details.get("description", error)
        raise SystemDefinitionError(f"{path}:{details.get('line', 1)}: is not {dialect} SQL: {what}") from None
    if len(statements) != 1 or not isinstance(statements[0], sql.Query):
        raise SystemDefinitionError(f"{path}:1: must be one SELECT and nothing else")
    if (write := statements[0].find(*_WRITES)) is not None:
        raise SystemDefinitionError(f"{path}:1: must only read, but has {write.key.upper()}")
    return statements[0]


def _prove_columns(path: Path, entity: type[Entity], columns: tuple[str, ...]) -> None:
    known = entity.columns()
    if "*" in columns:
        raise SystemDefinitionError(f"{path}:1: name the columns instead of *")
    if unknown := [name for name in columns if name not in known]:
        raise SystemDefinitionError(f"{path}:1: {path.stem} has no column {unknown[0]!r}; docs/entities.md lists them")
    if missing := [name for name, field in known.items() if field.is_required() and name not in columns]:
        raise SystemDefinitionError(f"{path}:1: must yield {', '.join(missing)}")
