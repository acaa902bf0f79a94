"""What is known of a customer, found again in whatever way it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import phonenumbers
from babel import Locale

from actions.catalogue.text import fold, opens_sentence, surprise, words
from actions.systems.entities import Customer

_SHORTEST = 3
"""A known value of fewer characters would take apart ordinary words."""
_COMMON = 3.0
"""Words less surprising than this (“Will”, “Bill”, “Reading”) are names only where they are written as names."""


@dataclass(frozen=True)
class Known:
    """One value. `pattern` finds it; `ordinary` says that it is an ordinary word as well."""

    text: str
    pattern: re.Pattern[str]
    ordinary: bool = False

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        for match in self.pattern.finditer(text):
            if not self.ordinary or _is_written_as_a_name(match.start(), text):
                yield match.span()


def known_values(values: Iterable[str], customer: Customer | None = None) -> list[Known]:
    """Everything to look for: `values` word for word, and a customer's name, address and telephone in their parts."""
    plain = [*values]
    found: list[Known] = []
    if customer is not None:
        plain += [value for value in (customer.email, customer.external_id) if value]
        found = [*_of_name(customer.name or ""), *_of_address(customer.address or ""), *_of_phone(customer)]
    whole = [_word_for_word(value) for value in plain if len(value) >= _SHORTEST]
    return list({one.text.casefold(): one for one in (*found, *whole)}.values())


def _word_for_word(value: str, *, ordinary: bool = False) -> Known:
    # However many spaces and whatever apostrophe the customer types.
    pieces = [re.escape(piece).replace("'", "['’ʼ`]").replace("’", "['’ʼ`]") for piece in value.split()]
    pattern = r"[\s,]+".join(pieces)
    return Known(value, re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE), ordinary)


def _of_name(name: str) -> Iterator[Known]:
    parts = name.split()
    if not parts:
        return
    yield _word_for_word(name)
    if len(parts) > 1:
        yield _word_for_word(f"{parts[-1]}, {' '.join(parts[:-1])}")
    for part in {*parts, *(_unaccented(part) for part in parts)}:
        if len(part) >= _SHORTEST:
            yield _word_for_word(part, ordinary=_is_ordinary(part))


def _of_address(address: str) -> Iterator[Known]:
    """The whole address, its parts between commas, and of each part what has digits and what has none."""
    parts = [part.strip() for part in re.split(r"[,;\n]", address)]
    for part in {address, *parts}:
        numbered = re.findall(r"\S*\d\S*(?:\s+\S*\d\S*)*", part)
        rest = re.sub(r"\S*\d\S*", " ", part).strip()
        for piece in {part, rest, *numbered}:
            if len(piece) >= _SHORTEST and piece.casefold() not in _countries() and not piece.isdigit():
                yield _word_for_word(piece, ordinary=" " not in piece and _is_ordinary(piece))


def _of_phone(customer: Customer) -> Iterator[Known]:
    """The number with and without its prefixes, however its digits are grouped."""
    if not customer.phone:
        return
    try:
        number = phonenumbers.parse(customer.phone, customer.country or "GB")
    except phonenumbers.NumberParseException:
        yield _word_for_word(customer.phone)
        return
    digits = str(number.national_number)
    gap = r"[\s()./-]*"
    lead = rf"(?:(?:\+|00){gap}{gap.join(str(number.country_code))}{gap}(?:\(0\))?|\(?0)?{gap}"
    yield Known(customer.phone, re.compile(rf"(?<![\w+]){lead}{gap.join(digits)}(?!\d)"))


@cache
def _countries() -> frozenset[str]:
    return frozenset(name.casefold() for name in Locale("en").territories.values())


def _is_ordinary(word: str) -> bool:
    return surprise(fold(word)) < _COMMON


def _is_written_as_a_name(start: int, text: str) -> bool:
    """With a capital that neither the start of a sentence nor capitals throughout explain."""
    spoken = words(text)
    place = next((n for n, word in enumerate(spoken) if word.start <= start < word.end), None)
    if place is None or not spoken[place].raw[:1].isupper() or text.isupper():
        return False
    return not opens_sentence(spoken, text)[place]


def _unaccented(word: str) -> str:
    plain = fold(word)
    return plain if plain != word.casefold() else word
