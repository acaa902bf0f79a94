"""Which of the privacy requests a message is, and what is done at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from actions.answers.reply import Answer
from actions.privacy_requests import PrivacyRequest
from actions.requests.draft import SLOT
from actions.services import Services
from tests.actions.requests.test_steps import case, talk


@dataclass
class FakeConsents:
    """Consent was given; what is recorded after that is kept."""

    recorded: list[bool] = field(default_factory=list)

    def given(self, customer: str, purpose: str) -> bool:
        return True

    def record(self, customer: str, purpose: str, given: bool) -> None:
        self.recorded.append(given)


async def told(text: str) -> tuple[Answer, list[bool]]:
    said = talk(text, "privacy_request", privacy_request=case("privacy", sends=["export_data", "erase_data"]))
    consents = FakeConsents()
    on = cast("Any", said.on)
    on.consents = consents
    return await PrivacyRequest().own(said.ask, said.say, cast("Services", on)), consents.recorded


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Send me a copy of my viewing history", "export"),
        ("export my history", "export"),
        ("delete my watch history", "erase"),
        ("delete everything you hold about me", "erase"),
        ("don't delete anything, just send me a copy", "export"),
        ("ich möchte eine Kopie meines Verlaufs", "export"),
    ],
)
async def test_a_history_is_copied_or_erased_and_consent_stays(text: str, what: str) -> None:
    answer, recorded = await told(text)

    assert answer.slots[SLOT]["values"] == {"what": what}
    assert recorded == []


@pytest.mark.parametrize(
    "text",
    ["I withdraw my consent to use my viewing history", "stop using my viewing history", "I want to opt out of tracking",
     "Ich widerrufe meine Einwilligung", "je retire mon consentement"],
)  # fmt: skip
async def test_consent_is_withdrawn_at_once_where_that_is_said(text: str) -> None:
    answer, recorded = await told(text)

    assert recorded == [False]
    assert SLOT not in answer.slots


@pytest.mark.parametrize(
    "text",
    ["don't delete it", "my viewing history", "how do I withdraw consent?", "I don't want to withdraw my consent",
     "remove my consent", "bitte löschen Sie es nicht"],
)  # fmt: skip
async def test_what_is_not_surely_said_is_asked(text: str) -> None:
    answer, recorded = await told(text)

    assert recorded == []
    assert SLOT not in answer.slots
    assert [choice.payload for choice in answer.choices] == [
        f'/privacy_request{{"wanted": "{name}"}}' for name in ("export", "erase", "consent")
    ]
