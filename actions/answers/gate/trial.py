"""One clause against one record: does the record, with what it is linked to, bear out every part of the clause?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from actions.answers.gate.clauses import Clause, is_cue
from actions.answers.gate.concepts import Group
from actions.answers.gate.holds import days
from actions.answers.gate.index import Index
from actions.answers.gate.model import Refusal
from actions.answers.gate.readings import Amount, Clock, When
from actions.answers.gate.records import Record, View
from actions.answers.gate.scan import Item
from actions.answers.gate.tokens import tokens
from actions.answers.gate.words import OWN
from actions.facts.model import Date, DateTime

RANGE = frozenset(
    {
        "to",
        "-",
        "–",
        "until",
        "till",
        "through",
        "and",
        "bis",
        "auf",
        "und",
        "à",
        "au",
        "jusqu'au",
        "et",
        "a",
        "al",
        "hasta",
        "y",
    }
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all clauses of one sentence. `asked` are the records that the question names, `asked_cues` the
    claims of its words."""

    index: Index
    today: dt.date
    zone: dt.tzinfo
    language: str
    asked: frozenset[int] = frozenset()
    asked_cues: Group = frozenset()
    asked_words: frozenset[str] = frozenset()


@dataclass(slots=True)
class Trial:
    """The state of one attempt. `explained` are the items borne out so far; `bound` the fields that bear them out;
    `meant` all concepts that these fields and records express."""

    clause: Clause
    anchor: Record
    setting: Setting
    inherited: frozenset[int] = frozenset()
    explained: set[int] = field(default_factory=set)
    bound: list[tuple[Record, View]] = field(default_factory=list)
    homes: dict[int, tuple[Record, View]] = field(default_factory=dict)  # the field that each value was found in
    used: list[Record] = field(default_factory=list)
    meant: set[str] = field(default_factory=set)
    textual: bool = False
    denial: bool = False  # something denied is borne out
    _closed: tuple[list[Item], list[Record]] | None = field(default=None, init=False, repr=False, compare=False)
    proved: bool = False  # a verdict, a yes-or-no field, a state or a text bears out yes or no, may or may not

    # ----- what belongs together

    def closure(self) -> list[Record]:
        """The anchor, and the records linked to it that the clause names or that are the customer's own."""
        if self._closed is None or self._closed[0] is not self.clause.items:  # asked for very often
            self._closed = self.clause.items, self._closure()
        return self._closed[1]

    def _closure(self) -> list[Record]:
        records = self.setting.index.records
        named = self.named()
        near = [
            records[i]
            for i in sorted(self.anchor.links)
            if i in named or records[i].ambient or i in self.anchor.parents or self._by_kind(records[i])
        ]
        near = [r for r in near if not self._beside(r)]
        own = [r for r in records if r.ambient and r is not self.anchor and r not in near and self._may_be_own(r)]
        own = [r for r in own if not self._beside(r) and not self._of_another(r)]
        return [self.anchor, *near, *own]

    def _beside(self, record: Record) -> bool:
        """The customer's other subscription, when one is spoken of."""
        return record.ambient and record.fact.kind == self.anchor.fact.kind

    def _of_another(self, record: Record) -> bool:
        """One of several subscriptions, and not the one that the anchor belongs to: a payment's invoice's."""
        records = self.setting.index.records
        several = sum(r.ambient and r.fact.kind == record.fact.kind for r in records) > 1
        about = self.anchor.verdict and any(records[i].fact.kind == record.fact.kind for i in self.anchor.links)
        return several and (self.anchor.owned or about) and record.index not in self._belongs_to() | self._about()

    def _about(self) -> set[int]:
        """The records that a verdict is about."""
        return set(self.anchor.links) if self.anchor.verdict else set()

    def _belongs_to(self) -> set[int]:
        """The records that the anchor says it belongs to, and those that these belong to."""
        records, found = self.setting.index.records, set[int]()
        ahead = set(self.anchor.parents)
        while ahead:
            found |= ahead
            ahead = {parent for index in ahead for parent in records[index].parents} - found
        return found

    def _by_kind(self, record: Record) -> bool:
        """A linked record that the clause speaks of by its kind (`the invoice`), if no other can be meant."""
        if not any(self.item(i).entry.strict & record.head for i in self.clause.cues):
            return False
        records = self.setting.index.records
        rivals = [records[i] for i in self.anchor.links | self.named() if records[i].head & record.head]
        return all(rival is record for rival in rivals)

    def _may_be_own(self, record: Record) -> bool:
        """The customer's subscription stands behind a verdict about the customer, and behind records of no kind of
        their own; not behind another plan than the one it is for."""
        return self.anchor.verdict or self.anchor.owned

    def named(self) -> set[int]:
        """The records that the clause (or what it leans on) names."""
        found = set(self.inherited)
        for position in self.clause.names:
            found |= {ref[0] for ref in self.item(position).refs if self._identifies(self.item(position), ref[0])}
        return found

    def _identifies(self, item: Item, index: int) -> bool:
        record = self.setting.index.records[index]
        return any(
            name in record.identities or index in self.setting.index.identified(name) for name in (words_of(item),)
        )

    @property
    def own_plan(self) -> bool:
        """Whether the clause speaks of the customer's own plan or subscription."""
        lows = self.clause.lows
        return any(low in OWN and any(self.item(j).entry.strict & {"PLAN", "SUBSCRIPTION", "ACCOUNT"} for j in range(i + 1, min(i + 4, len(lows))))
                   for i, low in enumerate(lows))  # fmt: skip

    def item(self, position: int) -> Item:
        return self.clause.items[position]

    def near_cues(self, position: int, *, before: bool = False, of: Record | None = None) -> set[str]:
        """The concepts said about the value at `position`: those of the clause that stand nearer to it than to
        another value of its type, or those that the clause borrows. `before`: only those that stand before it;
        `of`: the word for this record's kind says nothing else."""
        items = self.clause.items
        rivals = [i for i in self.clause.values if type(items[i].value) is type(items[position].value)]
        found: set[str] = set()
        for index, item in enumerate(items[:position] if before else items):
            if item.kind == "word" and (self._nearest(index, rivals) == position or self._shares(position, index)):
                own = of is not None and item.entry.strict & of.head
                found |= item.entry.strict | item.entry.weak | (frozenset() if own else item.entry.loose)
        if not self.clause.cues:
            found |= {c for item in self.clause.lent for c in item.entry.claims | item.entry.weak}
        if (not self.clause.cues and not self.clause.lent) or self.clause.leans:
            found |= self.setting.asked_cues
        return found | self.clause.subject | self.preposition(position) | self._implied(position)

    def _implied(self, position: int) -> set[str]:
        """What the rest of the clause says about a value: from a day on, a price is the new one; what will be
        available on a day starts on it."""
        value = self.item(position).value
        since = any(
            "FROM" in item.ops and i + 1 < len(self.clause.items) and isinstance(self.item(i + 1).value, When)
            for i, item in enumerate(self.clause.items)
        )
        if isinstance(value, Amount) and since:
            return {"NEW"}
        owes = any("PAYMENT" in self.item(i).entry.strict for i in self.clause.cues)
        before = self.before(position)
        if isinstance(value, When) and before is not None and before.low in {"by", "spätestens", "tard"}:
            return {"DUE", "PLANNED"}
        if isinstance(value, When) and owes and before is not None and "UNTIL" in before.ops:
            return {"DUE"}
        available = any("AVAIL" in self.item(i).entry.strict for i in self.clause.cues)
        later = self.clause.tense == "future" and available and isinstance(value, When)
        return {"START"} if later and not self.preposition(position) else set()

    def _shares(self, position: int, index: int) -> bool:
        """In `two of five devices` both numbers are of devices."""
        lows = self.clause.lows
        return (
            index > position + 2
            and lows[position + 1 : position + 2] == ["of"]
            and self.item(position + 2).kind == "value"
        )

    def _nearest(self, index: int, rivals: list[int]) -> int:
        """Which value a word speaks of: the next one of the type, else the last one before it."""
        after = [r for r in rivals if r > index]
        return after[0] if after else rivals[-1]

    def preposition(self, position: int) -> set[str]:
        """What the word before a value says about it: until, since, and the two ends of `from … to …`."""
        found = self._end_of_range(position)
        before = self.before(position)
        if before is None:
            return found
        if "UNTIL" in before.ops:
            found |= {"END", "EXPIRE"} if position not in self.clause.denied else self._begins()
        if "AFTER" in before.ops and position in self.clause.denied:
            found |= {"END"}
        if "FROM" in before.ops:
            found |= {"START"}
        return found

    def _begins(self) -> set[str]:
        """What begins when a denial ends: `not charged until` tells the next charge, `not available until` a start."""
        said = {c for i in self.clause.cues for c in self.item(i).entry.claims}
        return {"NEXT"} if said & {"CHARGE", "PAYMENT", "DUE", "RENEW"} and not said & {"AVAIL"} else {"START"}

    def _end_of_range(self, position: int) -> set[str]:
        """In `from 3 to 9 March` the first day is a start, the last an end; so with an old and a new price."""
        kind = type(self.item(position).value)
        around = {
            step: self.item(position + step) for step in (-2, -1, 1, 2) if 0 <= position + step < len(self.clause.items)
        }
        opens = 2 in around and around[1].low in RANGE and isinstance(around[2].value, kind)
        closes = -2 in around and around[-1].low in RANGE and isinstance(around[-2].value, kind)
        if kind is Clock:
            return {"START"} if opens else {"END", "RESOLVED"} if closes else set()
        if kind is When:
            return {"START", "PERIOD"} if opens else {"END", "PERIOD"} if closes else set()
        changes = {c for i in self.clause.cues for c in self.item(i).entry.claims} & {"CHANGE", "INCREASE", "DECREASE"}
        if kind is Amount and changes:
            return {"OLD", "PREVIOUS"} if opens else {"NEW"} if closes else set()
        return set()

    def before(self, position: int) -> Item | None:
        """The word before a value, articles skipped."""
        for index in range(position - 1, -1, -1):
            item = self.item(index)
            if isinstance(item.value, When | Clock) and isinstance(self.item(position).value, When | Clock):
                continue
            if item.kind != "word":
                return None
            if item.low not in {"a", "an", "the", "dem", "den", "le", "la", "el", "zum", "au", "al", "of", "some"}:
                return item
        return None

    # ----- keeping account

    def bind(self, record: Record, view: View, position: int) -> None:
        self.bound.append((record, view))
        self.homes[position] = record, view
        self.explained.add(position)
        self.use(record)
        self.meant |= view.concepts

    def use(self, record: Record) -> None:
        if record not in self.used:
            self.used.append(record)
            self.meant |= record.kind | record.states

    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(record.fact.id for record in (*(r for r, _ in self.bound), *self.used)))

    def open_items(self) -> Iterator[int]:
        """The items that still need bearing out."""
        for position, item in enumerate(self.clause.items):
            if position not in self.explained and (item.kind in {"value", "name", "address"} or is_cue(item)):
                yield position

    def refuse(self, code: str, reason: str, *, silent: bool = False) -> Refusal:
        return Refusal(code, reason, silent)  # type: ignore[arg-type]


def words_of(item: Item) -> tuple[str, ...]:
    """A name as the index keeps it."""
    return _words_of(item.text)


@lru_cache(maxsize=8192)
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(token.low for token in tokens(text))


def day_of(setting: Setting, record: Record) -> dt.date | None:
    """The day that a record is known by; None: it has none."""
    for view in record.views.values():
        if isinstance(view.value, Date | DateTime) and not view.concepts & {"RETRY", "PERIOD", "NEXT"}:
            return next(iter(days(view.value, setting.zone)))
    return None
