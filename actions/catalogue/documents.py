"""What the index keeps of each row: the texts that are searched and the columns that are filtered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from actions.systems.entities import Article, DeviceSupport, Entity, ErrorCode, HelpArticle, Title

PERSON = "person"


@dataclass(frozen=True)
class Document:
    """One entry. `name`, `extra`, `tags` and `text` are searched, in falling weight; None: does not apply."""

    entity: str
    id: str
    name: str
    body: str
    extra: str = ""
    tags: str = ""
    text: str = ""
    kind: str | None = None
    year: int | None = None
    minutes: int | None = None
    maturity_age: int | None = None
    popularity: int = 0
    updated_at: str | None = None


def of_titles(titles: Iterable[Title]) -> Iterator[Document]:
    """Each title, and after them everyone who made or plays in one."""
    credits: defaultdict[str, list[str]] = defaultdict(list)
    for title in titles:
        for person in title.people:
            credits[person].append(title.id)
        yield Document(
            "title", title.id, title.name, _body(title),
            extra=" ".join(title.people), tags=_joined(*title.genres, title.kind, *title.countries),
            text=title.synopsis or "", kind=title.kind, year=title.year, minutes=title.minutes,
            maturity_age=title.maturity_age, popularity=title.popularity, updated_at=_updated(title),
        )  # fmt: skip
    for person, ids in credits.items():
        yield Document(PERSON, person, person, json.dumps(ids), popularity=len(ids))


def of_articles(articles: Iterable[Article]) -> Iterator[Document]:
    for article in articles:
        yield Document(
            "article", article.id, article.name, _body(article),
            tags=_joined(article.section, *article.tags),
            text=article.summary or "", year=article.published_at.year, updated_at=_updated(article),
        )  # fmt: skip


def of_help(articles: Iterable[HelpArticle]) -> Iterator[Document]:
    for article in articles:
        yield Document(
            "help_article", article.id, article.name, _body(article), extra=article.question,
            tags=article.topic, text=article.body, kind=article.topic, updated_at=_updated(article),
        )  # fmt: skip


def of_errors(codes: Iterable[ErrorCode]) -> Iterator[Document]:
    for error in codes:
        yield Document(
            "error_code", error.code, error.code, _body(error),
            tags=_joined(error.cause, *error.device_kinds), text=_joined(error.meaning, *error.steps), kind=error.cause,
        )  # fmt: skip


def of_devices(devices: Iterable[DeviceSupport]) -> Iterator[Document]:
    for device in devices:
        yield Document(
            "device_support", device.kind, device.name, _body(device), extra=_joined(*device.aliases),
            tags=device.kind, text=_joined(*device.steps),
        )  # fmt: skip


def _body(row: Entity) -> str:
    """The row as JSON, with where and when it was read."""
    read = {"source": row.source, "as_of": row.as_of.isoformat() if row.as_of else None}
    return json.dumps(row.model_dump(mode="json") | read)


def _joined(*parts: str) -> str:
    return " ".join(parts)


def _updated(row: Entity) -> str | None:
    moment = getattr(row, "updated_at", None)
    return moment.isoformat() if moment else None
