"""The intent model without Rasa: reads what a message seems to want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.calibration import probabilities
from bot.nlu.encoder import SENTENCE
from bot.nlu.familiarity import Familiarity, signs
from bot.nlu.features import Features, Featuriser, MessageFeatures


@dataclass(frozen=True)
class Reading:
    """What a message seems to want.

    `ranking` holds (intent, probability), the likeliest first; the probabilities of all intents sum to one.
    `familiarity` is the rank that `bot.nlu.familiarity` describes, 0 to 1.
    """

    ranking: Sequence[tuple[str, float]]
    familiarity: float


@dataclass(frozen=True)
class Linear:
    """One-against-rest hyperplanes: per block of features an array with a column of weights per intent.

    A message has some two hundred of the fifty thousand features: stored by feature, only their rows are read.
    """

    words: NDArray[Any]
    letters: NDArray[Any]
    meaning: NDArray[Any]
    intercept: NDArray[Any]

    def margins(self, features: Features | MessageFeatures) -> NDArray[Any]:
        """A margin per intent; of many messages a row each."""
        surface = features.words @ self.words + features.letters @ self.letters
        margins: NDArray[Any] = surface + features.meaning @ self.meaning + self.intercept
        return margins


@dataclass(frozen=True)
class IntentModel:
    """What `bot.nlu.training` fits.

    `intents` name the columns of margins, `negative` is the column of the one that collects what does not
    belong (None without one); `centres` holds the middle of each intent's sentence embeddings.
    """

    featuriser: Featuriser
    intents: Sequence[str]
    negative: int | None
    linear: Linear
    sharpness: float
    centres: NDArray[Any]
    familiarity: Familiarity

    def read(self, text: str) -> Reading:
        """A text without a single letter, digit or sign is as strange as can be."""
        features = self.featuriser(text)
        margins = self.linear.margins(features)[None, :]
        chances = probabilities(margins, self.sharpness)[0]
        likeness = features.meaning[None, :SENTENCE] @ self.centres.T
        ranking = [(self.intents[column], float(chances[column])) for column in np.argsort(-chances)]
        familiarity = float(self.familiarity(signs(margins, likeness, self.negative))[0])
        return Reading(ranking, familiarity if features.letters.columns.size else 0.0)
