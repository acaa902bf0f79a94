"""Yes and no, and phrases without content, against what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.answers.gate.choosing import Choosing
from actions.answers.gate.clauses import Clause
from actions.answers.gate.model import Refusal
from actions.answers.gate.polarity import says
from actions.answers.gate.records import Record
from actions.answers.gate.scan import Item
from actions.answers.gate.support import FUNCTION
from actions.answers.gate.synonyms import Meaning, meanings
from actions.answers.gate.words import word_set


@dataclass(slots=True)
class Answering(Choosing):
    """Holds a yes or a no against the answer that the facts give to the question."""

    def _empty_words(self, clauses: list[Clause]) -> None:
        for clause in clauses:
            if clause.names or clause.values or clause.cues:
                continue
            if clause.has("NEG") and any(item.low.startswith(_HANDING_OVER) for item in clause.items):
                raise Refusal("unsupported", "talking to a person always works")
            ops = {op for item in clause.items for op in item.ops if not (item.entry.glue and item.low in _SOFT)}
            if ops & {
                "MUST",
                "HEDGE",
                "ALL",
                "MOST",
                "FORMER",
                "CHEAPEST",
                "DEAREST",
                "BECAUSE",
                "SOON",
                "MORE",
                "LESS",
                "SAME",
                "IF",
            }:
                raise Refusal("unsupported", f"nothing bears out “{' '.join(i.text for i in clause.items)}”")

    def _yes_or_no(self, items: list[Item], clauses: list[Clause], proofs: set[bool]) -> None:
        """A yes or a no must be the answer to what was asked."""
        said = self._said_answer(items, clauses)
        if said is None:
            return
        answer = self._answer()
        if not said and self._affirms(items, proofs):
            raise Refusal("verdict", "says no, and that it is so")
        if answer is None and (proofs == {not said} or self._found(items, said) or self._needless(said, proofs)):
            return
        if answer != said:
            raise Refusal("verdict", f"“{'yes' if said else 'no'}” is not the answer that the facts give")

    def _answers(self, said: bool, rest: Sequence[Item]) -> bool:
        """Whether what stands behind a yes or a no says that what was asked is so, or is not so."""
        if any(clause.denied for clause in self.asked) or said == any("NEG" in item.ops for item in rest):
            return False
        asked = _telling([item for clause in self.asked for item in clause.items], self.setting.language)
        told = _telling(rest, self.setting.language)
        met = sum(any(one.meets(other) for other in told) for one in asked)
        return bool(asked) and met >= _MOST_OF_IT * len(asked)

    def _affirms(self, items: list[Item], proofs: set[bool]) -> bool:
        """`No, sports are part of it`, asked whether they are; `No, Boulder is ad-free`, asked for one without ads."""
        rest = opened(items)[1]
        turned = any(item.ops & {"NEG", "FORMER", "ONLY"} or item.entry.opposite for item in rest)
        asked = _telling([item for clause in self.asked for item in clause.items], self.setting.language)
        told = _telling(rest, self.setting.language)
        met = sum(any(one.meets(other) for other in asked) for one in told)
        if any(clause.denied for clause in self.asked):
            return proofs == {True}
        must = any(clause.has("MUST") for clause in self.asked)
        return not turned and not must and bool(told) and 2 * met >= len(told)

    def _found(self, items: list[Item], said: bool) -> bool:
        """`Anything with Paul Henreid?`, `Yes, Paul Henreid is in …`: asked for nothing but what is named."""
        asked = [item for clause in self.asked for item in clause.items]
        names = {item.low for item in asked if item.kind == "name"}
        plain = not any(clause.values or clause.cues or clause.has("CAN") for clause in self.asked)
        return said and plain and bool(names) and names <= {item.low for item in items if item.kind == "name"}

    def _needless(self, said: bool, proofs: set[bool]) -> bool:
        """`Do I have to upgrade to see it?`, `No, it is included in your plan.`"""
        must = any(clause.has("MUST") for clause in self.asked)
        moves = any(
            clause.items[i].entry.strict & {"UPGRADE", "SWITCH", "CHANGE", "PAYMENT"}
            for clause in self.asked for i in clause.cues
        )  # fmt: skip
        return not said and must and moves and proofs == {False}

    def _said_answer(self, items: list[Item], clauses: list[Clause]) -> bool | None:
        first = next((clause for clause in clauses), None)
        if first is None:
            return None
        whole = not any(c.names or c.values or c.cues for c in clauses)
        turned = any(
            "NEG" in item.ops and item.kind == "word"
            for c in clauses
            for item in c.items
            if not (c.names or c.values or c.cues)
        )
        opening = [item for item in first.items if item.kind == "word"]
        if any("YES" in item.ops for item in opening[:2]) and not first.denied:
            if turned:
                raise Refusal("verdict", "says yes and no at once")
            return True
        first_word = opening[0].low if opening else ""
        denies = any("NO" in item.ops for item in opening) or first_word in _NOES
        if denies and not (first.names or first.values or first.cues):
            return False
        if turned:
            return False
        if not whole or not self._polar():
            return None
        echo = (
            sum(len(item.low.split()) for item in items) <= 5
            and {i.low for i in items} & _AUXILIARIES
            and {i.low for i in items} & _SUBJECTS
        )
        return True if echo else None

    def _polar(self) -> bool:
        first = next((item.low for clause in self.asked for item in clause.items), "")
        return first in _AUXILIARIES or any(record.answer is not None for record in self.index.records)

    def _answer(self) -> bool | None:
        """What the facts answer to the question as it was put; None: they do not."""
        found: set[bool] = set()
        for clause in self.asked:
            if not (clause.names or clause.values or clause.cues):
                continue
            answer = self._holds(clause)
            if answer is not None:
                found.add(answer)
        return found.pop() if len(found) == 1 else None

    def _holds(self, clause: Clause) -> bool | None:
        verdicts = [
            r for r in self.index.records if r.answer is not None and (says(clause, r.asks) or not clause.predicates)
        ]
        named = {ref[0] for i in clause.names for ref in clause.items[i].refs}
        fitting = [r for r in verdicts if all(_covers(r, clause.items[i]) for i in clause.names)] or (
            [r for r in verdicts if r.links & named] if named else []
        )
        answers = {r.answer for r in fitting}
        if len(answers) == 1:
            return answers.pop()
        if answers:
            return None
        try:
            trial = self._one(clause, frozenset())
            return True if trial and trial.proved and not clause.denied else None
        except Refusal as refusal:
            return False if refusal.code in {"verdict", "state"} and not refusal.silent else None


_MOST_OF_IT = 0.65
"""Of the words of a question: so many must come again in its answer for a yes or a no to be about them."""


def opened(items: Sequence[Item]) -> tuple[bool | None, list[Item]]:
    """What a sentence answers with its first word (None: neither yes nor no), and what stands behind it."""
    words = [place for place, item in enumerate(items) if item.kind != "sign"]
    if len(words) < 2 or words[0] or items[1].kind != "sign":
        return None, list(items)
    first = items[0]
    said = True if "YES" in first.ops else False if "NO" in first.ops or first.low in _NOES else None
    return (None, list(items)) if said is None else (said, list(items[2:]))


_NOES = frozenset({"no", "nein", "non"})


def _telling(items: Sequence[Item], language: str) -> list[Meaning]:
    """What the words of a sentence may mean that tell what it is about."""
    lows = [
        word
        for item in items
        if item.kind in {"word", "name"} and not item.entry.glue and not item.ops
        for word in item.low.split()
    ]
    return [meaning for meaning, _ in meanings(tuple(low for low in lows if low not in FUNCTION), language)]


_HANDING_OVER = ("put you", "connect you", "pass you", "hand you", "transfer you", "get you in")
_SOFT = word_set(
    "about around from through over under above below before after until till some may any more most up right "
    "of since will would was were did had shall all then every"
)  # fmt: skip
_AUXILIARIES = word_set(
    "is are am was were do does did can could will would have has had may should ist sind kann können darf "
    "habe hat wird est sont puis peut a es son está puedo"
)  # fmt: skip
_SUBJECTS = word_set("it you that they this i we he she")


def _covers(record: Record, item: Item) -> bool:
    return any(index == record.index or index in record.links for index, _ in item.refs)
