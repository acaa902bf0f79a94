"""The index over the company's content: one SQLite file, read by many threads and replaced as a whole."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from actions.catalogue.build import INDEXED, build
from actions.catalogue.spelling import Spelling
from actions.errors import UsherError
from actions.systems.entities import Entity, Title, entity_name

__all__ = ["Index", "IndexMissing", "build"]

E = TypeVar("E", bound=Entity)
P = TypeVar("P")
_Identity = tuple[int, int, int]


class IndexMissing(UsherError):
    """There is no index to search; `usher index` builds one."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"no index at {path}: run `usher index`")


class Index:
    """A read-only view of the index file that follows it when a new version takes its place.

    Safe to share between threads: each has its own connection, and what is kept in memory is replaced, not changed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._parts: dict[str, tuple[_Identity, Any]] = {}
        self._loading = threading.RLock()  # what one part is made of may be another part

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises IndexMissing when nothing has been built yet."""
        index = cls(path)
        index._identity()
        return index

    @property
    def version(self) -> str:
        """Names the version that is read now; another one after each build."""
        return str(self.rows("SELECT value FROM meta WHERE key = 'version'")[0]["value"])

    @property
    def built_at(self) -> str:
        """When this version was built, ISO 8601 in UTC."""
        return str(self.rows("SELECT value FROM meta WHERE key = 'built_at'")[0]["value"])

    def counts(self) -> Mapping[str, int]:
        """How many rows of each kind are indexed."""
        found = self.rows("SELECT entity, count(*) AS n FROM doc GROUP BY entity")
        return dict.fromkeys(INDEXED, 0) | {row["entity"]: row["n"] for row in found}

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        return self._connection().execute(sql, parameters).fetchall()

    def get(self, entity: type[E], id: str) -> E | None:
        """One row as it was indexed; None: there is none with this key."""
        found = self.rows("SELECT body FROM doc WHERE entity = ? AND id = ?", (entity_name(entity), id))
        return entity.model_validate_json(found[0]["body"]) if found else None

    def all(self, entity: type[E]) -> Mapping[str, E]:
        """Every row of an entity by its key; kept in memory until the next version."""

        def load() -> Mapping[str, E]:
            found = self.rows("SELECT id, body FROM doc WHERE entity = ? ORDER BY rowid", (entity_name(entity),))
            return {row["id"]: entity.model_validate_json(row["body"]) for row in found}

        return self.part(f"all {entity_name(entity)}", load)

    @property
    def titles(self) -> Mapping[str, Title]:
        return self.all(Title)

    @property
    def genres(self) -> tuple[str, ...]:
        """The genres of the catalogue as they are written there, the commonest first."""
        return self.part("genres", lambda: tuple(json.loads(self._meta("genres"))))

    def questions(self) -> Mapping[str, list[str]]:
        """Intent -> example messages, as they were given when the index was built."""
        said: dict[str, list[str]] = {}
        for row in self.rows("SELECT intent, text FROM question ORDER BY rowid"):
            said.setdefault(row["intent"], []).append(row["text"])
        return said

    def spelling(self, entity: str) -> Spelling:
        """The dictionary made from the words of one kind of row, e.g. ``title`` or ``person``."""

        def load() -> Spelling:
            found = self.rows("SELECT word, count FROM spelling WHERE entity = ?", (entity,))
            return Spelling({row["word"]: row["count"] for row in found})

        return self.part(f"spelling {entity}", load)

    def part(self, name: str, load: Callable[[], P]) -> P:
        """Something derived from the index that is kept until a new version is there.

        While one thread loads the new version's, the others go on with the old one's.
        """
        identity = self._identity()
        known = self._parts.get(name)
        if known and known[0] == identity:
            return cast("P", known[1])
        if not self._loading.acquire(blocking=known is None):
            return cast("P", known[1]) if known else load()
        try:
            value = load()
            self._parts[name] = (identity, value)
            return value
        finally:
            self._loading.release()

    def close(self) -> None:
        """Close every thread's connection; the index must not be used afterwards."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    def _meta(self, key: str) -> str:
        return str(self.rows("SELECT value FROM meta WHERE key = ?", (key,))[0]["value"])

    def _identity(self) -> _Identity:
        try:
            status = self._path.stat()
        except FileNotFoundError as error:
            raise IndexMissing(self._path) from error
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _connection(self) -> sqlite3.Connection:
        identity = self._identity()
        if getattr(self._local, "identity", None) == identity:
            return cast("sqlite3.Connection", self._local.connection)
        if hasattr(self._local, "connection"):
            self._connections.remove(self._local.connection)
            self._local.connection.close()
        # Another thread may close it in close(), hence check_same_thread.
        connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        self._connections.append(connection)
        self._local.connection, self._local.identity = connection, identity
        return connection
