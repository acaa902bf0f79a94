"""The demo company's customers: made-up people, drawn with a seeded generator."""

from __future__ import annotations

import random
import string
import unicodedata
from dataclasses import dataclass

from demo.names import CITIES, COUNTRY_SHARES, FIRST_NAMES, LANGUAGES, LAST_NAMES, PHONES, STREETS
from demo.stories import STORIES

CARD, PAYPAL, DIRECT_DEBIT = 1, 2, 3
_ALPHABET = string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True)
class Person:
    """A customer. `customer` is the opaque id that every system knows; `country` is ISO 3166-1 alpha-2.

    `phone` None: not given. `card_tail` and `card_expires` (YYMM) None: does not pay by card.
    """

    customer: str
    email: str
    first_name: str
    last_name: str
    phone: str | None
    street: str
    city: str
    postcode: str
    country: str
    language: str
    method: int
    card_tail: str | None
    card_expires: int | None


class Register:
    """Draws people whose e-mail addresses and ids are unique. The same generator yields the same people."""

    def __init__(self, rng: random.Random, year: int) -> None:
        self._rng = rng
        self._year = year % 100
        self._taken = {story.customer for story in STORIES}

    def person(self) -> Person:
        """Another ordinary customer."""
        rng = self._rng
        country = rng.choices(list(COUNTRY_SHARES), weights=list(COUNTRY_SHARES.values()))[0]
        first = rng.choice(FIRST_NAMES[country].split())
        last = rng.choice(LAST_NAMES[country].split())
        return self.named(self._unused_id(), first, last, country)

    def named(self, customer: str, first: str, last: str, country: str, *, method: int | None = None) -> Person:
        """A customer whose name is given; the rest is drawn. `method` None: drawn too."""
        rng = self._rng
        city, postcode = rng.choice(CITIES[country])
        paid_by = method or rng.choices((CARD, PAYPAL, DIRECT_DEBIT), weights=(74, 18, 8 if country == "GB" else 0))[0]
        tail = f"{rng.randrange(10_000):04d}"
        expires = (self._year + rng.randint(1, 4)) * 100 + rng.randint(1, 12)
        return Person(
            customer, self._email(first, last), first, last, self._phone(country),
            f"{rng.randint(1, 180)} {rng.choice(STREETS[country].split('|'))}", city, self._postcode(country, postcode),
            country, LANGUAGES[country], paid_by,
            tail if paid_by == CARD else None, expires if paid_by == CARD else None,
        )  # fmt: skip

    def _unused_id(self) -> str:
        while (found := "cus_" + "".join(self._rng.choices(_ALPHABET, k=10))) in self._taken:
            pass
        self._taken.add(found)
        return found

    def _email(self, first: str, last: str) -> str:
        local = ".".join(_plain(part) for part in (first, last))
        domain = self._rng.choice(("example.com", "example.com", "example.org"))
        number, email = 1, f"{local}@{domain}"
        while email in self._taken:
            number += 1
            email = f"{local}{number}@{domain}"
        self._taken.add(email)
        return email

    def _phone(self, country: str) -> str | None:
        if country not in PHONES or self._rng.random() < 0.2:
            return None
        return PHONES[country].format(self._rng.randrange(100 if country == "US" else 1000))

    def _postcode(self, country: str, beginning: str) -> str:
        rng = self._rng
        if country == "GB":
            return f"{beginning} {rng.randint(1, 9)}{''.join(rng.choices('ABDEFGHJLNPQRSTUWXYZ', k=2))}"
        if country == "IE":
            return f"{beginning} {rng.choice('ACDEFHKNPRTVWXY')}{rng.randint(100, 999)}"
        return beginning + f"{rng.randrange(1000):03d}"[: 5 - len(beginning)]


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(c for c in decomposed.lower() if c in string.ascii_lowercase)
