"""What the fields seem to bear out and is not so: offered, called off, not begun, of another record, denied too far."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.answers.gate import judge
from actions.facts.model import Duration, Fact, Money, Percent, fact, verdict

TODAY = dt.date(2026, 11, 14)


def pounds(minor: int) -> Money:
    return Money(amount_minor=minor, currency="GBP")


OFFERED: list[Fact] = [
    fact("subscription:1", "subscription", plan="Plus", status="active", price=pounds(999), interval="month", next_billing_on=dt.date(2026, 11, 24)),
    fact("offer:1", "offer", offer="Stay a While", percent=Percent(value=30), months=4),
    fact("quote:pause:subscription:1", "quote", quote_for="pause", effective_on=dt.date(2026, 11, 24), until=dt.date(2027, 1, 24), next_billing_on=dt.date(2027, 1, 24)),
]  # fmt: skip
PAPER: list[Fact] = [
    fact("delivery:1", "delivery", edition="Courier Saturday", due_on=dt.date(2026, 11, 21), status="planned"),
    fact("delivery:2", "delivery", edition="Courier Sunday", due_on=dt.date(2026, 11, 22), status="paused"),
    fact("delivery:3", "delivery", edition="Courier Saturday", due_on=dt.date(2026, 11, 28), status="planned"),
]
PAID: list[Fact] = [
    fact("subscription:1", "subscription", plan="Plus", status="active", price=pounds(999), interval="month", next_billing_on=dt.date(2026, 11, 24), next_amount=pounds(1099)),
    fact("payment:1", "payment", chargedOn=dt.date(2026, 10, 24), amount=pounds(599), status="succeeded"),
    fact("payment:2", "payment", chargedOn=dt.date(2026, 11, 2), amount=pounds(799), status="failed", method="card"),
    fact("plan:1", "plan", name="Basic", price=pounds(699), interval="month"),
    fact("plan:2", "plan", name="Plus", price=pounds(999), interval="month"),
]  # fmt: skip
FILMS: list[Fact] = [
    fact("title:1", "title", name="Night Ferry", type="film", available_from=dt.date(2026, 12, 5), audio_languages=["English", "Spanish"], subtitles=["English", "French"], running_time=Duration(seconds=7080)),
]  # fmt: skip
ELSEWHERE: list[Fact] = [
    fact("title:1", "title", title="Hollow Orchard", title_kind="series"),
    verdict("title:1", "watchable", False, title="Hollow Orchard", reason="on_other_plan", country="GB"),
]
PLANS: list[Fact] = [
    fact("plan:1", "plan", name="Pebble", price=pounds(699), interval="month", resolution="1080p", has_ads=True, downloads=False),
    fact("plan:2", "plan", name="Summit", price=pounds(1899), interval="month", resolution="4K", has_ads=False, downloads=True),
]  # fmt: skip


def cards(gift_status: str) -> list[Fact]:
    until = dt.date(2026, 10, 1) if gift_status == "expired" else dt.date(2027, 5, 1)
    return [
        fact(
            "card:1", "payment_method", brand="Visa", last4="4242", status="expired", expires_on=dt.date(2026, 10, 31)
        ),
        fact("gift:1", "gift_card", name="Gift Card", balance=pounds(1200), status=gift_status, expires_on=until),
    ]


def shown(sentence: str, known: list[Fact], question: str = "What about it?", locale: str = "en-GB") -> bool:
    return judge(sentence, known, question=question, locale=locale, today=TODAY).shown


@pytest.mark.parametrize(
    ("known", "question", "true", "lie"),
    [
        (OFFERED, "Can you do anything?", "Stay a While takes 30% off for 4 months.", "I've put the 30% discount on your account."),
        (OFFERED, "Can you do anything?", "We can offer you 30% off for 4 months.", "Your 30% discount runs for 4 months."),
        (OFFERED, "What would a pause be like?", "Your subscription would be paused until 24 January.", "Your subscription is now paused until 24 January."),
        (OFFERED, "When do I pay?", "Your next payment is on 24 November.", "Your next payment is on 24 January."),
        (PAPER, "When is my next paper?", "Your next paper is due on Saturday 21 November.", "Your next paper comes on Sunday 22 November."),
        (PAPER, "When is my next paper?", "Your next paper comes on Saturday 21 November.", "Your next paper comes on Saturday 28 November."),
        (PAID, "What do I pay next?", "Your next payment is £10.99.", "Your next payment is £5.99."),
        (PAID, "What do I pay next?", "Your next payment comes to £10.99.", "Your next payment comes to £5.99."),
        (PAID, "What do I pay next?", "Your next payment is £10.99.", "Your next payment works out at £6.99."),
        (PAID, "What about my payments?", "We took £5.99 on 24 October.", "We took the money on 2 November."),
        (PAID, "What about my payments?", "We tried to take £7.99 on 2 November.", "We took £7.99 on 2 November."),
        (PAID, "What about my payments?", "The £7.99 payment on 2 November failed.", "Payment was made on 2 November."),
        (FILMS, "Do you have Night Ferry?", "Night Ferry is available from 5 December.", "Yes, Night Ferry is available to watch now."),
        (FILMS, "What languages?", "Night Ferry has audio in English and Spanish.", "Night Ferry has audio in English and French."),
        (FILMS, "What languages?", "Night Ferry has subtitles in English and French.", "Night Ferry has subtitles in English and Spanish."),
        (PLANS, "How do Pebble and Summit differ?", "Summit has no ads and streams in 4K.", "Pebble has ads and streams in 4K."),
        (PLANS, "How do Pebble and Summit differ?", "Summit has no ads.", "Both plans have no ads."),
    ],
)  # fmt: skip
def test_what_is_so_is_shown_and_what_only_seems_so_is_not(
    known: list[Fact], question: str, true: str, lie: str
) -> None:
    assert shown(true, known, question)
    assert not shown(lie, known, question)


def test_a_denial_reaches_as_far_as_its_reason() -> None:
    assert not shown("Hollow Orchard isn't available in the UK.", ELSEWHERE, "Can I watch Hollow Orchard?")


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en-GB", "Your card has expired, and so has the gift card."),
        ("en-GB", "Your card has expired and the gift card too."),
        ("de-DE", "Ihre Karte ist abgelaufen und die Geschenkkarte auch."),
        ("de-DE", "Ihre Karte ist abgelaufen, die Geschenkkarte ebenso."),
        ("fr-FR", "Votre carte a expiré, et la carte cadeau aussi."),
        ("es-ES", "Su tarjeta ha caducado, y la tarjeta regalo también."),
    ],
)
def test_what_is_said_of_another_too_is_held_against_it(locale: str, sentence: str) -> None:
    assert shown(sentence, cards("expired"), locale=locale)
    assert not shown(sentence, cards("active"), locale=locale)


def test_that_something_may_not_be_done_is_not_told_by_its_not_being_done() -> None:
    known = [fact("subscription:1", "subscription", plan="Plus", status="trial", trial_ends_on=dt.date(2026, 11, 20))]
    assert shown("Your subscription isn't cancelled.", known)
    assert not shown("You can't cancel Plus while the trial is running.", known)
    assert not shown("Plus can't be cancelled.", known)


def test_how_often_is_of_the_subscription_that_is_named() -> None:
    known = [
        fact("subscription:1", "subscription", plan="Plus", status="active", price=pounds(1349), interval="month"),
        fact("subscription:2", "subscription", plan="Courier", status="active", price=pounds(2200), interval="quarter"),
        verdict("subscription:1", "charged_again", True, plan="Plus"),
    ]
    assert shown("Plus costs £13.49 a month.", known, "What do I pay for Plus?")
    assert not shown("Plus costs £13.49 a quarter.", known, "What do I pay for Plus?")


def test_what_was_cancelled_first_is_told_by_the_days() -> None:
    known = [
        fact("subscription:1", "subscription", plan="Plus", status="cancelled", cancelled_on=dt.date(2026, 11, 5)),
        fact("subscription:2", "subscription", plan="Puzzles", status="expired", cancelled_on=dt.date(2026, 8, 12), ends_on=dt.date(2026, 8, 30)),
        verdict("subscription:1", "ends", True, plan="Plus"),
    ]  # fmt: skip
    assert not shown("You cancelled Plus before Puzzles.", known, "Did my cancellation go through?")
    assert not shown("Your Puzzles subscription was not cancelled on 12 August.", known)
    assert not shown("Your Puzzles subscription was not cancelled earlier, on 12 August.", known)


def test_a_weekday_is_of_the_delivery_spoken_of() -> None:
    known = [
        fact("subscription:1", "subscription", plan="Daily", status="active", delivery_days=["Monday", "Tuesday"]),
        fact("delivery:1", "delivery", date=dt.date(2026, 11, 9), status="delivered"),
        fact("delivery:2", "delivery", date=dt.date(2026, 11, 10), status="missed"),
    ]
    assert not shown("Monday's paper was the one that went missing.", known, "What happened to my paper?")


def test_a_card_has_expired_only_where_its_own_record_says_so() -> None:
    known = [
        fact("payment:1", "payment", attempted_on=dt.date(2026, 11, 11), status="failed", failure_reason="card_expired", method="card", card_tail="4471"),
        fact("payment:2", "payment", attempted_on=dt.date(2026, 11, 13), status="failed", failure_reason="insufficient_funds", method="card", card_tail="9052"),
    ]  # fmt: skip
    assert shown("The card ending in 4471 has expired.", known)
    assert not shown("The card ending in 9052 has expired.", known)
