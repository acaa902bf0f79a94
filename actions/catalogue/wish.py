"""What somebody wants to watch, and whether a title is that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from actions.systems.entities import Title

Order = Literal["best", "newest", "oldest", "popular"]


@dataclass(frozen=True)
class Wish:
    """A request for something to watch. An empty field asks for nothing.

    `genres`: all of them, each a choice of the catalogue's own names. `without`: none of these genres.
    `people`: all of them, each a choice of namesakes. `kinds`, `countries`: one of them.
    Minutes and years are inclusive.
    `max_age`: suitable for a viewer of this age in years. `like`: Title.id that it should resemble.
    `about`: folded words that no field understood, to be looked for in the synopsis; they only order.
    """

    genres: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    people: tuple[tuple[str, ...], ...] = ()
    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    min_minutes: int | None = None
    max_minutes: int | None = None
    from_year: int | None = None
    to_year: int | None = None
    max_age: int | None = None
    like: str | None = None
    about: tuple[str, ...] = ()
    order: Order = "best"

    @property
    def is_empty(self) -> bool:
        """Whether anything at all will do."""
        return self == Wish(order=self.order)

    @property
    def filters(self) -> bool:
        """Whether it rules any title out."""
        return replace(self, like=None, about=(), order="best") != Wish()

    def loosened(self) -> Iterator[tuple[str, Wish]]:
        """The same wish with one demand after the other given up, each with the name of the field given up last.

        What protects somebody (age, excluded genres) is never given up.
        """
        wish = self
        for field in ("countries", "to_year", "from_year", "min_minutes", "max_minutes", "kinds", "people", "genres"):
            if getattr(wish, field) not in ((), None):
                wish = replace(wish, **{field: getattr(Wish(), field)})
                yield field, wish


def fits(wish: Wish, title: Title) -> bool:
    """Whether a title is what the wish asks for. What is unknown of a title does not meet a demand."""
    return (
        _within(title.minutes, wish.min_minutes, wish.max_minutes)
        and _within(title.year, wish.from_year, wish.to_year)
        and (wish.max_age is None or (title.maturity_age or 0) <= wish.max_age)
        and _has_genres(wish, title)
        and all(set(choice) & set(title.people) for choice in wish.people)
        and (not wish.countries or bool(set(wish.countries) & set(title.countries)))
        and title.id != wish.like
    )


def met(wish: Wish, title: Title) -> tuple[str, ...]:
    """The genres and people of the title that the wish asked for."""
    genres = [genre for genre in title.genres if any(genre in choice for choice in wish.genres)]
    return (*genres, *(person for person in title.people if any(person in choice for choice in wish.people)))


def spoken_of(about: tuple[str, ...], spoken: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that the folded words of a text speak of."""
    return tuple(word for word in about if any(same_stem(word, other) for other in spoken))


def same_stem(one: str, other: str) -> bool:
    """Whether two folded words differ in their ending at most ("tides", "tide")."""
    short, long = sorted((one, other), key=len)
    stem = short[:-1] if len(short) > 4 else short
    return long.startswith(stem) and len(long) - len(short) <= 3


def _within(value: int | None, least: int | None, most: int | None) -> bool:
    if least is None and most is None:
        return True
    return value is not None and (least is None or value >= least) and (most is None or value <= most)


def _has_genres(wish: Wish, title: Title) -> bool:
    has = set(title.genres)
    # A catalogue may call a documentary a genre, a kind, or both.
    of_kind = not wish.kinds or title.kind in wish.kinds or bool(has & set(wish.kinds))
    return of_kind and not has & set(wish.without) and all(has & set(choice) for choice in wish.genres)
