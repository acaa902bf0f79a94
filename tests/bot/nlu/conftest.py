"""A small data set of somebody else's (a bakery), and the model trained on it."""

from __future__ import annotations

import pytest

from bot.nlu.encoder import shared_encoder
from bot.nlu.features import FeatureSettings
from bot.nlu.model import IntentModel
from bot.nlu.training import Trainer

BAKERY = {
    "order_cake": [
        "I'd like to order a birthday cake",
        "can you make a wedding cake for June",
        "one chocolate cake for saturday please",
        "how do I order a cake",
        "cake order for 12 people",
        "need a cake with a unicorn on it",
        "could you bake me a lemon cake",
        "I want to place an order for a cheesecake",
    ],
    "opening_hours": [
        "when do you open",
        "are you open on sunday",
        "what time do you close today",
        "opening hours please",
        "until when is the shop open",
        "open on bank holidays?",
        "how early can I come in",
        "is the bakery open now",
    ],
    "allergens": [
        "does it contain nuts",
        "is there gluten in the rye bread",
        "I'm allergic to eggs, what can I eat",
        "do you have anything vegan",
        "is the croissant made with butter",
        "any milk in the brioche",
        "nut free options",
        "what are the ingredients of the muffin",
    ],
    "out_of_scope": [
        "what's the weather tomorrow",
        "who won the match",
        "write me a poem",
        "how far is the moon",
        "book me a flight",
        "translate hello into French",
        "what is 12 times 9",
        "my washing machine leaks",
    ],
}


def rows(data: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    pairs = [(text, intent) for intent, texts in data.items() for text in texts]
    return [text for text, _ in pairs], [intent for _, intent in pairs]


def trainer(**settings: object) -> Trainer:
    known = {
        "settings": FeatureSettings(),
        "encoder": shared_encoder(),
        "penalty": 0.2,
        "negative_intent": "out_of_scope",
    }
    return Trainer(**{**known, **settings})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def model() -> IntentModel:
    return trainer().fit(*rows(BAKERY))
