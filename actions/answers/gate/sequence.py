"""Steps, and the sentences of a text, are told in the order in which they stand there: before, after, first, then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from actions.answers.gate.lexicon import stem
from actions.answers.gate.model import Refusal
from actions.answers.gate.records import Record, prose
from actions.answers.gate.scan import Item
from actions.answers.gate.support import FUNCTION
from actions.answers.gate.words import word_set
from actions.facts.model import Text, TextList

Part = Sequence[Item]

_THEN = word_set("then afterwards dann danach anschließend puis ensuite luego") | {"after that", "after this"}
_FIRST = word_set("first firstly zuerst vorher abord auparavant primero")
_JOINTS = word_set("and but und aber doch et mais y e pero")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def check_sequence(items: Sequence[Item], records: Iterable[Record], language: str) -> None:
    """Refuse two steps told the other way round than a text of `records` has them."""
    pairs = list(_in_turn(items))
    if not pairs:
        return
    for steps in (steps for record in records for steps in _steps(record, language)):
        for earlier, later in pairs:
            first, second = _place(earlier, steps, language), _place(later, steps, language)
            if first is not None and second is not None and first > second:
                raise Refusal("comparison", "the steps are told in another order than they stand in")


def _in_turn(items: Sequence[Item]) -> Iterator[tuple[Part, Part]]:
    """The parts of a sentence of which it says that one comes earlier and the other later."""
    for position, item in enumerate(items):
        before, behind = items[:position], items[position + 1 :]
        if item.kind != "word" or not behind:
            continue
        then = item.low in _THEN or (item.low == "después" and behind[0].low != "de")
        if then or (item.ops & {"BEFORE", "AFTER"} and not _counts(before, behind)):
            opens = not any(_tells(other) for other in before)
            comma = next((i for i, other in enumerate(behind) if other.low == ","), None)
            if opens and then:
                continue
            near, far = (behind[:comma], behind[comma + 1 :]) if opens and comma is not None else (behind, before)
            yield (far, near) if then or "BEFORE" in item.ops else (near, far)
        elif (
            item.low in _FIRST
            and position
            and (items[position - 1].kind == "sign" or items[position - 1].low in _JOINTS)
        ):
            yield behind, before


def _counts(before: Part, behind: Part) -> bool:
    """`two days after …`, `after a minute`: tells how long, not which step comes first."""
    following = next((item for item in behind if item.low not in FUNCTION), behind[0])
    return any(item.kind == "value" for item in before[-3:]) or following.kind == "value"


def _tells(item: Item) -> bool:
    return item.kind != "sign" and item.low not in FUNCTION and not item.ops


def _steps(record: Record, language: str) -> Iterator[list[frozenset[str]]]:
    """The word stems of each step or sentence of the record's texts, text by text."""
    for name, value in record.fact.fields.items():
        if isinstance(value, Text | TextList) and prose(record.fact.kind, name) and record.trusted:
            texts = _SENTENCE.split(value.value) if isinstance(value, Text) else value.value
            if len(texts) > 1:
                yield [_stems(text, language) for text in texts]


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in re.findall(r"[^\W_]+", text.casefold()) if word not in FUNCTION)


def _place(part: Part, steps: Sequence[frozenset[str]], language: str) -> int | None:
    """Which step a part of the sentence tells; None: none, or not clearly one."""
    said = frozenset[str]().union(*(_stems(item.low, language) for item in part if item.kind != "sign"))
    shared = [len(said & step) for step in steps]
    best = max(shared)
    return shared.index(best) if best and shared.count(best) == 1 else None
