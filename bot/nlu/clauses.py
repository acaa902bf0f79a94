"""Reads the parts of a message apart: two requests in one message are two readings beside the whole one's.

The splitter stands before the classifier and hands on the parts as messages of their own; the collector stands
after it and notes what each part was read as in the message's `clauses`. A message of one part costs nothing.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

CLAUSES = "clauses"
"""Property of a message: its parts in order, each with `text`, `intent` and `intent_ranking`; absent: one part."""
_PART = "is_clause"
_MOST = 4  # parts that are read; a longer message is a story, not a list of requests

# A sentence's end, a line's end, or a conjunction after which somebody asks anew, in the languages that are spoken.
_ASKS = {
    r"and|oh|plus|but": r"can|could|would|will|what|when|where|which|who|how|why|is|are|do|does|did|have|please"
    r"|i (?:want|need|would|also|can'?t|cannot|could ?n[o']t)|i'?d|show|tell|cancel|send|give|pause|change|stop|remove|my",
    r"und|aber|außerdem": r"kann|können|könnten|was|wann|wo|welche[rsn]?|wer|wie|warum|wieso|ist|sind|habe?n?|bitte"
    r"|ich (?:will|brauche|möchte)|zeig\w*|sag\w*|schick\w*|kündig\w*|mein\w*",
    r"et|mais|puis": r"peux|pouvez|pourriez|quand|où|quels?|quelles?|qui|comment|pourquoi|combien|est-ce|avez|je (?:veux|voudrais)"
    r"|j'aimerais|montre\w*|envoye\w*|mon|ma|mes",
    r"y|pero|además": r"puedo|puedes|podéis|qué|cuándo|cuando|dónde|cuál\w*|quién|cómo|por qué|cuánto|quiero|necesito|me"
    r"|muéstra\w*|envía\w*|mi|mis",
}
_ANEW = "|".join(
    rf"(?:{joint})\s+(?:also\s+|auch\s+|aussi\s+|también\s+)?(?=(?:{asks})\b)" for joint, asks in _ASKS.items()
)
# “… and how much”, “… and how long is it?”: more of the same request
_MORE_OF_IT = (
    r"(?:[\w'’]+(?:\s+[\w'’]+)?"
    r"|(?:how|when|where|who|what|which|why|is|are|was|does|did)(?:\s+[\w'’]+){0,4}\s+(?:it|that|this|they|those))"
    r"\s*(?:[.?!]|$)"
)
_BREAK = re.compile(
    r"(?<=[.?!])(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)\s+|\s*[\n;]+\s*"
    rf"|,?\s+(?:{_ANEW})(?!{_MORE_OF_IT})|,\s+also,?\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def clauses_of(text: str) -> list[str]:
    """The parts of a message, in order; empty where it has only one, or too many to be requests."""
    parts = [part.strip(" ,") for part in _BREAK.split(text)]
    parts = [part for part in parts if _WORD.search(part)]
    return parts if 1 < len(parts) <= _MOST else []


class _Step(GraphComponent):
    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Step:
        return cls()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ClauseSplitter(_Step):
    """Puts the parts of each message behind it."""

    def process(self, messages: list[Message]) -> list[Message]:
        return [one for message in messages for one in (message, *_parts(message))]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ClauseCollector(_Step):
    """Takes the parts out again and notes their readings in the message that they are parts of."""

    def process(self, messages: list[Message]) -> list[Message]:
        whole: list[Message] = []
        for message in messages:
            if not message.get(_PART):
                whole.append(message)
            elif whole:
                read = [*(whole[-1].get(CLAUSES) or []), _reading(message)]
                whole[-1].set(CLAUSES, read, add_to_output=True)
        return whole


def _parts(message: Message) -> list[Message]:
    return [Message({TEXT: text, _PART: True}) for text in clauses_of(message.get(TEXT) or "")]


def _reading(message: Message) -> dict[str, Any]:
    return {
        "text": message.get(TEXT),
        "intent": message.get(INTENT),
        "intent_ranking": message.get(INTENT_RANKING_KEY),
    }
