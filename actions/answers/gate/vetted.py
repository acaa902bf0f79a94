"""A second look at what a guide is said to say: the sentence of the text is found, and held against what was said of it.

The ways of telling a text (`support`, `retelling`, `guides`) each forgive something. Here nothing that they forgive may
turn the text: what is denied, on what condition, before or after, may or must, and or or, whose it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from actions.answers.gate.claims import about_the_account
from actions.answers.gate.guides import _NUMBERS, Told, Unit, _alike, _context, _read
from actions.answers.gate.locales import tongue
from actions.answers.gate.readings import same_value
from actions.answers.gate.records import Record, prose
from actions.answers.gate.scan import Item, Scanner
from actions.answers.gate.synonyms import Meaning
from actions.answers.gate.words import word_set
from actions.facts.model import Text, TextList

_BREAK = re.compile(r"(?<=[.!?])\s+|\n+|;\s+|,?\s+(?:but|aber|mais|pero|sino)\s+|,\s+(?=not\b|no\b|nicht\b|pas\b)")
_KEPT = frozenset({"BEFORE", "AFTER", "UNTIL", "UNDER", "OVER", "LESS", "ATMOST", "ATLEAST", "ONLY", "FORMER"})
"""Words that a sentence may only have where the text has them."""
_US = word_set("us we our uns wir unser unsere nous notre nos nosotros nuestro nuestra")
_SINGLE = word_set("reason cause way method condition exception requirement limit")
_WHO = word_set("who whose that which")
_ORDER = word_set("first second third final another elsewhere")
_TURNS = frozenset({"BEFORE", "AFTER"})
_LITERAL = word_set("before after post letter sms fax cash")
"""Words that are told as they stand: when, and by what way."""
_MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of the text, or part of it up to a `but`."""

    told: Told
    lows: tuple[str, ...]
    items: tuple[Item, ...]


def vetted(items: Sequence[Item], record: Record, language: str, today: dt.date) -> bool:
    """Whether a guide's sentence is told as it stands; any other kind of record is."""
    if not _is_guide(record):
        return True
    words = [item for item in items if item.kind != "sign"]
    if about_the_account(words):
        return False
    said = Piece(_read(items, language), tuple(item.low for item in words), tuple(words))
    text = _pieces(record, language, today)
    context = _context(record, language)
    sources = _sources(said, text, context)
    if not sources:
        return False
    return not (
        _turned(said, sources)
        or _helps(said, text)
        or _untold(said, sources, text, context)
        or _other_condition(said, sources)
        or _other_modality(said, sources)
        or _other_way(said, sources)
        or _narrower(said, sources)
        or _torn(said, sources)
    )


def _is_guide(record: Record) -> bool:
    return bool(record.kind & {"HELPART"}) or record.fact.kind in {"error_code", "help_article", "guide", "help"}


def _pieces(record: Record, language: str, today: dt.date) -> list[Piece]:
    found: list[Piece] = []
    for name, value in record.fact.fields.items():
        if prose(record.fact.kind, name) and isinstance(value, Text | TextList):
            for text in [value.value] if isinstance(value, Text) else value.value:
                found += [
                    _piece(part, language, today) for part in _BREAK.split(_NUMBERS.sub("", text)) if part.strip()
                ]
    return found


@lru_cache(maxsize=4096)
def _piece(text: str, language: str, today: dt.date) -> Piece:
    items = Scanner(tongue(language), today).scan(text)
    words = tuple(item for item in items if item.kind != "sign")
    return Piece(_read(items, language), tuple(item.low for item in words), words)


def _same(one: Unit, other: Unit) -> bool:
    if one.value is not None or other.value is not None:
        return one.value is not None and other.value is not None and same_value(one.value, other.value)
    return one.says == other.says if one.says or other.says else _alike(one.meaning, other.meaning)


def _found(units: Sequence[Unit], piece: Piece) -> dict[int, int]:
    """Which unit of the piece each of these is, rather one that is denied as it is; no two are the same one."""
    found: dict[int, int] = {}
    for position, unit in enumerate(units):
        free = [i for i, other in enumerate(piece.told.units) if i not in found.values() and _same(unit, other)]
        free.sort(
            key=lambda i: (
                piece.told.units[i].denied != unit.denied,
                piece.told.units[i].meaning.root != unit.meaning.root,
            )
        )
        if free:
            found[position] = free[0]
    return found


Sources = list[tuple[Piece, dict[int, int]]]


