from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.catalogue.days import Direction
from actions.catalogue.periods import mentioned_periods

TODAY = dt.date(2026, 11, 18)  # a Wednesday


def read(text: str, prefer: Direction = "past") -> list[tuple[str, str]]:
    return [(str(period.first), str(period.last)) for period in mentioned_periods(text, today=TODAY, prefer=prefer)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("you charged me last month", "2026-10-01", "2026-10-31"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("in the last 30 days", "2026-10-19", "2026-11-18"),
        ("the last 3 months", "2026-08-18", "2026-11-18"),
        ("in May", "2026-05-01", "2026-05-31"),
        ("the charge from October", "2026-10-01", "2026-10-31"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("march 2025", "2025-03-01", "2025-03-31"),
        ("between March and May", "2026-03-01", "2026-05-31"),
        ("from 24 to 26 December 2025", "2025-12-24", "2025-12-26"),
        ("from 20 December until 3 January", "2025-12-20", "2026-01-03"),
    ],
)
def test_a_span_has_its_first_and_last_day(text: str, first: str, last: str) -> None:
    assert read(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", "2026-11-17"),
        ("the day before yesterday", "2026-11-16"),
        ("3 days ago", "2026-11-15"),
        ("a week ago", "2026-11-11"),
        ("on the 3rd", "2026-11-03"),
        ("the 30th", "2026-10-30"),
        ("3 March", "2026-03-03"),
        ("March 3rd, 2025", "2025-03-03"),
        ("on 3/4/2026", "2026-04-03"),
        ("3.4.26", "2026-04-03"),
        ("2026-10-05", "2026-10-05"),
        ("last Wednesday", "2026-11-11"),
        ("on monday", "2026-11-16"),
        ("on sat", "2026-11-14"),
        ("29 February", "2024-02-29"),
    ],
)
def test_a_day_is_one_day(text: str, day: str) -> None:
    assert read(text) == [(day, day)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tomorrow", "2026-11-19", "2026-11-19"),
        ("on the 3rd", "2026-12-03", "2026-12-03"),
        ("from the 3rd to the 10th", "2026-12-03", "2026-12-10"),
        ("from Monday to Friday", "2026-11-23", "2026-11-27"),
        ("24-31 December", "2026-12-24", "2026-12-31"),
        ("from 20 December until 3 January", "2026-12-20", "2027-01-03"),
        ("next friday", "2026-11-20", "2026-11-20"),
        ("in two weeks", "2026-12-02", "2026-12-02"),
        ("next month", "2026-12-01", "2026-12-31"),
    ],
)
def test_a_pause_lies_ahead(text: str, first: str, last: str) -> None:
    assert read(f"pause it {text} please", prefer="future") == [(first, last)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("vom 20.12. bis 27.12.", "2026-12-20", "2026-12-27"),
        ("vom 20. bis 27. Dezember", "2026-12-20", "2026-12-27"),
        ("20.12.-3.1.", "2026-12-20", "2027-01-03"),
        ("vom 20. Dezember bis zum 3. Januar", "2026-12-20", "2027-01-03"),
        ("du 04/01 au 09/01", "2027-01-04", "2027-01-09"),
        ("du 4 au 9 janvier", "2027-01-04", "2027-01-09"),
        ("le 1er août", "2027-08-01", "2027-08-01"),
        ("del 4 al 9 de enero", "2027-01-04", "2027-01-09"),
        ("del 20 de diciembre al 3 de enero", "2026-12-20", "2027-01-03"),
    ],
)
def test_days_are_understood_in_german_french_and_spanish(text: str, first: str, last: str) -> None:
    assert read(text, prefer="future") == [(first, last)]


@pytest.mark.parametrize(
    "text", ["31 february", "from 31 february to 3 march", "30. bis 31. Juni", "vom 31.6. bis 3.7."]
)
def test_a_day_that_no_month_has_is_no_other_day(text: str) -> None:
    assert read(text, prefer="future") == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("since March", "2026-03-01", "None"),
        ("since last month", "2026-10-01", "None"),
        ("after 1 June", "2026-06-02", "None"),
        ("until yesterday", "None", "2026-11-17"),
        ("before the 10th", "None", "2026-11-09"),
    ],
)
def test_a_period_may_be_open_on_one_side(text: str, first: str, last: str) -> None:
    assert read(text) == [(first, last)]


@pytest.mark.parametrize(
    "text",
    ["may I ask something", "I may cancel", "we do it", "sat in the rain", "is this the sun edition", "march on",
     "you have mar the picture", "second time", "24/7", "1.5 hours", "720p", "no", "3 screens", "12/25/2025",
     "4th Generation", "this is the 4th time"],
)  # fmt: skip
def test_words_that_only_look_like_days_are_none(text: str) -> None:
    assert read(text) == []


def test_two_periods_are_told_apart() -> None:
    assert read("charged on 3 October and on 5 October") == [
        ("2026-10-03", "2026-10-03"),
        ("2026-10-05", "2026-10-05"),
    ]


def test_a_period_knows_the_days_it_covers() -> None:
    (since,) = mentioned_periods("since March", today=TODAY)

    assert since.covers(TODAY)
    assert not since.covers(dt.date(2026, 2, 28))
    assert not since.is_day


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"]))
def test_every_written_date_is_read_back(day: dt.date, form: str) -> None:
    (period,) = mentioned_periods(f"I was charged on {day.strftime(form)} again", today=TODAY)

    assert period.is_day
    assert period.first == day


@given(st.text(max_size=80), st.dates(dt.date(2001, 1, 1), dt.date(2090, 1, 1)))
def test_any_text_can_be_read(text: str, today: dt.date) -> None:
    for period in mentioned_periods(text, today=today):
        assert period.first is None or period.last is None or period.first <= period.last
