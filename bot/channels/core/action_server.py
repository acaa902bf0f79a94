"""Rasa's link to the action server, with one connection pool, a deadline, the domain sent once, and no silent failure.

Out of the box Rasa opens a connection for every action, waits five minutes, and on any failure notes the
action as done and says nothing. Here a failing action ends the turn: nothing of it is kept, so the customer
can repeat the message, and the channel apologises.

rasa-sdk remembers the domain by its digest: a call carries the digest alone, and the domain, which is larger than
the rest of the call, only where the answer is that it is not known yet.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from json import dumps
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

_KEEP_ALIVE = 3.0  # seconds; the action server hangs up after 5, and a call must not meet that moment
_REJECTED = 400  # an action says that it does not apply, which Rasa understands
_DOMAIN_MISSING = 449  # rasa-sdk has not seen the domain of this digest


class ActionFailed(BaseException):
    """The action server did not answer usefully.

    Not an `Exception`, because Rasa swallows every one of those that comes out of an action.
    """


class ActionServer(EndpointConfig):
    """The action server's webhook. `limit` is what one action may take, in seconds."""

    def __init__(self, url: str, headers: dict[str, str], limit: float, **options: Any) -> None:
        super().__init__(url, headers=headers, **options)
        self._limit = aiohttp.ClientTimeout(total=limit, connect=min(3.0, limit))
        self._session: aiohttp.ClientSession | None = None
        self._domain: Mapping[str, Any] = {}
        self._digest = ""

    @classmethod
    def from_config(cls, config: EndpointConfig, limit: float) -> ActionServer:
        """What endpoints.yml says, with our manners."""
        return cls(config.url or "", dict(config.headers), limit, **config.kwargs)

    def serve(self, domain: Mapping[str, Any]) -> None:
        """From now on calls are about this domain, in Rasa's own format."""
        self._domain = domain
        self._digest = hashlib.sha256(dumps(domain, sort_keys=True, default=str).encode()).hexdigest()

    async def request(self, method: str = "post", subpath: str | None = None, json: Any = None, **_: Any) -> Any:
        """Call the action server. Raises `ActionFailed`, or `ClientResponseError` when it rejects the action."""
        try:
            return await self._call_with_domain(method, {**json, "domain_digest": self._digest})
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            if isinstance(error, ClientResponseError) and error.status == _REJECTED:
                raise
            raise ActionFailed(f"{type(error).__name__}: {error}"[:300]) from error

    async def is_reachable(self, timeout: float = 2.0) -> bool:
        """Whether its health route answers."""
        address = self.url.rsplit("/", 1)[0] + "/health"
        try:
            async with self._client().get(address, timeout=aiohttp.ClientTimeout(total=timeout)) as response:
                return response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            return False

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _call_with_domain(self, method: str, body: dict[str, Any]) -> Any:
        try:
            return await self._call(method, body)
        except ClientResponseError as error:
            if error.status != _DOMAIN_MISSING:
                raise
            return await self._call(method, {**body, "domain": self._domain})

    async def _call(self, method: str, body: Any) -> Any:
        async with self._client().request(method, self.url, json=body, timeout=self._limit) as response:
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason, await response.text())
            answer = await response.json(content_type=None)
        if not isinstance(answer, dict) or not isinstance(answer.get("events"), list):
            raise ValueError("the action server's answer has no events")
        return answer

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE)
            self._session = aiohttp.ClientSession(headers=self.headers, connector=connector)
        return self._session
