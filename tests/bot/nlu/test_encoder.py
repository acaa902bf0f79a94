from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.encoder import DIMENSIONS, SENTENCE, shared_encoder
from bot.nlu.onnx_graph import adapt


def test_both_halves_of_a_row_have_length_one() -> None:
    row = shared_encoder().encode(["where is my paper"])[0]

    assert row.shape == (DIMENSIONS,)
    assert np.linalg.norm(row[:SENTENCE]) == pytest.approx(1.0, abs=1e-5)
    assert np.linalg.norm(row[SENTENCE:]) == pytest.approx(1.0, abs=1e-5)


def test_a_row_does_not_depend_on_the_texts_beside_it() -> None:
    alone = shared_encoder().encode(["cancel it"])[0]

    together = shared_encoder().encode(["what a long message about something else entirely", "cancel it"])[1]

    assert together.tolist() == alone.tolist()


def test_sentences_that_mean_the_same_are_closer_than_those_that_do_not() -> None:
    asked, same, other = shared_encoder().encode(["I want my money back", "please refund me", "how do I bake a cake"])[
        :, :SENTENCE
    ]

    assert asked @ same > asked @ other + 0.2


def test_no_texts_are_no_rows_and_an_empty_text_is_one() -> None:
    assert shared_encoder().encode([]).shape == (0, DIMENSIONS)
    assert np.isfinite(shared_encoder().encode([""])).all()


def test_weights_of_another_layout_are_refused_rather_than_run_slowly() -> None:
    with pytest.raises(ValueError, match="not laid out as int8"):
        adapt(b"", "layer_norm_8")
