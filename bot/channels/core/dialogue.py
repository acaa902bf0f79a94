"""What the core needs from whatever answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.channels.core.model import Reply, Turn


class Dialogue(Protocol):
    """Answers turns, one at a time per conversation."""

    def is_ready(self) -> bool:
        """Whether it can answer at all."""

    def opening(self, turn: Turn) -> Sequence[Reply]:
        """What is said before the first reply of a conversation, whatever that reply is."""

    async def answer(self, turn: Turn) -> Sequence[Reply]:
        """The replies to a turn.

        Raises `TurnFailed` when nothing usable came of it, `StoreUnavailable` when the turn should wait.
        """

    async def forget(self, conversations: Sequence[str]) -> None:
        """Delete what is remembered of these conversations. Raises `StoreUnavailable`."""

    async def forget_before(self, instant: float) -> None:
        """Delete what happened before `instant` (seconds since 1970) and no conversation needs to go on.

        Raises `StoreUnavailable`.
        """

    async def recall(self, turn: Turn) -> Sequence[Reply] | None:
        """What was answered to a turn that another process may have run to its end; None: nobody did."""
