from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.terms import Terms
from tests.bot.nlu.conftest import BAKERY, rows

TEXTS = ["one cake, one cake, one CAKE", "gluten", "is the bakery open on sunday?", "zzz qqq", ""]


@pytest.fixture(params=[("word", (1, 2)), ("char_wb", (2, 5))], ids=["words", "letters"])
def vectorizer(request: pytest.FixtureRequest) -> TfidfVectorizer:
    analyzer, lengths = request.param
    return TfidfVectorizer(analyzer=analyzer, ngram_range=lengths, sublinear_tf=True, dtype=np.float32).fit(
        rows(BAKERY)[0]
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_row_holds_the_numbers_of_the_vectorizer(vectorizer: TfidfVectorizer, text: str) -> None:
    expected = vectorizer.transform([text]).toarray()[0]

    row = Terms(vectorizer)(text)

    dense = np.zeros_like(expected)
    dense[row.columns] = row.values
    assert dense == pytest.approx(expected, abs=1e-6)
    assert dense.dtype == row.values.dtype == np.float32


def test_a_row_times_weights_is_the_matrix_product(vectorizer: TfidfVectorizer) -> None:
    weights = np.random.default_rng(0).normal(size=(len(vectorizer.vocabulary_), 3)).astype(np.float32)

    product = Terms(vectorizer)("a chocolate cake for sunday") @ weights

    assert product == pytest.approx((vectorizer.transform(["a chocolate cake for sunday"]) @ weights)[0], abs=1e-5)
