"""Personal data is replaced before anything leaves for a model, and put back after the gate.

What is known of the verified customer goes first, word for word; then patterns that can be validated: e-mail
addresses, payment cards (Luhn), IBANs (mod 97), telephone and IP numbers. Titles of the catalogue stay as they
are: “21 Jump Street” is no address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator

import phonenumbers
from stdnum import iban, luhn

from actions.facts.model import Fact, Text, TextList
from actions.systems.entities import Customer

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CARD = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b", re.IGNORECASE)
_SHORTEST = 3
"""A known value of fewer characters would take apart ordinary words."""


class Mask:
    """Hides and reveals, for one answer. `known` are the customer's own values, `region` the ISO 3166-1
    country whose telephone numbers need no prefix."""

    def __init__(self, known: Iterable[str] = (), *, keep: Iterable[str] = (), region: str = "GB") -> None:
        """`keep` are names that must not be taken for personal data, such as titles."""
        self._known = sorted({value for value in known if len(value) >= _SHORTEST}, key=len, reverse=True)
        self._keep = sorted(set(keep), key=len, reverse=True)
        self._region = region
        self._hidden: dict[str, str] = {}

    @classmethod
    def of_customer(cls, customer: Customer | None, cards: Iterable[str] = (), *, keep: Iterable[str] = ()) -> Mask:
        """The mask for a verified customer; None: nobody is signed in."""
        if customer is None:
            return cls(keep=keep)
        values = [customer.email, customer.name, customer.phone, customer.address, customer.customer, *cards]
        names = (customer.name or "").split()
        return cls([v for v in [*values, *names] if v], keep=keep, region=customer.country or "GB")

    def hide(self, text: str) -> str:
        """The text with a placeholder for each personal value."""
        kept = {f"\ue000{number}\ue001": name for number, name in enumerate(self._keep) if name in text}
        for sign, name in kept.items():
            text = text.replace(name, sign)
        for value in self._known:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", lambda m: self._placeholder(m[0]), text, flags=re.I)
        for value in _found(text, self._region):
            text = text.replace(value, self._placeholder(value))
        for sign, name in kept.items():
            text = text.replace(sign, name)
        return text

    def reveal(self, text: str) -> str:
        """The text with the values back in place of their placeholders."""
        for placeholder, value in self._hidden.items():
            text = text.replace(placeholder, value)
        return text

    def fact(self, fact: Fact) -> Fact:
        """The fact with its texts hidden; its id stays, so that it can be cited."""
        fields = {
            name: Text(value=self.hide(value.value)) if isinstance(value, Text)
            else TextList(value=tuple(self.hide(word) for word in value.value)) if isinstance(value, TextList)
            else value
            for name, value in fact.fields.items()
        }  # fmt: skip
        return fact.model_copy(update={"fields": fields})

    def _placeholder(self, value: str) -> str:
        for placeholder, hidden in self._hidden.items():
            if hidden == value:
                return placeholder
        placeholder = f"<private-{len(self._hidden) + 1}>"
        self._hidden[placeholder] = value
        return placeholder


def _found(text: str, region: str) -> Iterator[str]:
    """What looks personal and proves to be, the longest patterns first."""
    yield from _EMAIL.findall(text)
    yield from (match for match in _IBAN.findall(text) if iban.is_valid(match))
    yield from (match for match in _CARD.findall(text) if luhn.is_valid(re.sub(r"[ -]", "", match)))
    yield from (match.raw_string for match in phonenumbers.PhoneNumberMatcher(text, region))
    yield from (match for match in _ADDRESS.findall(text) if _is_address(match))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
