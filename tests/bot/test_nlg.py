"""What Rasa utters itself, in the conversation's language."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlg import TranslatedResponses

GREETING = {
    "text": "Hello. What can I do for you?",
    "buttons": [{"title": "My subscription", "payload": "/subscription_status_benefits"}],
}


def tracker(locale: str | None) -> DialogueStateTracker:
    said = UserUttered("hallo", metadata={} if locale is None else {"locale": locale})
    return DialogueStateTracker.from_events("web-1", [said], [])


@pytest.fixture
def generator() -> TranslatedResponses:
    domain = Domain.from_dict({"responses": {"utter_greet": [GREETING], "utter_x": [{"text": "X"}]}})
    return TranslatedResponses(None, domain)


async def test_a_response_and_its_buttons_are_said_in_the_conversations_language(
    generator: TranslatedResponses,
) -> None:
    said = await generator.generate("utter_greet", tracker("de-AT"), "web")

    assert said is not None
    assert said["text"] == "Guten Tag. Was kann ich für Sie tun?"
    assert said["buttons"] == [{"title": "Mein Abo", "payload": "/subscription_status_benefits"}]


@pytest.mark.parametrize("locale", ["en-GB", "pl", None])
async def test_it_is_left_as_it_is_where_there_is_no_translation(
    generator: TranslatedResponses, locale: str | None
) -> None:
    said = await generator.generate("utter_greet", tracker(locale), "web")
    other = await generator.generate("utter_x", tracker("de"), "web")

    assert said is not None
    assert other is not None
    assert (said["text"], said["buttons"]) == (GREETING["text"], GREETING["buttons"])
    assert other["text"] == "X"


async def test_a_response_that_is_unknown_is_none(generator: TranslatedResponses) -> None:
    assert await generator.generate("utter_nothing", tracker("de"), "web") is None


def test_the_translations_do_not_change_rasas_own_responses() -> None:
    from rasa.shared.importers.importer import TrainingDataImporter

    importer = TrainingDataImporter.load_from_dict({}, "config.yml", "domain.yml", ["data/responses"])

    responses = importer.get_domain().responses
    assert responses["utter_thanks"] == [{"text": "You're welcome."}]
    assert Path("data/responses/de/smalltalk.yml").is_file()
