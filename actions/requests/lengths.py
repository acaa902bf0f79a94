"""Lengths of time in words: “a month”, “half a year”, “zwei Wochen”.

They are understood in all languages at once, for such a fragment is too short to say which one it is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["day", "week", "month", "year"]

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "ein": 1, "eine": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
    "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
}  # fmt: skip
_UNITS: dict[Unit, str] = {
    "day": r"days?|tage?n?|jours?|días?|dias?",
    "week": r"weeks?|wochen?|semaines?|semanas?",
    "month": r"months?|monate?n?|mois|mes(?:es)?",
    "year": r"years?|jahre?n?|ans?|années?|años?",
}
_HALF_YEAR = r"half (?:a |an )?year|(?:ein )?halbes jahr|(?:un )?semestre|medio año|(?:une )?demi[- ]année"
_COUNTED = rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+(?:{'|'.join(f'(?P<{u}>{w})' for u, w in _UNITS.items())})"
_LENGTH = re.compile(rf"\b(?:(?P<half>{_HALF_YEAR})|{_COUNTED})\b", re.IGNORECASE)
_AROUND = re.compile(
    r"(?:(?:no|nein|non|please|bitte|s'il vous pla[iî]t|por favor|for|für|pour|por|pendant|durante|about|just|only|nur)\b"
    r"|[\s,.!])*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Length:
    """So many days, weeks, months or years."""

    count: int
    unit: Unit

    @property
    def months(self) -> int | None:
        """In whole months; None: it is none."""
        return {"month": self.count, "year": 12 * self.count}.get(self.unit)

    @property
    def days(self) -> int:
        """In days; a month has 30."""
        return self.count * {"day": 1, "week": 7, "month": 30, "year": 365}[self.unit]


def length_in(text: str) -> Length | None:
    """The first length of time that a message names; None: it names none."""
    match = _LENGTH.search(text)
    return _read(match) if match else None


def is_length(text: str) -> bool:
    """Whether a message says a length of time and nothing else."""
    match = _LENGTH.search(text)
    around = (text[: match.start()], text[match.end() :]) if match else ()
    return bool(around) and all(_AROUND.fullmatch(part) for part in around)


def _read(match: re.Match[str]) -> Length:
    if match["half"]:
        return Length(6, "month")
    count, unit = match["count"].lower(), next(one for one in _UNITS if match[one])
    return Length(_NUMBERS.get(count) or int(count), unit)
