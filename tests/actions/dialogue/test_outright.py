"""What is asked for in plain words: a thing by its name, and an e-mail that does not come."""

from __future__ import annotations

import pytest

from actions.dialogue.memory import Offer, Shown
from actions.dialogue.outright import asked_outright


@pytest.mark.parametrize(
    ("text", "use_case"),
    [
        ("what about the newspaper", "delivery_area_schedule"),
        ("Und was ist mit der Zeitung?", "delivery_area_schedule"),
        ("qu'en est-il du journal ?", "delivery_area_schedule"),
        ("¿y el periódico?", "delivery_area_schedule"),
        ("newspaper", "delivery_area_schedule"),
        ("no, the newspaper", "delivery_area_schedule"),
        ("what about my devices", "manage_devices"),
        ("und die Rechnung", "view_invoices"),
        ("a question about my bill", "view_invoices"),
        ("and the newsletters?", "newsletter_preferences"),
    ],
)
def test_a_thing_by_its_name_is_told_of(text: str, use_case: str) -> None:
    reading = asked_outright(text, None)

    assert reading is not None
    assert reading.name == use_case


@pytest.mark.parametrize("text", ["no paper", "bills", "the devices don't work", "what about Nosferatu"])
def test_other_words_are_left_to_the_router(text: str) -> None:
    assert asked_outright(text, None) is None


def test_the_name_of_a_choice_that_was_shown_is_that_choice() -> None:
    shown = Shown("cancel_subscription", offers=(Offer("Newspaper", "cancel_subscription", {"subscription": "s1"}),))

    assert asked_outright("the newspaper", shown) is None


@pytest.mark.parametrize(
    "text",
    [
        "I don't get the mail", "the email never came", "no reset email", "i dont receive the password email",
        "I haven't received any email yet", "not getting any emails from you", "where is the email",
        "die mail kommt nicht an", "ich bekomme keine mail", "ich kriege die Mail nicht", "es kommt keine mail an",
        "je reçois pas le mail", "je ne reçois pas l'e-mail", "le mail n'arrive pas", "toujours pas de mail",
        "no me llega el correo", "el correo no llega", "no he recibido el email",
    ],
)  # fmt: skip
def test_an_email_that_does_not_come_is_looked_up(text: str) -> None:
    reading = asked_outright(text, None)

    assert reading is not None
    assert reading.given == {"look_up": "missing_email"}


@pytest.mark.parametrize(
    "text", ["I'm not getting the newsletter", "the link in the mail doesn't work", "change my email"]
)
def test_another_matter_with_emails_is_not(text: str) -> None:
    assert asked_outright(text, None) is None
