"""Writes the content system's database."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections.abc import Iterable, Sequence
from operator import itemgetter
from pathlib import Path

from demo.cms.content import Content, ContentError
from demo.cms.members import Households, Member
from demo.cms.newsletters import NEWSLETTERS, choices
from demo.cms.rights import Window, windows_of
from demo.cms.tracks import tracks
from demo.cms.views import Evenings, shares
from demo.database import Row, insert, new_database
from demo.dates import iso, midnight

_FOLDER = Path(__file__).parent


def write_cms(
    path: Path, content: Content, members: Sequence[Member], *, seed: int, today: dt.date, views: int, site: str
) -> dict[str, int]:
    """Build the database at `path` with so many `views`; `site` is the website's address.

    Returns how many rows each larger table has. Raises `ContentError` where content names what is not there.
    """
    now = midnight(today)
    with new_database(path, _FOLDER / "schema.sql", _FOLDER / "indexes.sql") as connection:
        pages = {"streaming": "play", "newspaper": "courier", "help": "help"}
        insert(connection, "sites", ((name, f"{site}/{page}") for name, page in pages.items()))
        rights = list(windows_of(content.titles, random.Random(seed), now))
        _write_titles(connection, content, rights, random.Random(seed), now)
        _write_help(connection, content, now)
        _write_articles(connection, content)
        counts = _write_members(connection, content, members, rights, random.Random(seed), now, views)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise ContentError(f"{broken[0]} names a row of {broken[2]} that does not exist")
    return {"titles": len(content.titles), "articles": len(content.articles), **counts}


def _write_titles(
    connection: sqlite3.Connection, content: Content, rights: Sequence[Window], rng: random.Random, now: dt.datetime
) -> None:
    since = {window.title: window.starts for window in rights}
    insert(connection, "titles", (
        (t.id, t.name, t.kind, t.year, t.minutes, t.maturity_age, t.synopsis, t.licence, t.source,
         iso(since[t.id] - dt.timedelta(days=7)), iso(now - dt.timedelta(days=rng.randint(1, 300))))
        for t in content.titles
    ))  # fmt: skip
    _write_lists(connection, "genres", "title_genres", ((t.id, t.genres) for t in content.titles))
    _write_lists(connection, "people", "title_people", ((t.id, t.people) for t in content.titles))
    _write_lists(connection, "countries", "title_countries", ((t.id, t.countries) for t in content.titles))
    insert(connection, "title_tracks", tracks(content.titles, random.Random(len(content.titles))))
    insert(connection, "rights_windows", (
        (number, w.title, w.country, w.plan, iso(w.starts), iso(w.ends) if w.ends else None)
        for number, w in enumerate(rights, start=1)
    ))  # fmt: skip


def _write_lists(
    connection: sqlite3.Connection, names: str, links: str, lists: Iterable[tuple[str, Sequence[str]]]
) -> None:
    """Write a list of names per owner as a table of names and a table of links to it."""
    number_of: dict[str, int] = {}
    linked: list[Row] = []
    for owner, words in lists:
        for position, word in enumerate(dict.fromkeys(words), start=1):
            linked.append((owner, position, number_of.setdefault(word, len(number_of) + 1)))
    insert(connection, names, ((number, word) for word, number in number_of.items()))
    insert(connection, links, linked)


def _write_help(connection: sqlite3.Connection, content: Content, now: dt.datetime) -> None:
    updated = iso(now - dt.timedelta(days=30))
    insert(connection, "help_articles", ((h.id, h.name, h.topic, h.question, h.body, updated) for h in content.help))
    insert(connection, "device_kinds", (
        (d.kind, d.name, int(d.supported), d.minimum_version, d.max_quality) for d in content.devices
    ))  # fmt: skip
    insert(connection, "device_aliases", ((d.kind, alias) for d in content.devices for alias in d.aliases))
    insert(connection, "device_steps", ((d.kind, *step) for d in content.devices for step in enumerate(d.steps, 1)))
    insert(connection, "error_codes", ((e.code, e.meaning, e.cause) for e in content.errors))
    insert(connection, "error_steps", ((e.code, *step) for e in content.errors for step in enumerate(e.steps, 1)))
    insert(connection, "error_device_kinds", ((e.code, kind) for e in content.errors for kind in e.device_kinds))
    insert(connection, "incidents", _incidents(content, now))
    insert(connection, "incident_affects", (
        (number, *affected) for number, i in enumerate(content.incidents, 1) for affected in enumerate(i.affects, 1)
    ))  # fmt: skip


def _incidents(content: Content, now: dt.datetime) -> Iterable[Row]:
    for number, incident in enumerate(content.incidents, start=1):
        began = now - dt.timedelta(days=incident.days_ago)
        over = None if incident.hours_long is None else began + dt.timedelta(hours=incident.hours_long)
        updated = over or began + dt.timedelta(minutes=40)
        yield (
            number, incident.name, incident.status, iso(began), iso(over) if over else None, incident.message.strip(),
            iso(updated),
        )  # fmt: skip


def _write_articles(connection: sqlite3.Connection, content: Content) -> None:
    insert(connection, "articles", (
        (a.id, a.name, a.section, iso(a.published_at), a.summary, int(a.paywalled)) for a in content.articles
    ))  # fmt: skip
    _write_lists(connection, "tags", "article_tags", ((a.id, a.tags) for a in content.articles))


def _write_members(
    connection: sqlite3.Connection, content: Content, members: Sequence[Member], rights: Sequence[Window],
    rng: random.Random, now: dt.datetime, views: int,
) -> dict[str, int]:  # fmt: skip
    households = Households(rng, now, content.devices)
    number_of = {member.customer: number for number, member in enumerate(members, start=1)}
    for number, member in enumerate(members, start=1):
        households.add(number, member)
    evenings = Evenings(rng, now, content.titles, rights)
    counts = shares(households.profiles, views, now, rng)
    viewings = [row for profile in households.profiles for row in evenings.of(profile, counts[profile.number])]
    viewings.sort(key=itemgetter(2))
    insert(connection, "newsletters", NEWSLETTERS)
    insert(connection, "newsletter_choices", choices(members, random.Random(len(members))))
    return {
        "members": insert(connection, "members", (
            (number, m.customer, m.country, iso(m.joined)) for number, m in enumerate(members, start=1)
        )),
        "profiles": insert(connection, "profiles", households.profile_rows(number_of)),
        "devices": insert(connection, "devices", households.device_rows),
        "views": insert(connection, "views", ((number, *row) for number, row in enumerate(viewings, start=1))),
    }  # fmt: skip
