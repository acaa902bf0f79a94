"""What a channel brings to the core: its name and how a reply looks on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from bot.channels.core.model import Reply

Issue = Callable[[str, str], str]
"""Takes the title and payload of a suggested reply; gives the opaque value that stands for it."""


class Renderer(Protocol):
    """A channel, as the core sees it."""

    name: str
    delivery: str
    """``pull``: the customer's side fetches from the outbox; ``due``: the channel sends what is due."""

    def render(self, id: str, reply: Reply, issue: Issue) -> dict[str, Any]:
        """The message as it is stored and delivered; it keeps `id`."""
