"""Searching titles, people and the newspaper's archive in a customer's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from actions.catalogue.candidates import any_of, corrected, matching, named_exactly
from actions.catalogue.hits import Hit, MatchedOn
from actions.catalogue.index import Index
from actions.catalogue.mentioned import SOUGHT, mentioned_people, mentioned_titles
from actions.catalogue.similar import Shelf
from actions.catalogue.text import content_words, core, folded, is_english, short, surprise
from actions.catalogue.vocabulary import wordset
from actions.catalogue.wish import Wish, fits, met, same_stem
from actions.catalogue.wishing import wish, years_in_english
from actions.systems.entities import Article, Title, entity_name

__all__ = [
    "Hit", "is_named", "mentioned_people", "mentioned_titles", "search", "search_articles", "search_titles",
    "sought_titles",
]  # fmt: skip

_Texts = Sequence[tuple[MatchedOn, list[str]]]
_Readings = Mapping[str, Collection[str]]
GOOD = 0.6  # a name this alike is shown as what was probably meant
NAMED = 0.72  # among other results only a name more alike than that is one
_SCANNED = 20_000  # up to so many names a search that found nothing compares with all of them (8 ms)


def search_titles(index: Index, text: str, *, limit: int = 5, kinds: Collection[str] | None = None) -> list[Hit]:
    """Titles whose name is like the text, the best first. The text is a name, perhaps misspelt or cut short."""
    return _by_name(index, "title", text, limit, kinds)


def sought_titles(index: Index, text: str) -> list[Hit]:
    """Titles that a sentence which is about one speaks of, the best first; empty: it names none."""
    named = [hit for hit in search_titles(index, text) if hit.score >= NAMED]
    mentioned = mentioned_titles(index, text, least=SOUGHT)
    return _best([*named, *(Hit("title", one.id, one.name, max(one.score, GOOD), "title") for one in mentioned)], 5)


def is_named(name: str, text: str) -> bool:
    """Whether a text says a title's own name, perhaps misspelt, and not the name of something alike.

    “The Crown” is not The Crowd, “Stranger Things” not The Stranger, “Rocky” not Rocky Jones, Space Ranger.
    """
    spoken = folded(text).split()
    if any(word in spoken for word in folded(name).split() if len(word) > 4 and not is_english(word)):
        return True
    forms = [form.split() for form in (core(folded(name)), short(name)) if form]
    return any(_says(spoken, form) for form in forms)


def _says(spoken: Sequence[str], name: Sequence[str]) -> bool:
    idle = wordset("after_a_title") | wordset("before_a_title") | wordset("request") | wordset("request_elsewhere")
    for first in range(len(spoken) - len(name) + 1):
        said, after = spoken[first : first + len(name)], spoken[first + len(name) :]
        # One word may begin another name: “stranger things”.
        ends = len(name) > 1 or not after or after[0] in idle or after[0].isdigit()
        if ends and all(_is_spelt(word, meant) for word, meant in zip(said, name, strict=True)):
            return True
    return False


def _is_spelt(said: str, meant: str) -> bool:
    """Whether a word is another one, or a slip for it; a word of the language is no slip."""
    return said == meant or (not is_english(said) and fuzz.ratio(said, meant) >= 75)


def search(index: Index, text: str, *, limit: int = 10) -> list[Hit]:
    """Whatever the content holds on a request: titles by name, people, genre, year or story, and articles.

    "articles about tides" searches the archive alone, "short comedies" the catalogue alone.
    """
    text = years_in_english(text)
    spoken = set(folded(text).split())
    wanted = wish(index, text)
    if spoken & wordset("articles") and not wanted.kinds:  # "a film about a newspaper" is a film
        return search_articles(index, text, limit=limit)
    if wanted.like and spoken & wordset("alike"):
        return _similar(index, wanted, limit)
    named = [hit for hit in search_titles(index, text, limit=limit) if hit.score >= NAMED]
    found = [*named, *_mentioned(index, text), *_fitting(index, wanted, limit), *_people(index, text)]
    if not wanted.filters and not named:
        found += search_articles(index, text, limit=limit)
    return _best(found, limit)


def search_articles(index: Index, text: str, *, limit: int = 10) -> list[Hit]:
    """Articles of the newspaper on what the text names, the closest first."""
    idle = wordset("request") | wordset("articles")
    spoken = [word for word in content_words(text) if word not in idle] or content_words(text)
    rows = matching(index, "article", any_of(corrected(index, "article", spoken)), limit * 3)
    articles, readings = index.all(Article), _readings(index, "article", spoken)
    hits = (_told(index, articles[row["id"]], readings) for row in rows)
    return _best([hit for hit in hits if hit], limit)


def _by_name(index: Index, entity: str, text: str, limit: int, kinds: Collection[str] | None) -> list[Hit]:
    spoken = folded(text).split()
    if not spoken:
        return []
    rows = _name_candidates(index, entity, spoken)
    hits = _ranked(rows, spoken, kinds)
    if (not hits or hits[0].score < GOOD) and index.counts()[entity] <= _SCANNED:
        hits = _ranked(_scanned(index, entity, spoken), spoken, kinds)
    return hits[:limit]


def _name_candidates(index: Index, entity: str, spoken: Sequence[str]) -> list[sqlite3.Row]:
    meant = corrected(index, entity, spoken)
    query = any_of(meant, "name")
    # The last word may be cut short: "metrop".
    prefix = f'name : "{spoken[-1]}"*' if len(spoken[-1]) > 2 else ""
    rows = matching(index, entity, " OR ".join(filter(None, (query, prefix))), 60)
    return [*named_exactly(index, entity, spoken), *rows]


def _scanned(index: Index, entity: str, spoken: Sequence[str]) -> list[sqlite3.Row]:
    """Rows whose names are most alike letter by letter, whatever their words."""

    def load() -> Mapping[str, str]:
        return {row["id"]: row["core"] for row in index.rows("SELECT id, core FROM doc WHERE entity = ?", (entity,))}

    cores = index.part(f"cores {entity}", load)
    alike = process.extract(core(" ".join(spoken)), cores, scorer=fuzz.ratio, limit=20, score_cutoff=40)
    marks = ", ".join("?" * len(alike))
    return index.rows(
        f"SELECT * FROM doc WHERE entity = ? AND id IN ({marks})",  # noqa: S608 -- only question marks
        (entity, *(id for _, _, id in alike)),
    )


def _ranked(rows: Iterable[sqlite3.Row], spoken: Sequence[str], kinds: Collection[str] | None) -> list[Hit]:
    scored = {
        row["id"]: (_name_score(spoken, row), row["popularity"], row)
        for row in rows
        if kinds is None or row["kind"] in kinds
    }
    order = sorted(scored.values(), key=lambda entry: (-round(entry[0], 2), -entry[1]))
    on: MatchedOn = "title"
    return [
        Hit(row["entity"], row["id"], row["name"], round(score, 3), "person" if row["entity"] == "person" else on)
        for score, _, row in order
        if score > 0.4
    ]


def _name_score(spoken: Sequence[str], row: sqlite3.Row) -> float:
    """How alike the words and a name are: letter by letter, in any order, or as the name's beginning."""
    said, name = core(" ".join(spoken)), row["core"]
    letters = max(fuzz.ratio(said, name), fuzz.ratio(said.replace(" ", ""), name.replace(" ", "")))
    score = max(letters, 0.96 * fuzz.token_sort_ratio(said, name), 0.94 * fuzz.ratio(said, row["short"] or ""))
    if len(said) > 3 and name.startswith(said):
        score = max(score, 80 + 20 * len(said) / len(name))
    # The name within more words, or one telling word of it: less sure than the name itself.
    common = set(said.split()) & set(name.split())
    if common and min(len(said), len(name)) > 3:
        told = sum(map(surprise, common))
        covered = told / (sum(map(surprise, set(said.split()))) or 1.0)
        sure = (0.55 + 0.3 * min(1.0, told / 4)) * (0.5 + 0.5 * covered)
        score = max(score, sure * fuzz.token_set_ratio(said, name))
    return float(score) / 100


