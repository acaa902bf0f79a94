"""The demo company's content, read from its files and indexed once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.catalogue.index import Index, build
from actions.systems.entities import Article, DeviceSupport, Entity, ErrorCode, HelpArticle, Title
from demo.content.articles import articles

CONTENT = Path("demo/content")


@dataclass(frozen=True)
class Content:
    titles: list[Title]
    articles: list[Article]
    help_articles: list[HelpArticle]
    error_codes: list[ErrorCode]
    devices: list[DeviceSupport]

    def build(self, path: Path, questions: Mapping[str, list[str]] | None = None) -> Mapping[str, int]:
        return build(
            path, self.titles, self.articles, self.help_articles, self.error_codes, self.devices, questions
        )  # fmt: skip


def rows[E: Entity](entity: type[E], raw: Iterable[Mapping[str, Any]]) -> list[E]:
    return [entity(**{name: value for name, value in row.items() if name in entity.columns()}) for row in raw]


def from_yaml[E: Entity](entity: type[E], name: str) -> list[E]:
    return rows(entity, yaml.safe_load((CONTENT / name).read_text("utf-8")))


@pytest.fixture(scope="session")
def content() -> Content:
    lines = (CONTENT / "titles.jsonl").read_text("utf-8").splitlines()
    return Content(
        titles=rows(Title, map(json.loads, filter(None, lines))),
        articles=rows(Article, articles(dt.date(2026, 11, 18), seed=1)),
        help_articles=from_yaml(HelpArticle, "help.yml"),
        error_codes=from_yaml(ErrorCode, "errors.yml"),
        devices=from_yaml(DeviceSupport, "devices.yml"),
    )


@pytest.fixture(scope="session")
def index(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("index") / "catalogue.sqlite"
    content.build(path)
    opened = Index.open(path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def id_of(content: Content) -> Mapping[str, str]:
    """Name -> Title.id; of namesakes the last."""
    return {title.name: title.id for title in content.titles}
