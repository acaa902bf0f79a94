"""What a push channel brings to the core: how to send a message, and how to show one that is being written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

Address = dict[str, Any]
"""Where a conversation's messages go, as its channel understands it; JSON."""

Progress = Callable[[dict[str, Any]], Awaitable[None]]
"""Stores what of a message the platform has by now; the next attempt gets it as `Delivery.progress`."""


class Later(Exception):
    """The platform did not take the message now (429, 5xx, no connection). `after` in seconds; None: unknown."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Undeliverable(Exception):
    """The platform will never take the message; the text says why, without secrets or customers' words."""


@dataclass(frozen=True)
class Delivery:
    """One entry of a conversation's time line on its way to the platform.

    `kind` is ``message`` (`body` as the channel's renderer made it) or ``handoff`` (`{"state": "requested" |
    "active" | "bot", "reference"}`). `attempt` counts from 1. `progress` is what earlier attempts stored.
    `created_at` in seconds since 1970.
    """

    id: str
    conversation: str
    number: int
    channel: str
    kind: str
    address: Address
    body: dict[str, Any]
    attempt: int
    progress: dict[str, Any]
    created_at: float


class Sender(Protocol):
    """Sends to one platform. A conversation's deliveries come one after another, in order."""

    name: str
    """The channel's."""

    async def send(self, delivery: Delivery, progress: Progress) -> None:
        """Post a message; a kind the channel has no use for is done at once.

        A message that needs several posts stores its progress after each, so that none is repeated after a
        crash. Raises `Later` or `Undeliverable`; anything else counts as `Later`.
        """


class LiveSender(Protocol):
    """Shows on the platform that an answer is being written. A failure here is never the customer's."""

    async def typing(self, address: Address) -> None:
        """Called when a turn starts and every few seconds while it runs."""

    async def draft(self, address: Address, stream: str, text: str) -> None:
        """`text` is all of the unfinished answer so far; the message that replaces it names `stream`."""
