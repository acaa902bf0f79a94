"""The facts of one answer, arranged for looking up: names, fields by concept, links, passages of text."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from actions.answers.gate.clauses import is_cue
from actions.answers.gate.concepts import Group, groups, needs, said
from actions.answers.gate.lexicon import Words, lexicon
from actions.answers.gate.locales import tongue
from actions.answers.gate.model import Vocabulary
from actions.answers.gate.passages import Passage, passages
from actions.answers.gate.places import spoken
from actions.answers.gate.readings import Reading
from actions.answers.gate.scan import Names, Ref, Scanner
from actions.answers.gate.tokens import tokens
from actions.facts.model import VERDICT, Bool, Fact, Money, Text, TextList, Url, Value

_STATE = re.compile(
    r"(^|_)(status|state|kind|type|interval|frequency|method|reason|direction|cause|answer|question|period)$"
)
_IDENTITY = re.compile(
    r"^(name|title|number|code|id|key|headline|label|slug|description|display_name|full_name|edition)$"
)
_CATALOGUE = frozenset({"TITLE", "FILM", "SERIES", "CONCERT", "SHORT", "DOCUMENTARY"})
_OWNED = frozenset(
    {
        "SUBSCRIPTION", "ACCOUNT", "INVOICE", "LINE", "PAYMENT", "CHARGE", "DEVICE", "PROFILE", "DELIVERY", "VIEW",
        "RECEIPT", "REFUND", "CREDIT", "~custom", "DIFFERENCE", "REQUEST"
    }
)  # fmt: skip
_AMBIENT = frozenset({"SUBSCRIPTION", "ACCOUNT", "~custom"})
_UNTRUSTED = _CATALOGUE | {"ARTICLE", "VIEW", "PROFILE", "DEVICE", "DELIVERY", "~custom", "~ticket", "~review", "~comment",
                           "~messag", "~note", "~synopsi", "SYNOPSIS"}  # fmt: skip
_LONGEST_NAME = 10


@dataclass(frozen=True, slots=True)
class View:
    """One field, as a sentence would speak of it. `needs`: what must be said for it to be meant; `generic`: its
    name tells nothing (``amount``, ``date``), so the record's kind must be said instead."""

    name: str
    value: Value
    concepts: Group
    needs: tuple[Group, ...]
    generic: bool


@dataclass(slots=True)
class Record:
    """A fact with what it means. `kind` are the concepts of its kind, `head` those of the kind's last word;
    `states` the concepts of its short texts; `asks` what a verdict answers; `links` the indices of the facts it refers to or that refer to it."""

    index: int
    fact: Fact
    kind: Group
    head: Group
    views: dict[str, View]
    states: Group
    passages: tuple[Passage, ...]
    asks: tuple[Group, ...] = ()
    asked_values: tuple[Reading, ...] = ()
    raw: str = ""
    links: set[int] = field(default_factory=set)
    identities: set[Words] = field(default_factory=set)

    @property
    def verdict(self) -> bool:
        return self.fact.kind == VERDICT

    @property
    def owned(self) -> bool:
        return bool(self.head & _OWNED) and "SUPPORT" not in self.kind and "HELPART" not in self.kind

    @property
    def ambient(self) -> bool:
        return bool(self.head & _AMBIENT)

    @property
    def trusted(self) -> bool:
        """Whether its long texts are the company's word, and not a story's or a customer's."""
        return bool(self.kind & {"HELPART", "SUPPORT"}) or not self.head & _UNTRUSTED

    @property
    def permits(self) -> bool:
        """Whether a verdict is about what may be done, which does not mean that it was done."""
        view = self.views.get("question")
        if not self.verdict or view is None or not isinstance(view.value, Text):
            return False
        words = view.value.value.lower().replace("_", " ").split()
        able = any(word.endswith(("able", "ible")) and word not in {"available", "watchable"} for word in words)
        return able or bool({"can", "may", "could", "allowed", "eligible", "qualifies", "entitled"} & set(words))

    @property
    def answer(self) -> bool | None:
        """What a verdict says; None: not a verdict, or one whose answer is a word."""
        view = self.views.get("answer")
        if not self.verdict or view is None:
            return None
        if isinstance(view.value, Bool):
            return view.value.value
        word = view.value.value.strip().lower() if isinstance(view.value, Text) else ""
        return {"yes": True, "true": True, "no": False, "false": False}.get(word)


