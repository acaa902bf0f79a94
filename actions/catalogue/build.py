"""Building a version of the index."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from importlib import resources
from itertools import batched, chain
from pathlib import Path

from actions.catalogue import documents
from actions.catalogue.documents import Document
from actions.catalogue.text import core, folded, short
from actions.systems.entities import Article, DeviceSupport, ErrorCode, HelpArticle, Title

INDEXED = ("title", "person", "article", "help_article", "error_code", "device_support")
_COLUMNS = ("entity", "id", "name", "kind", "year", "minutes", "maturity_age", "popularity", "updated_at", "body")


def build(
    path: Path,
    titles: Iterable[Title],
    articles: Iterable[Article],
    help_articles: Iterable[HelpArticle],
    error_codes: Iterable[ErrorCode],
    devices: Iterable[DeviceSupport],
    questions: Mapping[str, Sequence[str]] | None = None,
) -> Mapping[str, int]:
    """Write a new version of the index and put it in the place of the old one in a single step.

    `questions`: intent -> example messages, by which the intents find their help articles.
    Readers see the old version until then. Returns how many rows of each kind it holds. When a source fails
    half-way, the error passes through and the old version stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(path)
    fresh = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    genres: Counter[str] = Counter()
    docs = chain(
        documents.of_titles(_counting(titles, genres)), documents.of_articles(articles),
        documents.of_help(help_articles), documents.of_errors(error_codes), documents.of_devices(devices),
    )  # fmt: skip
    try:
        with closing(sqlite3.connect(fresh)) as connection:
            counts = _write(connection, docs)
            _finish(connection, genres, questions or {})
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return counts


def _counting(titles: Iterable[Title], genres: Counter[str]) -> Iterator[Title]:
    for title in titles:
        genres.update(title.genres)
        yield title


def _write(connection: sqlite3.Connection, docs: Iterable[Document]) -> Mapping[str, int]:
    # The file is thrown away if anything fails, so neither a journal nor a sync per page is worth its time.
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
    connection.executescript((resources.files("actions.catalogue") / "schema.sql").read_text("utf-8"))
    for entity in INDEXED:
        connection.execute(
            f"CREATE VIRTUAL TABLE words_{entity} USING fts5(name, extra, tags, text, content='', "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
    counts: Counter[str] = Counter(dict.fromkeys(INDEXED, 0))
    spelling: Counter[tuple[str, str]] = Counter()
    for group in batched(docs, 1_000):
        _insert(connection, group, sum(counts.values()))
        counts.update(doc.entity for doc in group)
        spelling.update(pair for doc in group for pair in _vocabulary(doc))
    rows = ((entity, word, count) for (entity, word), count in spelling.items())
    connection.executemany("INSERT INTO spelling VALUES (?, ?, ?)", rows)
    return counts


def _insert(connection: sqlite3.Connection, docs: Iterable[Document], offset: int) -> None:
    columns = ", ".join(_COLUMNS)
    for rowid, doc in enumerate(docs, start=offset + 1):
        values = (rowid, core(folded(doc.name)), short(doc.name), *(getattr(doc, column) for column in _COLUMNS))
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO doc (rowid, core, short, {columns}) VALUES ({marks})", values)  # noqa: S608 -- own names
        connection.execute(
            f"INSERT INTO words_{doc.entity} (rowid, name, extra, tags, text) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
            (rowid, folded(doc.name), folded(doc.extra), folded(doc.tags), folded(doc.text)),
        )


def _vocabulary(doc: Document) -> Iterator[tuple[str, str]]:
    """Words worth correcting towards: names everywhere, whole texts only where they are the company's own."""
    texts = [doc.name, doc.tags]
    if doc.entity != "title":
        texts += [doc.extra, doc.text]
    for word in folded(" ".join(texts)).split():
        if len(word) > 1:
            yield doc.entity, word


def _finish(connection: sqlite3.Connection, genres: Counter[str], questions: Mapping[str, Sequence[str]]) -> None:
    said = ((intent, text) for intent, texts in questions.items() for text in texts)
    connection.executemany("INSERT INTO question VALUES (?, ?)", said)
    # Made after the rows: filling a table with its indexes in place takes twice as long.
    connection.executescript(
        "CREATE UNIQUE INDEX doc_by_id ON doc (entity, id); CREATE INDEX doc_by_core ON doc (entity, core);"
        "CREATE INDEX doc_by_short ON doc (entity, short) WHERE short IS NOT NULL;"
        "CREATE INDEX doc_by_popularity ON doc (entity, popularity DESC);"
    )
    meta = {
        "version": uuid.uuid4().hex,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "genres": json.dumps([name for name, _ in genres.most_common()]),
    }
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.commit()


def _remove_leftovers(path: Path) -> None:
    """Delete versions whose building was killed; those younger than an hour may still be in the making."""
    deadline = datetime.now(UTC).timestamp() - 3_600
    for file in path.parent.glob(f".{path.name}.*"):
        if file.stat().st_mtime < deadline:
            file.unlink(missing_ok=True)
