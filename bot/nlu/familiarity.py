"""How much a message resembles those the model was trained on, whatever its intent.

A linear classifier is sure of itself also where it has never been. So familiarity is
judged apart from it, by the best margin of a real intent, the margin of the intent that
collects what does not belong (if the training data has one), and the distance to the
middle of the nearest intent. It is reported as a rank: 0.03 means that of a hundred
training messages the model had not seen, three looked as strange as this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

RANKS = 2001  # how finely the scores of unseen training messages are remembered


@dataclass(frozen=True)
class Familiarity:
    """`weights` of the three signs of `signs()`; `ranks` are quantiles of the unseen messages' scores."""

    weights: NDArray[Any]
    ranks: NDArray[Any]

    @classmethod
    def fit(cls, signs: NDArray[Any], belongs: NDArray[Any]) -> Familiarity:
        """`signs` of training messages the model had not seen; `belongs` is false where the intent is the negative one."""
        weights = np.array([0.0, 0.0, 1.0])
        if not belongs.all():
            weights = LogisticRegression(class_weight="balanced").fit(signs, belongs).coef_[0]
        return cls(weights, np.quantile(signs[belongs] @ weights, np.linspace(0.0, 1.0, RANKS)))

    def __call__(self, signs: NDArray[Any]) -> NDArray[Any]:
        """A rank from 0 (stranger than all) to 1 (as familiar as any) per row."""
        return np.interp(signs @ self.weights, self.ranks, np.linspace(0.0, 1.0, RANKS), left=0.0, right=1.0)


def signs(margins: NDArray[Any], similarity: NDArray[Any], negative: int | None) -> NDArray[Any]:
    """Three columns: best margin of a real intent, margin of the negative one, likeness to the nearest intent.

    `similarity` holds a cosine per intent; `negative` is the column of the negative intent, None without one.
    """
    real = [column for column in range(margins.shape[1]) if column != negative]
    disbelief = np.zeros(len(margins)) if negative is None else margins[:, negative]
    return np.column_stack([margins[:, real].max(axis=1), disbelief, similarity[:, real].max(axis=1)])
