"""The way from the answer side to a conversation, beside Rasa's own replies: drafts and later notices."""

from __future__ import annotations

import functools
import logging
import ssl
from dataclasses import dataclass
from typing import Any

import httpx2

from actions.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Channel:
    """The internal endpoints of Rasa's server. Nothing said here is ever lost by failing: the final
    answer goes through Rasa, and a notice is said again until it is taken."""

    url: str
    secret: str

    @classmethod
    def of(cls, settings: Settings) -> Channel:
        secret = settings.internal_secret.get_secret_value() if settings.internal_secret else ""
        return cls(f"{settings.bot_url}/webhooks/web/internal", secret)

    async def draft(self, conversation: str, turn: str, stream: str, sequence: int, text: str) -> None:
        """Show one checked sentence of an answer that is being worded."""
        body = {"conversation": conversation, "turn": turn, "stream": stream, "sequence": sequence, "text": text}
        await self._post("drafts", body, timeout=1.0)

    async def say(self, conversation: str, id: str, text: str) -> bool:
        """Write a message into a conversation; `id` makes it arrive once.

        Whether nothing is left to try: it was taken, or the conversation is deleted.
        """
        body = {"id": id, "text": text, "author": "bot"}
        status = await self._post(f"conversations/{conversation}/messages", body, 5.0)
        return status is not None and (status < 300 or status == 404)

    async def _post(self, path: str, body: dict[str, Any], timeout: float) -> int | None:
        """The status; None: nothing answered."""
        headers = {"x-usher-secret": self.secret}
        try:
            async with httpx2.AsyncClient(timeout=timeout, headers=headers, verify=_trust(self.url)) as client:
                status = (await client.post(f"{self.url}/{path}", json=body)).status_code
        except httpx2.HTTPError as error:
            _log.warning("the channel did not take %s: %s", path, type(error).__name__)
            return None
        if status >= 300:
            _log.warning("the channel did not take %s: %d", path, status)
        return status


@functools.cache
def _trust(url: str) -> ssl.SSLContext:
    """Whose certificates are believed, read once: to read them for each draft would hold up all other answers.

    Without encryption there are none to check, so nobody's are read.
    """
    return httpx2.create_ssl_context() if url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