@dataclass(slots=True)
class Index:
    """All records of one answer and the names that may be said."""

    records: list[Record]
    names: Names
    identity: dict[Words, set[int]]
    addresses: frozenset[str]
    raw: str
    phones: str

    def identified(self, words: Words) -> set[int]:
        """The records that a name identifies; empty: it is only a value in some record."""
        return self.identity.get(words, set())


def build(facts: Sequence[Fact], language: str, today: dt.date, vocabulary: Vocabulary) -> Index:
    """The index of `facts` for sentences in `language`."""
    records = [_record(index, fact, language, today) for index, fact in enumerate(facts)]
    names: dict[Words, set[Ref]] = defaultdict(set)
    identity: dict[Words, set[int]] = defaultdict(set)
    for record in records:
        _name(record, language, names, identity)
    _partial_names(records, names, identity)
    _link(records)
    for record in records:
        record.asks = _asks(record, names, language)
        record.asked_values = tuple(_asked_values(record, language, today))
    for name in vocabulary.names:
        names.setdefault(_words(name), set())
    return Index(
        records, {words: tuple(sorted(refs)) for words, refs in names.items()}, dict(identity),
        _addresses(records), " ".join(text for record in records for text in _texts(record.fact)),
        " ".join(re.sub(r"(?<=\d)[\s()/.-]+(?=\d)", "", text) for r in records if r.trusted for text in _texts(r.fact)),
    )  # fmt: skip


