"""The intent model itself, without Rasa: fit on texts and labels, then rank intents for a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.calibration import Temperature
from bot.nlu.encoder import Encoder
from bot.nlu.features import Features, FeatureSettings, Featuriser

FOLDS = 5


@dataclass
class IntentModel:
    """`coefficients` has a row per intent, in the order of `intents`."""

    featuriser: Featuriser
    intents: list[str]
    coefficients: np.ndarray
    intercepts: np.ndarray
    calibration: Temperature

    @classmethod
    def fit(
        cls, texts: Sequence[str], labels: Sequence[str], settings: FeatureSettings, encoder: Encoder, penalty: float
    ) -> IntentModel:
        featuriser = Featuriser(settings, encoder)
        features = featuriser.fit(texts).joined(settings.embedding_weight)
        intents, truth = np.unique(np.asarray(labels), return_inverse=True)
        final = _linear(penalty).fit(features, truth)
        margins = _margins_of_unseen(features, truth, penalty)
        return cls(
            featuriser, intents.tolist(), final.coef_.astype(np.float32), final.intercept_, Temperature.fit(margins, truth)
        )

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, the likeliest first."""
        probabilities = self.calibration(self._margins(self.featuriser([text])))[0]
        return [(self.intents[index], float(probabilities[index])) for index in np.argsort(-probabilities)]

    def _margins(self, features: Features) -> np.ndarray:
        joined = features.joined(self.featuriser.settings.embedding_weight)
        return joined @ self.coefficients.T + self.intercepts


def _linear(penalty: float) -> LinearSVC:
    return LinearSVC(C=penalty, random_state=0)


def _margins_of_unseen(features: np.ndarray, truth: np.ndarray, penalty: float) -> np.ndarray:
    margins = np.zeros((len(truth), truth.max() + 1))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(truth, truth):
        margins[test] = _linear(penalty).fit(features[train], truth[train]).decision_function(features[test])
    return margins
