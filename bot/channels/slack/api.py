"""Slack's Web API: a client per workspace, and what its refusals mean for a message.

Refusal              Slack said no; `code` is its word for why
└── BadBlocks        it does not take the message's blocks; plain words may still do
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.core.delivery import Later, Undeliverable
from bot.channels.slack.installations import Installations

_TIMEOUT = 10  # seconds for one call
_BUSY = frozenset(
    {
        "fatal_error",
        "internal_error",
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
_BAD_BLOCKS = frozenset({"invalid_attachments", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})


class Refusal(Undeliverable):
    """Slack refused a call for good."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refused: {code}")
        self.code = code


class BadBlocks(Refusal):
    """Slack refused the blocks of a message."""


class SlackApi:
    """Clients by workspace. `url` is the Web API's; one connection pool serves all."""

    def __init__(self, url: str, installations: Installations) -> None:
        self._url = url
        self._installations = installations
        self._session: aiohttp.ClientSession | None = None

    async def client(self, team: str, enterprise: str | None = None) -> AsyncWebClient:
        """The client for a workspace. Raises `Undeliverable` when the app is not installed there."""
        installed = await self._installations.find(team, enterprise)
        if installed is None:
            raise Undeliverable("the Slack app is not installed in that workspace any more")
        return self.with_token(installed.token)

    def with_token(self, token: str | None) -> AsyncWebClient:
        """A client that never repeats a call by itself: a post that Slack may have taken is the outbox's to judge."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT))
        return AsyncWebClient(
            token=token, base_url=self._url, timeout=_TIMEOUT, session=self._session, retry_handlers=[]
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


async def asked(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """What Slack answers. Raises `Later` when it may be asked again, `Refusal` when not."""
    try:
        return await call
    except SlackApiError as error:
        raise _judged(error) from None  # its text has the whole answer in it
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
        raise Later(f"Slack did not answer: {type(error).__name__}") from None


def _judged(error: SlackApiError) -> Exception:
    status = int(getattr(error.response, "status_code", 0) or 0)
    code = str(_field(error.response, "error") or "unreadable answer")
    if status == 429 or status >= 500 or code in _BUSY or code == "unreadable answer":
        return Later(f"Slack answered {status}: {code}", _retry_after(error))
    return BadBlocks(code) if code in _BAD_BLOCKS else Refusal(code)


def _field(response: object, name: str) -> object:
    data = getattr(response, "data", None)
    return data.get(name) if isinstance(data, dict) else None


def _retry_after(error: SlackApiError) -> float | None:
    headers = getattr(error.response, "headers", None) or {}
    given = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    try:
        return None if given is None else float(given)
    except ValueError:
        return None
