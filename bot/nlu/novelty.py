"""Turns away what is unlike anything known, instead of guessing the nearest intent.

What is in a language that nobody taught is unlike anything known, however much its words resemble some.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.locales import language_of
from bot.nlu.classifier import FAMILIARITY, LinearIntentClassifier


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class NoveltyFilter(GraphComponent):
    """Makes a message of too low familiarity `nlu_fallback`; the ranking keeps what it might have been.

    `languages` are those of the training data (ISO 639); a message whose channel says another one is turned away.
    Empty: they are not told apart.

    Rasa's FallbackClassifier looks at the confidence alone and lets two strange messages through where
    this lets one.
    """

    def __init__(self, least_familiarity: float, languages: Collection[str] = ()) -> None:
        self._least = least_familiarity
        self._languages = frozenset(languages)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"least_familiarity": 0.05, "languages": []}

    @classmethod
    def required_components(cls) -> list[type]:
        return [LinearIntentClassifier]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NoveltyFilter:
        return cls(float(config["least_familiarity"]), config["languages"])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            familiarity = 0.0 if self._is_foreign(message) else message.get(FAMILIARITY)
            if familiarity is not None and familiarity < self._least:
                self._turn_away(message, 1.0 - familiarity)
        return messages

    def _is_foreign(self, message: Message) -> bool:
        locale = (message.get("metadata") or {}).get("locale")
        return bool(self._languages and locale) and language_of(str(locale)) not in self._languages

    @staticmethod
    def _turn_away(message: Message, confidence: float) -> None:
        fallback = {INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME, PREDICTED_CONFIDENCE_KEY: confidence}
        message.set(INTENT, fallback, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [fallback, *(message.get(INTENT_RANKING_KEY) or [])], add_to_output=True)
