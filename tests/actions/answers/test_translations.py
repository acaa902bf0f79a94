"""What is said in other languages: complete, with the same values, and one sentence in those that are not spoken."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import pytest

from actions.answers.composer import Composer, composer, read_wordings
from actions.answers.locale import in_words
from actions.answers.translations import read_translations
from actions.clock import Calendar
from actions.errors import SettingError
from actions.facts.model import Bool, Percent, TextList, fact
from actions.requests.notices import notice
from actions.requests.outbox import Receipt
from tests.actions.fakes import calendar

RESPONSES = Path("data/responses")
LANGUAGES = ("de", "es", "fr")


def fields(wording: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


@pytest.fixture
def say() -> Composer:
    return composer(RESPONSES, calendar(), "en-GB", company="Northlight", site="https://example.org")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_is_translated_with_the_same_placeholders(language: str) -> None:
    own, translated = read_wordings(RESPONSES), read_translations(RESPONSES).wordings[language]

    only_said_elsewhere = {"utter_other_language", "utter_as_written"} - set(translated)
    assert set(own) - set(translated) == {"utter_other_language"} | only_said_elsewhere
    assert set(translated) <= set(own)
    assert {name for name, text in translated.items() if fields(text) != fields(own[name])} - {
        "utter_as_written"
    } == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_no_copy(language: str) -> None:
    own, translated = read_wordings(RESPONSES), read_translations(RESPONSES).wordings[language]

    same = {name for name, text in translated.items() if text == own[name] and len(fields(text)) < len(text.split())}

    assert len(same) <= 3, same


def test_a_wording_is_said_in_the_customers_language_with_its_values(say: Composer) -> None:
    known = fact("s", "subscription", source="x", plan="Premium", next_amount=None, next_billing_on=None)
    german = say.for_locale("de-AT")

    text = german("billing_over", known)

    assert text == "Es ist keine Zahlung fällig: Ihr Abo Premium ist beendet."


def test_a_wording_without_a_translation_is_said_in_the_companys_language(say: Composer, tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("responses:\n  utter_a: [{text: A}]\n  utter_b: [{text: B}]\n", encoding="utf-8")
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "x.yml").write_text("language: de\ntranslations: {utter_a: Ä}\n", encoding="utf-8")

    german = composer(tmp_path, calendar(), "en-GB", company="", site="").for_locale("de")

    assert (german("a"), german("b")) == ("Ä", "B")


@pytest.mark.parametrize(("tag", "begins"), [("pl", "Niestety"), ("ja", "申し訳"), ("pt-BR", "Infelizmente")])
def test_in_a_language_that_is_not_spoken_one_sentence_is_known(say: Composer, tag: str, begins: str) -> None:
    unspoken = say.for_locale(tag).unspoken

    assert unspoken is not None
    assert unspoken.says.startswith(begins)
    assert "English, Deutsch, Español, Français" in unspoken.says


def test_in_a_language_that_is_not_known_at_all_the_sentence_is_the_companys(say: Composer) -> None:
    unspoken = say.for_locale("sw").unspoken

    assert unspoken is not None
    assert unspoken.says.startswith("I don't speak that language, only these: English, Deutsch")
    assert unspoken.person == "Talk to a person"


@pytest.mark.parametrize("tag", ["en-US", "de-CH", "fr-CA", "es-MX", "xx-QQ"])
def test_what_is_spoken_or_no_language_at_all_is_answered(say: Composer, tag: str) -> None:
    assert say.for_locale(tag).unspoken is None


def test_values_are_written_as_in_the_language(say: Composer) -> None:
    german, london = say.for_locale("de").locale, Calendar("Europe/London")
    listed = TextList(value=("Basic", "Standard", "Premium"))

    assert in_words(Percent(value=20), german, london) == "20\u00a0%"
    assert in_words(listed, german, london) == "Basic, Standard und Premium"
    assert in_words(Bool(value=True), german, london) == "ja"
    assert in_words(Percent(value=20), say.locale, london) == "20%"


@pytest.mark.parametrize("content", ["translations: [", "language: de", "language: de\ntranslations: 3", "- a"])
def test_a_broken_file_of_translations_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "x.yml").write_text(content, encoding="utf-8")

    with pytest.raises(SettingError, match=r"de.x\.yml"):
        read_translations(tmp_path)


def test_a_later_notice_is_in_the_language_of_the_conversation_that_asked(say: Composer) -> None:
    outcome = {"effective_at": "2026-12-20T00:00:00+00:00", "reference": "NB-1"}
    asked = Receipt("r", "cancel_subscription", "c", "web-1", "done", outcome, "de")

    assert notice(asked, say, calendar()).startswith(
        "Unser Abrechnungssystem hat Ihre Anfrage jetzt bestätigt; sie gilt ab 20. Dez"
    )
    assert notice(replace(asked, locale=None), say, calendar()).startswith("Our billing system has now confirmed")
