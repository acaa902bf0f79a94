"""Personal values leave as placeholders and come back as they were."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.facts.model import Money, TextList, fact
from actions.privacy.masking import Mask
from actions.systems.entities import Customer

ADA = Customer(
    customer="cus_7", name="Ada Marlowe", email="ada@example.org", phone="+44 20 7946 0999",
    address="7 Mill Row, Leeds LS1 4AB", country="GB",
)  # fmt: skip


def test_the_customers_own_values_are_hidden_word_for_word_and_in_any_case() -> None:
    hidden = Mask.of_customer(ADA).hide("ADA marlowe, ada@example.org, 7 Mill Row, Leeds LS1 4AB, cus_7")

    assert not re.search(r"ada|marlowe|example|mill|leeds|cus_7", hidden, re.I)


def test_a_part_of_the_name_is_hidden_too_but_not_inside_other_words() -> None:
    hidden = Mask.of_customer(ADA).hide("Ada asks about Canada")

    assert "Ada " not in hidden
    assert "Canada" in hidden


@pytest.mark.parametrize(
    "secret",
    ["bob.smith@mail.example.com", "4111 1111 1111 1111", "5500-0000-0000-0004", "DE89 3704 0044 0532 0130 00",
     "020 7946 0958", "+49 30 901820", "192.0.2.17", "2001:db8:0:0:0:0:0:1", "12 high street", "4 Mill Row", "SE15 1EP",
     "D02 X285", "d6w hy72", "A65F4E2",
     "Musterstraße 12", "12 rue de la Paix", "Calle de Alcalá 50"],
)  # fmt: skip
def test_what_proves_to_be_personal_is_hidden(secret: str) -> None:
    assert secret not in Mask().hide(f"Mine is {secret}, please check.")


@pytest.mark.parametrize(
    "harmless",
    ["invoice INV-2041 of £9.99", "4111 1111 1111 1112", "on 3 March 2026", "version 5.2.1", "error NL-1234", "DE89 3704",
     "charged 3 times in a row", "2 films on the way", "my card expired in 2025", "my trial ends in 2026", "PS5 4th time",
     "NL-2026-129675", "F16 2024", "the T20 2026", "X64 ULTRA", "on a C64 here"],
)  # fmt: skip
def test_what_only_looks_personal_stays(harmless: str) -> None:
    assert Mask().hide(harmless) == harmless


def test_titles_of_the_catalogue_stay_even_where_they_look_like_an_address_or_hold_a_name() -> None:
    mask = Mask.of_customer(ADA, keep=["21 Jump Street", "Ada and the Moon"])

    for asked in ("Is 21 Jump Street any good?", "When does Ada and the Moon leave?"):
        assert mask.hide(asked) == asked


def test_a_title_that_is_the_customers_own_value_is_hidden_all_the_same() -> None:
    mask = Mask.of_customer(ADA, keep=["7 Mill Row", "Ada"])

    assert mask.hide("I am Ada of 7 Mill Row") == "I am <private-1> of <private-2>"


def test_the_same_value_gets_the_same_placeholder_in_the_question_and_in_the_facts() -> None:
    mask = Mask.of_customer(ADA, ["4242"])
    known = fact("payment:P-1", "payment", card_tail="4242", note="Ada Marlowe called", tags=("4242",),
                 amount=Money(amount_minor=999, currency="GBP"))  # fmt: skip

    hidden = mask.fact(known)
    asked = mask.hide("Was it 4242?")

    assert hidden.fields["card_tail"].value in asked
    assert hidden.fields["tags"] == TextList(value=(hidden.fields["card_tail"].value,))
    assert hidden.fields["amount"] == known.fields["amount"]
    assert hidden.id == "payment:P-1"


@pytest.mark.parametrize(
    "said", ["my card ending in 4321", "visa 4321 was charged", "last four digits 4321", "Karte, endet auf 4321"]
)
def test_the_last_digits_of_a_card_that_nobody_knows_are_hidden(said: str) -> None:
    assert "4321" not in Mask().hide(said)


@pytest.mark.parametrize(
    "written",
    [
        "+44 20 7946 0999",
        "+442079460999",
        "020 7946 0999",
        "(020) 7946-0999",
        "0044 20 79460999",
        "+44 (0)20 7946 0999",
    ],
)
def test_a_known_telephone_number_is_hidden_however_it_is_written(written: str) -> None:
    assert not re.search(r"\d{3}", Mask.of_customer(ADA).hide(f"call {written} please"))


@pytest.mark.parametrize(
    "written", ["7 Mill Row", "mill row", "Leeds", "LS1 4AB", "ls1  4ab", "7 Mill Row Leeds LS1 4AB", "Marlowe, Ada"]
)
def test_a_part_of_a_known_value_is_hidden_however_it_is_written(written: str) -> None:
    assert written not in Mask.of_customer(ADA).hide(f"it is {written}, thanks")


def test_a_name_that_is_an_ordinary_word_is_hidden_only_where_it_is_written_as_a_name() -> None:
    mask = Mask.of_customer(ADA.model_copy(update={"name": "Will Price", "address": "1 Mill Row, Reading"}))

    assert mask.hide("Will my price go up while reading?") == "Will my price go up while reading?"
    assert mask.hide("I am Will, Mr Price, from Reading") == "I am <private-1>, Mr <private-2>, from <private-3>"
    assert mask.hide("it is will price") == "it is <private-4>"


def test_what_only_looks_like_a_placeholder_is_not_revealed_as_somebodys_value() -> None:
    mask = Mask.of_customer(ADA)

    hidden = mask.hide("<private-1> and Ada")

    assert "Ada" not in hidden
    assert mask.reveal(hidden) == "<private-1> and Ada"


def test_what_the_company_wrote_for_everybody_keeps_its_telephone_number_but_not_the_customers_name() -> None:
    mask = Mask.of_customer(ADA)
    article = fact("help:1", "help_article", body="Call 020 7946 0958. Ada was a mathematician.")
    note = fact("delivery:1", "delivery", edition="Call 020 7946 0958")

    assert mask.fact(article).fields["body"].value == "Call 020 7946 0958. <private-1> was a mathematician."
    assert "7946" not in mask.fact(note).fields["edition"].value


@given(st.text(max_size=200))
def test_what_was_hidden_comes_back(text: str) -> None:
    mask = Mask.of_customer(ADA)

    shown = mask.reveal(mask.hide(f"{text} Ada Marlowe {text}"))

    assert shown.casefold() == f"{text} Ada Marlowe {text}".casefold()


def test_more_than_nine_values_do_not_mix_up_their_placeholders() -> None:
    mask = Mask([f"secret-{letter}-value" for letter in "abcdefghijklmnop"])
    text = " ".join(f"secret-{letter}-value" for letter in "abcdefghijklmnop")

    assert mask.reveal(mask.hide(text)) == text
