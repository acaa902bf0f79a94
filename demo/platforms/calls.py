"""What went over the wire between a stand-in and the chatbot."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call. `way` is ``in`` (to the chatbot) or ``out`` (from it); `status` 0 and `answer` None: none came.

    `at` is when it ended, seconds since 1970.
    """

    way: str
    name: str
    sent: Mapping[str, Any]
    status: int
    answer: Any = None
    at: float = field(default_factory=time.time)