def _similar(index: Index, wanted: Wish, limit: int) -> list[Hit]:
    if not wanted.like:
        return []
    shelf = index.part("shelf", lambda: Shelf(index.titles))
    alike = ((id, value) for id, value in shelf.like(wanted.like) if fits(wanted, index.titles[id]))
    return [
        Hit("title", id, index.titles[id].name, round(0.5 + 0.4 * value, 3), "similar")
        for (id, value), _ in zip(alike, range(limit), strict=False)
    ]


def _fitting(index: Index, wanted: Wish, limit: int) -> list[Hit]:
    """Titles that have the attributes asked for; the words that are no attribute are sought in their texts."""
    if wanted.like or not (wanted.filters or wanted.about):
        return []
    if wanted.about:
        rows = matching(index, "title", any_of(corrected(index, "title", wanted.about) or wanted.about), limit * 5)
        readings = _readings(index, "title", wanted.about)
        told = [
            hit
            for row in rows
            if fits(wanted, index.titles[row["id"]]) and (hit := _told(index, index.titles[row["id"]], readings))
        ]
        return told[:limit]
    ranked = titles_fitting(index, wanted)
    return [Hit("title", title.id, title.name, 0.9, _why(wanted, title)) for title in ranked[:limit]]


def titles_fitting(index: Index, wanted: Wish) -> list[Title]:
    """All titles that have the attributes asked for, in the order asked for."""
    return sorted((t for t in index.titles.values() if fits(wanted, t)), key=lambda t: _in_order(wanted, t))


