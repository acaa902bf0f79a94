"""What the website shows of the content system: titles, articles, help."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from demo.site.database import reading

_TITLE = """
SELECT
  t.id, t.name, t.kind, t.year, t.minutes, t.maturity_age, t.synopsis,
  (SELECT group_concat(x.name, '|') FROM (
     SELECT g.name FROM title_genres AS l JOIN genres AS g ON g.id = l.genre_id
     WHERE l.title_id = t.id ORDER BY l.position) AS x) AS genres,
  (SELECT group_concat(x.name, '|') FROM (
     SELECT c.name FROM title_countries AS l JOIN countries AS c ON c.id = l.country_id
     WHERE l.title_id = t.id ORDER BY l.position) AS x) AS countries,
  (SELECT group_concat(x.name, '|') FROM (
     SELECT p.name FROM title_people AS l JOIN people AS p ON p.id = l.person_id
     WHERE l.title_id = t.id ORDER BY l.position) AS x) AS people
FROM titles AS t
"""
_POPULAR = """
JOIN (
  SELECT title_id, count(*) AS often FROM views
  WHERE started_at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-30 days') GROUP BY title_id
) AS v ON v.title_id = t.id ORDER BY v.often DESC, t.id LIMIT ?
"""
_OF_GENRE = """
WHERE t.id IN (SELECT l.title_id FROM title_genres AS l JOIN genres AS g ON g.id = l.genre_id WHERE g.name = ?)
ORDER BY t.year, t.id LIMIT ? OFFSET ?
"""
_KINDS = {"film": "Film", "series": "Series", "concert": "Concert", "short": "Short", "documentary": "Documentary"}


@dataclass(frozen=True)
class TitlePage:
    """A title as its page shows it. `year` None: unknown; `age` None: suitable for all."""

    id: str
    name: str
    kind: str
    year: int | None
    minutes: int | None
    age: int | None
    synopsis: str
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    people: tuple[str, ...]

    @property
    def facts(self) -> str:
        """One line of facts."""
        length = f"{self.minutes} min" + (" an episode" if self.kind == "series" else "") if self.minutes else None
        return " · ".join(filter(None, (_KINDS[self.kind], str(self.year or ""), ", ".join(self.countries), length)))


@dataclass(frozen=True)
class Headline:
    """An article of the newspaper. `locked`: for subscribers."""

    id: str
    name: str
    section: str
    published_on: dt.date
    summary: str
    locked: bool


@dataclass(frozen=True)
class HelpPage:
    """A help article; `body` is plain text, its numbered lines are steps."""

    id: str
    name: str
    topic: str
    body: str

    @property
    def parts(self) -> list[tuple[str, list[str]]]:
        """Paragraphs (`p`, one line) and lists (`ol`, the steps), in order."""
        parts: list[tuple[str, list[str]]] = []
        for line in filter(None, (line.strip() for line in self.body.splitlines())):
            number, _, step = line.partition(". ")
            if not number.isdigit():
                parts.append(("p", [line]))
            elif parts and parts[-1][0] == "ol":
                parts[-1][1].append(step)
            else:
                parts.append(("ol", [step]))
        return parts


class Catalogue:
    """The content database, read only."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def popular(self, limit: int) -> list[TitlePage]:
        """Most watched in the last 30 days."""
        return self._titles(_POPULAR, limit)

    def of_genre(self, genre: str, limit: int, skip: int = 0) -> list[TitlePage]:
        return self._titles(_OF_GENRE, genre, limit, skip)

    def named(self, words: str, limit: int) -> list[TitlePage]:
        """Titles whose name or people hold `words`."""
        pattern = "%" + words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        where = """
            WHERE t.name LIKE ? ESCAPE '\\' OR t.id IN (
              SELECT l.title_id FROM title_people AS l JOIN people AS p ON p.id = l.person_id
              WHERE p.name LIKE ? ESCAPE '\\')
            ORDER BY t.name LIMIT ?"""
        return self._titles(where, pattern, pattern, limit)

    def title(self, id: str) -> TitlePage | None:
        found = self._titles("WHERE t.id = ?", id)
        return found[0] if found else None

    def origins(self) -> list[str]:
        """Scheme and host of the addresses that the content system gives its pages and pictures."""
        with reading(self._database) as connection:
            addresses = [urlsplit(row["base_url"]) for row in connection.execute("SELECT base_url FROM sites")]
        return sorted({f"{address.scheme}://{address.netloc}" for address in addresses})

    def genres(self) -> list[str]:
        with reading(self._database) as connection:
            return [row["name"] for row in connection.execute("SELECT name FROM genres ORDER BY name")]

    def headlines(self, limit: int, section: str | None = None) -> list[Headline]:
        """The newest articles first; `section` None: of all sections."""
        query = "SELECT * FROM articles WHERE ? IS NULL OR section = ? ORDER BY published_at DESC LIMIT ?"
        with reading(self._database) as connection:
            return [_headline(row) for row in connection.execute(query, (section, section, limit))]

    def sections(self) -> list[str]:
        with reading(self._database) as connection:
            return [row[0] for row in connection.execute("SELECT DISTINCT section FROM articles ORDER BY section")]

    def article(self, id: str) -> Headline | None:
        with reading(self._database) as connection:
            row = connection.execute("SELECT * FROM articles WHERE id = ?", (id,)).fetchone()
        return _headline(row) if row else None

    def help_pages(self) -> list[HelpPage]:
        with reading(self._database) as connection:
            rows = connection.execute("SELECT id, name, topic, body FROM help_articles ORDER BY topic, name")
            return [HelpPage(**dict(row)) for row in rows]

    def help_page(self, id: str) -> HelpPage | None:
        with reading(self._database) as connection:
            query = "SELECT id, name, topic, body FROM help_articles WHERE id = ?"
            row = connection.execute(query, (id,)).fetchone()
        return HelpPage(**dict(row)) if row else None

    def _titles(self, rest: str, *values: object) -> list[TitlePage]:
        with reading(self._database) as connection:
            return [_title(row) for row in connection.execute(_TITLE + rest, values)]


def _title(row: sqlite3.Row) -> TitlePage:
    genres, countries, people = (tuple((row[name] or "").split("|")) for name in ("genres", "countries", "people"))
    return TitlePage(
        row["id"], row["name"], row["kind"], row["year"], row["minutes"], row["maturity_age"],
        row["synopsis"] or "", genres, countries, tuple(filter(None, people)),
    )  # fmt: skip


def _headline(row: sqlite3.Row) -> Headline:
    published = dt.datetime.fromisoformat(row["published_at"]).date()
    return Headline(row["id"], row["headline"], row["section"], published, row["summary"] or "", bool(row["paywalled"]))
