"""Ways to make a true English sentence false: one thing in it changed, or something untrue said beside it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

Way = Callable[[str, random.Random], str]
"""Gives the sentence changed; the same sentence where there is nothing to change."""
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_MONEY = r"(?<=[£€$])\d+(?:\.\d\d)?"
_DATE = rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b"
_VERBS = {"costs": "does not cost", "has": "does not have", "is": "is not", "began": "did not begin", "ends":
          "does not end", "was": "was not", "takes": "does not take", "changed": "did not change", "needs":
          "does not need", "plays": "does not play"}  # fmt: skip
_UNITS = {"month": "week", "months": "weeks", "minutes": "hours", "days": "weeks", "hours": "minutes", "year": "month"}


def _change(pattern: str, by: Callable[[re.Match[str]], str]) -> Way:
    return lambda sentence, rng: re.sub(pattern, by, sentence, count=1)


def _money(by: Callable[[int], int]) -> Way:
    """The amount's minor units changed."""

    def changed(found: re.Match[str]) -> str:
        minor = by(round(float(found[0]) * 100))
        return f"{minor / 100:.2f}"

    return _change(_MONEY, changed)


def _dated(days: int = 0, months: int = 0, years: int = 0) -> Way:
    """The first date moved, within what every month has."""

    def changed(found: re.Match[str]) -> str:
        month = _MONTHS[(_MONTHS.index(found[2]) + months) % 12]
        return f"{(int(found[1]) + days - 1) % 28 + 1} {month} {int(found[3]) + years}"

    return _change(_DATE, changed)


def _beside(text: str) -> Way:
    return lambda sentence, rng: sentence.rstrip(".") + text


def _swapped_digits(found: re.Match[str]) -> str:
    digits = found[0]
    return digits[::-1] if "." not in digits else f"{digits[-2:]}.{digits[:-3]:0>2}"


WAYS: Mapping[str, Way] = {
    "a penny more": _money(lambda minor: minor + 1),
    "a penny less": _money(lambda minor: minor - 1),
    "a pound more": _money(lambda minor: minor + 100),
    "ten times as much": _money(lambda minor: minor * 10),
    "half of it": _money(lambda minor: minor // 2 + 7),
    "digits the other way round": _change(_MONEY, _swapped_digits),
    "in euros": lambda sentence, rng: sentence.replace("£", "€", 1),
    "in dollars": lambda sentence, rng: sentence.replace("£", "$", 1),
    "in pence": _change(r"£(\d+(?:\.\d\d)?)", lambda found: f"{found[1]} pence"),
    "a range": _change(r"£\d+(?:\.\d\d)?", lambda found: f"between {found[0]} and £99.00"),
    "more than it": _change(r"£\d", lambda found: f"more than {found[0]}"),
    "less than it": _change(r"£\d", lambda found: f"less than {found[0]}"),
    "a share of it": _change(r"£\d+(?:\.\d\d)?", lambda found: "20 percent of your income"),
    "in words and one more": _change(
        r"£(\d{1,2})\b(?:\.\d\d)?", lambda found: f"{_WORDS[(int(found[1]) + 1) % 21]} pounds"
    ),
    "the day after": _dated(days=1),
    "the day before": _dated(days=-1),
    "a week later": _dated(days=7),
    "the month after": _dated(months=1),
    "another year": _dated(years=1),
    "long ago": _dated(years=-10),
    "last century": _change(_DATE, lambda found: "a day in the last century"),
    "denied": _change(rf"\b({'|'.join(_VERBS)})\b", lambda found: _VERBS[found[1]]),
    "not true": lambda sentence, rng: f"It is not true that {sentence[0].lower()}{sentence[1:]}",
    "in another unit": _change(rf"\b({'|'.join(_UNITS)})\b", lambda found: _UNITS[found[1]]),
    "one more of them": _change(
        r"(?<![£€$.\d-])\b\d{1,3}\b(?![.\d-]| (?:January|February|March|April|May|June|July|August|Sep|Oct|Nov|Dec))",
        lambda found: str(int(found[0]) + 1),
    ),
    "of a plan that there is not": _change(r"\b(?:Premium|Standard|Basic with ads|Basic)\b", lambda found: "Gold"),
    "with a refund": _beside(", and we have refunded £10.00 to you."),
    "with a promise": _beside(", but we will pay it back to you."),
    "with a deed": _beside(", and I have cancelled your subscription."),
    "with a reason": _beside(" because your card was reported stolen."),
    "with a gift": _beside(" and a free month is yours."),
    "with an address": _beside(", see https://evil.example/pay."),
    "with a number to call": _beside(", call 0800 123 4567."),
    "with somebody else": _beside(", the same as for John Smith."),
    "with a plot": _beside(", and in the end the inventor dies."),
    "with an end": _beside(", but only until Friday."),
    "with a record": _beside(", which no other company can match."),
}