def _in_order(wanted: Wish, title: Title) -> tuple[int, int]:
    year = {"newest": -(title.year or 0), "oldest": title.year or 9999}.get(wanted.order, 0)
    return year, -title.popularity


def _why(wanted: Wish, title: Title) -> MatchedOn:
    """The most telling attribute that was asked for."""
    reasons: Sequence[tuple[bool, MatchedOn]] = (
        (bool(wanted.people), "person"),
        (bool(met(wanted, title)), "genre"),
        (wanted.from_year is not None or wanted.to_year is not None, "year"),
        (bool(wanted.countries), "country"),
    )
    return next((reason for holds, reason in reasons if holds), "kind")


def _readings(index: Index, entity: str, spoken: Sequence[str]) -> _Readings:
    """Each word with all it may have been meant to be: a word of the language is meant as it stands."""
    near = index.spelling(entity).near
    return {word: {word} if is_english(word) else {word, *near(word)} for word in spoken}


def _told(index: Index, row: Title | Article, readings: _Readings) -> Hit | None:
    """A hit by the words of a text. The score is the weight of the words it speaks of in that of all."""
    entity = entity_name(type(row))
    texts = index.part(f"texts {entity}", dict[str, _Texts])
    fields = texts.get(row.id) or texts.setdefault(row.id, _texts(row))
    covered, best = 0.0, len(fields) - 1
    for word, meant in readings.items():
        place = next((n for n, (_, text) in enumerate(fields) if _speaks(text, meant)), None)
        if place is not None:
            covered, best = covered + (1.0, 0.9, 0.75)[place] * _weight(word), min(best, place)
    share = covered / sum(map(_weight, readings))
    return Hit(entity, row.id, row.name, round(0.25 + 0.6 * share, 3), fields[best][0]) if share >= 0.34 else None


def _texts(row: Title | Article) -> _Texts:
    """The folded words of a row by where they stand, the most telling first."""
    if isinstance(row, Title):
        return (
            ("title", folded(row.name).split()),
            ("genre", folded(" ".join((*row.genres, row.kind))).split()),
            ("synopsis", folded(row.synopsis or "").split()),
        )
    return (
        ("headline", folded(row.name).split()),
        ("tag", folded(" ".join((*row.tags, row.section))).split()),
        ("summary", folded(row.summary or "").split()),
    )


def _weight(word: str) -> float:
    return 1 + surprise(word)


def _speaks(text: Iterable[str], readings: Iterable[str]) -> bool:
    return any(same_stem(reading, word) for reading in readings for word in text)


def _people(index: Index, text: str) -> list[Hit]:
    return [
        Hit("person", person.id, person.name, round(0.95 * person.score, 3), "person")
        for person in mentioned_people(index, text)
    ]


def _mentioned(index: Index, text: str) -> list[Hit]:
    return [Hit("title", title.id, title.name, title.score, "title") for title in mentioned_titles(index, text)]


def _best(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """The best hit per row, the best rows first."""
    best: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        known = best.get((hit.entity, hit.id))
        if known is None or known.score < hit.score:
            best[hit.entity, hit.id] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)[:limit]
