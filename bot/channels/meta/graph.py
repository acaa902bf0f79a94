"""A client of Meta's Graph API: few calls, a deadline, typed failures, and no token in any message.

The token travels in a header and its proof in the query; neither is ever part of an exception or a log line.
Errors: https://developers.facebook.com/docs/graph-api/guides/error-handling
Limits: https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp

from bot.channels.core.errors import ChannelError
from bot.channels.meta.signature import appsecret_proof

_LIMIT = 10.0  # seconds for one call
_LONGEST = 300  # characters of an error's text
_TOKENS = re.compile(r"\bEAA\w{10,}|\b\d{6,}\|[\w-]{10,}")  # what Meta's tokens look like


class GraphUnreachable(ChannelError):
    """No answer, or none that can be read. Whether the call was carried out is unknown."""


class GraphRefused(ChannelError):
    """Graph answered with an error.

    `code` and `subcode` are Meta's, 0 when it gave none; `status` is HTTP's. `after` is how many seconds to
    wait before the next try, None when Graph does not say.
    """

    def __init__(self, status: int, code: int, subcode: int, text: str, after: float | None = None) -> None:
        super().__init__(f"Graph refused with {status} (#{code}/{subcode}): {text}")
        self.status = status
        self.code = code
        self.subcode = subcode
        self.after = after


class Graph:
    """Calls below `url`, which ends in the API's version. Used from one event loop."""

    def __init__(self, url: str, app_secret: str, limit: float = _LIMIT) -> None:
        self._url = url.rstrip("/")
        self._app_secret = app_secret
        self._limit = aiohttp.ClientTimeout(total=limit, connect=min(3.0, limit))
        self._session: aiohttp.ClientSession | None = None

    async def get(self, path: str, token: str, **query: str) -> dict[str, Any]:
        """Read an object or an edge. Raises `GraphUnreachable`, `GraphRefused`."""
        return await self._call("GET", path, token, query)

    async def post(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send, create or change something. Raises `GraphUnreachable`, `GraphRefused`."""
        return await self._call("POST", path, token, {}, body)

    async def delete(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Take something away. Raises `GraphUnreachable`, `GraphRefused`."""
        return await self._call("DELETE", path, token, {}, body)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _call(
        self, method: str, path: str, token: str, query: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        params = {**query, "appsecret_proof": appsecret_proof(token, self._app_secret)}
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self._client().request(
                method, f"{self._url}/{path}", params=params, json=body, headers=headers, timeout=self._limit
            ) as response:
                text = await response.text()
                if response.status < 400:
                    return _object(text)
                raise _refusal(response.status, response.headers, text, (token, self._app_secret))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            # the exception's own text may hold the address with its query
            raise GraphUnreachable(f"Graph did not answer {method} /{path}: {type(error).__name__}") from None

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without tokens; Graph repeats them in some of its errors."""
    for secret in secrets:
        text = text.replace(secret, "[token]")
    return _TOKENS.sub("[token]", text)


def _refusal(status: int, headers: Mapping[str, str], text: str, secrets: Iterable[str]) -> GraphRefused:
    try:
        error = _object(text).get("error")
    except ValueError:
        error = None
    given: Mapping[str, Any] = error if isinstance(error, dict) else {}
    message = redacted(str(given.get("message") or "no reason given"), secrets)[:_LONGEST]
    return GraphRefused(status, _number(given, "code"), _number(given, "error_subcode"), message, _after(headers))


def _object(text: str) -> dict[str, Any]:
    read = json.loads(text)
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


def _number(given: Mapping[str, Any], name: str) -> int:
    value = given.get(name)
    return value if isinstance(value, int) else 0


def _after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait: HTTP's own header, or Meta's estimate in minutes, per kind of use."""
    plain = headers.get("Retry-After", "")
    if plain.isascii() and plain.isdigit():
        return float(plain)
    try:
        usage = json.loads(headers.get("X-Business-Use-Case-Usage", "{}"))
        minutes = [use.get("estimated_time_to_regain_access", 0) for uses in usage.values() for use in uses]
        return max(minutes) * 60.0 if any(minutes) else None
    except (ValueError, AttributeError, TypeError):
        return None
