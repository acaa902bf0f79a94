"""Classes of claim that once went unread: certainty, again, order of steps, opposites, how often, sums, deeds, whose value."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.answers.gate import judge
from actions.facts.model import Fact, Money, fact, verdict
from tests.actions.gate.library import facts, today

TODAY = dt.date(2026, 10, 14)


def pounds(minor: int) -> Money:
    return Money(amount_minor=minor, currency="GBP")


ONE: list[Fact] = [
    fact("sub:1", "subscription", plan="Plus", status="active", price=pounds(999), interval="month", next_billing_on=dt.date(2026, 10, 24)),
    fact("inv:1", "invoice", number="INV-1", issued_on=dt.date(2026, 9, 20), total=pounds(999), status="open"),
    fact("pay:1", "payment", invoice="INV-1", attempted_on=dt.date(2026, 9, 20), amount=pounds(999), status="failed"),
    fact("pay:2", "payment", invoice="INV-1", attempted_on=dt.date(2026, 9, 23), amount=pounds(999), status="failed"),
    fact("refund:1", "refund", amount=pounds(999), issued_on=dt.date(2026, 9, 27)),
    fact("letter:1", "newsletter", name="Stage Letter", subscribed=False, frequency="monthly"),
    fact("letter:2", "newsletter", name="Weekend Letter", subscribed=True, frequency="weekly"),
    fact("request:1", "receipt", request="address change", reference="RQ-1", received_on=dt.date(2026, 10, 12), status="being processed"),
    fact("error:1", "error_code", code="E-7", meaning="The connection is too slow", steps=["Move closer to your router", "Choose a lower quality", "Restart the app"]),
    fact("help:1", "help_article", title="Resetting your PIN", body="After the reset you are signed out on all devices. We never share your address with others."),
]  # fmt: skip
TWO: list[Fact] = [
    fact("subscription:1", "subscription", plan="Plus", status="active", price=pounds(999), interval="month"),
    fact("subscription:2", "subscription", plan="Paper Digital", status="active", price=pounds(1800), interval="month"),
    fact("inv:1", "invoice", number="INV-1", subscription="subscription:1", issued_on=dt.date(2026, 9, 20), total=pounds(999), status="paid"),
    fact("inv:2", "invoice", number="INV-2", subscription="subscription:2", issued_on=dt.date(2026, 10, 1), total=pounds(1800), status="paid"),
    fact("pay:1", "payment", invoice="INV-1", attempted_on=dt.date(2026, 9, 20), amount=pounds(999), status="succeeded", method="card"),
    fact("pay:2", "payment", invoice="INV-2", attempted_on=dt.date(2026, 10, 1), amount=pounds(1800), status="succeeded", method="PayPal"),
]  # fmt: skip
FILM: list[Fact] = [
    fact("title:1", "title", name="Night Ferry", kind="film"),
    fact("right:1", "right", title="Night Ferry", country="United Kingdom", plan="Plus", starts_on=dt.date(2026, 11, 5)),
    fact("plan:1", "plan", name="Basic", price=pounds(599), interval="month"),
    fact("plan:2", "plan", name="Plus", price=pounds(999), interval="month"),
    verdict("title:1", "watchable", False, title="Night Ferry"),
]  # fmt: skip


def shown(
    sentence: str, known: list[Fact] = ONE, locale: str = "en-GB", question: str = "What about my account?"
) -> bool:
    return judge(sentence, known, question=question, locale=locale, today=TODAY).shown


@pytest.mark.parametrize(
    ("locale", "plain", "sure"),
    [
        ("en-GB", "Your next payment is on 24 October.", "Your next payment is definitely on 24 October."),
        ("en-GB", "Your next payment will be on 24 October.", "Your next payment will for sure be on 24 October."),
        ("en-GB", "Your next payment will be on 24 October.", "Rest assured, your next payment will be on 24 October."),
        ("de-DE", "Die nächste Zahlung ist am 24. Oktober.", "Die nächste Zahlung ist garantiert am 24. Oktober."),
        ("de-DE", "Die nächste Zahlung ist am 24. Oktober.", "Die nächste Zahlung ist mit Sicherheit am 24. Oktober."),
        ("fr-FR", "Le prochain paiement est le 24 octobre.", "Le prochain paiement est certainement le 24 octobre."),
        ("es-ES", "El próximo pago es el 24 de octubre.", "El próximo pago es sin duda el 24 de octubre."),
    ],
)
def test_nobody_is_certain_of_what_is_to_come(locale: str, plain: str, sure: str) -> None:
    assert shown(plain, locale=locale)
    assert not shown(sure, locale=locale)


def test_certainty_is_a_reply_or_of_what_is_the_case_or_the_texts_own() -> None:
    assert shown("Sicher, die nächste Zahlung ist am 24. Oktober.", locale="de-DE")
    assert not shown("Guaranteed: your next payment is on 24 October.")
    assert shown("Your subscription is definitely active.")
    assert shown("We never share your address with others.")


def test_what_is_denied_today_is_not_denied_for_ever() -> None:
    assert not shown("Night Ferry will never be available.", FILM, question="Can I watch Night Ferry?")


def test_again_needs_a_second_record_of_the_kind() -> None:
    assert shown("The payment failed on 20 September and again on 23 September.")
    assert not shown("The payment failed on 20 September and again on 27 September.")
    assert not shown("The payment failed again on 20 September.")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Move closer to your router before you restart the app.", True),
        ("Restart the app before you move closer to your router.", False),
        ("Before you restart the app, move closer to your router.", True),
        ("Before you move closer to your router, restart the app.", False),
        ("Restart the app, then move closer to your router.", False),
        ("Restart the app after that, and choose a lower quality first.", False),
    ],
)
def test_steps_are_told_in_their_order(sentence: str, told: bool) -> None:
    assert shown(sentence, question="What do I do about E-7?") == told


def test_in_is_not_out_and_staying_is_not_leaving() -> None:
    assert shown("You're signed out on all your devices after the reset.", question="How do I reset my PIN?")
    assert not shown("You stay signed in on all your devices after the reset.", question="How do I reset my PIN?")


@pytest.mark.parametrize(
    "sentence",
    [
        "You get Stage Letter once a month.",
        "You have Stage Letter every month.",
        "You get Weekend Letter once a month.",
    ],
)
def test_what_is_had_and_how_often_is_as_the_record_has_it(sentence: str) -> None:
    assert shown("Stage Letter is monthly.")
    assert shown("You get Weekend Letter once a week.")
    assert not shown(sentence)


@pytest.mark.parametrize(
    "sentence", ["You owe £19.98 in total for the two failed attempts.", "Altogether, the two payments come to £19.98."]
)
def test_attempts_at_one_bill_do_not_add_up(sentence: str) -> None:
    assert not shown(sentence)


def test_what_was_paid_adds_up_and_is_not_owed() -> None:
    assert shown("Together, the two payments come to £27.99.", TWO)
    assert not shown("You owe £27.99 in total for the two payments.", TWO)


def test_a_request_does_not_say_that_it_is_done() -> None:
    question = "Has my address been changed?"

    assert shown("Your address change was received on 12 October.", question=question)
    assert not shown("Your address has been changed.", question=question)
    assert not shown("The address was changed on 12 October.", question=question)


@pytest.mark.parametrize(
    "sentence",
    ["Plus was paid through PayPal.", "The £18.00 charge on 1 October was for Plus.", "INV-1 was issued on 1 October."],
)
def test_what_is_one_records_is_not_told_of_another(sentence: str) -> None:
    assert shown("The £18.00 charge on 1 October was for Paper Digital.", TWO)
    assert not shown(sentence, TWO)


def test_the_day_of_an_attempt_is_not_the_day_of_issue() -> None:
    assert shown("INV-1 was issued on 20 September.")
    assert not shown("INV-1 was issued on 23 September.")


@pytest.mark.parametrize(
    "sentence", ["In the United Kingdom, Night Ferry was on Plus.", "Going from Plus to Plus would be £4 more a month."]
)
def test_what_begins_later_was_not_so_and_nothing_changes_into_itself(sentence: str) -> None:
    assert not shown(sentence, FILM, question="Can I watch Night Ferry?")


@pytest.mark.parametrize(
    ("world", "locale", "question", "sentence"),
    [
        ("i-failed_payment", "en-US", "Will I lose access, and what can I do?", "After three failed attempts, your subscription is not paused."),
        ("i-my_devices", "en-US", "How do I get rid of the iPad?", "That would leave you with three registered devices."),
        ("i-two_invoices", "en-GB", "Which of them still has to be paid?", "September's invoice has been paid, but October's has yet."),
        ("i-compare_plans", "en-GB", "I've got a family of four. Any advice?", "Going from Premium to Premium would be £11 more a month."),
        ("j-pago_es", "es-ES", "¿Va a subir el precio?", "Sí, a partir del 5 de abril Marlin Estándar pasa de 11,99 € a 11,99 €."),
        ("j-failed_and_retried", "en-US", "What happens next and how much do I owe?", "Invoice OR-240771 was issued on February 6."),
    ],
)  # fmt: skip
def test_a_small_turn_of_a_true_sentence_is_refused(world: str, locale: str, question: str, sentence: str) -> None:
    assert not judge(sentence, facts(world), question=question, locale=locale, today=today(world)).shown
