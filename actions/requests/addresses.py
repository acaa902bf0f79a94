"""Postal addresses in what customers write: only the address, without the sentence around it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from actions.catalogue.days import MONTHS
from actions.catalogue.periods import mentioned_periods
from actions.requests.lengths import length_in

_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\b[A-Z]\d{2}\s?[A-Z\d]{4}\b|\b\d{5}\b", re.IGNORECASE)
_NUMBER = re.compile(rf"\b\d{{1,4}}[a-z]?\b(?!\.?(?: of| de)? (?:{'|'.join(MONTHS)})\b)", re.IGNORECASE)
_PIECE = re.compile(r"[,:;!?]\s|\n|(?<=\w{4})\.\s(?!\d)")
"""Where a part of a message ends; “Hauptstr. 5” is one."""
_UNIT = re.compile(r"\b(?:flat|apartment|apt\.?|unit|suite|room|wohnung|appartement|appt\.?|piso)\s*$", re.IGNORECASE)
_STREET = re.compile(r"str(?:\.|(?:aße|asse)?\b)|\b(?:calle|avenida|avda|plaza|paseo|via|viale|piazza)\b"
                     r"|(?:weg|platz|allee|gasse|damm|ufer)\b", re.IGNORECASE)  # fmt: skip
_LEAD = re.compile(
    r".*\b(?:is|it's|its|to|at|in|no|ist|lautet|nach|zu|jetzt|nun|est|à|chez|maintenant|es|ahora|now|please|bitte)\b[\s:,]*",
    re.IGNORECASE | re.DOTALL,
)
_TOWN = re.compile(
    r"(?:\s*,?\s+(?!(?:from|until|till|for|only|as|starting|please|thanks?|cheers|and|but|on|by|instead|now|ab|bis|vom|nur|bitte|danke"
    r"|und|à|du|dès|jusqu\w*|merci|et|seulement|desde|hasta|a|solo|sólo|gracias|y)\b)[^\W\d][\w'’-]*){0,4}",
    re.IGNORECASE,
)
_FOR_A_TIME = re.compile(
    r"\b(?:only|temporar\w+|nur|ab|vorübergehend|seulement|temporairement|s[oó]lo|temporal\w*)\b", re.I
)


@dataclass(frozen=True)
class Address:
    """`line`: the address on one line. `around`: what else the message says."""

    line: str
    around: str

    def is_for_a_time(self, today: dt.date) -> bool:
        """Whether the message says from when or how long it counts."""
        timed = mentioned_periods(self.around, today=today, prefer="future") or length_in(self.around)
        return bool(timed or _FOR_A_TIME.search(self.around))


def address_in(text: str) -> Address | None:
    """A postal address in a message: a postcode and a house number before it; None: there is none."""
    said = text.strip()
    number = _NUMBER.search(said)
    postcode = _POSTCODE.search(said, number.end()) if number else None
    if postcode is None or number is None:
        return None
    town = _TOWN.match(said, postcode.end())
    start, end = _start(said, number), town.end() if town else postcode.end()
    line = re.sub(r"\s*,?\s*\n\s*", ", ", said[start:end].strip(" .,"))
    return Address(line, f"{said[:start]} {said[end:]}".strip())


def _start(said: str, number: re.Match[str]) -> int:
    """Where the address begins: at the house number (“12 Elm Road”), or at a street or a house before it."""
    ends = [0, *(match.end() for match in _PIECE.finditer(said) if match.end() <= number.start())]
    lead = _LEAD.match(said, ends[-1], number.start())
    begins = lead.end() if lead else ends[-1]
    before, after = said[begins : number.start()], said[number.end() :]
    if unit := _UNIT.search(before):
        return begins + unit.start()
    if re.match(r"\s+[^\W\d]", after) and not _STREET.search(before):
        begins = number.start()
    if len(ends) > 1 and begins == number.start() == ends[-1] and _is_house(said[ends[-2] : ends[-1]]):
        return ends[-2]
    return begins


def _is_house(piece: str) -> bool:
    """Whether words before the street name a house: “Rose Cottage”."""
    words = piece.strip(" ,").split()
    return 2 <= len(words) <= 4 and all(word[0].isupper() for word in words)
