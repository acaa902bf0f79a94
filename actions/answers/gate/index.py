"""The facts of one answer, arranged for looking up: names, fields by concept, links, passages of text."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from actions.answers.gate.claims import unspeakable
from actions.answers.gate.clauses import is_cue
from actions.answers.gate.concepts import Group, groups, needs, said, split, undone, unmeant
from actions.answers.gate.lexicon import Words, lexicon, stem
from actions.answers.gate.locales import tongue
from actions.answers.gate.model import Vocabulary
from actions.answers.gate.naming import is_identity, name_record, partial_names
from actions.answers.gate.passages import Passage, passages
from actions.answers.gate.readings import Reading
from actions.answers.gate.records import CATALOGUE, Record, View, conditional, is_state, prose, short, texts, words_in
from actions.answers.gate.scan import Names, Ref, Scanner
from actions.facts.model import VERDICT, Bool, Date, DateTime, Fact, Money, Text, TextList, Url, Value


@dataclass(slots=True)
class Index:
    """All records of one answer and the names that may be said."""

    records: list[Record]
    names: Names
    identity: dict[Words, set[int]]
    addresses: frozenset[str]
    raw: str
    phones: str
    claiming: frozenset[str] = frozenset()  # stems of everyday words that name a field of these facts

    def identified(self, words: Words) -> set[int]:
        """The records that a name identifies; empty: it is only a value in some record."""
        return self.identity.get(words, set())


def build(facts: Sequence[Fact], language: str, today: dt.date, vocabulary: Vocabulary) -> Index:
    """The index of `facts` for sentences in `language`."""
    records = [_record(index, _plainly_named(fact), language, today) for index, fact in enumerate(facts)]
    names: dict[Words, set[Ref]] = defaultdict(set)
    identity: dict[Words, set[int]] = defaultdict(set)
    for record in records:
        name_record(record, language, names, identity)
    partial_names(records, names, identity)
    _link(records)
    for record in records:
        record.asks = _asks(record, names, language)
        record.asked_values = tuple(_asked_values(record, language, today))
    for name in vocabulary.names:
        names.setdefault(words_in(name), set())
    return Index(
        records, {words: tuple(sorted(refs)) for words, refs in names.items()}, dict(identity),
        _addresses(records), " ".join(text for record in records for text in texts(record.fact)),
        " ".join(re.sub(r"(?<=\d)[\s()/.-]+(?=\d)", "", text) for r in records if r.trusted for text in texts(r.fact)),
        frozenset(stem(word, "en") for r in records for word in _claiming(r)),
    )  # fmt: skip


def _claiming(record: Record) -> Iterator[str]:
    """The everyday words that a yes-or-no or a day of the record is called by: `used`, `last_used_on`."""
    for name, view in record.views.items():
        if isinstance(view.value, Bool | Date | DateTime):
            yield from unmeant(name)
        elif isinstance(view.value, Text) and (bare := undone(view.value.value.lower())):
            yield bare


def _standing(text: str) -> Group:
    """What a short text says of its record; `cancelled during the free trial` does not say that anything is free."""
    return said(text) - ({"FREE"} if " " in text.strip() else set())


def _plainly_named(fact: Fact) -> Fact:
    """The fact with its fields' names in one spelling: `nextDebitOn` is `next_debit_on`."""
    names = {name: "_".join(split(name)) or name for name in fact.fields}
    if all(name == plain for name, plain in names.items()) or len(set(names.values())) < len(names):
        return fact
    return fact.model_copy(update={"fields": {names[name]: value for name, value in fact.fields.items()}})


def _record(index: int, fact: Fact, language: str, today: dt.date) -> Record:
    kinds = groups(fact.kind)
    kind = frozenset[str]().union(*kinds)
    if kind & CATALOGUE and "HELPART" not in kind:
        kind |= {"TITLE"}
    head = kinds[-1] if kinds else frozenset()
    about = fact.fields.get("about")
    if fact.kind == VERDICT and isinstance(about, Text) and about.value.isalpha():
        kind |= said(about.value)
    views = {name: _view(name, value) for name, value in fact.fields.items()}
    states = frozenset[str]().union(*(_standing(text) for text in _state_texts(fact))) | _trend(views)
    if states & {"FAIL", "DECLINE", "PASTDUE"} and head & {"PAYMENT", "SUBSCRIPTION", "INVOICE"}:
        states |= {"OPEN"}  # what failed is still owed
    raw = " ".join([*texts(fact), *(v.value for v in fact.fields.values() if isinstance(v, Url))]).casefold()
    return Record(
        index, fact, kind, head | (kind & CATALOGUE), views, states, tuple(_passages(fact, language, today)), raw=raw
    )


def _asks(record: Record, names: Mapping[Words, set[Ref]], language: str) -> tuple[Group, ...]:
    """What a verdict's question is about: from a name such as ``may_watch`` or from a question in words."""
    view = record.views.get("question")
    if not record.verdict or view is None or not isinstance(view.value, Text):
        return ()
    question = view.value.value
    if " " not in question.strip():
        return groups(question)
    known = {word for words in names for word in words}
    found = []
    for item in Scanner(tongue(language), dt.date(2000, 1, 1)).scan(question):
        proper = item.capital and not item.known
        if is_cue(item) and not proper and item.low not in known:
            found.append(item.entry.strict or item.entry.opposite or item.entry.loose)
    return tuple(found)


