"""Facts' values in a customer's language and territory, through Babel."""

from __future__ import annotations

import datetime as dt

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from babel.units import format_unit

from actions.clock import Calendar
from actions.facts.model import (
    Bool,
    Count,
    Date,
    DateTime,
    Duration,
    Money,
    Percent,
    TextList,
    Value,
)

_YES_NO = {"en": ("yes", "no"), "de": ("ja", "nein"), "es": ("sí", "no"), "fr": ("oui", "non")}


def locale_of(tag: str, default: str = "en-GB") -> Locale:
    """The Babel locale of a BCP 47 tag; `default` for one Babel does not know."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(default, sep="-")


def in_words(value: Value, locale: Locale, calendar: Calendar) -> str:
    """A typed value as a customer reads it."""
    match value:
        case Money(amount_minor=minor, currency=currency):
            return money(minor, currency, locale)
        case Date(value=day):
            return date(day, locale)
        case DateTime(value=instant):
            local = calendar.local(instant)
            return f"{date(local.date(), locale)} {format_time(local, 'HH:mm', locale=locale)}"
        case Duration(seconds=seconds):
            return duration(seconds, locale)
        case Count(value=number):
            return format_decimal(number, locale=locale)
        case Percent(value=percent):
            return format_percent(percent / 100, locale=locale, decimal_quantization=False)
        case Bool(value=yes):
            return _YES_NO.get(locale.language, _YES_NO["en"])[0 if yes else 1]
        case TextList(value=words):
            return format_list(list(words), locale=locale)
    return value.value


def money(minor: int, currency: str, locale: Locale) -> str:
    """Minor units with their currency, e.g. 999 GBP -> £9.99."""
    digits = get_currency_precision(currency)
    return format_currency(minor / 10**digits, currency, locale=locale)


def date(day: dt.date, locale: Locale) -> str:
    return format_date(day, "long", locale=locale)


def duration(seconds: int, locale: Locale) -> str:
    """Days where it is whole days, otherwise minutes or hours and minutes."""
    if seconds % 86_400 == 0 and seconds:
        return format_unit(seconds // 86_400, "day", "long", locale=locale)
    hours, minutes = divmod(seconds // 60, 60)
    if hours == 0 or (hours < 3 and minutes):
        return format_unit(seconds // 60, "minute", "long", locale=locale)
    parts = [format_unit(hours, "hour", "long", locale=locale)]
    if minutes:
        parts.append(format_unit(minutes, "minute", "long", locale=locale))
    return " ".join(parts)
