"""Fits an intent model on texts and labels."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from bot.nlu.calibration import fit_sharpness
from bot.nlu.encoder import SENTENCE, Encoder
from bot.nlu.familiarity import Familiarity, signs
from bot.nlu.features import Features, FeatureSettings, Featuriser
from bot.nlu.model import IntentModel, Linear

FOLDS = 3
ABSENT = -1.0  # margin of an intent that a fold's training part did not contain


@dataclass(frozen=True)
class Trainer:
    """How a model is fitted. `penalty` is the SVM's C; `negative_intent` collects what does not belong."""

    settings: FeatureSettings
    encoder: Encoder
    penalty: float
    negative_intent: str

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> IntentModel:
        """At least two different labels are needed.

        The same data give the same model to a thousandth: liblinear's threads share one source of randomness.
        """
        featuriser = Featuriser(self.settings, self.encoder)
        features = featuriser.fit(texts)
        intents, truth = np.unique(np.asarray(labels), return_inverse=True)
        negative = int(np.flatnonzero(intents == self.negative_intent)[0]) if self.negative_intent in intents else None
        everything = np.arange(len(truth))
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # liblinear works outside the interpreter's lock
            final = pool.submit(self._fit_rows, features, truth, everything)
            unseen = _assemble(len(truth), pool.map(lambda fold: self._unseen(features, truth, fold), _folds(truth)))
        margins, likeness = unseen
        familiarity = Familiarity.fit(signs(margins, likeness, negative), truth != negative)
        linear, centres = final.result()
        sharpness = fit_sharpness(margins, truth)
        return IntentModel(featuriser, intents.tolist(), negative, linear, sharpness, centres, familiarity)

    def _unseen(self, features: Features, truth: NDArray[Any], fold: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        """The fold's rows with their margins and likeness by a model that was fitted without them."""
        linear, centres = self._fit_rows(features, truth, np.setdiff1d(np.arange(len(truth)), fold))
        held_out = features.rows(fold)
        return fold, linear.margins(held_out), held_out.meaning[:, :SENTENCE] @ centres.T

    def _fit_rows(self, features: Features, truth: NDArray[Any], rows: NDArray[Any]) -> tuple[Linear, NDArray[Any]]:
        columns = int(truth.max()) + 1
        weight = np.float32(self.settings.embedding_weight)
        seen = features.rows(rows)
        joined = sparse.hstack([seen.words, seen.letters, sparse.csr_matrix(seen.meaning * weight)], format="csr")
        weights, intercept = self._hyperplanes(joined, truth[rows], columns)
        ends = np.cumsum([seen.words.shape[1], seen.letters.shape[1]])
        words, letters, meaning = (np.ascontiguousarray(block.T) for block in np.split(weights, ends, axis=1))
        centres = _centres(seen.meaning[:, :SENTENCE], truth[rows], columns)
        return Linear(words, letters, meaning * weight, intercept), centres

    def _hyperplanes(
        self, rows: sparse.csr_matrix, truth: NDArray[Any], columns: int
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Weights and intercepts with a row for every intent, also for those that `truth` lacks."""
        weights = np.zeros((columns, rows.shape[1]), dtype=np.float32)
        intercept = np.full(columns, ABSENT)
        if len(np.unique(truth)) > 1:  # else a fold of a very small set, which tells nothing
            machine = LinearSVC(C=self.penalty, tol=0.02, random_state=0).fit(rows, truth)
            coefficients, offsets = machine.coef_, machine.intercept_
            if len(machine.classes_) == 2:  # then there is one hyperplane, which stands for the second
                coefficients, offsets = np.vstack([-coefficients, coefficients]), np.append(-offsets, offsets)
            weights[machine.classes_], intercept[machine.classes_] = coefficients, offsets
        return weights, intercept


def _centres(embeddings: NDArray[Any], truth: NDArray[Any], columns: int) -> NDArray[Any]:
    sums = np.zeros((columns, embeddings.shape[1]), dtype=np.float32)
    np.add.at(sums, truth, embeddings)
    centres: NDArray[Any] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return centres


def _folds(truth: NDArray[Any]) -> list[NDArray[Any]]:
    """Rows dealt out so that every intent is spread over the folds. A rare intent is missing from some."""
    shuffled = np.random.default_rng(0).permutation(len(truth))
    fold = np.empty(len(truth), dtype=int)
    for intent in range(truth.max() + 1):
        members = shuffled[truth[shuffled] == intent]
        fold[members] = (np.arange(len(members)) + intent) % FOLDS
    return [np.flatnonzero(fold == number) for number in range(FOLDS)]


def _assemble(rows: int, folds: Iterable[tuple[NDArray[Any], ...]]) -> tuple[NDArray[Any], NDArray[Any]]:
    parts = list(folds)
    margins, likeness = (np.zeros((rows, parts[0][1].shape[1])) for _ in range(2))
    for fold, fold_margins, fold_likeness in parts:
        margins[fold], likeness[fold] = fold_margins, fold_likeness
    return margins, likeness