def _record(index: int, fact: Fact, language: str, today: dt.date) -> Record:
    kinds = groups(fact.kind)
    kind = frozenset[str]().union(*kinds)
    if kind & _CATALOGUE and "HELPART" not in kind:
        kind |= {"TITLE"}
    head = kinds[-1] if kinds else frozenset()
    about = fact.fields.get("about")
    if fact.kind == VERDICT and isinstance(about, Text) and about.value.isalpha():
        kind |= said(about.value)
    views = {name: _view(name, value) for name, value in fact.fields.items()}
    states = frozenset[str]().union(*(said(text) for text in _state_texts(fact))) | _trend(views)
    raw = " ".join([*_texts(fact), *(v.value for v in fact.fields.values() if isinstance(v, Url))]).casefold()
    return Record(
        index, fact, kind, head | (kind & _CATALOGUE), views, states, tuple(_passages(fact, language, today)), raw=raw
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


def _view(name: str, value: Value) -> View:
    telling = groups(name)
    concepts = frozenset[str]().union(*telling)
    if "NEXT" in concepts and concepts <= {"NEXT", "RENEW", "AMOUNT", "PRICE"}:
        concepts |= {"CHARGE"}  # `next_amount`, `next_date`: of the next charge
    return View(name, value, concepts, needs(name), not telling or concepts <= {"AMOUNT", "PRICE", "TITLE", "LENGTH"})


def is_state(name: str) -> bool:
    """Whether a field holds one of a few words rather than a name."""
    return bool(_STATE.search(name))


def _short(text: str) -> bool:
    return len(text.split()) <= 6 and not re.search(r"\w{3,}[.!?](\s|$)", text)


def _texts(fact: Fact) -> Iterator[str]:
    for value in fact.fields.values():
        if isinstance(value, Text):
            yield value.value
        elif isinstance(value, TextList):
            yield from value.value


def _state_texts(fact: Fact) -> Iterator[str]:
    for name, value in fact.fields.items():
        if fact.kind == VERDICT and name in {"about", "question"}:
            continue
        texts = [value.value] if isinstance(value, Text) else value.value if isinstance(value, TextList) else []
        for text in texts:
            if _short(text) and (is_state(name) or text == text.lower()):
                yield text


def _passages(fact: Fact, language: str, today: dt.date) -> Iterator[Passage]:
    for name, value in fact.fields.items():
        if fact.kind == VERDICT and name in {"about", "question"}:
            continue
        texts = (value.value,) if isinstance(value, Text) else value.value if isinstance(value, TextList) else ()
        for text in texts:
            yield from passages(text, language, today, len(texts) == 1 and not _short(text))


def _words(text: str) -> Words:
    return tuple(token.low for token in tokens(text))


def is_identity(record: Record, name: str) -> bool:
    """Whether a field tells which record this is, rather than something about it."""
    if record.verdict or (is_state(name) and name not in {"kind"}):
        return False
    if name == "kind":
        return "SUPPORT" in record.kind
    telling = frozenset[str]().union(*groups(name))
    own = telling <= record.kind | {"NAME", "TITLE", "CODE", "ID"} and bool(telling & record.head)
    return (bool(_IDENTITY.match(name)) and not (name == "title" and _refers(record))) or own


def _refers(record: Record) -> bool:
    """Whether a record's `title` is another record's: it has a name of its own, or is about a title."""
    own = any(name in record.views for name in ("name", "number", "code"))
    return own or bool(record.head & {"VIEW", "AVAIL", "~right", "~recommend", "~review", "WATCHED"})


def _name(record: Record, language: str, names: dict[Words, set[Ref]], identity: dict[Words, set[int]]) -> None:
    for name, value in record.fact.fields.items():
        texts = [value.value] if isinstance(value, Text) else value.value if isinstance(value, TextList) else []
        for text in texts:
            for words in _spellings(record, name, text, language):
                names[words].add((record.index, name))
                if is_identity(record, name):
                    identity[words].add(record.index)
                    record.identities.add(words)


def _spellings(record: Record, name: str, text: str, language: str) -> Iterator[Words]:
    """The ways to say a value as a name; none where it is a state or a passage."""
    words = _words(text)
    if record.verdict and name == "question":
        yield from _proper(text)
        return
    if not words or len(words) > _LONGEST_NAME or (record.verdict and name == "about" and ":" in text):
        return
    for place in spoken(text, language):
        yield _words(place)
    if is_state(name) and (not re.search(r"[A-Z0-9]", text) or _known_state(text)):
        return
    if not _short(text) and not is_identity(record, name):
        return
    if len(words) == 1 and ((words[0].isdigit() and len(words[0]) < 4) or _everyday(text, words[0], language)):
        return
    yield words
    if "_" in text or ":" in text:
        yield _words(text.replace("_", " "))


def _proper(question: str) -> Iterator[Words]:
    """The names in a verdict's question: runs of capitals after its first word."""
    run: list[str] = []
    for token in (*tokens(question)[1:], None):
        if token is not None and (
            token.capital or (token.kind == "num" and run) or (run and token.kind == "sym" and token.low in "-'")
        ):
            run.append(token.low)
        elif run:
            yield tuple(run)
            run = []


def _known_state(text: str) -> bool:
    """`Active` with a capital is the state all the same."""
    return all((entry := lexicon("en").entry(word)) is not None and bool(entry.claims) for word in _words(text))


def _everyday(text: str, low: str, language: str) -> bool:
    """A lower-case word of the language (`active`, `month`): a state, not a name."""
    return text == text.lower() and lexicon(language).entry(low) is not None


def _partial_names(records: Sequence[Record], names: dict[Words, set[Ref]], identity: dict[Words, set[int]]) -> None:
    """`Basic` for `Basic with ads`, `Lang` for `Fritz Lang`, a title without its article: where only one fits."""
    found: dict[Words, set[Words]] = defaultdict(set)
    for record in records:
        for name, value in record.fact.fields.items():
            texts = [value.value] if isinstance(value, Text) else value.value if isinstance(value, TextList) else []
            for text in texts:
                for part in _parts(text) if not is_state(name) else ():
                    found[part].add(_words(text))
    for part, wholes in found.items():
        if len(wholes) == 1 and part not in names and (whole := next(iter(wholes))) in names:
            names[part] = set(names[whole])
            if whole in identity:
                identity[part] = set(identity[whole])


_CALENDAR = frozenset({*tongue("en").weekdays, *tongue("en").months})


def _parts(text: str) -> Iterator[Words]:
    made = tokens(text)
    if not 2 <= len(made) <= _LONGEST_NAME or not text[:1].isupper():
        return
    lexi = lexicon("en")
    words = [token for token in made if token.kind == "word"]
    if (
        words
        and words[0].low in {"the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los"}
        and len(made) > 2
    ):
        yield tuple(token.low for token in made[1:])
    for token in (words[0], words[-1]) if len(words) > 1 else ():
        entry = lexi.entry(token.low)
        if token.capital and len(token.low) > 2 and entry is None and token.low not in _CALENDAR:
            yield (token.low,)
    head = re.split(r"[:(–—,]| - ", text)[0].strip()
    if head != text.strip() and len(head) > 2:
        yield _words(head)


def _link(records: Sequence[Record]) -> None:
    keys: dict[str, set[int]] = defaultdict(set)
    for record in records:
        for key in _keys(record):
            keys[key].add(record.index)
    for record in records:
        for text in _texts(record.fact):
            for other in keys.get(text.strip().casefold(), set()) - {record.index}:
                if records[other].fact.kind != record.fact.kind:  # two editions of one name are not each other's
                    _join(record, records[other])
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
    words = _words(text)
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
