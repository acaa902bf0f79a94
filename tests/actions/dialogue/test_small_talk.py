"""A yes that nothing was asked for confirms nothing; a mere “ok” needs no such word."""

from __future__ import annotations

import pytest

from actions.smalltalk import SmallTalk
from tests.actions.requests.test_steps import talk


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("yes", "affirm", "There is nothing to confirm."),
        ("ok do it", "affirm", "There is nothing to confirm."),
        ("oui", "affirm", "There is nothing to confirm."),
        ("ok", "affirm", "All right."),
        ("d'accord", "affirm", "All right."),
        ("stop", "cancel_flow", "All right."),
    ],
)
async def test_a_yes_with_nothing_pending_is_told_so(text: str, intent: str, told: str) -> None:
    said = talk(text, intent)

    answer = await SmallTalk().respond(said.ask, said.say, said.on, said.tracker)

    assert answer.text.startswith(told)
