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
     "020 7946 0958", "+49 30 901820", "192.0.2.17", "2001:db8:0:0:0:0:0:1"],
)  # fmt: skip
def test_what_proves_to_be_personal_is_hidden(secret: str) -> None:
    assert secret not in Mask().hide(f"Mine is {secret}, please check.")


@pytest.mark.parametrize(
    "harmless",
    ["invoice INV-2041 of £9.99", "4111 1111 1111 1112", "on 3 March 2026", "version 5.2.1", "error NL-1234", "DE89 3704"],
)  # fmt: skip
def test_what_only_looks_personal_stays(harmless: str) -> None:
    assert Mask().hide(harmless) == harmless


def test_titles_of_the_catalogue_stay_even_where_they_look_like_an_address_or_hold_a_name() -> None:
    mask = Mask.of_customer(ADA, keep=["7 Mill Row", "Ada"])

    assert mask.hide("Is 7 Mill Row any good?") == "Is 7 Mill Row any good?"


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


@given(st.text(max_size=200))
def test_what_was_hidden_comes_back(text: str) -> None:
    mask = Mask.of_customer(ADA)

    shown = mask.reveal(mask.hide(f"{text} Ada Marlowe {text}"))

    assert shown.casefold() == f"{text} Ada Marlowe {text}".casefold()


def test_more_than_nine_values_do_not_mix_up_their_placeholders() -> None:
    mask = Mask([f"secret-{letter}-value" for letter in "abcdefghijklmnop"])
    text = " ".join(f"secret-{letter}-value" for letter in "abcdefghijklmnop")

    assert mask.reveal(mask.hide(text)) == text
