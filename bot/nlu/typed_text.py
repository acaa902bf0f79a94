"""What a customer types is text, also when it looks like one of Rasa's commands.

Rasa turns any message that starts with "/" into an intent with entities, whoever wrote
it, after the pipeline ran, and has no switch for that. Here such a message keeps its
slash only if the channel vouches that it is the payload of a button it issued itself.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

CHOICE = "choice"  # metadata key; True only on payloads that the channel resolved itself
WORD_JOINER = "\u2060"  # invisible and, unlike a space, not stripped by Rasa before it looks for the slash


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TypedTextGuard(GraphComponent):
    """First in the pipeline: shields typed text from Rasa's slash commands.

    Only the copy that the NLU works on is changed; the tracker keeps the text as typed.
    """

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TypedTextGuard:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if is_command(message) and not is_choice(message):
                message.set(TEXT, WORD_JOINER + message.get(TEXT), add_to_output=True)
        return messages


def is_command(message: Message) -> bool:
    """Whether Rasa would read the message as an intent rather than as text."""
    return str(message.get(TEXT) or "").strip().startswith(INTENT_MESSAGE_PREFIX)


def is_choice(message: Message) -> bool:
    return (message.get(METADATA) or {}).get(CHOICE) is True
