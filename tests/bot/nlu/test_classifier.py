from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import LinearIntentClassifier
from tests.bot.nlu.conftest import BAKERY, rows

CONTEXT = ExecutionContext(GraphSchema({}))
CONFIG = LinearIntentClassifier.get_default_config()


def bakery(*intents: str) -> TrainingData:
    texts, labels = rows({intent: BAKERY[intent] for intent in intents or BAKERY})
    pairs = zip(texts, labels, strict=True)
    return TrainingData([Message({"text": text, "intent": intent}) for text, intent in pairs])


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage(tmp_path_factory.mktemp("storage"))


@pytest.fixture(scope="module")
def component(storage: LocalModelStorage) -> LinearIntentClassifier:
    """Trained, stored and loaded as Rasa does it."""
    resource = LinearIntentClassifier.create(CONFIG, storage, Resource("bakery"), CONTEXT).train(bakery())
    return LinearIntentClassifier.load(CONFIG, storage, resource, CONTEXT)


def test_a_message_gets_an_intent_its_ranking_and_how_familiar_it_is(component: LinearIntentClassifier) -> None:
    (message,) = component.process([Message({"text": "are you open on sundays"})])

    assert message.get("intent")["name"] == "opening_hours"
    assert message.get("intent_ranking")[0] == message.get("intent")
    assert {"intent", "intent_ranking", "familiarity"} <= message.as_dict(only_output_properties=True).keys()


def test_a_message_without_text_is_read_as_a_stranger(component: LinearIntentClassifier) -> None:
    (message,) = component.process([Message({})])

    assert message.get("familiarity") == 0.0


def test_one_intent_trains_nothing_and_leaves_messages_alone(
    storage: LocalModelStorage, caplog: pytest.LogCaptureFixture
) -> None:
    resource = Resource("one intent")
    LinearIntentClassifier.create(CONFIG, storage, resource, CONTEXT).train(bakery("allergens"))

    loaded = LinearIntentClassifier.load(CONFIG, storage, resource, CONTEXT)
    (message,) = loaded.process([Message({"text": "any nuts"})])

    assert "fewer than two intents" in caplog.text
    assert message.get("intent") is None


def test_changed_code_is_trained_anew() -> None:
    fingerprint = LinearIntentClassifier.fingerprint_addon(CONFIG)

    assert fingerprint is not None
    assert len(fingerprint) == 64
    assert Path("bot/nlu/terms.py").is_file()
