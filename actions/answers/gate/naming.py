"""The names that the facts give: which words say which field of which record."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from actions.answers.gate.claims import unspeakable
from actions.answers.gate.concepts import groups
from actions.answers.gate.lexicon import Words, lexicon
from actions.answers.gate.locales import tongue
from actions.answers.gate.places import spoken
from actions.answers.gate.records import Record, is_state, short, words_in
from actions.answers.gate.scan import Ref
from actions.answers.gate.tokens import tokens
from actions.facts.model import Text, TextList

_IDENTITY = re.compile(
    r"^(nombre|nom|numero|nummer|titre|titel|titulo|name|title|number|code|id|key|headline|label|slug|description|display_name|full_name|edition)$"
)
_LONGEST_NAME = 10


def is_identity(record: Record, name: str) -> bool:
    """Whether a field tells which record this is, rather than something about it."""
    if record.verdict or (is_state(name) and name not in {"kind"}):
        return False
    if name == "kind":
        return "SUPPORT" in record.kind
    telling = frozenset[str]().union(*groups(name))
    own = telling <= record.kind | {"NAME", "TITLE", "CODE", "ID"} and bool(telling & record.head)
    return (bool(_IDENTITY.match(name)) and not (name == "title" and _refers(record))) or own or _labels(record, name)


_LABELS = ("name", "label", "headline", "number", "ref", "title")
_OTHERS = frozenset({"PLAN", "TITLE", "ARTICLE", "INVOICE", "PROFILE", "ACCOUNT", "~custom", "DEVICE", "INCIDENT", "DIRECT", "STAR", "WRITE",
                     "COMPOSE", "CREATE", "PEOPLE", "MAKE", "WATCHED", "SERIES"})  # fmt: skip


def _labels(record: Record, name: str) -> bool:
    """`newsletter_name` of a newsletter: the record's first such field, unless it names a record of another kind."""
    prefix, _, last = name.rpartition("_")
    if last not in _LABELS or not prefix or "HELPART" in record.kind:
        return False
    first = next(other for other in record.views if other.rpartition("_")[2] in _LABELS)
    said = frozenset[str]().union(*groups(prefix))
    return first == name and not (said & _OTHERS - record.kind)


def _refers(record: Record) -> bool:
    """Whether a record's `title` is another record's: it has a name of its own, or is about a title."""
    own = any(name in record.views for name in ("name", "number", "code"))
    return own or bool(record.head & {"VIEW", "AVAIL", "~right", "~recommend", "~review", "WATCHED"})


def name_record(record: Record, language: str, names: dict[Words, set[Ref]], identity: dict[Words, set[int]]) -> None:
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
    words = words_in(text)
    if unspeakable(text, language):
        return
    if record.verdict and name == "question":
        yield from _proper(text)
        return
    if not words or len(words) > _LONGEST_NAME or (record.verdict and name == "about" and ":" in text):
        return
    for place in spoken(text, language):
        yield words_in(place)
    if is_state(name) and (not re.search(r"[A-Z0-9]", text) or _known_state(text)):
        return
    if not short(text) and not is_identity(record, name):
        return
    if len(words) == 1 and ((words[0].isdigit() and len(words[0]) < 4) or _everyday(text, words[0], language)):
        return
    yield words
    if is_identity(record, name) and len(words[-1]) > 1 and words[-1].isalpha() and "SUPPORT" in record.kind:
        yield (*words[:-1], words[-1] + "s")
    if "_" in text or ":" in text:
        yield words_in(text.replace("_", " "))


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
    return all((entry := lexicon("en").entry(word)) is not None and bool(entry.claims) for word in words_in(text))


def _everyday(text: str, low: str, language: str) -> bool:
    """A lower-case word of the language (`active`, `month`): a state, not a name."""
    return text == text.lower() and lexicon(language).entry(low) is not None


def partial_names(records: Sequence[Record], names: dict[Words, set[Ref]], identity: dict[Words, set[int]]) -> None:
    """`Basic` for `Basic with ads`, `Lang` for `Fritz Lang`, a title without its article: where only one fits."""
    found: dict[Words, set[Words]] = defaultdict(set)
    for record in records:
        for name, value in record.fact.fields.items():
            texts = [value.value] if isinstance(value, Text) else value.value if isinstance(value, TextList) else []
            for text in texts:
                for part in _parts(text) if not is_state(name) and not unspeakable(text, "en") else ():
                    found[part].add(words_in(text))
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
        plain = entry is None or not (entry.glue or entry.ops)
        if token.capital and len(token.low) > 2 and plain and token.low not in _CALENDAR:
            yield (token.low,)
    head = re.split(r"[:(–—,]| - ", text)[0].strip()
    if head != text.strip() and len(head) > 2:
        yield words_in(head)
