"""A sentence told in other words than a text's: every word of it in the text or a synonym, nothing turned, nothing added.

Values, names, negations and words that limit must be those of the text; a condition of the text may not be left out;
where a text has several values, each keeps its own words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from actions.answers.gate.claims import about_the_account
from actions.answers.gate.clauses import _FIRST, _SECOND, is_cue
from actions.answers.gate.locales import tongue
from actions.answers.gate.readings import Reading, same_value
from actions.answers.gate.records import Record, prose
from actions.answers.gate.scan import Item, Scanner
from actions.answers.gate.support import FUNCTION
from actions.answers.gate.synonyms import Meaning, meanings, opposed, root
from actions.answers.gate.words import word_set
from actions.facts.model import Text, TextList

_BREAK = re.compile(r"(?<=[.!?])\s+|\n+")
_EXACT = frozenset({"NEG", "ONLY", "FORMER", "HEDGE", "MOST", "CHEAPEST", "DEAREST", "LONGEST", "SHORTEST", "BECAUSE"})
"""Words that turn or limit: as many kinds of them in the sentence as in the text."""
_ADDS = frozenset({"ALL", "MUST", "ATLEAST", "ATMOST", "MORE", "LESS", "SOON", "SAME"})
"""Words that the sentence may only have where the text has them."""
_CONDITION = word_set(
    "if when once after unless until where while whenever wenn sobald nachdem si quand lorsque cuando"
)
_SPLIT = word_set(
    "and or but then if when once after unless until who which whom that while because und oder aber wenn et ou mais qui y o pero que"
)
_TURNED = word_set("try tries tried trying refuse refuses fail fails avoid avoids pretend pretends dream dreams")
_BACK = word_set("that this it they these those das dies sie es cela ça il elle ils eso esto")
_AGAIN = word_set("nor noch ni")  # goes on with a denial
_RELATIVE = word_set("who whom whose which qui dont que quien die der das")
_ASIDE = word_set("to in on under at for with from um in unter pour dans para en")
_SEQUENCE = word_set(
    "first firstly next then finally lastly zuerst dann schließlich abord ensuite enfin primero luego finalmente"
)
_BE = word_set("is are was were be been being gets get got")
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Word:
    """One telling word: what it may mean, the value it is, and the preposition before it,
    and whether it opens its segment, as what is to be done does."""

    meaning: Meaning
    value: Reading | None = None
    way: str = ""
    first: bool = False
    idle: bool = False  # an everyday word, which a text may have and a sentence need not be found with


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of a sentence between two joints. `turns` are the words that turn or limit it; `condition`: it holds only if."""

    words: tuple[Word, ...]
    turns: frozenset[str]
    condition: bool
    place: int  # which sentence of the text
    denials: int = 0
    points_back: bool = False  # begins with `that`, `it`, `they`
    aside: bool = False  # `to download something`, `in Settings`: where or what for, told out of its turn
    passive: bool = False
    leaning: bool = False  # goes on about what was said before it: `who …`, `and returns …`
    plain: frozenset[str] = frozenset()  # all its words, by their roots
    language: str = "en"
    ordered_freely: bool = True  # a rule or a step, where order does not tell who does what to whom


def retold(items: Sequence[Item], record: Record, language: str, today: dt.date) -> bool:
    """Whether a record's texts say the whole sentence, in other words."""
    if any(item.kind == "address" for item in items) or about_the_account([i for i in items if i.kind != "sign"]):
        return False
    if not record.trusted and any(item.low in _SECOND | _FIRST for item in items):
        return False
    own = _own_names(record, language)
    if any(item.ops & {"YES", "NO"} for item in items[:2]):
        return False
    said = list(_segments(_without(items, own), language, 0))
    told = _told(record, language, today)
    if not told or sum(not word.idle for segment in said for word in segment.words) < 2:
        return False
    places = _placed(said, told)
    return places is not None and _complete(said, told, places)


