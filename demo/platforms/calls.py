"""What went over the wire between a stand-in and the chatbot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call. `way` is ``in`` (to the chatbot) or ``out`` (from it); `status` 0 and `answer` None: none came."""

    way: str
    name: str
    sent: Mapping[str, Any]
    status: int
    answer: Any = None
