"""What a routing model is worth on labelled messages: pure figures, no Rasa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

OUT_OF_SCOPE = "out_of_scope"
REJECTED = frozenset({OUT_OF_SCOPE, "nlu_fallback"})
BINS = 15


@dataclass(frozen=True)
class Outcome:
    """One message through the model.

    `predicted` is the intent in force, after the novelty filter. `first_choice` and `confidence` are the
    classifier's own, before it. `familiarity` grows with how much the message resembles known ones.
    """

    text: str
    intent: str
    predicted: str
    first_choice: str
    confidence: float
    familiarity: float
    milliseconds: float


@dataclass(frozen=True)
class IntentFigures:
    """`rejected` counts the examples that were taken for out of scope."""

    examples: int
    precision: float
    recall: float
    f1: float
    rejected: int


@dataclass(frozen=True)
class Figures:
    """Everything on a test file. Shares and probabilities are 0 to 1; None where the file has nothing to tell.

    Accuracy, macro-F1 and ECE are over the in-scope examples, a rejected one counting as wrong for the first
    two; ECE asks whether the confidence of the classifier's first choice is the share of right ones.
    `p50_ms` is the median time of a message through the whole NLU pipeline.
    """

    examples: int
    accuracy: float | None
    macro_f1: float | None
    ece: float | None
    oos_auroc: float | None
    oos_recall: float | None
    in_scope_accepted: float | None
    p50_ms: float
    per_intent: dict[str, IntentFigures]
    errors: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def measure(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of at least one outcome."""
    inside = [outcome for outcome in outcomes if outcome.intent not in REJECTED]
    outside = [outcome for outcome in outcomes if outcome.intent in REJECTED]
    per_intent = _per_intent(inside)
    return Figures(
        examples=len(outcomes),
        accuracy=_share(outcome.predicted == outcome.intent for outcome in inside),
        macro_f1=round(float(np.mean([one.f1 for one in per_intent.values()])), 4) if per_intent else None,
        ece=_calibration_error(inside),
        oos_auroc=_separation(inside, outside),
        oos_recall=_share(outcome.predicted in REJECTED for outcome in outside),
        in_scope_accepted=_share(outcome.predicted not in REJECTED for outcome in inside),
        p50_ms=round(float(np.median([outcome.milliseconds for outcome in outcomes])), 3),
        per_intent=per_intent,
        errors=[_error(outcome) for outcome in outcomes if not _is_right(outcome)],
    )


def confusions(outcomes: Sequence[Outcome]) -> list[tuple[str, str, int]]:
    """(intent, predicted, how often) of the wrong ones, the most frequent first."""
    counted = Counter((outcome.intent, outcome.predicted) for outcome in outcomes if not _is_right(outcome))
    return [(intent, predicted, count) for (intent, predicted), count in counted.most_common()]


def _is_right(outcome: Outcome) -> bool:
    return outcome.predicted in REJECTED if outcome.intent in REJECTED else outcome.predicted == outcome.intent


def _share(hits: Any) -> float | None:
    values = list(hits)
    return round(float(np.mean(values)), 4) if values else None


def _per_intent(inside: Sequence[Outcome]) -> dict[str, IntentFigures]:
    intents = sorted({outcome.intent for outcome in inside})
    truth, predicted = [outcome.intent for outcome in inside], [outcome.predicted for outcome in inside]
    if not intents:
        return {}
    precision, recall, f1, examples = precision_recall_fscore_support(
        truth, predicted, labels=intents, zero_division=0.0
    )
    rejected = Counter(outcome.intent for outcome in inside if outcome.predicted in REJECTED)
    return {
        intent: IntentFigures(
            int(examples[row]), _rounded(precision[row]), _rounded(recall[row]), _rounded(f1[row]), rejected[intent]
        )
        for row, intent in enumerate(intents)
    }


def _rounded(share: float) -> float:
    return round(float(share), 4)


def _calibration_error(inside: Sequence[Outcome]) -> float | None:
    if not inside:
        return None
    confidence = np.array([outcome.confidence for outcome in inside])
    right = np.array([outcome.first_choice == outcome.intent for outcome in inside])
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return round(float(sum(gaps)), 4)


def _separation(inside: Sequence[Outcome], outside: Sequence[Outcome]) -> float | None:
    if not inside or not outside:
        return None
    belongs = [True] * len(inside) + [False] * len(outside)
    return round(float(roc_auc_score(belongs, [outcome.familiarity for outcome in (*inside, *outside)])), 4)


def _error(outcome: Outcome) -> dict[str, Any]:
    return {
        "text": outcome.text,
        "intent": outcome.intent,
        "predicted": outcome.predicted,
        "first_choice": outcome.first_choice,
        "confidence": round(outcome.confidence, 4),
        "familiarity": round(outcome.familiarity, 4),
    }
