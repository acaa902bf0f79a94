"""Whether a fact has what is asked: the day to a `when`, the amount to a `how much`, the yes or no to a `whether`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actions.answers.gate.clauses import is_cue
from actions.answers.gate.concepts import FAMILIES, Group
from actions.answers.gate.holds import days
from actions.answers.gate.passages import Key
from actions.answers.gate.presumed import Presumed, asks_of
from actions.answers.gate.records import Record, View
from actions.answers.gate.scan import Item
from actions.facts.model import Count, Date, DateTime, Duration, Money, Percent, Text, TextList

_TYPES: dict[str, tuple[type, ...]] = {
    "when": (Date, DateTime),
    "much": (Money, Count, Percent, Duration),
    "long": (Date, DateTime, Duration, Count),
    "who": (Text, TextList),
}
_PERSONS = frozenset({"STAR", "DIRECT", "CREATE", "WRITE", "COMPOSE", "PEOPLE", "MAKE"})
_CAST = frozenset({"STAR", "PEOPLE"})
_EXPLAINED: tuple[tuple[Group, Group], ...] = (
    (frozenset({"RENEW"}), frozenset({"AUTO"})),
    (frozenset({"CHARGE", "PAYMENT", "PAID", "INVOICE"}), frozenset({"SUBSCRIPTION", "INVOICE", "LINE", "RENEW"})),
    (
        frozenset({"AMOUNT", "PRICE", "INVOICE", "INCREASE", "DECREASE", "CHARGE"}),
        frozenset({"LINE", "DISCOUNT", "CREDIT", "PRORATION", "ADDON"}),
    ),
    (
        frozenset({"AVAIL", "ALLOW", "ELIGIBLE", "INCLUDE", "ACCESS", "DOWNLOAD", "SUPPORT"}),
        frozenset({"AVAIL", "MATURITY", "PLAN", "ELIGIBLE", "TITLE", "SUPPORT"}),
    ),
    (frozenset({"FAIL", "DECLINE"}), frozenset({"INSUFFICIENT", "EXPIRE", "AUTHENTICATION"})),
    (frozenset({"PAUSE"}), frozenset({"FAIL", "PASTDUE", "REQUEST"})),
    (frozenset({"CANCEL"}), frozenset({"REQUEST"})),
)
"""What explains what: the first is known to be so because of the second."""
_SAME: tuple[Group, ...] = (
    frozenset({"DELIVERED", "RECEIVED", "PLANNED", "DUE", "DELIVERY"}),
    frozenset({"END", "EXPIRE", "LEFT"}),
    frozenset({"CHARGE", "PAYMENT", "RENEW", "FUNDS", "RETRY"}),
    frozenset({"AMOUNT", "PRICE", "BALANCE"}),
)
"""What comes to the same where it is asked for."""
_WIDE = frozenset({"AMOUNT", "PRICE", "BALANCE", "MONTH", "YEAR", "SUBSCRIPTION", "ACCOUNT", "INCLUDE"})
_ODD = frozenset({"FAIL", "DECLINE", "DUPLICATE", "CANCEL", "CHANGE", "LATE", "MISSING", "DAMAGED", "PAUSE"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said not to be known: `kind` is why, when, whether, much, long, who, which, how or thing."""

    kind: str
    items: list[Item]
    lead: frozenset[str] = frozenset()  # the words that it begins with: `how`, `many`

    @property
    def lows(self) -> set[str]:
        return {item.low for item in self.items}