def _sources(said: Piece, text: Sequence[Piece], context: Sequence[Meaning]) -> Sources:
    """The sentences of the text that have the most of what is said, and then of what is left of it."""
    units = said.told.units
    left = set(range(len(units)))
    found = [_found(units, piece) for piece in text]
    weights = [0.1 if unit.value is None and _titled(unit, context) else 1.0 for unit in units]
    places: list[int] = []
    sources: Sources = []
    while left and len(sources) < _MOST_SENTENCES:
        hits = [{p: i for p, i in one.items() if p in left} for one in found]
        place = max(
            range(len(text)),
            key=lambda i: (
                sum(weights[p] for p in hits[i]),
                _exact(units, text[i], hits[i]),
                _nearness(text, i, places),
            ),
            default=-1,
        )
        if place < 0 or not hits[place]:
            break
        sources.append((text[place], hits[place]))
        places.append(place)
        left -= hits[place].keys()
    return sources


def _nearness(text: Sequence[Piece], place: int, places: Sequence[int]) -> float:
    """How near a sentence stands to those found before; nearest, where it goes on with a `not`."""
    if place - 1 in places and text[place].told.turns() & {"NEG"}:
        return 0.5
    return -min((abs(place - other) for other in places), default=0)


def _titled(unit: Unit, context: Sequence[Meaning]) -> bool:
    """Whether a word is of what the whole guide is about."""
    return any(_alike(unit.meaning, other) for other in context)


def _exact(units: Sequence[Unit], piece: Piece, hits: dict[int, int]) -> int:
    """How many words are the text's own."""
    return sum(units[p].meaning.root == piece.told.units[i].meaning.root for p, i in hits.items())


def _turned(said: Piece, sources: Sources) -> bool:
    """Whether something is denied that the text says, or said that it denies."""
    units = said.told.units
    return any(units[p].denied != piece.told.units[i].denied for piece, hits in sources for p, i in hits.items())


def _untold(said: Piece, sources: Sources, text: Sequence[Piece], context: Sequence[Meaning]) -> bool:
    """Whether part of what is said is of no one sentence of the text."""
    units = said.told.units
    for part in {unit.part for unit in units}:
        mine = [unit for unit in units if unit.part == part]
        if not any(_tells(mine, piece, [*context, *_before_it(text, place)]) for place, piece in enumerate(text)):
            return True
    return False


def _before_it(text: Sequence[Piece], place: int) -> list[Meaning]:
    """What the sentence before one that goes on about it is about."""
    leans = place and text[place].told.leans
    return [unit.meaning for unit in text[place - 1].told.units if unit.value is None] if leans else []


def _tells(mine: Sequence[Unit], piece: Piece, context: Sequence[Meaning]) -> bool:
    """Whether a sentence of the text has all of these words, but for what the whole guide is about."""
    found = _found(mine, piece)
    left = [unit for position, unit in enumerate(mine) if position not in found and not unit.light]
    if any(unit.value is not None or not _titled(unit, context) for unit in left):
        return False
    rivals = [
        i
        for i, unit in enumerate(piece.told.units)
        if i not in found.values() and unit.value is None and _titled(unit, context)
    ]
    return piece.told.leans or piece.told.steps or not left or not rivals


def _helps(said: Piece, text: Sequence[Piece]) -> bool:
    """`if that does help, …`, where the text says what to do if it does not."""
    opening = said.items[:5]
    if said.lows[0] != "if" or not any(item.low in {"help", "helps", "work", "works"} for item in opening):
        return False
    denied = any("NEG" in item.ops for item in opening)
    theirs = [
        any("NEG" in item.ops for item in piece.items[:5]) for piece in text if piece.lows and piece.lows[0] == "if"
    ]
    return bool(theirs) and denied not in theirs


def _other_condition(said: Piece, sources: Sources) -> bool:
    """Whether what holds on a condition is told as holding, or on another condition."""
    units = said.told.units
    for piece, hits in sources:
        theirs = _conditional(piece)
        on = {p: piece.told.units[i].part in theirs for p, i in hits.items()}
        mine = {p: units[p].part in said.told.conditions for p in hits}
        if on and all(on.values()) and len(sources) == 1 and not any(mine.values()):
            return True
        if any(mine[p] and not on[p] for p in hits) and not said.told.conditions <= {0} and theirs:
            return True
    asks = "whether" in said.lows or "ob" in said.lows  # `check whether …` is no condition
    return bool(said.told.conditions) and not asks and len(sources) > 1 and not _goes_on(said, sources)