def _trend(views: Mapping[str, View]) -> Group:
    """Whether a price went up or down, where a record has the old one and the new one."""
    amounts = {
        c: v.value.amount_minor
        for v in views.values()
        for c in v.concepts & {"OLD", "NEW", "PREVIOUS", "CURRENT"}
        if isinstance(v.value, Money)
    }
    old, new = amounts.get("OLD", amounts.get("PREVIOUS")), amounts.get("NEW", amounts.get("CURRENT"))
    if old is None or new is None or old == new:
        return frozenset()
    return frozenset({"INCREASE" if new > old else "DECREASE"})


def _asked_values(record: Record, language: str, today: dt.date) -> Iterator[Reading]:
    view = record.views.get("question")
    if record.verdict and view is not None and isinstance(view.value, Text) and " " in view.value.value.strip():
        yield from (i.value for i in Scanner(tongue(language), today).scan(view.value.value) if i.value is not None)


def _denies(name: str) -> bool:
    """Whether a yes-or-no is called by what it denies: `ad_free`."""
    entry = lexicon("en").entries.get(tuple(split(name)))
    return entry is not None and bool(entry.opposite) and not entry.claims


def _view(name: str, value: Value) -> View:
    if isinstance(value, Bool) and _denies(name):
        value = Bool(value=not value.value)
    telling = groups(name)
    concepts = frozenset[str]().union(*telling)
    if name == "billed_by":
        concepts |= {"BILLEDBY"}
    concepts |= {"~" + stem(word, "en") for word in unmeant(name)}
    if isinstance(value, Money) and "YEARREL" in concepts:
        concepts = concepts - {"YEARREL", "RELEASE"} | {"YEAR"}  # `per_year`
    if "NEXT" in concepts and concepts <= {"NEXT", "RENEW", "AMOUNT", "PRICE"}:
        concepts |= {"CHARGE"}  # `next_amount`, `next_date`: of the next charge
    return View(name, value, concepts, needs(name), not telling or concepts <= {"AMOUNT", "PRICE", "TITLE", "LENGTH"})


_CALLED = frozenset(
    {"name", "title", "plan", "product", "device", "edition", "offer", "incident", "customer", "profile"}
)
"""Fields with one of these in their names say what something is called, even in small letters."""


def _state_texts(fact: Fact) -> Iterator[str]:
    for name, value in fact.fields.items():
        if (fact.kind == VERDICT and name in {"about", "question"}) or conditional(name):
            continue
        texts = [value.value] if isinstance(value, Text) else value.value if isinstance(value, TextList) else []
        listed = isinstance(value, TextList)
        for text in texts:
            told = is_state(name) or (text == text.lower() and (listed or not _CALLED & set(split(name))))
            if short(text) and told and not unspeakable(text, "en"):
                yield text


def _passages(fact: Fact, language: str, today: dt.date) -> Iterator[Passage]:
    for name, value in fact.fields.items():
        if (fact.kind == VERDICT and name in {"about", "question"}) or not prose(fact.kind, name):
            continue
        texts = (value.value,) if isinstance(value, Text) else value.value if isinstance(value, TextList) else ()
        for text in texts:
            yield from passages(text, language, today, len(texts) == 1 and not short(text))


def _link(records: Sequence[Record]) -> None:
    keys: dict[str, set[int]] = defaultdict(set)
    for record in records:
        for key in _keys(record):
            keys[key].add(record.index)
    for record in records:
        for text in texts(record.fact):
            for other in keys.get(text.strip().casefold(), set()) - {record.index}:
                if records[other].fact.kind != record.fact.kind:  # two editions of one name are not each other's
                    _join(record, records[other])
                    if not record.verdict and record.head & {"LINE", "PAYMENT", "RETRY", "REFUND", "CREDIT"}:
                        record.parents.add(other)
        if record.verdict:
            _link_verdict(record, records)


def _keys(record: Record) -> Iterator[str]:
    yield record.fact.id.casefold()
    if ":" in record.fact.id:
        yield record.fact.id.rpartition(":")[2].casefold()
    if record.fact.key:
        yield record.fact.key.casefold()
    for name, view in record.views.items():
        if isinstance(view.value, Text) and is_identity(record, name):
            yield view.value.value.strip().casefold()


def _join(one: Record, other: Record) -> None:
    one.links.add(other.index)
    other.links.add(one.index)


def _link_verdict(record: Record, records: Sequence[Record]) -> None:
    """A verdict whose question or subject spells out a record's name is about that record."""
    text = " ".join(
        v.value.value for n, v in record.views.items() if n in {"question", "about"} and isinstance(v.value, Text)
    )
    words = words_in(text)
    for other in records:
        for name in other.identities:
            if other is not record and any(words[i : i + len(name)] == name for i in range(len(words) - len(name) + 1)):
                _join(record, other)


_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _addresses(records: Sequence[Record]) -> frozenset[str]:
    """Links and e-mail addresses that may be said: typed ones, and those in the company's own texts."""
    found: set[str] = set()
    for record in records:
        for view in record.views.values():
            if view.value.type == "url":
                found.add(view.value.value)
            elif isinstance(view.value, Text) and (record.trusted or not _ADDRESS.search(view.value.value)):
                found.update(match[0].rstrip(".,;:!?)") for match in _ADDRESS.finditer(view.value.value))
            elif isinstance(view.value, Text) and _ADDRESS.fullmatch(view.value.value) and "mail" in view.name:
                found.add(view.value.value)
    return frozenset(found | {re.sub(r"^https?://(www\.)?", "", url).rstrip("/") for url in found})


def fields_of(record: Record, kinds: tuple[type, ...]) -> Iterator[View]:
    """The record's fields whose values have one of these types."""
    return (view for view in record.views.values() if isinstance(view.value, kinds))
