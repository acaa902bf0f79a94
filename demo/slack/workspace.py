"""One Slack workspace in memory: people, channels, messages, views; with Slack's rules about what fits."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TEAM = "T0NORTHLT"
APP = "A0USHERAPP"
BOT_USER = "U0USHERBOT"
BOT = "B0USHERBOT"
PERSON = "U0ADALOVE1"
DIRECT = "D0ADAUSHER"
CHANNEL = "C0SUPPORT1"
SCOPES = (
    "app_mentions:read,assistant:write,channels:history,chat:write,commands,groups:history,im:history,im:write,"
    "mpim:history,users:read"
)


class SlackError(Exception):
    """A call that Slack answers with `ok: false`; the text is its word for why."""


@dataclass
class Workspace:
    """Everything is kept by its Slack id. `tokens` are valid for the bot; `codes` are OAuth codes to swap."""

    token: str
    messages: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    views: list[dict[str, Any]] = field(default_factory=list)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    statuses: dict[tuple[str, str], str] = field(default_factory=dict)
    streams: set[str] = field(default_factory=set)
    whispers: list[dict[str, Any]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._latest = 0
        for channel in (DIRECT, CHANNEL):
            self.messages.setdefault(channel, {})

    def ts(self) -> str:
        """A fresh time stamp; Slack's are unique in a channel and sort by time."""
        self._latest = max(self._latest + 1, time.time_ns() // 1_000)
        return f"{self._latest // 1_000_000}.{self._latest % 1_000_000:06d}"

    def person_says(self, channel: str, text: str, thread: str | None = None, **more: Any) -> dict[str, Any]:
        """A member's message."""
        return self._keep(channel, {"type": "message", "user": PERSON, "text": text, "team": TEAM, **more}, thread)

    def bot_says(self, channel: str, message: Mapping[str, Any], thread: str | None) -> dict[str, Any]:
        """The app's message, once it fits. Raises `SlackError`."""
        channel = self.channel(channel)
        if thread is not None and thread not in self.messages[channel]:
            raise SlackError("thread_not_found")
        if not message.get("text") and not message.get("blocks"):
            raise SlackError("no_text")
        self.statuses.pop((channel, thread or ""), None)
        body = {"type": "message", "user": BOT_USER, "bot_id": BOT, "app_id": APP, "team": TEAM, **message}
        return self._keep(channel, body, thread)

    def channel(self, given: str) -> str:
        """A channel's id; a person's id stands for their direct messages. Raises `SlackError`."""
        channel = DIRECT if given == PERSON else given
        if channel not in self.messages:
            raise SlackError("channel_not_found")
        return channel

    def message(self, channel: str, ts: str) -> dict[str, Any]:
        """Raises `SlackError`."""
        try:
            return self.messages[self.channel(channel)][ts]
        except KeyError:
            raise SlackError("message_not_found") from None

    def thread(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """A thread's messages, its first one included."""
        known = self.messages[self.channel(channel)].values()
        return [message for message in known if ts in (message["ts"], message.get("thread_ts"))]

    def said_by_bot(self, channel: str = DIRECT) -> list[dict[str, Any]]:
        """What the app has posted, in order."""
        return [message for message in self.messages[channel].values() if "bot_id" in message]

    def _keep(self, channel: str, message: dict[str, Any], thread: str | None) -> dict[str, Any]:
        ts = self.ts()
        kept = {**message, "ts": ts, **({"thread_ts": thread} if thread else {})}
        self.messages[channel][ts] = kept
        return kept
