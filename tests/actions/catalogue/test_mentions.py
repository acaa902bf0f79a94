from __future__ import annotations

import pytest

from actions.catalogue.index import Index
from actions.catalogue.mentions import (
    mentioned_devices,
    mentioned_error_codes,
    mentioned_invoices,
    mentioned_plans,
)
from actions.systems.entities import Plan


def plan(code: str, name: str) -> Plan:
    return Plan(code=code, name=name, product="streaming", price_minor=999, currency="GBP", interval="month")


PLANS = [
    plan("basic", "Basic with ads"),
    plan("standard", "Standard"),
    plan("premium", "Premium"),
    plan("premium_annual", "Premium annual"),
    plan("courier_print", "Courier print + digital"),
]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("my fire stik keeps crashing", ["fire_tv"]),
        ("works on roku but not on appletv", ["roku", "apple_tv"]),
        ("samsng tv", ["samsung_tv"]),
        ("on my Philips TV", ["android_tv"]),
        ("chromcast wont connect", ["chromecast"]),
        ("iphne 12", ["ios"]),
        ("PS4", ["ps4"]),
        ("the chrome browser", ["web_chrome"]),
    ],
)
def test_devices_are_found_by_name_alias_and_slip_in_the_order_said(index: Index, text: str, kinds: list[str]) -> None:
    assert [mention.id for mention in mentioned_devices(index, text)] == kinds


@pytest.mark.parametrize(
    "text", ["my phone", "it works fine", "I pay for this", "the paper did not come", "on the way"]
)
def test_words_that_are_no_device_find_none(index: Index, text: str) -> None:
    assert mentioned_devices(index, text) == []


def test_a_name_of_several_devices_finds_all_at_the_same_place(index: Index) -> None:
    found = mentioned_devices(index, "it freezes on my playstation")

    assert {mention.id for mention in found} == {"ps3", "ps4", "ps5"}
    assert len({(mention.start, mention.end) for mention in found}) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I get NL-1001", "NL-1001"),
        ("nl 1001 again", "NL-1001"),
        ("error 1001", "NL-1001"),
        ("error code: 1001 on my tv", "NL-1001"),
        ("says nl1001", "NL-1001"),
        ("NL10O1 when I press play", "NL-1001"),
        ("The error message is NL-4002.", "NL-4002"),
    ],
)
def test_an_error_code_is_found_however_it_is_written(index: Index, text: str, code: str) -> None:
    (mention,) = mentioned_error_codes(index, text)

    assert mention.code == code
    assert text[mention.start : mention.end] == mention.text


def test_an_error_code_that_nobody_knows_is_said_to_be_unknown(index: Index) -> None:
    (mention,) = mentioned_error_codes(index, "what is error 9999?")

    assert (mention.text, mention.code) == ("9999", None)


@pytest.mark.parametrize("text", ["channel 1001", "TV 55 inch", "I paid 1001 pounds", "since 2024", "PS4 pro", "24/7"])
def test_numbers_are_not_error_codes(index: Index, text: str) -> None:
    assert mentioned_error_codes(index, text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("difference between standard and premium", ["standard", "premium"]),
        ("switch me to the premium annual plan", ["premium_annual"]),
        ("is it on basic?", ["basic"]),
        ("I have Basic with ads", ["basic"]),
        ("premuim please", ["premium"]),
        ("courier print", ["courier_print"]),
        ("which plans are there", []),
    ],
)
def test_plans_are_found_by_what_customers_call_them(text: str, codes: list[str]) -> None:
    assert [mention.id for mention in mentioned_plans(PLANS, text)] == codes


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("bill no. INV-2041 is wrong", ["INV-2041"]),
        ("invoice 2041", ["2041"]),
        ("receipt number: a-10023 please", ["A-10023"]),
        ("NP-2025-000123", ["NP-2025-000123"]),
        ("my invoice from 2025", []),
        ("error NL-1001", []),
        ("since covid-19", []),
    ],
)
def test_bill_numbers_are_told_from_years_and_error_codes(index: Index, text: str, numbers: list[str]) -> None:
    assert [mention.number for mention in mentioned_invoices(index, text)] == numbers
