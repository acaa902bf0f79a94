"""The intent model as a component of Rasa's graph."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import storage
from bot.nlu.encoder import shared_encoder
from bot.nlu.features import FeatureSettings
from bot.nlu.model import IntentModel
from bot.nlu.training import Trainer

FAMILIARITY = "familiarity"  # property of a message: its rank from 0 (like nothing known) to 1
RANKING_LENGTH = 10

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """TF-IDF and MiniLM features into a calibrated linear classifier.

    Sets a message's intent, the ten likeliest intents with their probabilities, and its familiarity.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "word_ngrams": [1, 2],
            "char_ngrams": [2, 5],
            "embedding_weight": 1.5,
            "penalty": 0.2,
            "negative_intent": "out_of_scope",
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Training is repeated when the code beside this file changed; Rasa itself looks at this class only."""
        sources = sorted(Path(__file__).parent.glob("*.py"))
        return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        labels = [message.get(INTENT) for message in examples]
        if len(set(labels)) < 2:
            logger.warning("No intent classifier is trained: the data has fewer than two intents.")
            return self._resource
        trainer = Trainer(
            FeatureSettings.of(self._config),
            shared_encoder(),
            float(self._config["penalty"]),
            self._config["negative_intent"],
        )
        self._model = trainer.fit([message.get(TEXT) for message in examples], labels)
        with self._storage.write_to(self._resource) as directory:
            storage.save(self._model, directory)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        try:
            with model_storage.read_from(resource) as directory:
                return cls(config, model_storage, resource, storage.load(directory, shared_encoder()))
        except ValueError:  # Rasa's word for a component that persisted nothing
            return cls(config, model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._model is not None:
                self._read(self._model, message)
        return messages

    @staticmethod
    def _read(model: IntentModel, message: Message) -> None:
        reading = model.read(message.get(TEXT) or "")
        ranking = [
            {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: chance}
            for name, chance in reading.ranking[:RANKING_LENGTH]
        ]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(FAMILIARITY, reading.familiarity, add_to_output=True)
