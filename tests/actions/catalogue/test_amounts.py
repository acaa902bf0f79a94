from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.catalogue.amounts import mentioned_amounts


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("you took £9.99", [(999, "GBP")]),
        ("£ 7 or 12,99 €", [(700, "GBP"), (1299, "EUR")]),
        ("charged 9.99 twice", [(999, None)]),
        ("9.99/month", [(999, None)]),
        ("ten pounds", [(1000, "GBP")]),
        ("5 bucks", [(500, "USD")]),
        ("$5", [(500, "USD")]),
        ("1,234.50 GBP", [(123450, "GBP")]),
        ("€1.234,50", [(123450, "EUR")]),
        ("1.234 euros", [(123400, "EUR")]),
        ("50p", [(50, "GBP")]),
        ("¥500", [(500, "JPY")]),
    ],
)
def test_sums_are_read_in_minor_units_of_their_currency(text: str, amounts: list[tuple[int, str | None]]) -> None:
    assert [(amount.amount_minor, amount.currency) for amount in mentioned_amounts(text)] == amounts


@pytest.mark.parametrize(
    "text",
    [
        "app version 5.12",
        "at 10.30",
        "10.30pm",
        "20% off",
        "iOS 17.20",
        "720p",
        "on 3.11.2025",
        "1080p",
        "5.1.2",
        "two",
    ],
)
def test_other_figures_are_no_money(text: str) -> None:
    assert mentioned_amounts(text) == []


def test_the_span_covers_the_currency() -> None:
    text = "why £9.99 this time"

    (amount,) = mentioned_amounts(text)

    assert text[amount.start : amount.end] == "£9.99"


@given(st.integers(0, 99_999), st.integers(0, 99))
def test_every_price_is_read_back(pounds: int, pence: int) -> None:
    (amount,) = mentioned_amounts(f"why was I charged £{pounds:,}.{pence:02} this month")

    assert amount.amount_minor == pounds * 100 + pence
