"""Words, letters and meaning: the features that an intent is recognised by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.encoder import Encoder
from bot.nlu.text import normalise


@dataclass(frozen=True)
class FeatureSettings:
    """What config.yml may change about the features."""

    word_ngrams: tuple[int, int] = (1, 2)
    char_ngrams: tuple[int, int] = (2, 5)
    min_documents: int = 1  # a letter group seen in fewer examples is dropped
    embedding_weight: float = 1.5  # length of the embedding beside two TF-IDF vectors of length 1

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> FeatureSettings:
        return cls(
            word_ngrams=tuple(config["word_ngrams"]),
            char_ngrams=tuple(config["char_ngrams"]),
            min_documents=int(config["min_documents"]),
            embedding_weight=float(config["embedding_weight"]),
        )


@dataclass(frozen=True)
class Features:
    """One row per text. `surface` is TF-IDF, `meaning` the unit-length embedding."""

    surface: sparse.csr_matrix
    meaning: np.ndarray

    def __getitem__(self, rows: np.ndarray) -> Features:
        return Features(self.surface[rows], self.meaning[rows])

    def joined(self, embedding_weight: float) -> sparse.csr_matrix:
        return sparse.hstack([self.surface, sparse.csr_matrix(self.meaning * embedding_weight)], format="csr")


class Featuriser:
    """Learns its vocabulary from the training texts; the encoder is given."""

    def __init__(self, settings: FeatureSettings, encoder: Encoder) -> None:
        self.settings = settings
        self._encoder = encoder
        common: dict[str, Any] = {"min_df": settings.min_documents, "sublinear_tf": True, "dtype": np.float32}
        self.words = TfidfVectorizer(
            ngram_range=settings.word_ngrams, token_pattern=r"(?u)\b\w[\w'&+-]*|[?!]", lowercase=False, **common
        )
        self.letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=settings.char_ngrams, lowercase=False, **common
        )

    def fit(self, texts: Sequence[str]) -> Features:
        plain = [normalise(text) for text in texts]
        surface = [self.words.fit_transform(plain), self.letters.fit_transform(plain)]
        return Features(sparse.hstack(surface, format="csr"), self._encoder.encode(plain))

    def __call__(self, texts: Sequence[str]) -> Features:
        plain = [normalise(text) for text in texts]
        surface = [self.words.transform(plain), self.letters.transform(plain)]
        return Features(sparse.hstack(surface, format="csr"), self._encoder.encode(plain))
