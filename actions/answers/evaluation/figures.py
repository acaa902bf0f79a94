"""What many outcomes come to."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from actions.answers.evaluation.asking import Outcome
from actions.answers.model.prompt import tokens

Figures = Mapping[str, Any]


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Counts, shares and medians; docs/evaluation.md says what each means."""
    endings = Counter(one.ending for one in outcomes)
    wrong = {one.case.id: one.unsupported for one in outcomes if one.unsupported}
    traces = [one.trace for one in outcomes if one.trace is not None]
    attempts = [attempt for trace in traces for attempt in trace.attempts]
    return {
        "cases": len(outcomes),
        **{ending.replace(" ", "_"): endings[ending] for ending in ("worded", "composed", "asked back", "refused")},
        "answered_share": round((endings["worded"] + endings["composed"]) / len(outcomes), 3) if outcomes else 0.0,
        "facts_missing": [one.case.id for one in outcomes if not one.grounded],
        "unsupported_shown": sum(len(found) for found in wrong.values()),
        "unsupported": wrong,
        "refused_by_gate": dict(Counter(j.decision.code for trace in traces for j in trace.refused).most_common()),
        "fallbacks": dict(Counter(trace.fallback for trace in traces if trace.fallback).most_common()),
        "cost_per_question": round(sum(trace.cost for trace in traces) / len(outcomes), 6) if outcomes else 0.0,
        "calls_per_question": round(len(attempts) / len(outcomes), 2) if outcomes else 0.0,
        **spread("gate_ms", [one.seconds * 1000 for attempt in attempts for one in attempt.judged], 1),
        **spread("prompt_tokens", [attempt.prompt_tokens for attempt in attempts]),
        **spread("prompt_tokens_estimated", [_estimated(one) for one in outcomes if one.facts]),
        **spread("first_sentence_ms", [one.seconds * 1000 for one in outcomes]),
    }


def _estimated(one: Outcome) -> int:
    return sum(tokens(message["content"]) for message in one.prompt)


def spread(name: str, values: Sequence[float], digits: int | None = None) -> Mapping[str, float]:
    """Median, 95th percentile and maximum; nothing where there is no value."""
    if not values:
        return {}
    ordered = sorted(values)
    late = ordered[math.ceil(0.95 * len(ordered)) - 1]
    found = {"median": statistics.median(ordered), "p95": late, "max": ordered[-1]}
    return {f"{name}_{which}": round(value, digits) for which, value in found.items()}
