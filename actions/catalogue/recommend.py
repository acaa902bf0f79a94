"""What to watch next, and truly why.

The last titles that somebody watched speak for titles that the same people watch, the latest loudest. What the
catalogue says of a title (people, genres) speaks where viewings are silent. The rules come after the scores:
entitlement, window, maturity and children's profiles decide through `allowed`, and nothing seen comes again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from actions.catalogue.cosine import Model, View, learn
from actions.catalogue.similar import Shelf, shared
from actions.catalogue.wish import Wish, fits, met, spoken_of
from actions.catalogue.wishing import wish
from actions.systems.entities import Title

__all__ = ["Model", "Reason", "Recommendation", "Recommender", "Wish", "fit", "fits", "wish"]

LAST = 20  # titles of the history that count
DECAY = 0.9  # what each older one counts of the next younger
_CONTENT = 0.15  # what likeness by the catalogue counts beside likeness by viewers
_POPULAR = 0.01  # breaks ties
_ABOUT = 2.0  # words of the wish that the synopsis speaks of

ReasonKind = Literal[
    "because_you_watched", "viewers_also_watched", "shares", "matches", "about", "popular", "in_catalogue"
]
Watched = tuple[str, dt.datetime]
"""A title and when it was watched."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a title is recommended; always true of it, so that it can be told.

    * ``because_you_watched``: people who watched `title`, which is in the history, watch this
    * ``viewers_also_watched``: the same of `title`, which the wish named
    * ``shares``: it has the people and genres in `shared` in common with `title` (in the history or in the wish)
    * ``matches``: it has the genres and people in `shared` that the wish asked for
    * ``about``: its synopsis or name speaks of the words in `shared` that the wish used
    * ``popular``: more people watch it than four in five titles
    * ``in_catalogue``: none of these; it is there and allowed

    `title` None: the reason names none.
    """

    kind: ReasonKind
    title: str | None = None
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A Title.id, a score that only orders, and the reason."""

    title: str
    score: float
    reason: Reason


def fit(views: Iterable[View], titles: Iterable[Title]) -> Model:
    """Learn from viewings of all customers who allow it: (customer, Title.id, when)."""
    return learn(views, [title.id for title in titles])


@dataclass(frozen=True, eq=False)
class _Voices:
    """How much each title that speaks (of the history, or named by the wish) says for each other title.

    `viewers`: by who watched both; `content`: by what the catalogue says of both.
    """

    viewers: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    content: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def total(self, id: str) -> float:
        return sum(self.viewers.get(id, {}).values()) + sum(self.content.get(id, {}).values())


