"""The company's own guides told in other words: help articles, steps, what an error code means, news of an incident.

A model shortens such a text, joins its sentences and puts them in another order. A sentence is shown if each part of it
(`…, and …`) stands in one sentence of the text: every telling word, or one that says the same, denied where it is denied
and affirmed where it is affirmed, behind the same preposition; each value by a word that it stands by in the text; no
condition or limit of what is told left out and none added; what may be done not told as done. What the guide is about,
by its title, the question it answers and what its record is called, may be said in any part.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from actions.answers.gate.claims import about_the_account
from actions.answers.gate.clauses import _FIRST, Clause, _tense, is_cue
from actions.answers.gate.locales import tongue
from actions.answers.gate.readings import Reading, same_value
from actions.answers.gate.records import Record, prose
from actions.answers.gate.retelling import _CONDITION, _WAYS, _way
from actions.answers.gate.scan import Item, Scanner
from actions.answers.gate.support import FUNCTION, is_deed
from actions.answers.gate.synonyms import Meaning, meanings, opposed, root
from actions.answers.gate.words import word_set
from actions.facts.model import Text, TextList

_NUMBERS = re.compile(r"(?m)^\s*\d+[.)]\s+")
_BREAK = re.compile(
    r"(?<=[.!?])\s+|\n+|;\s+|,?\s+(?:but|aber|mais|pero|sino|whereas|while)\s+|,\s+(?=not\b|no\b|nicht\b|pas\b)"
)
_JOINS = word_set("and or which who where then while as und oder der die das et ou qui y o que")
_LIMITS = frozenset({"ONLY", "ATLEAST", "ATMOST", "HEDGE", "FORMER", "MOST"})
"""What limits a rule: neither left out nor added."""
_ADDED = frozenset(
    {
        "ALL",
        "MORE",
        "LESS",
        "SAME",
        "SOON",
        "BECAUSE",
        "CHEAPEST",
        "DEAREST",
        "LONGEST",
        "SHORTEST",
        "BOTH",
        "BEFORE",
        "AFTER",
        "UNTIL",
        "FUTURE",
    }
)
"""What a sentence may only say where the text does."""
_NEAR = 6  # so many telling words away a value may stand from the word that it belongs to
_WINDOW = 4  # sentences or steps of the text
_ENOUGH = 2  # telling words that the text must have
_LIGHT = word_set(
    "run runs come comes go goes get gets appear appears happen happens take takes place use used using need needs later "
    "try first next then finally own also help helps message page section"
)
"""Words that carry what is told and tell nothing themselves, where the text does not have them."""
_BACK = word_set("it its they them this that these those one ones yours theirs es sie ihn ihm il elle lo la los las")
_NAMING = frozenset({"title", "question", "topic", "name", "code", "device", "headline", "subject"})
_AIMS = word_set("to by um indem pour en para")
_MENDING = word_set("fix solv resolv clear sort get rid stop")  # `to fix E-12, …`
_ENDINGS = ("ur", "al", "ment", "ion", "at", "ation", "eri", "er", "or", "anc", "enc", "abl", "ibl", "ag")


@dataclass(frozen=True, slots=True)
class Unit:
    """One telling word or value: whether it is denied, the preposition before it, the part of its sentence."""

    meaning: Meaning
    value: Reading | None
    denied: bool
    way: str
    part: int
    light: bool = False
    name: bool = False
    says: frozenset[str] = frozenset()  # what an expression of several words says as a whole: `up to date`


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence. `conditions` are the parts that say when it holds; `ops` the words that turn or limit it, with
    their parts; `ours`: says what the company does; `steps`: begins with what is to be done; `aims`: with what for;
    `leans`: speaks of what was said before."""

    units: tuple[Unit, ...]
    ops: tuple[tuple[int, str], ...]
    conditions: frozenset[int]
    plain: frozenset[str]
    ours: bool
    steps: bool
    aims: bool
    past: bool
    leans: bool

    def turns(self, parts: frozenset[int] | None = None) -> frozenset[str]:
        """The words that turn or limit these parts; None: all of it."""
        return frozenset(op for part, op in self.ops if parts is None or part in parts)


