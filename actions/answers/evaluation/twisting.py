"""True sentences with one value exchanged: off by one, in another currency, or another record's."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from actions.answers.evaluation.told import Told, names_in

TEMPLATES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {
        "plan": ("{plan} costs {price}.", "{plan} has {max_quality}.", "{plan} has {trial} of free trial."),
        "subscription": ("Your next payment of {next_amount} is on {next_billing_on}.",
                         "Your {plan} subscription began on {started_on}.", "Your {plan} subscription costs {price}.",
                         "Your {plan} subscription ends on {ends_on}."),
        "invoice": ("Invoice {invoice} is for {total}.", "Invoice {invoice} is from {issued_on}.",
                    "The tax on invoice {invoice} is {tax}."),
        "payment": ("The payment of {amount} was on {attempted_on}.",),
        "title": ("{title} is from {year}.", "{title} takes {running_time}."),
        "difference": ("{plan} costs {amount} {direction} than {compared_with}.",),
        "price_change": ("The price of {plan} changed from {old_price} to {new_price} on {effective_on}.",),
        "delivery": ("The paper due on {due_on} is {status}.",),
        "incident": ("The problem has been open since {since}.",),
        "device_support": ("{device} needs {minimum_version}.", "{device} plays up to {max_quality}."),
    },
    "de": {
        "plan": ("{plan} kostet {price}.",),
        "subscription": ("Die nächste Zahlung von {next_amount} ist am {next_billing_on}.",),
        "invoice": ("Die Rechnung {invoice} beträgt {total}.", "Die Rechnung {invoice} ist vom {issued_on}."),
        "title": ("{title} ist von {year}.", "{title} dauert {running_time}."),
    },
    "fr": {
        "plan": ("{plan} coûte {price}.",),
        "subscription": ("Votre prochain paiement de {next_amount} est le {next_billing_on}.",),
        "invoice": ("La facture {invoice} est de {total}.",),
        "title": ("{title} est de {year}.",),
    },
    "es": {
        "plan": ("{plan} cuesta {price}.",),
        "subscription": ("Su próximo pago de {next_amount} es el {next_billing_on}.",),
        "invoice": ("La factura {invoice} es de {total}.",),
        "title": ("{title} es de {year}.",),
    },
}  # fmt: skip
"""By language and kind of record what can be said of it; each value may be exchanged."""
_NAMES = frozenset({"plan", "title", "invoice", "device", "compared_with", "direction"})
_NUMBER = re.compile(r"\d+")
_CURRENCIES = {"£": "€", "€": "£", "$": "£"}
_WORDS = {"missing": "delivered", "delivered": "missing", "late": "delivered", "UHD": "HD"}


def twisted(told: Sequence[Told], rng: random.Random, language: str, *, swap: bool) -> Iterator[str]:
    """Lies about the records that are told, in no order. `swap`: with another record's value, else one of their own."""
    for one in rng.sample(list(told), len(told)):
        for template in TEMPLATES[language].get(one.kind, ()):
            if not one.fills(template):
                continue
            for name in names_in(template):
                yield from _with_another(told, one, template, name, rng, swap)


def _with_another(
    told: Sequence[Told], one: Told, template: str, name: str, rng: random.Random, swap: bool
) -> Iterator[str]:
    for value in _others(told, one, name) if swap else _off(one.fields[name], name, rng):
        fields = {**one.fields, name: value}
        if not _holds_of_any(told, one.kind, names_in(template), fields):
            yield template.format_map(fields)


def _others(told: Sequence[Told], one: Told, name: str) -> list[str]:
    found = {other.fields[name] for other in told if other.kind == one.kind and name in other.fields}
    return sorted(found - {one.fields[name]})


def _off(value: str, name: str, rng: random.Random) -> list[str]:
    """The value with a number one higher or lower, in another currency, or the opposite word."""
    if name in _NAMES:
        return []
    numbers = list(_NUMBER.finditer(value))
    made = [value.replace(sign, other) for sign, other in _CURRENCIES.items() if sign in value][:1]
    made += [value.replace(word, other) for word, other in _WORDS.items() if value.endswith(word)][:1]
    if numbers:
        number = rng.choice(numbers)
        made.append(value[: number.start()] + _next(number[0], rng) + value[number.end() :])
    return made


def _next(digits: str, rng: random.Random) -> str:
    number = int(digits) + rng.choice((1, -1) if int(digits) > 1 else (1,))
    return str(number).zfill(len(digits))


def _holds_of_any(told: Sequence[Told], kind: str, names: Sequence[str], fields: Mapping[str, str]) -> bool:
    """Whether some record of the kind has all these values, so that the sentence would be true after all."""
    return any(one.kind == kind and all(one.fields.get(name) == fields[name] for name in names) for one in told)
