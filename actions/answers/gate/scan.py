"""A sentence into items: the names, values, words and signs that it is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from actions.answers.gate.dates import Diary, openings
from actions.answers.gate.lexicon import NOTHING, Entry, Lexicon, Words, lexicon, stem
from actions.answers.gate.locales import Tongue
from actions.answers.gate.numbers import amount, number, ordinals, share
from actions.answers.gate.readings import Number, Reading
from actions.answers.gate.spell import first_words
from actions.answers.gate.times import HALVES, clock, length
from actions.answers.gate.tokens import Token, tokens

Kind = Literal["word", "value", "name", "sign", "address"]
Ref = tuple[int, str]  # (index of the fact, name of its field)
Names = Mapping[Words, tuple[Ref, ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a sentence. `refs` are the fields that hold a name (empty: one the company has, but no fact);
    `quoted`: stands in quotation marks; `capital`: begins with a capital letter."""

    kind: Kind
    text: str
    low: str
    entry: Entry = NOTHING
    known: bool = True
    value: Reading | None = None
    refs: tuple[Ref, ...] = ()
    capital: bool = False
    quoted: bool = False
    joined: bool = False

    @property
    def ops(self) -> frozenset[str]:
        return self.entry.ops


@cache
def _openings(tongue_: Tongue) -> frozenset[str]:
    """The words that a value can begin with; the readers need not look at any other."""
    names = {*tongue_.months, *tongue_.weekdays, *tongue_.units, *tongue_.money}
    return (
        frozenset(names)
        | first_words(tongue_.language)
        | openings(tongue_.language)
        | ordinals(tongue_.language)
        | HALVES
    )


@dataclass(slots=True)
class Scanner:
    """Reads one text. Names go before values, so that `10 Cloverfield Lane` is no number."""

    tongue: Tongue
    today: dt.date
    names: Names = field(default_factory=dict)
    claiming: frozenset[str] = frozenset()  # stems of everyday words that claim something of these facts
    longest: int = 1

    def __post_init__(self) -> None:
        self.longest = max((len(words) for words in self.names), default=1)

    def scan(self, text: str) -> list[Item]:
        words = tokens(text)
        lows = tuple(token.low for token in words)
        diary = Diary(words, lows, self.tongue, self.today)
        items: list[Item] = []
        at, quoted = 0, False
        while at < len(words):
            if lows[at] == '"':
                quoted = not quoted
            item, end = self._next(words, lows, at, diary, quoted)
            items.append(item)
            at = max(end, at + 1)
        return items

    def _next(self, words: Sequence[Token], lows: Words, at: int, diary: Diary, quoted: bool) -> tuple[Item, int]:
        token = words[at]
        if token.kind in {"url", "email"}:
            return Item("address", token.text, token.low, known=False), at + 1
        named = self._name(words, lows, at)
        if named and lows[at] in self.tongue.weekdays and (day := diary.read(at)) and day[1] > named[1]:
            named = None  # `Saturday 1 November` is a day, whatever is called Saturday
        if named:
            refs, end = named
            return self._item("name", words, at, end, refs=refs, quoted=quoted), end
        if (read := self._value(words, lows, at, diary)) and not self._cuts_name(words, lows, at, read[1]):
            value, end = read
            return self._item("value", words, at, end, value=value, quoted=quoted), end
        return self._word(words, lows, at, quoted)

    def _item(self, kind: Kind, words: Sequence[Token], at: int, end: int, **more: object) -> Item:
        text = "".join(("" if t.joined or i == 0 else " ") + t.text for i, t in enumerate(words[at:end]))
        return Item(kind, text, text.casefold(), capital=words[at].capital, joined=words[at].joined, **more)  # type: ignore[arg-type]

    def _name(self, words: Sequence[Token], lows: Words, at: int) -> tuple[tuple[Ref, ...], int] | None:
        for size in range(min(self.longest, len(lows) - at), 0, -1):
            refs = self.names.get(lows[at : at + size])
            if refs is not None and self._said(words, at, size):
                return refs, at + size
        return None

    def _said(self, words: Sequence[Token], at: int, size: int) -> bool:
        """A one-word name that is also an everyday word (M, It, Her, Basic) counts only with its capital."""
        if size > 1 or words[at].kind in {"code", "num"}:
            return True
        entry = lexicon(self.tongue.language).entry(words[at].low)
        return words[at].capital or entry is None

    def _cuts_name(self, words: Sequence[Token], lows: Words, at: int, end: int) -> bool:
        """Whether a longer name begins inside a value: `next Saturday edition`."""
        return any((named := self._name(words, lows, i)) is not None and named[1] > end for i in range(at + 1, end))

    def _value(self, words: Sequence[Token], lows: Words, at: int, diary: Diary) -> tuple[Reading, int] | None:
        tongue = self.tongue
        if words[at].kind == "word" and lows[at] not in _openings(tongue):
            return None
        found: tuple[Reading, int] | None = amount(words, lows, at, tongue) or share(words, lows, at, tongue)
        found = found or diary.read(at) or clock(words, lows, at, tongue) or length(words, lows, at, tongue)
        if found:
            return found
        plain = number(words, lows, at, tongue)
        return None if plain is None or self._article(plain[0], lows, at) else plain

    def _article(self, found: Number, lows: Words, at: int) -> bool:
        """`one`, `ein`, `un` may be no number; ordinals in words (`first`) are words of their own."""
        if found.word and found.ordinal:
            return True
        if not found.word or found.value != 1:
            return False
        if at and lows[at - 1] in _BEFORE_ONE:
            return True
        return self.tongue.language != "en" or not self._counts(lows, at)

    def _counts(self, lows: Words, at: int) -> bool:
        after = lows[at + 1] if at + 1 < len(lows) else ""
        entry = lexicon(self.tongue.language).entry(after)
        return lows[at] == "one" and entry is not None and bool(entry.claims) and not entry.glue

    def _word(self, words: Sequence[Token], lows: Words, at: int, quoted: bool) -> tuple[Item, int]:
        lexi: Lexicon = lexicon(self.tongue.language)
        if found := lexi.expression(lows, at):
            entry, end = found
            return self._item("word", words, at, end, entry=entry, quoted=quoted), end
        token = words[at]
        if token.kind == "sym" or token.low == "'s":
            return self._item("sign", words, at, at + 1, quoted=quoted), at + 1
        entry_of = lexi.entry(token.low)
        if entry_of is None:
            own = Entry(strict=frozenset({"~" + stem(token.low, self.tongue.language)}))
            return self._item("word", words, at, at + 1, entry=own, known=False, quoted=quoted), at + 1
        root = stem(token.low, self.tongue.language)
        if self.claiming and entry_of == _GLUE and root in self.claiming:
            entry_of = Entry(strict=frozenset({"~" + root}))
        return self._item("word", words, at, at + 1, entry=entry_of, quoted=quoted), at + 1


_GLUE = Entry(glue=True)
_BEFORE_ONE = frozenset(
    [
        "the",
        "this",
        "that",
        "upcoming",
        "next",
        "last",
        "first",
        "other",
        "another",
        "new",
        "old",
        "which",
        "each",
        "every",
        "earlier",
        "later",
        "second",
    ]
)
