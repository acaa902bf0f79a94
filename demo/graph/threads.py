"""The page's conversations: who said what, when a person last wrote, and which app answers."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

PAGE = "100200300400500"
APP = "900800700600500"
PEOPLE = {"7100000000000001": "Robin", "7100000000000002": "Noor"}
"""Page-scoped ids, and the names people have in Messenger."""
INBOX = "263902037430900"  # Meta's Page inbox
WINDOW = 24 * 3600.0  # seconds


@dataclass
class Sent:
    """One message. `who` is ``person`` or ``bot``; `content` is a message object, or what the person did.

    `tag` None: it was sent in the standard window.
    """

    mid: str
    who: str
    content: dict[str, Any]
    tag: str | None = None


@dataclass
class Thread:
    """One person's conversation with the page. `heard_at` None: they never wrote. Seconds since 1970."""

    person: str
    sent: list[Sent] = field(default_factory=list)
    heard_at: float | None = None
    owner: str = APP
    typing_until: float = 0.0

    def hear(self, content: dict[str, Any]) -> Sent:
        """The person did something."""
        self.heard_at = time.time()
        return self._add("person", content, None)

    def say(self, content: dict[str, Any], tag: str | None) -> Sent:
        """The page's app sent a message."""
        self.typing_until = 0.0
        return self._add("bot", content, tag)

    def let_pass(self, seconds: float) -> None:
        """Let the person be silent for longer."""
        if self.heard_at is not None:
            self.heard_at -= seconds

    def allows(self, tag: str | None) -> bool:
        """Whether a message may be sent now: a day after the person wrote, seven with the tag for people."""
        if self.heard_at is None:
            return False
        return time.time() - self.heard_at <= (7 * WINDOW if tag == "HUMAN_AGENT" else WINDOW)

    def _add(self, who: str, content: dict[str, Any], tag: str | None) -> Sent:
        self.sent.append(Sent(f"m_{secrets.token_urlsafe(24)}", who, content, tag))
        return self.sent[-1]


class Threads:
    """All conversations of the page. Only people who wrote, or who are invited, exist."""

    def __init__(self) -> None:
        self._threads: dict[str, Thread] = {}

    def of(self, person: str) -> Thread:
        """The person's conversation, begun if there is none."""
        return self._threads.setdefault(person, Thread(person))

    def all(self) -> list[Thread]:
        return list(self._threads.values())

    def known(self, person: str) -> Thread | None:
        return self._threads.get(person)
