"""TF-IDF of one message, without the checks that scikit-learn makes on whole tables of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer


@dataclass(frozen=True)
class Row:
    """What is not zero in a row of a sparse matrix: `values` (float32) at `columns`, each column once."""

    columns: NDArray[Any]
    values: NDArray[Any]

    def __matmul__(self, weights: NDArray[Any]) -> NDArray[Any]:
        """One number for each column of `weights`; only the rows that count are read."""
        product: NDArray[Any] = self.values @ weights[self.columns]
        return product


class Terms:
    """A fitted vectorizer of sublinear TF-IDF with rows of length one, applied to one text at a time."""

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        self._analyse = vectorizer.build_analyzer()
        self._columns = vectorizer.vocabulary_
        self._rarity = vectorizer.idf_.astype(np.float32)

    def __call__(self, text: str) -> Row:
        """The same numbers as the vectorizer's `transform`; an empty row where it knows nothing of the text."""
        known = (self._columns.get(term) for term in self._analyse(text))
        counts = Counter(column for column in known if column is not None)
        columns = np.fromiter(counts, dtype=np.intp, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(often)) * self._rarity[columns]
        return Row(columns, values / max(float(np.linalg.norm(values)), 1e-9))