Spot = tuple[int, int]  # a sentence of the text, and a unit of it


def guided(items: Sequence[Item], record: Record, language: str, today: dt.date) -> bool:
    """Whether a guide of the company's says the whole sentence in other words."""
    words = [item for item in items if item.kind != "sign"]
    if not record.trusted or not record.passages or any(item.kind == "address" for item in items):
        return False
    if about_the_account(words) or _says_done(items, language):
        return False
    text = _text(record, language, today)
    said = _read(items, language)
    if record.states & {"RESOLVED"} and "INCIDENT" in record.head and not said.past:
        return False
    mends = said.aims and "HELPART" not in record.kind
    context = [
        *_context(record, language),
        *(Meaning(word) for word in (_MENDING if mends else ())),
        *(unit.meaning for told in text for unit in told.units if unit.name),
    ]
    if not all(unit.light or _of(unit, context) or any(_says(told, unit) for told in text) for unit in said.units):
        return False  # most texts are about something else
    return any(_tells(said, text, start, size, context, language)
               for size in range(1, _WINDOW + 1) for start in range(len(text) - size + 1))  # fmt: skip


def _says(told: Told, unit: Unit) -> bool:
    return any(unit.denied == other.denied and _same(unit, other) for other in told.units)


def _says_done(items: Sequence[Item], language: str) -> bool:
    """`your delivery was stopped`: a guide tells what can be done, not that it was."""
    return _tense(Clause(list(items), language)) == "past" and any(is_cue(item) and is_deed(item) for item in items)


def _tells(said: Told, text: Sequence[Told], start: int, size: int, context: Sequence[Meaning], language: str) -> bool:
    """Whether these neighbouring sentences say it, each part of it in one of them."""
    window = text[start : start + size]
    earlier = [unit.meaning for unit in text[start - 1].units] if start and window[0].leans else []
    spots: dict[int, Spot] = {}
    for part in dict.fromkeys(unit.part for unit in said.units):
        mine = {i: unit for i, unit in enumerate(said.units) if unit.part == part}
        if (found := _part(mine, window, set(spots.values()), [*context, *earlier])) is None:
            return False
        spots |= found
    telling = {unit.part for unit in said.units if not unit.light}
    if said.conditions - telling:
        return False  # `if that does help, …` says on what condition, and the text does not
    if said.steps and list(spots.values()) != sorted(
        spots.values(), key=lambda spot: (spot[0], window[spot[0]].units[spot[1]].part)
    ):
        return False  # steps are told in their order
    if len(spots) < _ENOUGH or {place for place, _ in spots.values()} != set(range(size)):
        return False
    touched = {
        place: frozenset(window[p].units[i].part for p, i in spots.values() if p == place) for place in range(size)
    }
    return (
        _same_turns(said, window, touched, language)
        and _values_at_home(said, spots)
        and _conditions_told(window, spots)
    )


def _part(
    mine: Mapping[int, Unit], window: Sequence[Told], taken: set[Spot], context: Sequence[Meaning]
) -> dict[int, Spot] | None:
    """Where one sentence of the text says a part; None: none says all of it."""
    for place, told in enumerate(window):
        found: dict[int, Spot] = {}
        for position, unit in mine.items():
            free = [i for i in range(len(told.units)) if (place, i) not in taken and (place, i) not in found.values()]
            hit = next((i for i in free if unit.denied == told.units[i].denied and _same(unit, told.units[i])), None)
            if hit is not None:
                found[position] = place, hit
        rest = [unit for position, unit in mine.items() if position not in found]
        if all(unit.light or _of(unit, context) for unit in rest) and (found or place == len(window) - 1):
            return found
    return None


