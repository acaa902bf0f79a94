"""The archive of The Northlight Courier: 300 articles put together from typed building blocks."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DESKS_FILE = Path(__file__).with_name("article_desks.yml")
SPAN_DAYS = 728
"""How far back the archive reaches; just under 24 months."""
PAYWALLED_SHARE = 0.6


@dataclass(frozen=True)
class Subject:
    """A countable thing, e.g. "tide gauge" and "tide gauges", the places where it is found, and its tags."""

    one: str
    many: str
    places: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def a(self) -> str:
        return f"{'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"


@dataclass(frozen=True)
class Angle:
    """A headline and a one-sentence summary with {a}, {one}, {many} and {place} to fill in. tag None: adds none."""

    headline: str
    summary: str
    tag: str | None = None


@dataclass(frozen=True)
class Desk:
    """Subjects and angles that all fit each other, and how many articles they give to a section."""

    section: str
    count: int
    subjects: tuple[Subject, ...]
    angles: tuple[Angle, ...]


def articles(today: dt.date, seed: int) -> list[dict[str, Any]]:
    """The archive as of `today`, newest first: id, name, section, published_at (ISO instant, UTC), summary,
    tags (2 to 4) and paywalled. The same arguments give the same list; another `today` only moves the dates.
    """
    rng = random.Random(seed)
    drafts = [draft for desk in desks() for draft in _desk_articles(desk, rng)]
    rng.shuffle(drafts)
    times = _publication_times(today, len(drafts), rng)
    paywalled = _paywalled(len(drafts), rng)
    return [
        # Numbered from the oldest, as an archive grows.
        {"id": f"art_{len(drafts) - n:03}", **draft, "published_at": time.isoformat(), "paywalled": paid}
        for n, (draft, time, paid) in enumerate(zip(drafts, times, paywalled, strict=True))
    ]


def desks() -> list[Desk]:
    """The building blocks, as `article_desks.yml` has them."""
    source = yaml.safe_load(DESKS_FILE.read_text(encoding="utf-8"))
    return [_desk(raw, source["places"]) for raw in source["desks"]]


def _desk(raw: Mapping[str, Any], places: Mapping[str, list[str]]) -> Desk:
    subjects = tuple(
        Subject(one, many, tuple(places[where]), tuple(tags)) for one, many, where, tags in raw["subjects"]
    )
    return Desk(raw["section"], raw["count"], subjects, tuple(Angle(*angle) for angle in raw["angles"]))


def _desk_articles(desk: Desk, rng: random.Random) -> list[dict[str, Any]]:
    """A pair of subject and angle occurs once, which is what makes the headlines of a desk differ."""
    pairs = list(itertools.product(desk.subjects, desk.angles))
    return [_article(desk.section, subject, angle, rng) for subject, angle in rng.sample(pairs, desk.count)]


def _article(section: str, subject: Subject, angle: Angle, rng: random.Random) -> dict[str, Any]:
    place = rng.choice(subject.places)
    words = {"a": subject.a, "one": subject.one, "many": subject.many, "place": place}
    tags = [*subject.tags, angle.tag]
    if "{place}" in angle.headline:
        tags.append(place.removeprefix("the "))
    return {
        "name": _capitalised(angle.headline.format(**words)),
        "section": section,
        "summary": _capitalised(angle.summary.format(**words)),
        "tags": list(dict.fromkeys(tag for tag in tags if tag)),
    }


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def _publication_times(today: dt.date, count: int, rng: random.Random) -> list[dt.datetime]:
    """Newest first, spread evenly with some chance, all before the start of `today`."""
    step = SPAN_DAYS / count
    midnight = dt.datetime.combine(today, dt.time(), dt.UTC)
    days = [1 + int((n + rng.random()) * step) for n in range(count)]
    minutes = [rng.randrange(5 * 60, 20 * 60, 5) for _ in days]
    times = [midnight - dt.timedelta(days=d) + dt.timedelta(minutes=m) for d, m in zip(days, minutes, strict=True)]
    return sorted(times, reverse=True)


def _paywalled(count: int, rng: random.Random) -> list[bool]:
    flags = [n < round(count * PAYWALLED_SHARE) for n in range(count)]
    rng.shuffle(flags)
    return flags
