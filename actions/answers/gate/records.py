"""A fact with what it means: its fields by concept, its states, its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from actions.answers.gate.concepts import Group
from actions.answers.gate.lexicon import Words
from actions.answers.gate.passages import Passage
from actions.answers.gate.readings import Reading
from actions.answers.gate.tokens import tokens
from actions.facts.model import VERDICT, Bool, Fact, Text, TextList, Value

_STATE = re.compile(
    r"(^|_)(status|state|statut|estado|zustand|result|outcome|motif|grund|motivo|frecuencia|kind|type|interval|frequency|method|reason|direction|cause|answer|question|period)$"
)
CATALOGUE = frozenset({"TITLE", "FILM", "SERIES", "CONCERT", "SHORT", "DOCUMENTARY"})
_OWNED = frozenset(
    {
        "SUBSCRIPTION", "ACCOUNT", "INVOICE", "LINE", "PAYMENT", "CHARGE", "DEVICE", "PROFILE", "DELIVERY", "VIEW",
        "RECEIPT", "REFUND", "CREDIT", "~custom", "DIFFERENCE", "REQUEST"
    }
)  # fmt: skip
_AMBIENT = frozenset({"SUBSCRIPTION", "ACCOUNT", "~custom"})
_UNTRUSTED = CATALOGUE | {"ARTICLE", "VIEW", "PROFILE", "DEVICE", "DELIVERY", "~custom", "~ticket", "~review", "~comment",
                           "~messag", "~note", "~synopsi", "SYNOPSIS"}  # fmt: skip


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
    parents: set[int] = field(default_factory=set)  # the records that this one says it belongs to
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


def conditional(name: str) -> bool:
    """`if_all_fail`: what would be, not what is."""
    return name.startswith(("if_", "would_", "when_", "could_"))


def is_state(name: str) -> bool:
    """Whether a field holds one of a few words rather than a name."""
    return bool(_STATE.search(name))


_PROSE = frozenset(
    {
        "body", "text", "message", "synopsis", "plot", "summary", "note", "answer", "step", "steps", "meaning", "cause",
        "fix", "details", "rule", "policy", "reason", "features", "teaser", "lead", "instructions", "limits", "conditions", "workaround", "remedy", "tip", "advice", "resolution", "hint", "usable_for", "standfirst", "abstract", "blurb", "logline", "intro", "excerpt", "dek",
    }
)  # fmt: skip


def prose(kind: str, name: str) -> bool:
    """Whether a field holds sentences that may be told, and not what something is called."""
    return name.rpartition("_")[2] in _PROSE or (name == "description" and "line" not in kind)


def short(text: str) -> bool:
    return len(text.split()) <= 6 and not re.search(r"\w{3,}[.!?](\s|$)", text)


def texts(fact: Fact) -> Iterator[str]:
    for value in fact.fields.values():
        if isinstance(value, Text):
            yield value.value
        elif isinstance(value, TextList):
            yield from value.value


def words_in(text: str) -> Words:
    return tuple(token.low for token in tokens(text))
