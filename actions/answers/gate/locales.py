"""What a locale writes: month and weekday names, currencies, separators. From CLDR, through Babel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.numbers import get_currency_precision

from actions.answers.gate.words import word_set

_UNITS = {
    "en": {"s": "second seconds sec secs s", "min": "minute minutes min mins", "h": "hour hours hr hrs h",
           "d": "day days", "w": "week weeks", "m": "month months", "q": "quarter quarters", "y": "year years",
           "f": "fortnight fortnights"},
    "de": {"s": "sekunde sekunden s sek", "min": "minute minuten min", "h": "stunde stunden std h",
           "d": "tag tage tagen tages", "w": "woche wochen", "m": "monat monate monaten monats",
           "q": "quartal quartale quartalen", "y": "jahr jahre jahren jahres"},
    "fr": {"s": "seconde secondes s", "min": "minute minutes min mn", "h": "heure heures h",
           "d": "jour jours journée", "w": "semaine semaines", "m": "mois", "q": "trimestre trimestres",
           "y": "an ans année années"},
    "es": {"s": "segundo segundos s", "min": "minuto minutos min", "h": "hora horas h", "d": "día días dia dias",
           "w": "semana semanas", "m": "mes meses", "q": "trimestre trimestres", "y": "año años"},
}  # fmt: skip
_MONEY_WORDS = {
    "GBP": "pound pounds quid sterling pfund livre livres libra libras", "EUR": "euro euros",
    "USD": "dollar dollars dólar dólares", "JPY": "yen", "CHF": "franken francs",
}  # fmt: skip
_CENT_WORDS = "cent cents pence penny p centime centimes céntimo céntimos pfennig"
_SIGNS = {
    "£": "GBP",
    "€": "EUR",
    "$": "USD",
    "¥": "JPY",
    "us$": "USD",
    "ca$": "CAD",
    "a$": "AUD",
    "nz$": "NZD",
    "₹": "INR",
}
_CODES = word_set("EUR GBP USD CHF CAD AUD NZD JPY SEK NOK DKK PLN CZK HUF INR BRL MXN ZAR IEP CNY RON TRY")
_DOLLARS = {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "MX": "MXN"}


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """The values of one locale. `months` and `weekdays` by casefolded name, Monday 0; `units` by word."""

    tag: str
    language: str
    months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, str]
    money: dict[str, str]
    cents: frozenset[str]
    comma_decimal: bool
    month_first: bool


@cache
def tongue(tag: str) -> Tongue:
    """The locale `tag` (BCP 47); one whose language we do not read is read as British English."""
    base = tag.replace("_", "-").split("-")[0].lower()
    language = base if base in _UNITS else "en"
    territory = tag.replace("_", "-").partition("-")[2].upper()
    locale = Locale.parse(language)
    return Tongue(
        tag, language, _names(locale.months), _names(locale.days),
        {word: unit for unit, words in _UNITS[language].items() for word in words.split()},
        _currencies(territory), frozenset(_CENT_WORDS.split()),
        comma_decimal=language != "en", month_first=language == "en" and territory in {"US", "PH"},
    )  # fmt: skip


def _names(widths: object) -> dict[str, int]:
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in widths[context][width].items():  # type: ignore[index]
                found.setdefault(name.casefold().rstrip("."), number)
    if "sep" in found or "september" in found:
        found.setdefault("sept", 9)
    return found


def _currencies(territory: str) -> dict[str, str]:
    words = {word: code for code, names in _MONEY_WORDS.items() for word in names.split()}
    words |= _SIGNS | {code.casefold(): code for code in _CODES}
    if territory in _DOLLARS:
        words["$"] = _DOLLARS[territory]
    return words


@cache
def minor_digits(currency: str) -> int:
    """How many decimals a currency has."""
    return int(get_currency_precision(currency))
