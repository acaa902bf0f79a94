"""Reading a wish from a customer's sentence: "something funny under 90 minutes", "like Metropolis but newer"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from actions.catalogue.hits import Mention
from actions.catalogue.index import Index
from actions.catalogue.mentioned import mentioned_people, mentioned_titles
from actions.catalogue.said import NUMBER, Said, number
from actions.catalogue.text import folded, is_english
from actions.catalogue.vocabulary import vocabulary, wordset
from actions.catalogue.wish import Order, Wish
from actions.systems.entities import Title

CHILD_AGE = 8  # "for kids" without an age: what the youngest who may watch alone are let see
TEEN_AGE = 13
SHORT_MINUTES = 45  # "something short"
LONG_MINUTES = 120

LIKELY = 0.3  # in a wish a title needs less evidence than in a complaint

_NOT = r"(?:not|no|nothing|without|except|hates?|dont (?:like|want)|isnt|anything but|apart from|other than|non|never)"
_UNDER = r"(?:under|less than|below|at most|max|maximum|no more than|no longer than|shorter than|up to|within|in)"
_OVER = r"(?:over|more than|longer than|at least|minimum)"
_MINUTES = r"(?:minutes?|mins?|m)"
_TIME = rf"(?:({NUMBER}) (?:hours?|hrs?|h)(?: and)?(?: (a half|\d+)(?: {_MINUTES})?)?|(\d+) ?{_MINUTES})"
_YEAR = r"(?:1[89]|20)\d\d"
_DECADES = "tens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties"
_DECADE = rf"(?:(early|mid|late) )?(?:(1[89]\d0|20\d0|\d0)s|({_DECADES}))"


def wish(index: Index, text: str) -> Wish:
    """What the sentence asks for, in the catalogue's own terms; an empty wish when it asks for nothing special."""
    text = years_in_english(text)
    titles = mentioned_titles(index, text, least=LIKELY)
    people = [person for person in mentioned_people(index, text) if not any(map(person.overlaps, titles))]
    said = Said(text, [*titles, *people])
    like = index.get(Title, titles[0].id) if titles else None
    read = Wish(people=_namesakes(people), like=like.id if like else None)
    read = _with_years(_with_minutes(_with_age(read, said), said, like), said, like)
    read = replace(read, order=_order(said))
    read = _with_genres(read, said, index.part("genre phrases", lambda: genre_phrases(index.genres)))
    read = replace(read, kinds=_kinds(said), countries=_countries(said, index))
    return replace(read, about=_about(said))


def years_in_english(text: str) -> str:
    """A text with its years put as in English, and folded then: “aus den 20er Jahren”, “avant 1930”."""
    rest = plain = f" {folded(text)} "
    for pattern, meant in vocabulary()["years_elsewhere"].items():
        rest = re.sub(rf"(?<= )(?:{pattern})(?= )", meant, rest)
    return text if rest == plain else rest.strip()


def _namesakes(people: Sequence[Mention]) -> tuple[tuple[str, ...], ...]:
    """Each person spoken of, with all who may be meant by the same words ("Chaplin")."""
    by_span: dict[int, tuple[str, ...]] = {}
    for person in people:
        by_span[person.start] = (*by_span.get(person.start, ()), person.id)
    return tuple(by_span.values())


def _with_age(wish: Wish, said: Said) -> Wish:
    if stated := said.take(rf"({NUMBER}) years? olds?|aged? ({NUMBER})"):
        return replace(wish, max_age=number(stated[1] or stated[2]))
    children = r"kids?|child(?:ren)?s?|toddlers?|little ones?|grandchildren|grandkids"
    if said.take(rf"(?:for|with|suitable for) (?:\w+ )?(?:{children}|family)|(?:family|kid|child) friendly|{children}"):
        return replace(wish, max_age=CHILD_AGE)
    if said.take(r"(?:for )?(?:\w+ )?(?:teens?|teenagers?)"):
        return replace(wish, max_age=TEEN_AGE)
    return wish


def _with_minutes(wish: Wish, said: Said, like: Title | None) -> Wish:
    if over := said.take(rf"{_OVER} {_TIME}"):
        wish = replace(wish, min_minutes=_minutes(over))
    # Who names a length without more has that much time.
    if under := said.take(rf"(?:{_UNDER} )?{_TIME}(?: or (?:less|shorter))?"):
        return replace(wish, max_minutes=_minutes(under))
    if like and like.minutes and said.take("shorter"):
        return replace(wish, max_minutes=like.minutes - 1)
    if like and like.minutes and said.take("longer"):
        return replace(wish, min_minutes=like.minutes + 1)
    if said.take(r"not (?:too|very|so) long"):
        return replace(wish, max_minutes=LONG_MINUTES - 20)
    if not said.has("short films?|shorts") and said.take("short|shorter|quick"):
        return replace(wish, max_minutes=SHORT_MINUTES)
    return replace(wish, min_minutes=LONG_MINUTES) if said.take("long|epic") else wish


def _minutes(match: re.Match[str]) -> int:
    hours, more, minutes = match.groups()
    if minutes:
        return int(minutes)
    return number(hours) * 60 + (30 if more == "a half" else int(more or 0))