def _of(unit: Unit, context: Sequence[Meaning]) -> bool:
    return unit.value is None and any(_alike(unit.meaning, other) for other in context)


def _same(one: Unit, other: Unit) -> bool:
    if other.way in _WAYS.get(one.way, ()):
        return False
    if one.value is not None or other.value is not None:
        return one.value is not None and other.value is not None and same_value(one.value, other.value)
    return one.says == other.says if one.says or other.says else _alike(one.meaning, other.meaning)


def _alike(one: Meaning, other: Meaning) -> bool:
    """Whether two words say the same, or one is made from the other: `erase` and `erasure`."""
    if one.meets(other):
        return True
    short, long = sorted((one.root, other.root), key=len)
    return len(short) > 3 and long.startswith(short) and long[len(short) :] in _ENDINGS


def _same_turns(said: Told, window: Sequence[Told], touched: Mapping[int, frozenset[int]], language: str) -> bool:
    mine, all_theirs = said.turns(), frozenset[str]().union(*(told.turns() for told in window))
    theirs = frozenset[str]().union(*(told.turns(touched[place]) for place, told in enumerate(window)))
    if not mine & _LIMITS <= all_theirs or not theirs & _LIMITS <= mine or not mine & _ADDED <= all_theirs:
        return False
    denials = sum(op == "NEG" for _, op in said.ops)
    if denials > 1 and denials > sum(op == "NEG" for told in window for _, op in told.ops):
        return False  # `there is not no edition`
    if ("NEG" in mine) != ("NEG" in theirs) or said.past != any(told.past for told in window):
        return False
    ordered = said.steps or said.aims or bool(mine & {"CAN", "MUST"})
    if ("CAN" in theirs and "NEG" not in mine and not ordered) or (all(told.steps for told in window) and not ordered):
        return False
    if "MUST" in mine and "MUST" not in theirs and not any(told.steps for told in window):
        return False
    if said.ours and not any(told.ours for told in window):
        return False
    return not opposed(said.plain, frozenset[str]().union(*(told.plain for told in window)), language)


def _values_at_home(said: Told, spots: Mapping[int, Spot]) -> bool:
    """Whether each value stands by a word that it stands by in the text."""
    for position, unit in enumerate(said.units):
        if unit.value is None:
            continue
        place, index = spots[position]
        beside = [spots[i] for i in range(position - 2, position + 3) if i != position and i in spots]
        if not any(other == place and abs(at - index) <= _NEAR for other, at in beside):
            return False
    return True


def _conditions_told(window: Sequence[Told], spots: Mapping[int, Spot]) -> bool:
    """Whether no condition was left out of what is told: at least half of its words are there."""
    for place, told in enumerate(window):
        mine = [told.units[index].part for at, index in spots.values() if at == place]
        for part in told.conditions if set(mine) - told.conditions else ():
            telling = sum(unit.part == part for unit in told.units)
            if telling and 2 * mine.count(part) < telling:
                return False
    return True


def _context(record: Record, language: str) -> list[Meaning]:
    """What the guide is about, by its title, the question it answers and the names of its record."""
    words = [word for name in record.identities for word in name]
    for name, value in record.fact.fields.items():
        if isinstance(value, Text) and name.rpartition("_")[2] in _NAMING:
            words += re.findall(r"[^\W_]+", value.value.casefold())
    words += re.findall(r"[a-z]+", record.fact.kind)
    return [meaning for meaning, _ in meanings(tuple(words), language) if meaning.root not in FUNCTION]


def _text(record: Record, language: str, today: dt.date) -> list[Told]:
    found: list[Told] = []
    for name, value in record.fact.fields.items():
        if prose(record.fact.kind, name) and isinstance(value, Text | TextList):
            for text in [value.value] if isinstance(value, Text) else value.value:
                parts = _BREAK.split(_NUMBERS.sub("", text))
                found += [_parsed(part, language, today) for part in parts if part.strip()]
    return found


