"""Margins of a linear classifier -> probabilities that mean what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax


def fit_sharpness(margins: NDArray[Any], truth: NDArray[Any]) -> float:
    """The one factor that makes `softmax(factor * margins)` most likely to be right.

    `margins` must come from classifiers that did not see those rows; `truth` holds column numbers.
    """
    rows = np.arange(len(truth))

    def loss(logarithm: float) -> float:
        return float(-log_softmax(margins * np.exp(logarithm), axis=1)[rows, truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 4.0), method="bounded").x))


def probabilities(margins: NDArray[Any], sharpness: float) -> NDArray[Any]:
    """One row of probabilities per row of margins; each sums to one."""
    scaled = margins * sharpness
    weights: NDArray[Any] = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights
