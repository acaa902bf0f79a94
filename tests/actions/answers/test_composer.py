"""Wordings, and values in a customer's locale."""

from __future__ import annotations

import datetime as dt
import string
from pathlib import Path

import pytest
import yaml

from actions.answers.composer import composer, read_wordings
from actions.answers.locale import duration, locale_of, money
from actions.errors import SettingError
from actions.facts.model import Money, fact
from tests.actions.fakes import calendar

RESPONSES = Path("data/responses")


def test_a_wording_is_filled_from_facts_in_the_customer_s_locale() -> None:
    say = composer(RESPONSES, calendar(), "en-GB", company="Northlight", site="https://example.org")
    known = fact("s", "subscription", plan="Standard", next_amount=Money(amount_minor=999, currency="GBP"),
                 next_billing_on=dt.date(2026, 4, 1))  # fmt: skip

    british, german = say("billing_next", known), say.for_locale("de-DE")("billing_next", known)

    assert british == "Your next payment of £9.99 for Standard is due on 1 April 2026."
    assert "9,99" in german
    assert "1. April 2026" in german


def test_a_field_that_no_fact_has_is_a_mistake_and_not_a_gap_in_the_sentence() -> None:
    say = composer(RESPONSES, calendar(), "en-GB", company="Northlight", site="https://example.org")

    with pytest.raises(KeyError):
        say("billing_next", fact("s", "subscription", plan="Standard"))


def test_the_first_fact_wins_where_two_have_a_field() -> None:
    say = composer(RESPONSES, calendar(), "en-GB", company="Northlight", site="https://example.org")

    assert "Basic" in say("compare_plans_yours", fact("a", "plan", plan="Basic"), fact("b", "plan", plan="Premium"))


@pytest.mark.parametrize(
    ("minor", "currency", "tag", "written"),
    [(999, "GBP", "en-GB", "£9.99"), (-817, "GBP", "en-GB", "-£8.17"), (1200, "JPY", "en-GB", "JP¥1,200"),
     (123456, "EUR", "de-DE", "1.234,56\xa0€"), (0, "USD", "en-US", "$0.00")],
)  # fmt: skip
def test_money_has_the_currency_s_own_digits(minor: int, currency: str, tag: str, written: str) -> None:
    assert money(minor, currency, locale_of(tag)) == written


@pytest.mark.parametrize(("seconds", "written"), [(5640, "94 minutes"), (604_800, "7 days"), (14_400, "4 hours")])
def test_a_duration_is_said_in_the_unit_people_use(seconds: int, written: str) -> None:
    assert duration(seconds, locale_of("en-GB")) == written


def test_an_unknown_locale_falls_back() -> None:
    assert str(locale_of("xx-QQ")) == "en_GB"


@pytest.mark.parametrize("content", ["responses: [", "other: {}", "responses:\n  utter_x: []", "- a"])
def test_a_broken_file_of_wordings_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.yml").write_text(content, encoding="utf-8")

    with pytest.raises(SettingError, match=r"x\.yml"):
        read_wordings(tmp_path)


def test_no_wording_is_given_twice_and_each_can_be_parsed() -> None:
    seen: dict[str, str] = {}
    for path in RESPONSES.glob("*.yml"):
        for name, variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items():
            assert name not in seen, f"{name} stands in {seen[name]} and {path.name}"
            seen[name] = path.name
            assert all(list(string.Formatter().parse(variant["text"])) for variant in variants)


def test_every_wording_that_code_says_exists() -> None:
    wordings = read_wordings(RESPONSES)
    said = {
        part.split('"')[0]
        for path in Path("actions").rglob("*.py")
        if ".venv" not in path.parts
        for part in path.read_text(encoding="utf-8").split('say("')[1:]
    }

    assert said
    assert {name for name in said if "utter_" + name not in wordings} == set()