@lru_cache(maxsize=4096)
def _parsed(text: str, language: str, today: dt.date) -> Told:
    return _read(Scanner(tongue(language), today).scan(text), language)


def _read(items: Sequence[Item], language: str) -> Told:
    parts: list[int] = []
    conditions: set[int] = set()
    part = 0
    for index, item in enumerate(items):
        opens = item.low in _CONDITION or "IF" in item.ops
        part += bool(index) and (opens or item.low in _JOINS or item.text in {",", ":", ";"})
        conditions |= {part} if opens else set()
        parts.append(part)
    words = [item for item in items if item.kind != "sign"]
    lows = {word for item in words for word in item.low.split()}
    first = words[0] if words else None
    always = [item for item, at in zip(items, parts, strict=True) if at not in conditions]
    return Told(
        tuple(_units(items, _under_denial(items, language), parts, language)),
        tuple((at, op) for item, at in zip(items, parts, strict=True) if item.kind == "word" for op in item.ops),
        frozenset(conditions),
        frozenset(root(word, language) for word in lows),  # word by word: a set has no order
        bool(lows & _FIRST - {"i", "me", "my", "ich", "mir", "mich", "je", "yo"}),
        first is not None and _orders(first, language),
        first is not None and first.low in _AIMS,
        _tense(Clause(always, language)) == "past",
        bool(lows & _BACK),
    )


def _orders(first: Item, language: str) -> bool:
    """Whether a sentence begins with what is to be done: a verb, and no noun that something is said of."""
    if first.kind not in {"word", "name"} or first.low in FUNCTION or first.low in _FIRST:
        return False
    verb = next((meaning for meaning, _ in meanings((first.low.split()[0],), language)), Meaning())
    return bool(verb.classes) and not first.low.endswith("s") if language == "en" else True


def _under_denial(items: Sequence[Item], language: str) -> set[int]:
    """What a denial is about: in English what stands behind it, up to an `and`; elsewhere all of the part."""
    found: set[int] = set()
    for index, item in enumerate(items):
        if "NEG" not in item.ops:
            continue
        behind = index + 1
        while behind < len(items) and items[behind].low not in {"and", "but"}:
            behind += 1
        found |= set(range(index + 1 if language == "en" else 0, behind))
    return found


def _units(items: Sequence[Item], denied: set[int], parts: Sequence[int], language: str) -> Iterator[Unit]:
    index = 0
    while index < len(items):
        item = items[index]
        if item.value is not None:
            way = item.low.split()[0] if item.low.split()[0] in _WAYS else _way(items, index)
            yield Unit(Meaning(), item.value, index in denied, way, parts[index])
            index += 1
            continue
        if _expression(item):
            whole = Meaning(item.low)
            yield Unit(whole, None, index in denied, _way(items, index), parts[index], says=item.entry.strict)
            index += 1
            continue
        run: list[tuple[int, str]] = []
        while index < len(items) and _telling(items[index]) and not _expression(items[index]):
            run += [(index, word) for word in re.findall(r"[^\W_]+", items[index].low)]
            index += 1
        index += not run
        at = 0
        for meaning, size in meanings(tuple(word for _, word in run), language) if run else ():
            place, low = run[at]
            plain = size == 1 and low in FUNCTION
            if not plain:
                way = "" if at else _way(items, place)
                named = items[place].kind == "name"
                yield Unit(meaning, None, place in denied, way, parts[place], low in _LIGHT, named)
            at += size


def _expression(item: Item) -> bool:
    return item.kind == "word" and " " in item.low and bool(item.entry.strict)


def _telling(item: Item) -> bool:
    """Whether a word tells something, rather than joins, turns or frames what does."""
    if item.kind == "sign" or item.value is not None or item.low in FUNCTION:
        return False
    return (
        item.kind in {"name", "address"}
        or is_cue(item)
        or (not item.entry.glue and not item.ops)
        or bool(item.entry.weak)
    )