class Recommender:
    """Recommends from a model and the titles as they stand now."""

    def __init__(self, model: Model, titles: Mapping[str, Title]) -> None:
        self._model = model
        self._titles = titles
        self._row = {id: number for number, id in enumerate(model.ids)}
        self._shelf = Shelf(titles)
        self._popularity = self._popular()
        self._usual = _upper_fifth(self._popularity.values())

    def recommend(
        self,
        history: Sequence[Watched] = (),
        *,
        allowed: Callable[[Title], bool],
        wanted: Wish | None = None,
        limit: int = 5,
    ) -> list[Recommendation]:
        """The best titles that are allowed, fit the wish and are not in the history, the best first.

        `history` may be in any order and may be empty (no consent, a children's profile, nobody known).
        """
        chosen = wanted or Wish()
        latest = _latest(history)
        voices = self._voices(latest, chosen)
        return [
            Recommendation(id, round(score, 4), self._reason(id, voices, chosen))
            for (id, score), _ in zip(self._candidates(latest, voices, chosen, allowed), range(limit), strict=False)
        ]

    def _popular(self) -> Mapping[str, float]:
        """0 to 1: views in the last 30 days as the catalogue counts them, else viewers the model has seen."""
        counts = {title.id: float(title.popularity) for title in self._titles.values()}
        if not any(counts.values()):
            counts |= {id: float(n) for id, n in zip(self._model.ids, self._model.viewers, strict=True) if id in counts}
        most = max(counts.values(), default=0.0) or 1.0
        return {id: count / most for id, count in counts.items()}

    def _is_popular(self, id: str) -> bool:
        return self._popularity[id] > self._usual

    def _voices(self, latest: Sequence[str], chosen: Wish) -> _Voices:
        voices = _Voices()
        # Who names a title wants something like it; the history then only breaks ties.
        weights = [(chosen.like, 1.0)] if chosen.like else []
        damping = 0.1 if chosen.like else 1.0
        weights += [(id, damping * DECAY**age) for age, id in enumerate(latest[:LAST])]
        # What has left the catalogue cannot be named as a reason, so it does not speak.
        for id, weight in ((id, weight) for id, weight in weights if id in self._titles):
            self._by_viewers(voices, id, weight)
            share = weight if id == chosen.like else _CONTENT * weight
            for other, value in self._shelf.like(id):
                voices.content[other][id] = max(voices.content[other].get(id, 0.0), share * value)
        return voices

    def _by_viewers(self, voices: _Voices, id: str, weight: float) -> None:
        if id not in self._row:
            return
        alike = self._model.alike
        start, end = alike.indptr[self._row[id]], alike.indptr[self._row[id] + 1]
        for column, value in zip(alike.indices[start:end], alike.data[start:end], strict=True):
            voices.viewers[self._model.ids[column]][id] = weight * float(value)

    def _candidates(
        self, latest: Sequence[str], voices: _Voices, chosen: Wish, allowed: Callable[[Title], bool]
    ) -> Iterator[tuple[str, float]]:
        seen = set(latest)
        fitting = [title for title in self._titles.values() if title.id not in seen and fits(chosen, title)]
        scores = {title.id: self._score(title, voices, chosen) for title in fitting}
        for id in sorted(scores, key=lambda id: (self._first(id, chosen), -scores[id], id)):
            if allowed(self._titles[id]):
                yield id, scores[id]

    def _score(self, title: Title, voices: _Voices, chosen: Wish) -> float:
        about = len(self._told(title.id, chosen)) / len(chosen.about) if chosen.about else 0.0
        return voices.total(title.id) + _ABOUT * about + _POPULAR * self._popularity[title.id]

    def _told(self, id: str, chosen: Wish) -> tuple[str, ...]:
        return spoken_of(chosen.about, self._shelf.spoken(id)) if chosen.about else ()

    def _first(self, id: str, chosen: Wish) -> float:
        """What the wish wants first, before any score."""
        year = self._titles[id].year
        match chosen.order:
            case "newest":
                return -(year or 0)
            case "oldest":
                return year or 9999
            case "popular":
                return -self._popularity[id]
            case _:
                return 0.0

    def _reason(self, id: str, voices: _Voices, chosen: Wish) -> Reason:
        """What contributed most, in words that are true of it."""
        title = self._titles[id]
        asked = met(chosen, title)
        viewers, content = voices.viewers.get(id, {}), voices.content.get(id, {})
        together = {other: viewers.get(other, 0.0) + content.get(other, 0.0) for other in {*viewers, *content}}
        if told := self._told(id, chosen):
            return Reason("about", shared=told)
        if chosen.order == "popular" and self._is_popular(id):
            return Reason("popular")
        if together:
            return self._spoken_for(title, max(together, key=lambda other: (together[other], other)), viewers, chosen)
        if asked:
            return Reason("matches", shared=asked)
        return Reason("popular" if self._is_popular(id) else "in_catalogue")

    def _spoken_for(self, title: Title, by: str, viewers: Mapping[str, float], chosen: Wish) -> Reason:
        common = shared(title, self._titles[by]) if by in self._titles else ()
        if by not in viewers or (by == chosen.like and common):
            return Reason("shares", by, common)
        return Reason("viewers_also_watched" if by == chosen.like else "because_you_watched", by, common)


def _upper_fifth(values: Iterable[float]) -> float:
    """The value that four in five do not exceed."""
    ordered = sorted(values)
    return ordered[int(0.8 * (len(ordered) - 1))] if ordered else 0.0


def _latest(history: Sequence[Watched]) -> list[str]:
    """The titles watched, each once, the last first."""
    newest = sorted(history, key=lambda watched: watched[1], reverse=True)
    return list(dict.fromkeys(title for title, _ in newest))