@dataclass(slots=True)
class Known:
    """Looks in the records for what somebody asks."""

    presumed: Presumed
    asking: str = ""  # the kind of the customer's own question

    def answers(self, asked: Asked) -> bool:
        """Whether a fact has it."""
        words = self.presumed.phrases.words
        if asked.lows & words["mind"]:
            return False  # what somebody likes is in no record
        cues = [item for item in asked.items if is_cue(item) and item.low not in words["ordinals"] | words["moving"]]
        if asked.kind == "thing":
            return self._thing_known(asked, cues)
        if asked.kind == self.asking and self._known(asked, None):
            return True
        if not cues and asked.kind == "whether" and any(item.kind == "name" for item in asked.items):
            return self._joined(asked)
        if not cues and asked.kind in {"when", "long"} and not any(item.kind == "name" for item in asked.items):
            return any(
                self._fits(asked, r, view, frozenset()) for r in self.presumed.records for view in r.views.values()
            )
        if not cues and asked.kind in {"when", "whether", "why", "much"}:
            return self._known(asked, None)
        return self._known(asked, cues)

    def _joined(self, asked: Asked) -> bool:
        """`whether Night Ferry will come to Plus`: a day to come that belongs to all that is named would tell."""
        named = [{ref[0] for ref in item.refs} for item in asked.items if item.kind == "name"]
        records = [r for r in self.presumed.records if all((r.links | {r.index}) & one for one in named)]
        if not asked.lows & self.presumed.phrases.words["future"]:
            return True
        return any(
            isinstance(view.value, Date | DateTime) and self._at_that_time(asked, record, view)
            for record in records
            for view in record.views.values()
        )

    def _known(self, asked: Asked, cues: Sequence[Item] | None) -> bool:
        """Whether a record has what is asked about these words; None: about those of the customer's question."""
        asked_about = self.presumed.setting.asked_cues
        told = asked_about if cues is None else frozenset[str]().union(*(item.entry.claims for item in cues))
        if not told and cues is None:
            return asked.kind == "why" and self._any_reason(self.presumed.records)
        records = list(self._spoken_of(asked, told))
        if asked.kind == "why":
            return self._explained(asked, records, told)
        if asked.kind in {"which", "how"}:
            return cues is not None and self._told(asked, records)
        if (
            asked.kind == "much"
            and any(r.head & told for r in records)
            and asked.lead & self.presumed.phrases.words["many"]
        ):
            return True
        return any(
            self._decides(asked, r, self._telling(r, cues, told, asked_long=asked.kind == "long"), told)
            for r in records
        )

    def _telling(self, record: Record, cues: Sequence[Item] | None, told: Group, *, asked_long: bool) -> Group:
        """What the words say beside the kind of record that they speak of; with what comes to the same."""
        if cues is None:
            left = told - record.kind - record.head
        else:
            plain = record.kind | record.head
            left = frozenset[str]().union(
                *(i.entry.claims for i in cues if not i.entry.claims & plain and self._clear(i))
            )
        lasting = asked_long and left & {"ACCESS", "AVAIL"}
        left |= {"END", "EXPIRE", "LEFT"} if lasting else frozenset()
        return left | frozenset[str]().union(*(group for group in _SAME if group & left))

    def _clear(self, item: Item) -> bool:
        """Whether it is known what a word means: one that no list has may mean what a field says."""
        return item.known or item.low in self.presumed.phrases.words["harmless"]

    def _decides(self, asked: Asked, record: Record, telling: Group, told: Group) -> bool:
        if asked.kind == "whether":
            return self._decided(asked, record, telling | {c for c in told if c.startswith("~")}, told)
        return any(self._fits(asked, record, view, telling) for view in record.views.values())

    def _spoken_of(self, asked: Asked, told: Group) -> Iterator[Record]:
        """The records that the question may be about: those it names, else those that have any of what it says."""
        named = {ref[0] for item in asked.items if item.kind == "name" for ref in item.refs}
        for record in self.presumed.records:
            if named and not (record.index in named or record.links & named):
                continue
            texts = frozenset[str]().union(*(key.claims for p in record.passages for key in p.keys))
            fields = frozenset[str]().union(*(view.concepts for view in record.views.values()), asks_of(record))
            if asked.kind in {"when", "long"}:
                told = told | frozenset[str]().union(*(group for group in _SAME if group & told))
                told |= {"END", "EXPIRE"} if told & {"ACCESS", "AVAIL"} else frozenset()
            if named or told & (record.kind | record.head | record.states | fields | texts):
                yield record

    def _fits(self, asked: Asked, record: Record, view: View, telling: Group) -> bool:
        """Whether a field is of the kind that was asked for, and of what was asked about."""
        types = _TYPES[asked.kind]
        if (
            asked.kind == "when"
            and "YEARREL" in view.concepts
            and (not telling or telling & {"RELEASE", "PUBLISH", "MAKE"})
        ):
            return True
        if not isinstance(view.value, types) or (
            asked.kind in {"when", "long"} and not self._at_that_time(asked, record, view)
        ):
            return False
        persons = (
            asked.kind == "who"
            and (not telling or telling & _CAST)
            and view.concepts & (_CAST if telling else _PERSONS)
        )
        beside = frozenset[str]().union(*(v.concepts for v in record.views.values() if not isinstance(v.value, types)))
        whole = asked.kind != "who" and not telling - beside - _WIDE
        return bool(whole or telling & view.concepts or persons)

    def _at_that_time(self, asked: Asked, record: Record, view: View) -> bool:
        if not asked.lows & self.presumed.phrases.words["future"]:
            return True
        today = self.presumed.setting.today
        over = isinstance(view.value, DateTime) and bool(record.states & {"RESOLVED", "MONITORING"})
        return any(day > today or (day == today and not over) for day in days(view.value, self.presumed.setting.zone))

    def _any_reason(self, records: Sequence[Record]) -> bool:
        return any(view.concepts & {"REASON", "CAUSE"} for r in records for view in r.views.values())

    def _explained(self, asked: Asked, records: Sequence[Record], told: Group) -> bool:
        if self._any_reason(records):
            return True
        if any(
            "BECAUSE" in key.bends and told & _claims(p.keys) for r in records for p in r.passages for key in p.keys
        ):
            return True
        everything = frozenset[str]().union(*(self.presumed.own(r) for r in self.presumed.records))
        odd = bool(told & _ODD or asked.lows & self.presumed.phrases.words["odd"])
        return any(told & what and everything & why and (not odd or what <= _ODD) for what, why in _EXPLAINED)

    def _decided(self, asked: Asked, record: Record, telling: Group, told: Group) -> bool:
        """Whether a field, a state or a verdict says yes or no to it."""
        if asked.lows & self.presumed.phrases.words["others"]:
            return False
        if not telling or (record.verdict and telling & asks_of(record)):
            return True
        if any(told & family and record.states & family for family in FAMILIES[:5]):
            return True
        for view in record.views.values():
            listed = isinstance(view.value, TextList)
            meant = telling & (view.concepts | ({"INCLUDE", "AVAIL"} if view.concepts & {"FEATURE"} else frozenset()))
            if meant and (not listed or self._listed(asked, record, view)):
                return True
        return False

    def _listed(self, asked: Asked, record: Record, view: View) -> bool:
        """Whether a list that is asked about has what is named, or is of all that there is."""
        closed = view.concepts & {"INCLUDE", "AVAIL", "FEATURE", "SUPPORT"}
        said = [i for i in asked.items if i.kind == "name" or (is_cue(i) and not i.entry.strict & view.concepts)]
        values = " ".join(view.value.value).casefold() if isinstance(view.value, TextList) else ""
        return bool(closed) or any(item.low in values for item in said)

    def _told(self, asked: Asked, records: Sequence[Record]) -> bool:
        """Whether one record has all that a `which` or a `how` asks about."""
        plain = self.presumed.phrases.words["ordinals"] | self.presumed.phrases.words["moving"]
        said = [i for i in asked.items if i.kind == "name" or (is_cue(i) and i.low not in plain)]
        if asked.kind == "how":
            return any(self._explains(r, said) for r in records) or any(
                isinstance(v.value, Percent) and v.concepts & i.entry.claims
                for r in records
                for v in r.views.values()
                for i in said
            )
        told = frozenset[str]().union(*(item.entry.claims for item in said))
        if any(isinstance(v.value, TextList) and v.concepts & told - r.kind for r in records for v in r.views.values()):
            return True
        return any(all(self._mentions(r, item) for item in said) for r in self.presumed.records)

    def _explains(self, record: Record, said: Sequence[Item]) -> bool:
        """Whether a text of some length speaks of it: it may say how."""
        told = frozenset[str]().union(*(item.entry.claims for item in said))
        return any(passage.long and told & _claims(passage.keys) for passage in record.passages)

    def _mentions(self, record: Record, item: Item) -> bool:
        if item.kind == "name":
            return any(ref[0] == record.index or ref[0] in record.links for ref in item.refs)
        fields = frozenset[str]().union(*(view.concepts for view in record.views.values()), asks_of(record))
        mine = record.kind | record.head | record.states | fields
        return bool(item.entry.claims & mine) or self.presumed.has_word(item, record)

    def _thing_known(self, asked: Asked, cues: Sequence[Item]) -> bool:
        """Whether a record has all of what is named: `the amount of your next invoice`."""
        said = [*cues, *(item for item in asked.items if item.kind in {"name", "value"})]
        if not said:
            return False
        if asked.lows & self.presumed.phrases.words["others"]:
            heads = frozenset[str]().union(*(item.entry.claims for item in cues))
            return sum(bool(r.head & heads) for r in self.presumed.records) > 1
        return any(
            all(self.presumed.has_value(i, r) if i.kind == "value" else self._mentions(r, i) for i in said)
            for r in self.presumed.records
        )


def _claims(keys: Sequence[Key]) -> Group:
    return frozenset[str]().union(*(key.claims for key in keys))
