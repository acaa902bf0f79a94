"""What can go wrong in a channel.

ChannelError
├── TurnFailed          the turn gave nothing to say; the customer gets an apology and a way to a person
├── StoreUnavailable    a store cannot be reached; the message stays in the inbox and is tried again
└── Refused             a request is turned down; what the customer may read is in it
"""

from __future__ import annotations

from collections.abc import Mapping


class ChannelError(Exception):
    """Base of all errors of the channels."""


class TurnFailed(ChannelError):
    """Rasa or an action failed, and nothing of the turn was kept."""


class StoreUnavailable(ChannelError):
    """The channel's or Rasa's store did not answer. Nobody is answered from a blank memory."""


class Refused(ChannelError):
    """A request is turned down.

    `status` is HTTP's; `code` is for programs and names the phrase for people, if there is one
    (`bot.channels.core.phrases`); `headers` go out with the refusal.
    """

    def __init__(self, status: int, code: str, detail: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail or code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
