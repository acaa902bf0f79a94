"""Reads the demo company's written content and proves it before anything is built from it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from demo.content.articles import articles

CONTENT = Path(__file__).parents[1] / "content"


class ContentError(Exception):
    """A content file does not hold what the databases need; says which file and where."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TitleRow(_Row):
    """A line of titles.jsonl. `minutes` of a series are those of one episode; `maturity_age` None: for all."""

    id: str
    name: str
    kind: Literal["film", "series", "concert", "short", "documentary"]
    year: int | None
    countries: tuple[str, ...]
    minutes: int
    maturity_age: int | None
    genres: tuple[str, ...]
    people: tuple[str, ...]
    synopsis: str
    licence: str
    source: str


class HelpRow(_Row):
    """An entry of help.yml."""

    id: str
    name: str
    topic: str
    question: str
    body: str


class ErrorRow(_Row):
    """An entry of errors.yml. No `device_kinds`: it occurs on any."""

    code: str
    meaning: str
    cause: str
    steps: tuple[str, ...]
    device_kinds: tuple[str, ...] = ()


class DeviceRow(_Row):
    """An entry of devices.yml."""

    kind: str
    name: str
    aliases: tuple[str, ...]
    supported: bool
    minimum_version: str | None
    max_quality: str | None
    steps: tuple[str, ...]


class IncidentRow(_Row):
    """An entry of incidents.yml: began `days_ago` days before now; `hours_long` None: still open."""

    name: str
    status: Literal["open", "monitoring", "resolved"]
    days_ago: float
    hours_long: float | None
    affects: tuple[str, ...]
    message: str


class ArticleRow(_Row):
    """An article of the newspaper."""

    id: str
    name: str
    section: str
    published_at: dt.datetime
    summary: str
    tags: tuple[str, ...]
    paywalled: bool


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that people have written for the demo company."""

    titles: Sequence[TitleRow]
    help: Sequence[HelpRow]
    errors: Sequence[ErrorRow]
    devices: Sequence[DeviceRow]
    incidents: Sequence[IncidentRow]
    articles: Sequence[ArticleRow]


def read_content(today: dt.date, seed: int, folder: Path = CONTENT) -> Content:
    """Read the content files. Raises `ContentError`."""
    return Content(
        titles=_rows(TitleRow, folder / "titles.jsonl"),
        help=_rows(HelpRow, folder / "help.yml"),
        errors=_rows(ErrorRow, folder / "errors.yml"),
        devices=_rows(DeviceRow, folder / "devices.yml"),
        incidents=_rows(IncidentRow, folder / "incidents.yml"),
        articles=_proven(ArticleRow, folder / "articles.py", articles(today, seed)),
    )


def _rows[R: _Row](kind: type[R], path: Path) -> list[R]:
    return _proven(kind, path, _load(path))


def _load(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        return yaml.safe_load(text)
    except FileNotFoundError:
        raise ContentError(f"{path}: is missing") from None
    except (yaml.YAMLError, json.JSONDecodeError) as error:
        raise ContentError(f"{path}: {error}") from None


def _proven[R: _Row](kind: type[R], path: Path, rows: Any) -> list[R]:
    try:
        return TypeAdapter(list[kind]).validate_python(rows)  # type: ignore[valid-type]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ContentError(f"{path}: entry {where}: {first['msg']}") from None
