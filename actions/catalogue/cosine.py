"""Which titles the same people watch: the cosine between titles, learnt from viewings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

View = tuple[str, str, dt.datetime]
"""A customer, the title watched, and when."""

NEIGHBOURS = 100  # per title; more changes nothing (docs of the measurement: k = 100)
_AT_LEAST = 3  # fewer common viewers say little, and might say who they are


@dataclass(frozen=True, eq=False)
class Model:
    """What was learnt: for each of `ids` how alike the others are (rows of `alike`, 0 to 1) and its `viewers`.

    It holds no customer: only counts of titles that were watched by the same people.
    """

    ids: tuple[str, ...]
    alike: sparse.csr_array
    viewers: NDArray[np.float64]

    def save(self, path: Path) -> None:
        """Write to a NumPy archive beside the index, in place of an earlier one in a single step."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.stem}.fresh.npz")
        alike = self.alike
        np.savez_compressed(
            fresh, ids=np.array(self.ids, dtype=np.str_), viewers=self.viewers,
            data=alike.data, indices=alike.indices, indptr=alike.indptr,
        )  # fmt: skip
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path, allow_pickle=False) as saved:
            ids = tuple(str(id) for id in saved["ids"])
            parts = (saved["data"], saved["indices"], saved["indptr"])
            return cls(ids, sparse.csr_array(parts, shape=(len(ids), len(ids))), saved["viewers"])

    @classmethod
    def empty(cls) -> Self:
        """A model that has seen nothing; recommendations then come from what the catalogue says."""
        return cls((), sparse.csr_array((0, 0)), np.zeros(0))


def learn(views: Iterable[View], ids: Sequence[str]) -> Model:
    """How alike titles are by who watched them. How often somebody watched does not count; unknown titles neither."""
    column = {id: number for number, id in enumerate(ids)}
    rows: dict[str, int] = {}
    pairs = [(rows.setdefault(who, len(rows)), column[title]) for who, title, _ in views if title in column]
    seen = _matrix(pairs, (len(rows), len(ids)))
    viewers = np.asarray(seen.sum(axis=0), dtype=np.float64).ravel()
    together = sparse.csr_array(seen.T @ seen)
    together.setdiag(0)
    together.data[together.data < _AT_LEAST] = 0
    together.eliminate_zeros()
    norm = sparse.diags_array(1 / np.sqrt(np.maximum(viewers, 1)))
    return Model(tuple(ids), _nearest(sparse.csr_array(norm @ together @ norm)), viewers)


def _matrix(pairs: Sequence[tuple[int, int]], shape: tuple[int, int]) -> sparse.csr_array:
    """Who watched what, as ones."""
    unique = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
    ones = np.ones(len(unique), dtype=np.float64)
    return sparse.csr_array((ones, (unique[:, 0], unique[:, 1])), shape=shape)


def _nearest(alike: sparse.csr_array) -> sparse.csr_array:
    """Each row with its largest values only."""
    for row in range(alike.shape[0]):
        start, end = alike.indptr[row], alike.indptr[row + 1]
        if end - start > NEIGHBOURS:
            values = alike.data[start:end]
            values[values < np.partition(values, -NEIGHBOURS)[-NEIGHBOURS]] = 0
    alike.eliminate_zeros()
    return alike
