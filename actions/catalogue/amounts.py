"""Amounts of money that a customer speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

from actions.catalogue.said import NUMBER, number

_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY"}
_WORDS = {
    "pound": "GBP", "pounds": "GBP", "quid": "GBP", "gbp": "GBP", "sterling": "GBP", "euro": "EUR", "euros": "EUR",
    "eur": "EUR", "dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD", "usd": "USD",
}  # fmt: skip
_HUNDREDTHS = {"p": "GBP", "pence": "GBP", "cent": None, "cents": None}
_FIGURE = r"\d{1,3}(?:[,. ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?P<sign>[£€$¥])\s?(?P<signed>{_FIGURE})(?![\d%])"
    rf"|(?<![\w.,/:-])(?P<figure>{_FIGURE}|{NUMBER})\s?(?P<unit>[£€$¥]|(?:{'|'.join([*_WORDS, *_HUNDREDTHS])})\b)"
    r"|(?<![\w.,/:£€$-])(?P<bare>\d+[.,]\d{2})(?![.,/:-]?\d|[\w%])",
    re.IGNORECASE,
)
_PICTURES = frozenset({"144", "240", "360", "480", "720", "1080", "1440", "2160"})  # 720p is a picture, not a price
_NO_MONEY = re.compile(r"\b(?:version|v|at|ios|android|build)\s*$", re.IGNORECASE)
_OF_TIME = re.compile(r"^\s*(?:am|pm|h|o'?clock|%|percent|gb|mb|hours?|minutes?|mins?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in minor units of `currency` (ISO 4217), at characters `start` to `end`.

    `currency` None: not said; then the figure is read with two decimals.
    """

    amount_minor: int
    currency: str | None
    start: int
    end: int


def mentioned_amounts(text: str) -> list[Amount]:
    """The sums of money in the text. A figure without a currency counts when it is written as one ("9.99")."""
    return [amount for match in _AMOUNT.finditer(text) if (amount := _amount(match, text))]


def _amount(match: re.Match[str], text: str) -> Amount | None:
    if match["sign"]:
        return _of(match, match["signed"], _SIGNS[match["sign"]])
    if match["bare"]:
        other = _NO_MONEY.search(text[: match.start()]) or _OF_TIME.match(text[match.end() :])
        return None if other else _of(match, match["bare"], None)
    unit = match["unit"].casefold()
    if unit == "p" and match["figure"] in _PICTURES:
        return None
    if unit in _HUNDREDTHS:
        return Amount(int(_value(match["figure"])), _HUNDREDTHS[unit], match.start(), match.end())
    return _of(match, match["figure"], _SIGNS.get(unit) or _WORDS[unit])


def _of(match: re.Match[str], figure: str, currency: str | None) -> Amount:
    precision = get_currency_precision(currency) if currency else 2
    return Amount(int(_value(figure).scaleb(precision)), currency, match.start(), match.end())


def _value(figure: str) -> Decimal:
    """ "1,234.50", "1.234,50", "12,99" and "two" as a number: one or two last digits are decimals."""
    if not figure[0].isdigit():
        return Decimal(number(figure.casefold()))
    decimals = re.search(r"[.,](\d{1,2})$", figure)
    whole = figure[: decimals.start()] if decimals else figure
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{decimals[1] if decimals else 0}")
