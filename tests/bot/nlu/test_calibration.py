from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.calibration import fit_sharpness, probabilities


def test_probabilities_of_a_row_sum_to_one_however_large_the_margins_are() -> None:
    chances = probabilities(np.array([[1e4, -1e4, 0.0], [0.1, 0.2, 0.3]]), sharpness=3.0)

    assert chances.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert np.isfinite(chances).all()


def test_the_order_of_the_margins_is_kept() -> None:
    chances = probabilities(np.array([[0.1, -0.5, 0.4]]), sharpness=2.0)

    assert np.argsort(-chances[0]).tolist() == [2, 0, 1]


def test_margins_that_are_often_wrong_are_trusted_less() -> None:
    generator = np.random.default_rng(1)
    truth = generator.integers(0, 4, size=800)
    margins = np.eye(4)[truth]
    mistaken = margins.copy()
    mistaken[:240] = np.eye(4)[(truth[:240] + 1) % 4]

    assert fit_sharpness(mistaken, truth) < fit_sharpness(margins, truth)


def test_the_stated_confidence_is_the_share_of_right_answers() -> None:
    generator = np.random.default_rng(2)
    truth = generator.integers(0, 3, size=3000)
    wrong = generator.random(3000) < 0.2
    margins = np.eye(3)[np.where(wrong, (truth + 1) % 3, truth)]

    confidence = probabilities(margins, fit_sharpness(margins, truth)).max(axis=1).mean()

    assert confidence == pytest.approx(0.8, abs=0.03)
