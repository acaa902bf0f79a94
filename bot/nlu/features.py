"""Words, letters and meaning: the features that an intent is recognised by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.encoder import Encoder
from bot.nlu.terms import Row, Terms
from bot.nlu.text import normalise

_WORD = r"(?u)\b\w[\w'&+-]*|[?!]"


@dataclass(frozen=True)
class FeatureSettings:
    """What config.yml may say about the features. Lengths of n-grams are inclusive ranges."""

    word_ngrams: tuple[int, int] = (1, 2)
    char_ngrams: tuple[int, int] = (2, 5)
    embedding_weight: float = 1.5  # of the embedding beside TF-IDF vectors of length one

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> FeatureSettings:
        word_first, word_last = config["word_ngrams"]
        char_first, char_last = config["char_ngrams"]
        return cls((word_first, word_last), (char_first, char_last), float(config["embedding_weight"]))


@dataclass(frozen=True)
class Features:
    """Three blocks with one row per text: TF-IDF of words, TF-IDF of letter groups, the encoder's numbers."""

    words: sparse.csr_matrix
    letters: sparse.csr_matrix
    meaning: NDArray[Any]

    def rows(self, wanted: NDArray[Any]) -> Features:
        return Features(self.words[wanted], self.letters[wanted], self.meaning[wanted])


@dataclass(frozen=True)
class MessageFeatures:
    """The same three blocks for one message; `meaning` is a vector."""

    words: Row
    letters: Row
    meaning: NDArray[Any]


class Featuriser:
    """Learns its vocabulary from the training texts; the encoder is given."""

    def __init__(self, settings: FeatureSettings, encoder: Encoder) -> None:
        self.settings = settings
        self._encoder = encoder
        self.words = _vectorizer(analyzer="word", ngram_range=settings.word_ngrams, token_pattern=_WORD)
        self.letters = _vectorizer(analyzer="char_wb", ngram_range=settings.char_ngrams)

    def fit(self, texts: Sequence[str]) -> Features:
        plain = [normalise(text) for text in texts]
        return Features(self.words.fit_transform(plain), self.letters.fit_transform(plain), self._encoder.encode(plain))

    def __call__(self, text: str) -> MessageFeatures:
        plain = normalise(text)
        return MessageFeatures(self._words_of(plain), self._letters_of(plain), self._encoder.encode([plain])[0])

    @cached_property
    def _words_of(self) -> Terms:
        return Terms(self.words)

    @cached_property
    def _letters_of(self) -> Terms:
        return Terms(self.letters)


def _vectorizer(**settings: Any) -> TfidfVectorizer:
    return TfidfVectorizer(lowercase=False, sublinear_tf=True, dtype=np.float32, **settings)
