from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.familiarity import Familiarity, signs


def test_a_rank_is_the_share_of_messages_that_looked_stranger() -> None:
    seen = np.column_stack([np.zeros(1001), np.zeros(1001), np.linspace(0.0, 1.0, 1001)])

    familiarity = Familiarity.fit(seen, np.ones(1001, dtype=bool))

    assert familiarity(np.array([[0.0, 0.0, 0.25]])) == pytest.approx([0.25], abs=0.01)


def test_beyond_all_that_was_seen_the_rank_stops_at_zero_and_one() -> None:
    seen = np.column_stack([np.zeros(50), np.zeros(50), np.linspace(0.4, 0.6, 50)])

    familiarity = Familiarity.fit(seen, np.ones(50, dtype=bool))

    assert familiarity(np.array([[0.0, 0.0, -9.0], [0.0, 0.0, 9.0]])).tolist() == [0.0, 1.0]


def test_with_examples_of_what_does_not_belong_these_come_out_as_strangers() -> None:
    generator = np.random.default_rng(0)
    inside = generator.normal([1.0, -1.0, 0.8], 0.1, size=(200, 3))
    outside = generator.normal([-0.5, 0.5, 0.3], 0.1, size=(60, 3))

    familiarity = Familiarity.fit(np.vstack([inside, outside]), np.arange(260) < 200)

    assert familiarity(outside).max() == 0.0
    assert np.median(familiarity(inside)) == pytest.approx(0.5, abs=0.05)


def test_the_negative_intent_is_never_the_nearest_one() -> None:
    margins, likeness = np.array([[0.2, 0.9, -0.3]]), np.array([[0.5, 0.99, 0.4]])

    assert signs(margins, likeness, negative=1).tolist() == [[0.2, 0.9, 0.5]]
    assert signs(margins, likeness, negative=None).tolist() == [[0.9, 0.0, 0.99]]
