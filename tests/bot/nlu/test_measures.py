from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.measures import Outcome, confusions, measure


def outcome(intent: str, predicted: str, **values: Any) -> Outcome:
    known = {"first_choice": predicted, "confidence": 1.0, "familiarity": 0.5, "milliseconds": 4.0}
    return Outcome("some text", intent, predicted, **{**known, **values})


def test_a_rejected_message_that_belongs_counts_as_wrong() -> None:
    figures = measure([outcome("refund", "refund"), outcome("refund", "nlu_fallback")])

    assert figures.accuracy == 0.5
    assert figures.in_scope_accepted == 0.5
    assert figures.per_intent["refund"].rejected == 1


@pytest.mark.parametrize("predicted", ["out_of_scope", "nlu_fallback"])
def test_a_stranger_is_turned_away_by_either_name(predicted: str) -> None:
    figures = measure([outcome("out_of_scope", predicted), outcome("out_of_scope", "refund")])

    assert figures.oos_recall == 0.5
    assert figures.accuracy is None


def test_strangers_count_neither_for_accuracy_nor_for_f1() -> None:
    figures = measure([outcome("refund", "refund"), outcome("out_of_scope", "refund")])

    assert (figures.accuracy, figures.macro_f1, figures.examples) == (1.0, 1.0, 2)


def test_macro_f1_weighs_a_rare_intent_like_a_frequent_one() -> None:
    outcomes = [*[outcome("refund", "refund")] * 8, outcome("voucher", "refund"), outcome("voucher", "voucher")]

    figures = measure(outcomes)

    assert figures.accuracy == 0.9
    assert figures.macro_f1 == pytest.approx((16 / 17 + 2 / 3) / 2, abs=1e-4)


def test_calibration_error_is_the_gap_between_confidence_and_the_share_of_right_ones() -> None:
    outcomes = [outcome("a", "a", confidence=0.9), outcome("a", "b", confidence=0.9)]

    assert measure(outcomes).ece == pytest.approx(0.4)


def test_calibration_looks_at_the_classifier_and_not_at_the_filter_behind_it() -> None:
    turned_away = outcome("a", "nlu_fallback", first_choice="a", confidence=1.0)

    assert measure([turned_away]).ece == 0.0


def test_separation_is_one_when_every_stranger_is_less_familiar() -> None:
    outcomes = [
        outcome("a", "a", familiarity=0.4),
        outcome("a", "a", familiarity=0.9),
        outcome("out_of_scope", "a", familiarity=0.1),
    ]

    assert measure(outcomes).oos_auroc == 1.0


def test_confusions_come_most_frequent_first_without_the_right_ones() -> None:
    outcomes = [outcome("a", "b"), outcome("a", "c"), outcome("a", "c"), outcome("a", "a")]

    assert confusions(outcomes) == [("a", "c", 2), ("a", "b", 1)]


def test_errors_tell_what_was_read_instead() -> None:
    (error,) = measure([outcome("a", "nlu_fallback", first_choice="b", confidence=0.12345)]).errors

    assert error == {
        "text": "some text",
        "intent": "a",
        "predicted": "nlu_fallback",
        "first_choice": "b",
        "confidence": 0.1235,
        "familiarity": 0.5,
    }


def test_the_median_time_of_a_message_is_not_moved_by_one_slow_one() -> None:
    outcomes = [outcome("a", "a", milliseconds=time) for time in (3.0, 4.0, 900.0)]

    assert measure(outcomes).p50_ms == 4.0
