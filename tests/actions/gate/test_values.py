"""What is written is read as the value it is, in four languages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from actions.answers.gate.locales import tongue
from actions.answers.gate.readings import Amount, Clock, Length, Number, Reading, Share, When
from actions.answers.gate.scan import Scanner
from actions.answers.gate.spell import spelled

TODAY = dt.date(2026, 2, 24)  # a Tuesday


def read(text: str, locale: str = "en-GB") -> list[Reading]:
    return [item.value for item in Scanner(tongue(locale), TODAY).scan(text) if item.value is not None]


def pounds(value: str) -> Amount:
    return Amount(Decimal(value), frozenset({"GBP"}))


def euros(value: str) -> Amount:
    return Amount(Decimal(value), frozenset({"EUR"}))


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("£9.99", "en-GB", pounds("9.99")), ("9.99 GBP", "en-GB", pounds("9.99")), ("GBP 1,234.50", "en-GB", pounds("1234.50")),
        ("nine pounds ninety-nine", "en-GB", pounds("9.99")), ("nine pounds and five pence", "en-GB", pounds("9.05")),
        ("99p", "en-GB", pounds("0.99")), ("a tenner", "en-GB", pounds("10")), ("-£2", "en-GB", pounds("-2")),
        ("9,99 €", "de", euros("9.99")), ("1.234,50 EUR", "de", euros("1234.50")), ("9 Euro 99", "de", euros("9.99")),
        ("neun Euro", "de", euros("9")), ("1\u202f234,50 €", "fr", euros("1234.50")), ("vingt et un euros", "fr", euros("21")),
        ("treinta y un euros", "es", euros("31")), ("20 %", "de", Share(Decimal(20))), ("twenty per cent", "en-GB", Share(Decimal(20))),
        ("14:30", "en-GB", Clock(870)), ("2.30 pm", "en-GB", Clock(870)), ("14 Uhr", "de", Clock(840)),
        ("1 h 35 min", "fr", Length(seconds=5700, unit=60)), ("95-minute", "en-GB", Length(seconds=5700, unit=60)),
        ("an hour and a half", "en-GB", Length(seconds=5400, unit=3600)), ("half an hour", "en-GB", Length(seconds=1800, unit=3600)),
        ("a quarter of an hour", "en-GB", Length(seconds=900, unit=60)), ("two years", "en-GB", Length(months=24, unit=2592000)),
        ("three", "en-GB", Number(Decimal(3), word=True)),
    ],
)  # fmt: skip
def test_a_value_is_read(text: str, locale: str, value: Reading) -> None:
    assert read(text, locale) == [value]


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("3 March 2026", "en-GB", (2026, 3, 3)), ("March 3rd, 2026", "en-US", (2026, 3, 3)), ("03/04/2026", "en-GB", (2026, 4, 3)),
        ("03/04/2026", "en-US", (2026, 3, 4)), ("3. März 2026", "de", (2026, 3, 3)), ("3 mars 2026", "fr", (2026, 3, 3)),
        ("3 de marzo de 2026", "es", (2026, 3, 3)), ("2026-03-03", "en-GB", (2026, 3, 3)), ("tomorrow", "en-GB", (2026, 2, 25)),
        ("the day after tomorrow", "en-GB", (2026, 2, 26)), ("in 3 days", "en-GB", (2026, 2, 27)), ("in drei Tagen", "de", (2026, 2, 27)),
        ("dans trois jours", "fr", (2026, 2, 27)), ("dentro de tres días", "es", (2026, 2, 27)), ("two weeks ago", "en-GB", (2026, 2, 10)),
        ("vor 2 Wochen", "de", (2026, 2, 10)), ("next Tuesday", "en-GB", (2026, 3, 3)), ("in a month", "en-GB", (2026, 3, 24)),
        ("yesterday", "en-GB", (2026, 2, 23)), ("Tuesday 3 March 2026", "en-GB", (2026, 3, 3)),
    ],
)  # fmt: skip
def test_a_day_is_read(text: str, locale: str, day: tuple[int, int, int]) -> None:
    (value,) = read(text, locale)

    assert isinstance(value, When)
    assert value.holds(dt.date(*day))
    assert not value.holds(dt.date(*day) + dt.timedelta(days=1))
    assert not value.holds(dt.date(*day) - dt.timedelta(days=1))


def test_a_weekday_that_does_not_fit_its_day_holds_on_no_day() -> None:
    (value,) = read("Monday 3 March 2026")

    assert isinstance(value, When)
    assert not value.spans


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_number_in_words_is_one_number(language: str) -> None:
    from actions.answers.gate.spell import _SPELL

    for number in range(1000):
        for words in _SPELL[language](number):
            said = words.replace("|", " ").split()
            assert spelled(said, 0, language) == (number, len(said)), words


def test_a_title_with_a_number_is_a_title() -> None:
    scanner = Scanner(tongue("en-GB"), TODAY, {("10", "cloverfield", "lane"): ((0, "title"),)})

    items = scanner.scan("You can watch 10 Cloverfield Lane.")

    assert [item.text for item in items if item.kind == "name"] == ["10 Cloverfield Lane"]
    assert not [item for item in items if item.value is not None]
