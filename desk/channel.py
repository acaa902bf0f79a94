"""The conversations as the desk reaches them: reading, writing, taking over and giving back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import httpx2

from actions.errors import UsherError

_AT_ONCE = 500  # conversations


class ChannelUnavailable(UsherError):
    """The chat server did not take it; nothing was sent, and trying again is safe."""


@dataclass(frozen=True)
class Said:
    """One message. `number` grows along the conversation; `author` is the person's name, for `who` person."""

    number: int
    who: Literal["customer", "bot", "person"]
    text: str
    author: str = ""


class Conversations(Protocol):
    """What the desk asks of the chat server. Every method raises `ChannelUnavailable`."""

    async def read(self, conversation: str, after: int = 0) -> list[Said]:
        """What was said after message number `after`."""

    async def states(self, conversations: Sequence[str]) -> dict[str, str]:
        """Who answers in each: ``requested``, ``active``, or ``bot``, where the customer went on with the assistant."""

    async def write(self, conversation: str, id: str, text: str, author: str) -> None:
        """Send the customer a message, once by its `id`."""

    async def hand_over(self, conversation: str, state: Literal["active", "returned"], reference: str) -> None:
        """Let a person answer, or the bot again."""


class HttpConversations:
    """Over the internal endpoints of Rasa's server."""

    def __init__(self, bot_url: str, secret: str) -> None:
        self._url = f"{bot_url}/webhooks/web/internal/conversations"
        self._headers = {"X-Usher-Secret": secret}

    async def read(self, conversation: str, after: int = 0) -> list[Said]:
        found: list[Said] = []
        while True:
            page = await self._call("GET", f"{conversation}/messages?after={after}")
            found += [_said(message) for message in page["messages"]]
            if page["last"] <= after:
                return found
            after = page["last"]

    async def states(self, conversations: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for at in range(0, len(conversations), _AT_ONCE):
            asked = {"conversations": list(conversations[at : at + _AT_ONCE])}
            found |= (await self._call("POST", "states", asked))["states"]
        return found

    async def write(self, conversation: str, id: str, text: str, author: str) -> None:
        await self._call("POST", f"{conversation}/messages", {"id": id, "text": text, "author": author})

    async def hand_over(self, conversation: str, state: Literal["active", "returned"], reference: str) -> None:
        await self._call("POST", f"{conversation}/handoff", {"state": state, "reference": reference})

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            async with httpx2.AsyncClient(timeout=5.0, headers=self._headers) as client:
                response = await client.request(method, f"{self._url}/{path}", json=body)
            response.raise_for_status()
            return response.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ChannelUnavailable(f"the chat server did not answer ({type(error).__name__})") from error


def _said(message: dict[str, Any]) -> Said:
    return Said(message["number"], message.get("from", "bot"), message.get("text", ""), message.get("author", ""))
