"""Where a Slack conversation takes place."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Where:
    """A direct message or a thread in a channel, in one workspace.

    `channel` may be a user's id: Slack then opens the direct message. `thread` None: no thread, the messages stand
    by themselves. `user` began the conversation; `user_team` is their own workspace, which differs from `team` in
    channels shared between companies. `private`: only they and we read it.
    """

    team: str
    channel: str
    user: str
    private: bool
    thread: str | None = None
    enterprise: str | None = None
    user_team: str | None = None

    @property
    def key(self) -> str:
        """The conversation's name among all channels. A person's direct messages are theirs wherever they began."""
        place = self.user if self.private else self.channel
        return ":".join(part for part in ("slack", self.team, place, self.thread) if part)

    @property
    def person(self) -> str:
        """The chat account's name among all channels."""
        return f"slack:{self.user_team or self.team}:{self.user}"

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def of(cls, address: dict[str, Any]) -> Where:
        """What `to_json` gave."""
        return cls(**address)
