"""How alike two titles are by what the catalogue says of them: people, genres, time and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from actions.catalogue.text import folded
from actions.systems.entities import Title

_KEPT = 200  # of the titles like a title; nobody looks further
_PEOPLE, _GENRES, _TIME, _PLACE = 0.4, 0.4, 0.15, 0.05


def likeness(one: Title, other: Title) -> float:
    """0 to 1. One shared person weighs as much as the same genres."""
    people = len(set(one.people) & set(other.people))
    genres = len(set(one.genres) & set(other.genres)) / (len(set(one.genres) | set(other.genres)) or 1)
    years = abs(one.year - other.year) if one.year and other.year else 40
    return (
        _PEOPLE * min(1.0, 0.7 * people)
        + _GENRES * genres
        + _TIME * max(0.0, 1 - years / 40)
        + _PLACE * bool(set(one.countries) & set(other.countries))
    )


def shared(one: Title, other: Title) -> tuple[str, ...]:
    """The people, then the genres that both have."""
    return (*(p for p in one.people if p in other.people), *(g for g in one.genres if g in other.genres))


class Shelf:
    """Titles by their people and genres, so that only those that share something are compared."""

    def __init__(self, titles: Mapping[str, Title]) -> None:
        self._titles = titles
        self._known: dict[str, Sequence[tuple[str, float]]] = {}
        self._spoken: dict[str, frozenset[str]] = {}
        self._by_attribute: defaultdict[str, set[str]] = defaultdict(set)
        for title in titles.values():
            for attribute in (*title.people, *title.genres):
                self._by_attribute[attribute].add(title.id)

    def like(self, id: str) -> Sequence[tuple[str, float]]:
        """Ids of titles that share a person or a genre with this one, with their likeness, the most alike first."""
        if id not in self._known:
            self._known[id] = self._ranked(self._titles[id]) if id in self._titles else ()
        return self._known[id]

    def spoken(self, id: str) -> frozenset[str]:
        """The folded words of a title's name and synopsis."""
        if id not in self._spoken:
            title = self._titles[id]
            self._spoken[id] = frozenset(folded(f"{title.name} {title.synopsis or ''}").split())
        return self._spoken[id]

    def _ranked(self, title: Title) -> Sequence[tuple[str, float]]:
        near = set[str]().union(*(self._by_attribute[a] for a in (*title.people, *title.genres))) - {title.id}
        scored = ((other, likeness(title, self._titles[other])) for other in near)
        best = sorted(scored, key=lambda entry: (-entry[1], -self._titles[entry[0]].popularity, entry[0]))
        return tuple(best[:_KEPT])
