"""What is personal by its form, whoever it belongs to: found by pattern and proven where it can be."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator

import phonenumbers
from stdnum import iban, luhn

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_CARD = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")
_TAIL = re.compile(
    r"\b(?:card|visa|mastercard|amex|maestro|karte|carte|tarjeta)\b[^.?!\n]{0,25}?"
    r"\b(?P<value>(?!19|20)\d{4})\b(?![ -]?\d)"
    r"|\b(?:ending|ends|endet|last (?:four|4)(?: digits)?|letzten (?:vier|4)(?: ziffern)?)"
    r"(?: (?:in|with|on|are|is|mit|auf))?[:\s]+(?P<end>(?!19|20)\d{4})\b",
    re.IGNORECASE,
)
_INTERNET = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b", re.IGNORECASE)
_NOT = r"(?!(?:a|an|the|in|of|on|to|by|and|or|for|my|your|times|days|hours|weeks|months|years|minutes|people)\b)"
_STREETS = (
    rf"\b\d{{1,4}}[a-z]?,? (?:{_NOT}[^\W\d_][\w'’-]* ){{1,3}}(?:street|road|avenue|lane|crescent|terrace)\b",
    # Other words for a street are ordinary words, too: “three times in a row”.
    r"\b\d{1,4}[a-z]?,? (?-i:(?:[A-Z][\w'’-]* ){1,3}"
    r"(?:Close|Court|Drive|Gardens|Grove|Place|Row|Square|Way|St|Rd|Ave)\b)",
    r"\b[^\W\d_]{2,}(?:straße|strasse|str\.|gasse|allee|platz|weg) \d{1,4}[a-z]?\b",
    r"\b\d{1,4},? (?:rue|avenue|boulevard|allée|calle|avenida)(?: (?:d[eu]s?|del|l[ae]s?))* [^\W\d_][\w'’-]+\b",
    r"\b(?:calle|avenida)(?: (?:de|del|la|las|los))* [^\W\d_][\w'’-]+,? \d{1,4}\b",
)
_STREET = re.compile("|".join(_STREETS), re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d(?!st|nd|rd|th)[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
# Letters that Irish postcodes have; the four characters behind always mix letters and digits.
_EIRCODE = re.compile(
    r"\b(?:[AC-FHKNPRTV-Y]\d{2}|D6W)[ -]?(?=\d{0,3}[A-Z])(?=[A-Z]{0,3}\d)[AC-FHKNPRTV-Y\d]{4}\b", re.IGNORECASE
)
Span = tuple[int, int]


def personal_spans(text: str, region: str) -> Iterator[Span]:
    """Where something personal stands; spans may overlap. `region`: whose telephone numbers need no prefix."""
    yield from _matches(_EMAIL, text)
    yield from _matches(_IBAN, text, lambda found: iban.is_valid(found))
    yield from _matches(_CARD, text, lambda found: luhn.is_valid(re.sub(r"[ -]", "", found)))
    yield from (match.span("value" if match["value"] else "end") for match in _TAIL.finditer(text))
    yield from ((match.start, match.end) for match in phonenumbers.PhoneNumberMatcher(text, region))
    yield from _matches(_INTERNET, text, _is_internet_address)
    yield from _matches(_STREET, text)
    if region in ("GB", "IE"):  # elsewhere these forms are more often something else
        yield from _matches(_POSTCODE, text)
        yield from _matches(_EIRCODE, text)


def _matches(pattern: re.Pattern[str], text: str, proves: Callable[[str], bool] = bool) -> Iterator[Span]:
    return (match.span() for match in pattern.finditer(text) if proves(match[0]))


def _is_internet_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
