"""An intent model as plain files: numbers and JSON, nothing that could run code when it is read."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.encoder import Encoder
from bot.nlu.familiarity import Familiarity
from bot.nlu.features import FeatureSettings, Featuriser
from bot.nlu.model import IntentModel, Linear

_DESCRIPTION = "model.json"
_NUMBERS = "numbers.npz"


def save(model: IntentModel, directory: Path) -> None:
    featuriser = model.featuriser
    description = {
        "settings": asdict(featuriser.settings),
        "words": _terms(featuriser.words),
        "letters": _terms(featuriser.letters),
        "intents": list(model.intents),
        "negative": model.negative,
        "sharpness": model.sharpness,
    }
    (directory / _DESCRIPTION).write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")
    np.savez(
        directory / _NUMBERS,
        rarity_of_words=featuriser.words.idf_,
        rarity_of_letters=featuriser.letters.idf_,
        words=model.linear.words,
        letters=model.linear.letters,
        meaning=model.linear.meaning,
        intercept=model.linear.intercept,
        centres=model.centres,
        familiarity_weights=model.familiarity.weights,
        familiarity_ranks=model.familiarity.ranks,
    )


def load(directory: Path, encoder: Encoder) -> IntentModel:
    description: dict[str, Any] = json.loads((directory / _DESCRIPTION).read_text(encoding="utf-8"))
    with np.load(directory / _NUMBERS, allow_pickle=False) as archive:
        numbers = dict(archive)
    featuriser = Featuriser(FeatureSettings.of(description["settings"]), encoder)
    _restore(featuriser.words, description["words"], numbers["rarity_of_words"])
    _restore(featuriser.letters, description["letters"], numbers["rarity_of_letters"])
    return IntentModel(
        featuriser=featuriser,
        intents=description["intents"],
        negative=description["negative"],
        linear=Linear(*(numbers[name] for name in ("words", "letters", "meaning", "intercept"))),
        sharpness=description["sharpness"],
        centres=numbers["centres"],
        familiarity=Familiarity(numbers["familiarity_weights"], numbers["familiarity_ranks"]),
    )


def _terms(vectorizer: TfidfVectorizer) -> list[str]:
    return list(vectorizer.get_feature_names_out())


def _restore(vectorizer: TfidfVectorizer, terms: list[str], rarity: NDArray[Any]) -> None:
    vectorizer.vocabulary = {term: column for column, term in enumerate(terms)}
    vectorizer.idf_ = rarity
