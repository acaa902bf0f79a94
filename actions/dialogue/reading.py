"""One request of a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.dialogue.heard import Heard


@dataclass(frozen=True)
class Reading:
    """One request of a message: the use case or intent, its words, and the values that complete it.

    `heard` is what the router made of these words; None: they were resolved from what was shown. `by_help`: only the
    help centre can say more.
    """

    name: str
    text: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    heard: Heard | None = None
    by_help: bool = False
