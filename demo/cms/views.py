"""Viewings: evenings in which somebody watches a few titles to their taste, so that histories resemble each other."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from demo.cms.content import TitleRow
from demo.cms.members import Profile
from demo.cms.rights import EVERYWHERE, Window
from demo.dates import iso

# Pairs of genres that go together; a profile has two or three and an evening keeps to one.
TASTES = (
    ("science fiction", "horror"), ("horror", "thriller"), ("film noir", "crime"), ("mystery", "crime"),
    ("comedy", "silent"), ("comedy", "romance"), ("western", "adventure"), ("adventure", "fantasy"),
    ("drama", "romance"), ("drama", "silent"), ("war", "drama"), ("music", "documentary"),
    ("animation", "family"), ("family", "comedy"), ("science fiction", "adventure"), ("thriller", "film noir"),
)  # fmt: skip
STORY_TASTES = {"wants-metropolis": (("science fiction", "horror"),)}
_KEPT_DAYS = 730
_BOTH_GENRES = 4.0  # how much more a title is liked that has both genres of a taste
_OUT_OF_TASTE = 0.12


@dataclass(frozen=True, slots=True)
class Shelf:
    """Titles with the running sums of their weights, for drawing."""

    titles: Sequence[TitleRow]
    sums: Sequence[float]


@dataclass(slots=True)
class Seen:
    """What one profile has watched."""

    titles: set[str] = field(default_factory=set)
    count: int = 0


class Evenings:
    """Draws the viewings of profiles. `now` is midnight at the start of today."""

    def __init__(
        self, rng: random.Random, now: dt.datetime, titles: Sequence[TitleRow], windows: Iterable[Window]
    ) -> None:
        self._rng = rng
        self._now = now
        self._titles = titles
        self._liked = {title.id: (rank + 4) ** -0.8 for rank, title in enumerate(rng.sample(titles, len(titles)))}
        self._windows: dict[tuple[str, str, str], Window] = {(w.title, w.country, w.plan): w for w in windows}
        self._shelves: dict[tuple[object, ...], Shelf] = {}

    def of(self, profile: Profile, count: int) -> Iterator[tuple[int, str, str, int]]:
        """`count` viewings as (profile, title, start, minutes)."""
        tastes = STORY_TASTES.get(profile.member.story or "") or self._rng.sample(TASTES, self._rng.choice((2, 2, 3)))
        begin = max(profile.member.since, self._now - dt.timedelta(days=_KEPT_DAYS))
        span = max((min(profile.member.until, self._now) - begin).total_seconds(), 3600.0)
        seen = Seen()
        while seen.count < count:
            evening = self._evening(begin, self._rng.random() * span)
            yield from itertools.islice(
                self._session(profile, self._rng.choice(tastes), evening, seen), count - seen.count
            )

    def _evening(self, begin: dt.datetime, seconds: float) -> dt.datetime:
        moment = begin + dt.timedelta(seconds=seconds)
        hour = self._rng.choices((13, 16, 18, 19, 20, 21), weights=(1, 1, 2, 4, 6, 3))[0]
        moment = moment.replace(hour=hour, minute=self._rng.randrange(60), second=0, microsecond=0)
        return moment if begin <= moment < self._now else begin + dt.timedelta(seconds=int(seconds))

    def _session(
        self, profile: Profile, taste: tuple[str, str], moment: dt.datetime, seen: Seen
    ) -> Iterator[tuple[int, str, str, int]]:
        for _ in range(self._rng.choices((1, 2, 3, 4), weights=(45, 32, 16, 7))[0]):
            title = self._pick(profile, taste, moment, seen)
            whole = self._rng.random() < 0.8
            minutes = title.minutes if whole else max(1, int(title.minutes * self._rng.random()))
            if moment >= self._now:
                return
            seen.titles.add(title.id)
            seen.count += 1
            yield profile.number, title.id, iso(moment), minutes
            moment += dt.timedelta(minutes=minutes + 2)

    def _pick(self, profile: Profile, taste: tuple[str, str], moment: dt.datetime, seen: Seen) -> TitleRow:
        """A title that may be shown then, to the taste or sometimes not, and rarely one seen before."""
        wanted = None if self._rng.random() < _OUT_OF_TASTE else taste
        shelf = self._shelf(profile, wanted)
        while True:
            for title in self._rng.choices(shelf.titles, cum_weights=shelf.sums, k=6):
                again = title.id in seen.titles and title.kind not in ("series", "concert")
                if not again and self._may_show(title.id, profile, moment):
                    return title
            if wanted is None and self._may_show(title.id, profile, moment):
                return title
            wanted, shelf = None, self._shelf(profile, None)

    def _may_show(self, title: str, profile: Profile, moment: dt.datetime) -> bool:
        window = self._window(title, profile.member.country, profile.member.plan)
        return window is not None and window.is_open(moment)

    def _window(self, title: str, country: str, plan: str | None) -> Window | None:
        if plan is None:
            return None
        return self._windows.get((title, EVERYWHERE, plan)) or self._windows.get((title, country, plan))

    def _shelf(self, profile: Profile, taste: tuple[str, str] | None) -> Shelf:
        key = (profile.member.country, profile.member.plan, profile.maturity_age, taste)
        if key not in self._shelves:
            self._shelves[key] = self._build_shelf(profile, taste)
        return self._shelves[key]

    def _build_shelf(self, profile: Profile, taste: tuple[str, str] | None) -> Shelf:
        limit = profile.maturity_age
        titles, weights = [], []
        for title in self._titles:
            fits = 0 if taste is None else len({*taste} & {*title.genres})
            suits = limit is None or (title.maturity_age or 0) <= limit
            window = self._window(title.id, profile.member.country, profile.member.plan)
            if suits and (fits or taste is None) and window and window.starts < self._now:
                titles.append(title)
                weights.append(self._liked[title.id] * (_BOTH_GENRES if fits == 2 else 1.0))
        if not titles:
            return self._shelf(profile, None)
        return Shelf(titles, list(itertools.accumulate(weights)))


def shares(profiles: Sequence[Profile], total: int, now: dt.datetime, rng: random.Random) -> Mapping[int, int]:
    """How many of `total` viewings fall to each profile, by its number; longer members have more."""
    weights = {}
    for profile in profiles:
        days = (min(profile.member.until, now) - max(profile.member.since, now - dt.timedelta(days=_KEPT_DAYS))).days
        keen = 0.4 if profile.is_children else rng.gammavariate(2.0, 1.0)
        weights[profile.number] = max(days, 2) * (1.5 if profile.member.story else keen)
    scale = total / sum(weights.values())
    counts = {number: int(weight * scale) for number, weight in weights.items()}
    for number in itertools.islice(itertools.cycle(counts), total - sum(counts.values())):
        counts[number] += 1
    return counts
