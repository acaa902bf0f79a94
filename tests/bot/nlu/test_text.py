from __future__ import annotations

from bot.nlu.text import MAX_CHARACTERS, normalise


def test_case_space_and_repeated_letters_are_evened_out() -> None:
    assert normalise("  Whyyyyy\n\twon’t it PLAY???? ") == "whyy won't it play??"


def test_digits_are_never_squeezed_since_codes_differ_by_them() -> None:
    assert normalise("Error 10002222") == "error 10002222"


def test_full_width_letters_and_control_signs_become_plain_text() -> None:
    assert normalise("Ｎｅｔ\u200bwork\x00 é") == "network é"


def test_a_very_long_text_costs_no_more_than_its_beginning() -> None:
    assert len(normalise("a b " * 100_000)) <= MAX_CHARACTERS


def test_a_text_of_signs_that_nobody_sees_is_empty() -> None:
    assert normalise("\u200b\u2060 \n") == ""
