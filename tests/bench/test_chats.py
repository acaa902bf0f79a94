"""The judge of the fault benchmark finds what it is there to find."""

from __future__ import annotations

from typing import cast

import pytest

from bench.chats import Chat, differences, judge
from bench.visitor import Event, Visitor

EXPECTED = [["I am a bot.", "Hello."], ["Goodbye."]]


def chat(*shown: tuple[str, str], turns: tuple[str, ...] = ("one", "two")) -> Chat:
    """A conversation of two acknowledged messages whose browser was shown replies, by id and text."""
    held = Chat(cast(Visitor, None), list(turns))
    for number, (id, text) in enumerate(shown, 1):
        held.seen.append(Event("message", number, {"id": id, "from": "bot", "text": text}))
    return held


WELL = (("one-1", "I am a bot."), ("one-2", "Hello."), ("two-1", "Goodbye."))


def test_a_conversation_in_which_all_went_well_is_not_blamed() -> None:
    found = judge(chat(*WELL), EXPECTED)

    assert +found == {"acknowledged": 2}


@pytest.mark.parametrize(
    ("shown", "fault"),
    [
        (WELL[:2], "lost"),
        ((*WELL, WELL[2]), "duplicated"),
        ((*WELL, ("two-2", "Goodbye.")), "duplicated"),
        ((WELL[2], *WELL[:2]), "out_of_order"),
        ((WELL[1], WELL[0], WELL[2]), "out_of_order"),
        ((*WELL[:2], ("two-1", "Sorry, that did not work.")), "other"),
        ((WELL[0], WELL[2]), "other"),
        ((*WELL, ("three-1", "Nobody asked.")), "unasked"),
    ],
)
def test_each_fault_is_found(shown: tuple[tuple[str, str], ...], fault: str) -> None:
    assert judge(chat(*shown), EXPECTED)[fault] > 0


def test_what_is_different_can_be_read() -> None:
    held = chat(*WELL[:2], ("two-1", "Sorry."))

    assert differences(held, EXPECTED) == ["message 1: ['Sorry.'] instead of ['Goodbye.']"]


def test_messages_wait_until_something_was_said_to_them() -> None:
    assert chat(*WELL[:2]).unanswered == 1
