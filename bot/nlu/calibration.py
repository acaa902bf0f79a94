"""Margins of a linear classifier -> probabilities that mean what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax


@dataclass(frozen=True)
class Temperature:
    """One factor on all margins before the softmax; 1 leaves them as they are."""

    scale: float = 1.0

    @classmethod
    def fit(cls, margins: np.ndarray, truth: np.ndarray) -> Temperature:
        """`margins` must come from a classifier that did not see those rows; `truth` holds column numbers."""
        rows = np.arange(len(truth))

        def loss(log_scale: float) -> float:
            return float(-log_softmax(margins * np.exp(log_scale), axis=1)[rows, truth].mean())

        return cls(float(np.exp(minimize_scalar(loss, bounds=(-2.0, 4.0), method="bounded").x)))

    def __call__(self, margins: np.ndarray) -> np.ndarray:
        return softmax(margins * self.scale, axis=1)