def _with_years(wish: Wish, said: Said, like: Title | None) -> Wish:
    if span := said.take(rf"(?:between |from )?({_YEAR}) (?:and |to |until |till )?({_YEAR})"):
        return replace(wish, from_year=int(span[1]), to_year=int(span[2]))
    for pattern in (rf"(before|until|older than|pre|after|since|post|newer than)(?: the)? (?:({_YEAR})|{_DECADE})",
                    rf"(from|in|of)?(?: the)? ?(?:({_YEAR})|{_DECADE})"):  # fmt: skip
        if named := said.take(pattern):
            return _bounded(wish, named)
    if like and like.year and said.take(r"(?:more )?(?:newer|recent|modern|later)"):
        return replace(wish, from_year=like.year + 1)
    if like and like.year and said.take("older|earlier"):
        return replace(wish, to_year=like.year - 1)
    return wish


def _bounded(wish: Wish, named: re.Match[str]) -> Wish:
    word, year, part, digits, name = named.groups()
    first, last = (int(year), int(year)) if year else _decade(part, digits, name)
    if word in {"before", "older than", "pre"}:
        return replace(wish, to_year=first - 1)
    if word in {"after", "post", "newer than"}:
        return replace(wish, from_year=last + 1)
    if word == "until":
        return replace(wish, to_year=last)
    return replace(wish, from_year=first, to_year=None if word == "since" else last)


def _decade(part: str | None, digits: str | None, name: str | None) -> tuple[int, int]:
    start = int(digits) if digits else 10 * (_DECADES.split("|").index(name or "") + 1)
    if start < 100:
        start += 2000 if start == 0 else 1900
    first, last = {"early": (0, 4), "mid": (3, 6), "late": (5, 9)}.get(part or "", (0, 9))
    return start + first, start + last


def _order(said: Said) -> Order:
    orders: Sequence[tuple[Order, str]] = (
        ("popular", r"(?:most )?(?:popular|watched|viewed)|trending|everyone is watching|hits?"),
        ("newest", r"(?:most )?(?:recent|newest|latest|newer|modern)"),
        ("oldest", r"oldest|earliest|very old"),
    )
    return next((order for order, pattern in orders if said.take(pattern)), "best")


def _with_genres(wish: Wish, said: Said, phrases: Mapping[str, tuple[str, ...]]) -> Wish:
    wanted: list[tuple[str, ...]] = []
    unwanted: list[str] = []
    for phrase in sorted(_spelt_out(said, phrases), key=len, reverse=True):
        pattern = re.escape(phrase)
        if said.take(rf"{_NOT}(?: \w+){{0,2}} {pattern}"):
            unwanted += phrases[phrase]
        elif said.has(rf"{pattern} or \w+|\w+ or {pattern}") and wanted and said.take(pattern):
            wanted[-1] = (*wanted[-1], *phrases[phrase])
        elif said.take(pattern):
            wanted.append(phrases[phrase])
    return replace(wish, genres=tuple(dict.fromkeys(wanted)), without=tuple(dict.fromkeys(unwanted)))


def genre_phrases(known: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """What customers may say -> the catalogue's genres it means; a genre's own name always means that genre."""
    phrases: dict[str, tuple[str, ...]] = {}
    by_name = {folded(genre): genre for genre in known}
    for group in vocabulary()["genres"]:
        named = tuple(by_name[folded(name)] for name in group["is"] if folded(name) in by_name)
        for phrase in group["said"] if named else ():
            phrases[phrase] = (*phrases.get(phrase, ()), *named)
    phrases |= {name: (genre,) for name, genre in by_name.items()}
    plurals = {plural: meant for phrase, meant in phrases.items() for plural in _plurals(phrase)}
    return plurals | phrases


def _plurals(phrase: str) -> tuple[str, ...]:
    return (f"{phrase[:-1]}ies" if phrase.endswith("y") else f"{phrase}s",)


def _spelt_out(said: Said, phrases: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The phrases that stand in the text, after mixtures are named one by one and slips put right ("comdy")."""
    for phrase, meant in vocabulary()["mixtures"].items():
        said.rest = said.rest.replace(f" {phrase} ", f" {meant} ")
    for word in said.rest.split():
        if len(word) > 4 and not is_english(word):
            best = max(phrases, key=lambda phrase: fuzz.ratio(word, phrase), default="")
            if fuzz.ratio(word, best) >= 84:
                said.rest = said.rest.replace(f" {word} ", f" {best} ")
    return [phrase for phrase in phrases if f" {phrase} " in said.rest]


def _kinds(said: Said) -> tuple[str, ...]:
    kinds: Mapping[str, Sequence[str]] = vocabulary()["kinds"]
    named = [tuple(kinds[phrase]) for phrase in sorted(kinds, key=len, reverse=True) if said.take(re.escape(phrase))]
    # "A documentary film" is a documentary: the narrowest reading counts, unless it was a choice.
    narrowest: tuple[str, ...] = min(named, key=len, default=())
    return narrowest


def _countries(said: Said, index: Index) -> tuple[str, ...]:
    def load() -> Mapping[str, str]:
        own = {folded(country): country for title in index.titles.values() for country in title.countries}
        return {**vocabulary()["countries"], **own}

    names = index.part("countries", load)
    named = []
    while match := said.take(rf"(?:from |made in )?({'|'.join(map(re.escape, names))})"):
        named.append(names[match[1]])
    return tuple(named)


def _about(said: Said) -> tuple[str, ...]:
    skipped = wordset("stop") | wordset("request") | wordset("request_elsewhere")
    return tuple(word for word in dict.fromkeys(said.rest.split()) if word not in skipped and not word.isdigit())
