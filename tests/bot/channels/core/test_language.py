"""Which language a conversation is in after a message."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from bot.channels.core.language import Languages, languages

NAMES = ("Das Cabinet des Dr. Caligari", "La Chute de la maison Usher", "Nosferatu", "Standard with Ads", "Ich")
WRITTEN = {
    "de": ("Warum ist meine Rechnung höher als sonst?", "ich will kündigen", "stream ruckelt dauernd auf dem roku",
           "moin, mein login geht nicht mehr", "Passwort vergessen", "wieso wurde mir 2x abgebucht", "ja bitte",
           "nein danke", "geht nicht", "und die davor?", "wie viele geräte gleichzeitig?", "mit einem Menschen reden"),
    "fr": ("pourquoi ma facture est plus chère ce mois-ci ?", "je veux resilier", "ça marche pas", "c koi mon abonnement",
           "j'ai été prélevé deux fois", "merci beaucoup", "non merci", "l'appli plante sur ma tele", "trop cher",
           "bonsoir, je n'arrive pas à me connecter", "et celle d'avant ?", "quand est mon prochain paiement"),
    "es": ("¿Por qué me han cobrado dos veces?", "quiero cancelar", "no funciona", "se me ha olvidado la contraseña",
           "la app no va en mi tele", "cuando es mi proximo pago", "no, gracias", "q pasa con el streaming",
           "¿y la anterior?", "buenas, no puedo entrar en mi cuenta", "sigue igual", "que plan tengo"),
    "en": ("Why is my bill higher this month?", "how do i get the 4k plan, im on basic", "it wont let me log in",
           "how do I prove im a student", "two payments on the same day", "what did you charge me", "yes please"),
}  # fmt: skip
ELSEWHERE = {
    "pl": "nie działa mi aplikacja na telewizorze",
    "it": "ciao, non riesco ad accedere",
    "pt": "não consigo entrar na minha conta",
    "nl": "waarom is mijn rekening hoger deze maand?",
    "ja": "今月の請求額が高いのはなぜですか",
    "uk": "чому мій рахунок цього місяця більший?",
    "tr": "uygulama televizyonda çalışmıyor",
    "ar": "لماذا فاتورتي أعلى هذا الشهر؟",
}
FRAGMENTS = ("ok", "Roku", "Apple TV", "hannah.clarke@example.org", "NL-1001", "Nosferatu", "€9,99", "lol", "PayPal",
             "no", "super", "stop", "Login", "???", "", "Das Cabinet des Dr. Caligari", "la chute de la maison usher",
             "Standard with Ads", "https://example.org/warum/ist/das", "Fire TV Stick 4K", "qwerty 12345")  # fmt: skip


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Languages:
    names = tmp_path_factory.mktemp("index") / "names.txt"
    names.write_text("\n".join(NAMES), encoding="utf-8")
    return languages("en-GB", names)


@pytest.mark.parametrize("before", ["en-GB", "de", "fr", "es"])
@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in WRITTEN.items() for text in texts])
def test_a_message_of_some_words_takes_the_conversation_to_its_language(
    spoken: Languages, before: str, language: str, text: str
) -> None:
    assert spoken.locale_after(text, before, "en-GB").partition("-")[0] == language


@pytest.mark.parametrize("before", ["en-GB", "de", "fr", "es", "pl"])
@pytest.mark.parametrize("text", FRAGMENTS)
def test_what_has_no_language_changes_none(spoken: Languages, before: str, text: str) -> None:
    assert spoken.locale_after(text, before, "en-GB") == before


@pytest.mark.parametrize("language", ELSEWHERE)
def test_a_sentence_in_another_language_is_told_from_those_we_speak(spoken: Languages, language: str) -> None:
    assert spoken.locale_after(ELSEWHERE[language], "en-GB", "en-GB") == language
    assert spoken.locale_after("I said, why is my bill higher?", language, "en-GB") == "en-GB"


@pytest.mark.parametrize(("word", "language"), [("hola", "es"), ("bonjour", "fr"), ("danke", "de"), ("warum?", "de")])
def test_one_word_decides_at_the_start_and_never_against_what_was_written(
    spoken: Languages, word: str, language: str
) -> None:
    assert spoken.locale_after(word, "en-GB", "en-GB") == language
    assert spoken.locale_after("yes", language, "en-GB") == language


def test_the_language_most_of_a_message_is_in_wins(spoken: Languages) -> None:
    mixed = "mein streaming account ist broken, login failed, was soll ich machen?"

    assert spoken.locale_after(mixed, "en-GB", "en-GB") == "de"


def test_a_territory_is_kept_for_its_own_language(spoken: Languages) -> None:
    there = spoken.locale_after("what did you charge me for this month?", "de-AT", "de-AT")
    back = spoken.locale_after("warum ist meine Rechnung so hoch?", there, "de-AT")

    assert (there, back) == ("en-GB", "de-AT")


def test_no_english_message_of_the_held_out_set_is_taken_for_another_language(spoken: Languages) -> None:
    groups = yaml.safe_load(Path("tests/nlu/held_out.yml").read_text(encoding="utf-8"))["nlu"]
    texts = [
        line[2:] for group in groups if group["intent"] != "out_of_scope" for line in group["examples"].splitlines()
    ]

    taken = [text for text in texts if spoken.locale_after(text, "en-GB", "en-GB") != "en-GB"]

    assert taken == ["hola amigo"]


def test_a_message_is_told_in_less_than_a_millisecond(spoken: Languages) -> None:
    texts = [text for texts in WRITTEN.values() for text in texts]
    spoken.locale_after(texts[0], "en-GB", "en-GB")

    began = time.perf_counter()
    for text in texts:
        spoken.locale_after(text, "en-GB", "en-GB")

    assert (time.perf_counter() - began) / len(texts) < 0.001


def test_the_example_in_the_code_is_true() -> None:
    import doctest

    from bot.channels.core import language

    assert doctest.testmod(language) == doctest.TestResults(failed=0, attempted=1)
