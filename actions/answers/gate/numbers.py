"""Numbers, amounts of money and percentages in a list of tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from actions.answers.gate.locales import Tongue, minor_digits
from actions.answers.gate.readings import Amount, Number, Share
from actions.answers.gate.spell import spelled
from actions.answers.gate.tokens import Token

_NICKNAMES = {"tenner": 10, "fiver": 5}
_ORDINALS = {
    "en": {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
           "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
           "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
           "thirtieth": 30},
    "de": {"ersten": 1, "zweiten": 2, "dritten": 3, "vierten": 4, "fünften": 5, "sechsten": 6, "siebten": 7,
           "achten": 8, "neunten": 9, "zehnten": 10},
    "fr": {"premier": 1, "première": 1},
    "es": {"primero": 1, "primer": 1},
}  # fmt: skip
_SUFFIX = {"st", "nd", "rd", "th", "er", "ère", "e", "º", "ª", "o"}
_PER_CENT = (("%",), ("percent",), ("per", "cent"), ("prozent",), ("pour", "cent"), ("por", "ciento"))


def digits(text: str, comma_decimal: bool) -> Number | None:
    """A written number. A separator that cannot be grouping is the decimal point; None: it is neither."""
    mark, other = (",", ".") if comma_decimal else (".", ",")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+|\d+", text):
        separator = next((s for s in ".," if s in text), "")
        if not separator or separator == other or text.count(separator) > 1:
            return Number(Decimal(re.sub(r"[.,]", "", text)))
    whole, _, part = text.rpartition(mark if mark in text else other)
    if not part or re.search(r"[.,]", part) or not re.fullmatch(r"\d{1,3}([.,]\d{3})*|\d+", whole):
        return None
    return Number(Decimal(re.sub(r"[.,]", "", whole) + "." + part), decimals=len(part))


def number(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[Number, int] | None:
    """The number that begins at `at`, in digits, words or as an ordinal, and where it ends."""
    token = words[at]
    if token.kind == "num":
        return _written(words, at, tongue)
    if token.low in _ORDINALS[tongue.language]:
        return Number(Decimal(_ORDINALS[tongue.language][token.low]), ordinal=True, word=True), at + 1
    if (found := spelled(lows, at, tongue.language)) is None:
        return None
    value, end = found
    tail = lows[end + 1] if end + 1 < len(lows) and lows[end] == "-" else ""
    if tail in _ORDINALS[tongue.language] and value >= 20 and value % 10 == 0:  # twenty-first
        return Number(Decimal(value + _ORDINALS[tongue.language][tail]), ordinal=True, word=True), end + 2
    return Number(Decimal(value), word=True), end


def _written(words: Sequence[Token], at: int, tongue: Tongue) -> tuple[Number, int] | None:
    found = digits(words[at].text, tongue.comma_decimal)
    if found is None:
        return None
    after = words[at + 1] if at + 1 < len(words) else None
    if after and after.joined and after.low in _SUFFIX:
        return Number(found.value, ordinal=True), at + 2
    return found, at + 1


def share(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[Share, int] | None:
    """A percentage."""
    if (found := number(words, lows, at, tongue)) is None:
        return None
    value, end = found
    for sign in _PER_CENT:
        if tuple(lows[end : end + len(sign)]) == sign:
            return Share(value.value), end + len(sign)
    return None


def amount(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[Amount, int] | None:
    """An amount of money: sign or code before or after, or in words."""
    negative = lows[at] == "-" and at + 1 < len(words)
    found = _amount(words, lows, at + negative, tongue)
    if found is None or not negative:
        return found
    return Amount(-found[0].value, found[0].currencies), found[1]


def _amount(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[Amount, int] | None:
    currency, start = _currency(words, lows, at, tongue)
    if currency:
        negative = start < len(lows) and lows[start] == "-"
        found = number(words, lows, start + negative, tongue) if start + negative < len(words) else None
        if found is None or found[0].ordinal or (found[0].word and words[at].kind == "sym"):
            return None
        value = -found[0].value if negative else found[0].value
        return Amount(value, frozenset({currency})), found[1]
    if lows[at] in {"a", "one"} and at + 1 < len(lows) and lows[at + 1] in _NICKNAMES:
        return Amount(Decimal(_NICKNAMES[lows[at + 1]]), frozenset({"GBP"})), at + 2
    return _amount_after(words, lows, at, tongue)


def _amount_after(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[Amount, int] | None:
    found = number(words, lows, at, tongue)
    if found is None or found[0].ordinal or found[1] >= len(words):
        return None
    value, end = found
    if lows[end] in tongue.cents and (lows[end] != "p" or words[end].joined or value.value < 100):
        return _cents(value, end, lows)
    currency, after = _currency(words, lows, end, tongue)
    if not currency:
        return None
    whole = value.value
    if not value.decimals:
        small, after = _small_change(words, lows, after, tongue, currency)
        whole += small
    return Amount(whole, frozenset({currency})), after


def _cents(value: Number, end: int, lows: Sequence[str]) -> tuple[Amount, int]:
    codes = {"p": {"GBP"}, "pence": {"GBP"}, "penny": {"GBP"}, "centime": {"EUR", "CHF"}, "centimes": {"EUR", "CHF"}}
    return Amount(value.value / 100, frozenset(codes.get(lows[end], {"EUR", "USD"}))), end + 1


def _small_change(
    words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue, currency: str
) -> tuple[Decimal, int]:
    """The 99 of `9 euros 99` and of `nine pounds and ninety-nine pence`; 0 where there is none."""
    start = at + (at < len(lows) and lows[at] in {"and", "und", "et", "con", "y"})
    found = number(words, lows, start, tongue) if start < len(words) else None
    if found is None or found[0].decimals or found[0].ordinal or not 0 < found[0].value < 100:
        return Decimal(0), at
    value, end = found
    if end < len(lows) and lows[end] in tongue.cents:
        return value.value / 100, end + 1
    plausible = start == at and (value.word or words[start].joined or value.value >= 10)
    starts_something = end < len(lows) and (lows[end] in tongue.units or lows[end] in tongue.months or lows[end] == ":")
    if plausible and not starts_something:
        return value.value / 10 ** minor_digits(currency), end
    return Decimal(0), at


def _currency(words: Sequence[Token], lows: Sequence[str], at: int, tongue: Tongue) -> tuple[str, int]:
    """The currency that stands at `at` and where it ends; an empty string: there is none."""
    if at >= len(words):
        return "", at
    if at + 1 < len(words) and words[at + 1].joined and (code := tongue.money.get(lows[at] + lows[at + 1])):
        return code, at + 2
    code = tongue.money.get(lows[at], "")
    if code and len(lows[at]) == 3 and lows[at].upper() == code and not words[at].text.isupper():
        return "", at
    end = at + 1
    if code and end < len(lows) and lows[end] == "sterling":
        end += 1
    return code, end if code else at


def ordinals(language: str) -> frozenset[str]:
    """The ordinals in words that are read as numbers."""
    return frozenset(_ORDINALS[language])
