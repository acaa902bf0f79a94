"""What is to go wrong on a stand-in, on demand: once or several times, for one method or the next call of any."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """One bad moment. `status` None: the answer is only late. `retry_after` and `delay` in seconds.

    `after` True: the call takes effect, and only its answer is lost.
    """

    status: int | None = None
    method: str | None = None
    retry_after: float | None = None
    delay: float = 0.0
    after: bool = False


class Failures:
    """Failures in waiting, in order."""

    def __init__(self) -> None:
        self._waiting: deque[Failure] = deque()

    def add(self, failure: Failure, times: int = 1) -> None:
        self._waiting.extend([failure] * times)

    def next(self, method: str) -> Failure | None:
        """The failure that meets a call of `method`; None: all goes well."""
        for failure in self._waiting:
            if failure.method in (None, method):
                self._waiting.remove(failure)
                return failure
        return None