def _conditional(piece: Piece) -> frozenset[int]:
    """The parts that say when it holds; `if A, B or C bills you` is one condition."""
    found = set(piece.told.conditions)
    sizes = [
        sum(unit.part == part for unit in piece.told.units)
        for part in range(max((u.part for u in piece.told.units), default=0) + 1)
    ]
    if 0 in found and len(sizes) > 2 and sizes[:2] == [1, 1] and "or" in piece.lows:
        single = next((part for part, size in enumerate(sizes) if size != 1), 0)
        found |= set(range(single + 1))
    return frozenset(found)


def _goes_on(said: Piece, sources: Sources) -> bool:
    """Whether a condition stands in the sentence with what holds then, or before one that goes on about it."""
    first, then = sources[0], sources[1]
    has = [any(said.told.units[p].part in said.told.conditions for p in hits) for _, hits in (first, then)]
    return has[0] and not has[1] and then[0].told.leans


def _other_modality(said: Piece, sources: Sources) -> bool:
    """May for must, must for what is one way of several."""
    mine = said.told.turns()
    theirs = frozenset[str]().union(*(piece.told.turns() for piece, _ in sources))
    lows = {low for piece, _ in sources for low in piece.lows}
    if "CAN" in mine and "MUST" in theirs and "CAN" not in theirs and "NEG" not in mine:
        return True
    if "MUST" in mine and "MUST" not in theirs and "or" in lows:
        return True
    lows_said = {word for low in said.lows for word in low.split()}
    theirs_said = {word for low in lows for word in low.split()}
    ordered = lows_said & _ORDER - ({"first"} if said.lows[0] == "first" or "then" in said.lows else set())
    steps = all(piece.told.steps for piece, _ in sources)  # their order is looked at by itself
    kept, literal = (_KEPT - _TURNS, _LITERAL - {"before", "after"}) if steps else (_KEPT, _LITERAL)
    if "IF" in theirs:  # `after five wrong attempts`, of `if you enter it wrongly five times`
        kept, literal = kept - {"AFTER"}, literal - {"after"}
    return not mine & kept <= theirs or not (lows_said & literal) | ordered <= theirs_said


def _other_way(said: Piece, sources: Sources) -> bool:
    """`and` for `or`, `us` for others, `the reason` for one of several, `every device` for `that device`."""
    mine = {word for low in said.lows for word in low.split()}
    theirs = {word for piece, _ in sources for low in piece.lows for word in low.split()}
    if ("and" in mine and "or" in theirs and "and" not in theirs) or (
        "or" in mine and "and" in theirs and "or" not in theirs
    ):
        return True
    if mine & _US and not theirs & _US:
        return True
    if any(low in mine and f"{low}s" in theirs and low not in theirs for low in _SINGLE):
        return True
    return not _before(said, "every", "all") <= {
        w for p, _ in sources for w in _before(p, "every", "all", "each", "any") | _plurals(p)
    }


def _before(piece: Piece, *words: str) -> set[str]:
    """The words that stand behind `every`, without their endings."""
    lows = [low for low in piece.lows if low not in _DETERMINERS]
    return {lows[i + 1].rstrip("s") for i, low in enumerate(lows[:-1]) if low in words}


_DETERMINERS = word_set("the your our of my their its")


def _plurals(piece: Piece) -> set[str]:
    return {low.rstrip("s") for low in piece.lows if low.endswith("s")}


def _narrower(said: Piece, sources: Sources) -> bool:
    """`students count`, of `students who come home regularly count`."""
    for piece, hits in sources:
        if "who" not in piece.lows[1:] or "who" in said.lows:
            continue
        at = piece.lows.index("who", 1)
        units = piece.told.units
        ahead = [word for low in piece.lows[:at] for word in low.split()]
        opened = next(
            (i for i, unit in enumerate(units) if unit.part and unit.meaning.root and len(ahead) <= i + at), len(units)
        )
        behind = range(opened, min(opened + 2, len(units)))
        if behind and not set(behind) & set(hits.values()):
            return True
    return False


def _torn(said: Piece, sources: Sources) -> bool:
    """Whether a value stands by a word that stands by another value of its type: `3 Mbit/s for HD`."""
    units = said.told.units
    for piece, hits in sources:
        valued = [(p, i) for p, i in hits.items() if units[p].value is not None]
        for p, i in valued:
            mine = piece.told.units[i].part
            for q, j in hits.items():
                part = piece.told.units[j].part
                other = [u for u in piece.told.units if u.part == part and u.value is not None]
                if (
                    part > mine
                    and q != p
                    and any(type(u.value) is type(units[p].value) for u in other)
                    and not (
                        any(
                            units[x].part == units[q].part and y != i and piece.told.units[y].part == part
                            for x, y in valued
                        )
                    )
                ):
                    return True
    return False