def _own_names(record: Record, language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(record.identities)


def _without(items: Sequence[Item], own: frozenset[tuple[str, ...]]) -> list[Item]:
    """The sentence without the record's own name, and without the words that only say that there is a story."""
    names = {" ".join(words) for words in own}
    return [item for item in items if not (item.kind == "name" and item.low in names)]


def _segments(items: Sequence[Item], language: str, place: int, freely: bool = True) -> Iterator[Segment]:
    current: list[Item] = []
    for item in items:
        joint = item.low in _SPLIT or (item.kind == "sign" and item.text in ",;:—–.()!?")
        if joint and current:
            yield _segment(current, language, place, freely)
            current = []
        if item.kind != "sign":
            current.append(item)
    if current:
        yield _segment(current, language, place, freely)


def _segment(items: Sequence[Item], language: str, place: int, freely: bool) -> Segment:
    turns = frozenset(op for item in items for op in item.ops if item.kind == "word")
    turns |= {"UNREAL"} if any(item.low in _TURNED for item in items[1:]) else frozenset()
    condition = items[0].low in _CONDITION or "IF" in items[0].ops
    lows = [item.low for item in items]
    passive = any(a in _BE and b.endswith(("ed", "en")) for a, b in pairwise(lows))
    leaning = lows[0] in _RELATIVE
    return Segment(
        tuple(_words(items, language)),
        turns,
        condition,
        place,
        sum("NEG" in item.ops and item.low not in _AGAIN for item in items),
        lows[0] in _BACK,
        lows[0] in _ASIDE or condition,
        passive,
        leaning,
        frozenset(root(word, language) for low in lows for word in low.split()),
        language,
        freely,
    )


def _words(items: Sequence[Item], language: str) -> Iterator[Word]:
    lows: list[str] = []
    idle: set[str] = set()
    start, way = 0, ""
    for index, item in enumerate([*items, None]):
        if item is not None and item.value is None and item.low not in FUNCTION and item.kind != "address":
            start, way = (start, way) if lows else (index, _way(items, index))
            parts = re.findall(r"[^\W_]+", item.low)
            lows += parts
            if _idle(item) or (not lows[len(parts) :] and item.low in _SEQUENCE and not index):
                idle |= {meaning.root for meaning, _ in meanings(tuple(parts), language)} | {
                    root(p, language) for p in parts
                }
            continue
        for place, (meaning, size) in enumerate(meanings(tuple(lows), language) if lows else ()):
            plain = size == 1 and meaning.root in idle
            yield Word(meaning, way="" if place else way, first=not place and not start, idle=plain)
        lows, idle = [], set()
        if item is not None and item.value is not None:
            opening = item.low.split()[0]  # `within` of `within seven days` is part of the value
            yield Word(Meaning(), item.value, way=opening if opening in _WAYS else _way(items, index))


def _way(items: Sequence[Item], index: int) -> str:
    """The preposition before a word, articles skipped; empty: there is none."""
    while index and items[index - 1].low in _PASSED:
        index -= 1
    return items[index - 1].low if index and items[index - 1].low in _WAYS else ""


_PASSED = word_set(
    "the a an your her his their you we they it our this that about roughly around der die das den dem le la les el los las"
)
_WAYS = {"from": {"to", "into", "until"}, "to": {"from"}, "into": {"from", "out"}, "with": {"without"}, "without": {"with"},
         "before": {"after", "within", "until"}, "after": {"before", "within", "until", "by"}, "within": {"after", "before"},
         "until": {"from", "after", "before"}, "by": {"after"}, "for": {"against"}, "against": {"for"}, "on": {"off"}, "off": {"on"},
         "vor": {"nach"}, "nach": {"vor"}, "mit": {"ohne"}, "ohne": {"mit"}, "avant": {"après"}, "après": {"avant"}, "avec": {"sans"},
         "sans": {"avec"}, "antes": {"después"}, "después": {"antes"}, "con": {"sin"}, "sin": {"con"}}  # fmt: skip


def _idle(item: Item) -> bool:
    return item.kind == "word" and not is_cue(item) and not (item.entry.weak and not item.entry.glue)


@lru_cache(maxsize=2048)
def _read(text: str, language: str, today: dt.date, place: int, freely: bool) -> tuple[Segment, ...]:
    scanner = Scanner(tongue(language), today)
    return tuple(_segments(scanner.scan(text), language, place, freely))


def _told(record: Record, language: str, today: dt.date) -> tuple[Segment, ...]:
    found: list[Segment] = []
    place = 0
    for name, value in record.fact.fields.items():
        if not prose(record.fact.kind, name) or not isinstance(value, Text | TextList):
            continue
        for text in [value.value] if isinstance(value, Text) else value.value:
            for sentence in _BREAK.split(text):
                found += _read(sentence, language, today, place, record.trusted)
                place += 1
    return tuple(found)


def _placed(said: Sequence[Segment], told: Sequence[Segment]) -> list[set[int]] | None:
    """For each segment said the segments of the text, of one sentence, that it is found in; None: one is not found."""
    for place in dict.fromkeys(segment.place for segment in told):  # rather all in one sentence of the text
        within = [segment if segment.place == place else _NOTHING for segment in told]
        whole = [_found(segment, within, told) for segment in said]
        if all(hits is not None for hits in whole):
            return [hits or set() for hits in whole]
    if any(segment.condition or segment.points_back for segment in said):
        return None  # what holds on a condition, or of `that`, is told where the text tells it
    found = []
    for segment in said:
        hits = _found(segment, told, told)
        if hits is None:
            return None
        found.append(hits)
    return found


_NOTHING = Segment((), frozenset(), condition=False, place=-1)


def _found(segment: Segment, told: Sequence[Segment], every: Sequence[Segment]) -> set[int] | None:
    if all(word.idle for word in segment.words):
        bare = [other.turns & _EXACT for other in told if other.condition and all(word.idle for word in other.words)]
        fits = segment.turns & _EXACT in bare if segment.condition else not segment.turns & (_EXACT | _ADDS)
        return set() if fits else None
    for place in dict.fromkeys(other.place for other in told):
        near = [i for i, other in enumerate(told) if other.place == place]
        hits = _hits(segment, told, near, every)
        if hits is not None and _agrees(segment, [told[i] for i in hits]):
            return hits
    return None


def _hits(segment: Segment, told: Sequence[Segment], near: Sequence[int], every: Sequence[Segment]) -> set[int] | None:
    """The segments of one sentence that hold every word, each another one; a value takes a word beside it along."""
    taken: list[tuple[int, int]] = []
    placed: list[Word] = []
    for word in segment.words:
        where = [
            (i, j) for i in near for j, other in enumerate(told[i].words) if (i, j) not in taken and _same(word, other)
        ]
        if not where and word.idle and not any(_same(word, other) for segment_ in every for other in segment_.words):
            continue  # an everyday word that the text does not have; one that it has elsewhere is told of that
        if not where:
            return None
        placed.append(word)
        taken.append(next((spot for spot in where if spot[0] in {i for i, _ in taken}), where[0]))
    if not told[near[0]].ordered_freely and (_turned_round(taken, told) or _other_subject(taken, told)):
        return None
    homes = {spot[0] for spot, word in zip(taken, placed, strict=True) if word.value is not None}
    alone = all(word.value is not None for word in placed)
    beside = {spot[0] for spot, word in zip(taken, placed, strict=True) if word.value is None}
    return None if homes and not alone and not homes & beside and len(near) > 1 else {i for i, _ in taken}


def _turned_round(taken: Sequence[tuple[int, int]], told: Sequence[Segment]) -> bool:
    """Whether who does what to whom is turned round: in a story, order within a segment is told by a passive only."""
    return any(i == k and j > m and not told[i].passive for (i, j), (k, m) in pairwise(taken))


def _other_subject(taken: Sequence[tuple[int, int]], told: Sequence[Segment]) -> bool:
    """Whether what one segment says is said of what another one is about."""
    spread = sorted({i for i, _ in taken})
    return any(not told[i].condition and not told[k].leaning for i, k in pairwise(spread))


def _same(one: Word, other: Word) -> bool:
    if other.way in _WAYS.get(one.way, ()):
        return False
    if one.value is not None or other.value is not None:
        return one.value is not None and other.value is not None and same_value(one.value, other.value)
    if one.first and not other.first:
        return False
    return one.meaning.meets(other.meaning)


def _agrees(segment: Segment, told: Sequence[Segment]) -> bool:
    """Whether nothing is turned: not, only, most, can and must as the text has them."""
    theirs = frozenset[str]().union(*(other.turns for other in told))
    if segment.turns & _EXACT != theirs & _EXACT or ("UNREAL" in segment.turns) != ("UNREAL" in theirs):
        return False
    if not segment.turns & _ADDS <= theirs:
        return False
    plain = frozenset[str]().union(*(other.plain for other in told))
    if opposed(segment.plain, plain, segment.language):
        return False
    return "CAN" not in theirs or "CAN" in segment.turns or "NEG" in theirs


def _complete(said: Sequence[Segment], told: Sequence[Segment], places: Sequence[set[int]]) -> bool:
    """Whether nothing that limits was left out, and steps are told in their order."""
    touched = set[int]().union(*places)
    order = [told[min(hits)].place for segment, hits in zip(said, places, strict=True) if hits and not segment.aside]
    if order != sorted(order):
        return False
    near = [other for i, other in enumerate(told) if i in touched or (other.place in order and not other.words)]
    if sum(segment.denials for segment in said) != sum(other.denials for other in near):
        return False
    for place in set(order):
        for index, segment in enumerate(told):
            if (
                segment.place == place
                and segment.condition
                and any(not w.idle for w in segment.words)
                and index not in touched
            ):
                return False
    spoken = [word for segment in said for word in segment.words]
    return all(_covered(told[i], spoken) for i in touched)


def _covered(segment: Segment, spoken: Sequence[Word]) -> bool:
    telling = [word for word in segment.words if not word.idle]
    told = sum(any(_same(other, word) for other in spoken) for word in telling)
    return told >= _HALF * len(telling)
