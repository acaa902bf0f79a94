"""Which newsletter a request is about, and whether it is to come."""

from __future__ import annotations

import pytest

from actions.account import NewsletterPreferences
from actions.answers.reply import Answer
from actions.requests.draft import SLOT
from tests.actions.requests.test_steps import LETTER, after, stopping, talk

BRIEFING = LETTER.model_copy(update={"id": "n2", "name": "Morning Briefing", "subscribed": False})
ROWS = (LETTER, BRIEFING)


async def told(text: str) -> Answer:
    said = talk(text, "newsletter_preferences", ROWS)
    return await NewsletterPreferences().own(said.ask, said.say, said.on)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("stop Weekend Reads", {"newsletter": "n1", "subscribed": "no"}),
        ("I don't want Weekend Reads any more", {"newsletter": "n1", "subscribed": "no"}),
        ("Weekend Reads", {"newsletter": "n1", "subscribed": "no"}),
        ("sign me up for the Morning Briefing", {"newsletter": "n2", "subscribed": "yes"}),
        ("Morning Briefing abonnieren", {"newsletter": "n2", "subscribed": "yes"}),
    ],
)
async def test_a_newsletter_is_switched_as_the_words_say(text: str, values: dict[str, str]) -> None:
    answer = await told(text)

    assert answer.slots[SLOT]["values"] == values


@pytest.mark.parametrize("text", ["I want to get Weekend Reads", "don't send me the Morning Briefing"])
async def test_what_is_so_already_is_only_told(text: str) -> None:
    answer = await told(text)

    assert SLOT not in answer.slots
    assert "Weekend Reads" in answer.text


async def test_a_correction_to_another_newsletter_does_not_keep_the_first_one_s_direction() -> None:
    heard = await after(stopping(), talk("no, the morning briefing", "deny", ROWS))

    assert heard is not None
    assert heard.values == {"newsletter": "n2", "subscribed": "yes"}
