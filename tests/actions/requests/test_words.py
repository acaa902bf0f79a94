"""What customers write when a request asks for something."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.requests.addresses import address_in
from actions.requests.flows.account import contact_in, field_in
from actions.requests.flows.delivery import problem_of, wish_of
from actions.requests.flows.pauses import days_in, months_in, time_in
from actions.requests.lengths import is_length
from actions.systems.entities import Delivery

TODAY = dt.date(2026, 3, 10)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("12 Elm Road, Leeds LS1 4AB", "12 Elm Road, Leeds LS1 4AB"),
        ("it's 7a Mill Lane\nYork\nYO1 7HU", "7a Mill Lane, York, YO1 7HU"),
        ("no, 14 Elm Road, Leeds LS1 4AB please", "14 Elm Road, Leeds LS1 4AB"),
        ("My new address is: 3 Quay Street, Galway H91 X2Y3.", "3 Quay Street, Galway H91 X2Y3"),
        ("Lindenstraße 5, 10969 Berlin. Danke!", "Lindenstraße 5, 10969 Berlin"),
        ("I moved, my new address is 12 High Street, York YO1 7HH", "12 High Street, York YO1 7HH"),
        ("meine neue Adresse ist Hauptstr. 5, London SW1A 1AA", "Hauptstr. 5, London SW1A 1AA"),
        ("ich bin umgezogen: Am Markt 5a, 10969 Berlin bitte", "Am Markt 5a, 10969 Berlin"),
        ("j'ai déménagé : 3 Park Road, Bath BA1 2AB", "3 Park Road, Bath BA1 2AB"),
        ("ma nouvelle adresse est 3 rue des Lilas, 75011 Paris", "3 rue des Lilas, 75011 Paris"),
        ("mi nueva dirección es Calle de la Paz 5, 28013 Madrid", "Calle de la Paz 5, 28013 Madrid"),
        ("change it back to 27 Chapel Lane, Exeter EX4 9HD", "27 Chapel Lane, Exeter EX4 9HD"),
        ("The paper should go to 5 Mill Lane, Leeds LS1 4AP from friday please", "5 Mill Lane, Leeds LS1 4AP"),
        ("deliver to my neighbour 29 Chapel Lane, Exeter EX4 9HD", "29 Chapel Lane, Exeter EX4 9HD"),
        ("send it to Flat 2, 12 Elm Road, Leeds LS1 4AB", "Flat 2, 12 Elm Road, Leeds LS1 4AB"),
        ("Rose Cottage, 3 Quay Street, York YO1 7HU", "Rose Cottage, 3 Quay Street, York YO1 7HU"),
        ("please deliver to 3 Park Road, Bath BA1 2AB instead", "3 Park Road, Bath BA1 2AB"),
        ("my account is 10001 and I live at 12 Elm Road, Leeds LS1 4AB", "12 Elm Road, Leeds LS1 4AB"),
        ("12 high street york yo1 7hh", "12 high street york yo1 7hh"),
        ("LS1 4AB", None),
        ("the blue house at the corner", None),
        ("can you deliver by 7?", None),
    ],
)
def test_an_address_is_street_and_postcode(text: str, address: str | None) -> None:
    found = address_in(text)

    assert (found.line if found else None) == address


@pytest.mark.parametrize(
    ("around", "timed"),
    [
        ("{} from friday", True), ("to my neighbour {} from 10 to 17 december only", True), ("ab dem 20. Dezember {}", True),
        ("{} for two weeks", True), ("{} seulement", True), ("{} please", False), ("I moved, it is {}", False),
    ],
)  # fmt: skip
def test_an_address_that_counts_for_some_days_is_told_apart(around: str, timed: bool) -> None:
    found = address_in(around.format("12 Elm Road, Leeds LS1 4AB"))

    assert found is not None
    assert found.line == "12 Elm Road, Leeds LS1 4AB"
    assert found.is_for_a_time(TODAY) is timed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("please use anna.b+news@mail.example.org.", {"field": "email", "value": "anna.b+news@mail.example.org"}),
        ("07700 900123", {"field": "phone", "value": "07700 900123"}),
        ("+44 (0)20 7946 0018", {"field": "phone", "value": "+44 (0)20 7946 0018"}),
        ("in 2026", {}),
        ("anna at mail", {}),
        ("my card is 4111 1111 1111 1111", {}),
        ("since 2026-01-12 09", {}),
        ("0612345678901234567", {}),
    ],
)
def test_a_contact_detail_is_an_address_or_a_number(text: str, found: dict[str, str]) -> None:
    assert contact_in(text, "GB") == found


def test_a_message_that_names_both_details_leaves_open_which() -> None:
    assert field_in("change my phone number") == {"field": "phone"}
    assert field_in("phone and email") == {}


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("for two months", "2"), ("3 months please", "3"), ("a month", "1"), ("for a while", None), ("2", "2"),
        ("half a year", "6"), ("ein halbes Jahr", "6"), ("un mois", "1"), ("dos meses", "2"),
    ],
)  # fmt: skip
def test_a_pause_is_counted_in_months(text: str, months: str | None) -> None:
    assert months_in(text).get("months") == months


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from 3 to 17 August", "2026-08-03", "2026-08-17"),
        ("tomorrow", "2026-03-11", "2026-03-11"),
        ("next week", "2026-03-16", "2026-03-22"),
        ("2 weeks", "2026-03-11", "2026-03-24"),
        ("ein Monat", "2026-03-11", "2026-04-09"),
    ],
)
def test_a_holiday_lies_ahead(text: str, first: str, last: str) -> None:
    assert days_in(text, TODAY) == {"first": first, "last": last}


def test_days_that_are_over_or_not_said_are_no_holiday() -> None:
    assert days_in("last week", TODAY) == {}
    assert days_in("when I am away", TODAY) == {}


@pytest.mark.parametrize("text", ["from 31 february to 3 march", "31 june to 3 july", "du 5 au 10", "12 or 13"])
def test_days_that_do_not_exist_or_lack_their_month_are_asked_again(text: str) -> None:
    assert time_in(text, TODAY, paper=True) == {"unfit": ""}


def test_weeks_are_no_pause_but_no_other_request_either() -> None:
    assert time_in("2 weeks", TODAY, paper=False) == {"unfit": ""}
    assert time_in("what does 2 weeks cost?", TODAY, paper=False) == {}


@pytest.mark.parametrize("text", ["1 month", "half a year", "for 2 weeks please", "nein, zwei Wochen", "pour un mois"])
def test_a_length_alone_is_told_from_a_wish(text: str) -> None:
    assert is_length(text)
    assert not is_length(f"pay every {text}")


def test_a_holiday_that_has_begun_counts_from_today() -> None:
    assert days_in("this week", TODAY) == {"first": "2026-03-10", "last": "2026-03-15"}


@pytest.mark.parametrize(
    ("text", "status", "problem"),
    [
        ("my paper was soaking wet", "delivered", "damaged"),
        ("it is always late", "missing", "late"),
        ("no paper again", "delivered", "missing"),
        ("again!", "damaged", "damaged"),
    ],
)
def test_what_was_wrong_is_said_or_recorded(text: str, status: str, problem: str) -> None:
    row = Delivery(customer="c1", id="d1", edition="Courier", due_on=TODAY, status=status)  # type: ignore[arg-type]

    assert problem_of(text, row) == problem


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("credit it please", "credit"),
        ("bring me another one", "redelivery"),
        ("no credit please, a new copy", "redelivery"),
        ("don't send it again, I'd like the money", "credit"),
        ("don't send it", None),
        ("bitte liefern Sie sie noch einmal", "redelivery"),
        ("noch einmal bringen", "redelivery"),
        ("eine Gutschrift, bitte", "credit"),
        ("bitte gutschreiben", "credit"),
        ("remboursez-moi", "credit"),
        ("un avoir", "credit"),
        ("livrer de nouveau", "redelivery"),
        ("no me lo envíes", None),
        ("abónamelo en la factura", "credit"),
        ("que me lo abonen", "credit"),
        ("que me lo traigan otra vez", "redelivery"),
        ("vielleicht", None),
    ],
)
def test_what_is_wished_for_a_paper_is_not_what_is_refused(text: str, wish: str | None) -> None:
    assert wish_of(text) == wish
