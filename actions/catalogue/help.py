"""Which help article answers a question.

BM25 over an article's fields, told in the customer's own words: slips are put right, and what customers call a
thing meets what the help centre calls it. Where the intent of the message is known, the articles that its example
messages find together speak too. The score is the chance that the article answers, so that a caller can answer,
ask back, or say that it does not know.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from actions.catalogue.concepts import Unit, units
from actions.catalogue.hits import Hit
from actions.catalogue.index import Index
from actions.catalogue.text import surprise
from actions.systems.entities import HelpArticle

CONFIDENT = 0.75  # from here on the best article may be shown as the answer
LIKELY = 0.4  # from here on it may be offered ("Do you mean …?"); below, nothing was found

_FIELDS = {"question": 3.0, "name": 2.5, "body": 0.5, "topic": 0.4}
_SATURATION = 1.2
_SPREAD = 3.0  # the field weight from which an article counts as being about a word
_CONCEPT = 1.2  # what meaning the same counts, in the same word or in another
_LETTERS = 0.15  # what likeness of the question, letter by letter, counts beside its words
_VOTERS = 40  # example messages of an intent that vote; more change nothing
_INTENT = 2.0  # what the intent counts beside the words
# Log-odds that an article answers, fitted to labelled questions (tests/actions/catalogue/data and data/nlu).
_BIAS, _SHARE, _MASS, _LEAD, _MEANT = -2.45, 1.1, 0.5, 1.5, 11.0
_ENOUGH = 5.0  # a long message agrees with much by chance; more mass than this says no more


@dataclass(frozen=True)
class _Shelf:
    """The help centre prepared for search: by word or concept what it counts for which article, and how rare it is."""

    articles: Mapping[str, HelpArticle]
    postings: Mapping[str, Mapping[str, float]]
    rarity: Mapping[str, float]
    questions: Mapping[str, str]


@dataclass(frozen=True)
class _Match:
    """How an article meets a question: `mass` of the meaning that agrees, its `share` of all that was asked,
    likeness of `letters`, and how far the intent `meant` it; all but the mass 0 to 1."""

    id: str
    mass: float
    share: float
    letters: float
    meant: float = 0.0

    @property
    def rank(self) -> float:
        return self.share + _LETTERS * self.letters + _INTENT * self.meant


def answering(
    index: Index, text: str, *, topic: str | None = None, intents: Mapping[str, float] | None = None, limit: int = 3
) -> list[Hit]:
    """Help articles that answer the question, the best first; `topic` keeps to one topic.

    `intents`: the message's intents with their confidences, 0 to 1, where the NLU has some (its ranking will do).
    Compare the first score with CONFIDENT and LIKELY. Empty: nothing in the help centre speaks of it.
    """
    shelf = _shelf(index)
    matches = _matches(shelf, units(text, index.spelling("help_article")), _meant(index, intents or {}))
    matches = [match for match in matches if topic in (None, shelf.articles[match.id].topic)]
    return [
        Hit("help_article", match.id, shelf.articles[match.id].name, _chance(match, matches), "question")
        for match in matches[:limit]
    ]


def links(index: Index) -> Mapping[str, Mapping[str, float]]:
    """Intent -> the articles that its example messages find, with their shares of the votes.

    One example often finds the wrong article; fifty together rarely do.
    """
    return index.part("help links", lambda: {intent: _votes(index, said) for intent, said in index.questions().items()})


def _shelf(index: Index) -> _Shelf:
    return index.part("help shelf", lambda: _shelved(index.all(HelpArticle)))


def _votes(index: Index, messages: Sequence[str]) -> Mapping[str, float]:
    votes: defaultdict[str, float] = defaultdict(float)
    messages = messages[:: max(1, len(messages) // _VOTERS)]
    for message in messages:
        matches = _matches(_shelf(index), units(message, index.spelling("help_article")), {})
        # The fourth power leaves nearly the whole vote to a clear winner.
        whole = sum(match.rank**4 for match in matches)
        for match in matches:
            votes[match.id] += match.rank**4 / whole / len(messages)
    return votes


def _meant(index: Index, intents: Mapping[str, float]) -> Mapping[str, float]:
    meant: defaultdict[str, float] = defaultdict(float)
    for intent, confidence in intents.items():
        for id, share in links(index).get(intent, {}).items():
            meant[id] += confidence * share
    return meant


def _matches(shelf: _Shelf, asked: Sequence[Unit], meant: Mapping[str, float]) -> list[_Match]:
    mass = _masses(shelf, asked)
    found = [id for id in shelf.articles if id in mass or meant.get(id, 0.0) > 0.01]
    if not found:
        return []
    whole = sum(_importance(shelf, unit) for unit in asked) or 1.0
    said = " ".join(unit.text for unit in asked)
    alike = process.cdist([said], [shelf.questions[id] for id in found], scorer=fuzz.token_set_ratio)[0]
    matches = (
        _Match(id, mass.get(id, 0.0), mass.get(id, 0.0) / whole, float(letters) / 100, meant.get(id, 0.0))
        for id, letters in zip(found, alike, strict=True)
    )
    return sorted(matches, key=lambda match: -match.rank)


def _masses(shelf: _Shelf, asked: Sequence[Unit]) -> Mapping[str, float]:
    """By article what agrees with the question; of a word's readings the best counts."""
    masses: defaultdict[str, float] = defaultdict(float)
    for unit in asked:
        best: defaultdict[str, float] = defaultdict(float)
        for form in unit.forms:
            own = 1.0 if form == unit.stem else _CONCEPT
            for id, value in shelf.postings.get(form, {}).items():
                best[id] = max(best[id], own * value)
        for id, value in best.items():
            masses[id] += value
    return masses


def _importance(shelf: _Shelf, unit: Unit) -> float:
    """What full agreement on the word would count. A word the help centre never uses counts by its rarity."""
    known = [shelf.rarity[form] for form in unit.forms if form in shelf.rarity]
    return max(known) if known else min(surprise(unit.text), 4.0)


def _chance(match: _Match, matches: Sequence[_Match]) -> float:
    """The chance that this one answers. Its lead is over the second, or behind the first when it is not the first."""
    rivals = [other.rank for other in matches[:2] if other is not match]
    lead = match.rank - (rivals[0] if rivals else 0.0)
    odds = _BIAS + _SHARE * match.share + _MASS * min(match.mass, _ENOUGH) + _LEAD * lead + _MEANT * match.meant
    return round(1 / (1 + math.exp(-odds)), 3)


def _shelved(articles: Mapping[str, HelpArticle]) -> _Shelf:
    counts = {id: _counts(article) for id, article in articles.items()}
    # A word in passing, deep in a text, makes it little less telling for the articles that are about it.
    spread: defaultdict[str, float] = defaultdict(float)
    for spoken in counts.values():
        for form, weight in spoken.items():
            spread[form] += min(1.0, weight / _SPREAD)
    rarity = {form: math.log(1 + len(articles) / (n + 0.5)) for form, n in spread.items()}
    postings: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for id, spoken in counts.items():
        for form, weight in spoken.items():
            postings[form][id] = rarity[form] * weight / (weight + _SATURATION)
    questions = {id: " ".join(unit.text for unit in units(article.question)) for id, article in articles.items()}
    return _Shelf(articles, postings, rarity, questions)


def _counts(article: HelpArticle) -> Mapping[str, float]:
    counts: defaultdict[str, float] = defaultdict(float)
    for field, weight in _FIELDS.items():
        for unit in units(getattr(article, field)):
            for form in unit.forms:
                counts[form] += weight
    return counts
