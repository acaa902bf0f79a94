"""How good search and recommendations are, measured on the company's own content and viewings."""

from __future__ import annotations

import datetime as dt
import math
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from actions.catalogue.cosine import Model, View, learn
from actions.catalogue.index import Index
from actions.catalogue.recommend import DECAY, LAST
from actions.catalogue.search import search_titles

Result = dict[str, int | float]
"""What was measured, ready for JSON. Times in milliseconds or seconds as named; rates 0 to 1."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def evaluate_search(index: Index, *, queries: int = 1_000, seed: int = 7) -> Result:
    """Look up titles by their names with one typing error each."""
    rng = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    rows = index.rows("SELECT id, name FROM doc WHERE entity = 'title' AND length(name) > 3 ORDER BY id")
    chosen = [rows[rng.randrange(len(rows))] for _ in range(queries)] if rows else []
    ranks: list[int | None] = []
    times: list[float] = []
    for row in chosen:
        query = _mistyped(row["name"], rng)
        began = time.perf_counter()
        hits = search_titles(index, query, limit=10)
        times.append((time.perf_counter() - began) * 1_000)
        # Namesakes are told apart by their year, not by a search for the name.
        ranks.append(next((rank for rank, hit in enumerate(hits) if hit.name == row["name"]), None))
    found = [rank for rank in ranks if rank is not None]
    return {
        "titles": len(rows), "queries": len(chosen), "hit_at_1": _rate(found.count(0), len(chosen)),
        "hit_at_10": _rate(len(found), len(chosen)), **_times(times),
    }  # fmt: skip


def evaluate_recommend(views: Iterable[View]) -> Result:
    """Leave each customer's last title out and see where it is ranked among all they had not watched.

    Recall@20 and NDCG@10, beside what ranking by popularity reaches on the same viewings.
    """
    histories = _histories(views)
    held = {who: history for who, history in histories.items() if len(history) > 1}
    before = [
        (who, title, _EPOCH) for who, history in histories.items() for title in history[1 if who in held else 0 :]
    ]
    ids = sorted({title for history in histories.values() for title in history})
    began = time.perf_counter()
    model = learn(before, ids)
    fitted = time.perf_counter() - began
    scorer = _Scorer(model)
    ours, popular, times = _Ranks(), _Ranks(), []
    for history in held.values():
        began = time.perf_counter()
        scores = scorer.scores(history[1:])
        times.append((time.perf_counter() - began) * 1_000)
        ours.add(scorer.rank(scores, history))
        popular.add(scorer.rank(model.viewers.copy(), history))
    return {
        "customers": len(held), "titles": len(ids), "fit_s": round(fitted, 3),
        "recall_at_20": ours.recall, "ndcg_at_10": ours.ndcg,
        "popular_recall_at_20": popular.recall, "popular_ndcg_at_10": popular.ndcg, **_times(times),
    }  # fmt: skip


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # learning does not look at the time


def _histories(views: Iterable[View]) -> Mapping[str, list[str]]:
    """By customer each title once, the one begun last first."""
    begun: defaultdict[str, dict[str, dt.datetime]] = defaultdict(dict)
    for who, title, when in views:
        first = begun[who].get(title)
        # A title that was watched before is not news, so its first time counts.
        begun[who][title] = min(first, when) if first else when
    return {who: sorted(titles, key=lambda t: titles[t], reverse=True) for who, titles in begun.items()}


class _Scorer:
    """The recommender's own scores by viewers, for every title at once."""

    def __init__(self, model: Model) -> None:
        self._alike = model.alike
        self._row = {id: number for number, id in enumerate(model.ids)}

    def scores(self, latest: Sequence[str]) -> NDArray[np.float64]:
        rows = [self._row[id] for id in latest[:LAST]]
        weights = DECAY ** np.arange(len(rows))
        return np.asarray(weights @ self._alike[rows], dtype=np.float64)

    def rank(self, scores: NDArray[np.float64], history: Sequence[str]) -> int:
        """Where the title left out stands among those not watched, from 0; equals count half."""
        target = scores[self._row[history[0]]]
        scores[[self._row[id] for id in history]] = -1.0
        return int((scores > target).sum() + (scores == target).sum() // 2)


@dataclass
class _Ranks:
    """Ranks from 0 of the titles left out."""

    ranks: list[int] = field(default_factory=list)

    def add(self, rank: int) -> None:
        self.ranks.append(rank)

    @property
    def recall(self) -> float:
        return _rate(sum(rank < 20 for rank in self.ranks), len(self.ranks))

    @property
    def ndcg(self) -> float:
        return round(sum(1 / math.log2(rank + 2) for rank in self.ranks if rank < 10) / (len(self.ranks) or 1), 4)


def _mistyped(name: str, rng: random.Random) -> str:
    """The name with one letter left out, doubled, swapped with the next or replaced."""
    places = [place for place, letter in enumerate(name) if letter.isalpha()] or [0]
    at = rng.choice(places)
    kind = rng.choice(("drop", "double", "swap", "replace"))
    if kind == "swap" and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    middle = {"drop": "", "double": name[at] * 2}.get(kind, rng.choice(_LETTERS))
    return name[:at] + middle + name[at + 1 :]


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _times(milliseconds: Sequence[float]) -> Result:
    if not milliseconds:
        return {"p50_ms": 0.0, "p95_ms": 0.0}
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return {"p50_ms": round(float(p50), 3), "p95_ms": round(float(p95), 3)}
