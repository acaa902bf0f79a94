"""The webhook that Meta calls, for whichever of its products: verified, read, stored, and only then acknowledged.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
https://developers.facebook.com/docs/messenger-platform/webhooks

Meta repeats a batch that was not answered with 200 within 20 seconds; what of it was stored already is
recognised by its ids. A batch that nobody could ever read is acknowledged, or Meta would repeat it for hours and
then switch the webhook off.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text

from bot.channels.core.body import read_body
from bot.channels.core.errors import Refused, StoreUnavailable
from bot.channels.meta.signature import is_signed

BODY_LIMIT = 1_000_000  # bytes; a batch has at most 1,000 updates
_BODY_SECONDS = 10.0  # a client that sends its body more slowly is let go
_CHALLENGE_LIMIT = 256  # characters

_log = logging.getLogger(__name__)

Take = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Stores everything in one `entry`. Raises `StoreUnavailable`; whatever else it raises, the batch is sent again."""


class Webhook:
    """One callback address. `takers` are named by a batch's `object`: ``page``, ``whatsapp_business_account``."""

    def __init__(self, app_secret: str, verify_token: str, takers: Mapping[str, Take]) -> None:
        self._app_secret = app_secret
        self._verify_token = verify_token.encode()
        self._takers = dict(takers)

    def register(self, blueprint: Blueprint) -> None:
        async def verify(request: Request) -> HTTPResponse:
            return self.verify(request)

        async def receive(request: Request) -> HTTPResponse:
            return await self.receive(request)

        blueprint.add_route(verify, "/webhook", methods=["GET"], name="verify")
        blueprint.add_route(receive, "/webhook", methods=["POST"], name="receive", stream=True)

    def verify(self, request: Request) -> HTTPResponse:
        """Repeat Meta's challenge to whoever knows the verify token."""
        mode, given, challenge = (_argument(request, f"hub.{name}") for name in ("mode", "verify_token", "challenge"))
        known = hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._verify_token)
        if mode != "subscribe" or not known or not challenge:
            return text("forbidden", 403)
        return text(challenge[:_CHALLENGE_LIMIT], headers={"X-Content-Type-Options": "nosniff"})

    async def receive(self, request: Request) -> HTTPResponse:
        """200 once a batch is stored; 403: not signed by Meta; 503: send it again."""
        try:
            body = await read_body(request, BODY_LIMIT, _BODY_SECONDS)
        except Refused as refused:
            return text(refused.detail, refused.status)
        if not is_signed(body, request.headers.get("x-hub-signature-256"), self._app_secret):
            _log.warning("a webhook without Meta's signature was refused")
            return text("forbidden", 403)
        try:
            await self._take(_entries(body))
        except StoreUnavailable as error:
            _log.warning("a batch was refused with 503: %s", error)
            return text("try again", 503, headers={"Retry-After": "5"})
        except Exception:
            _log.exception("a batch could not be stored")
            return text("try again", 500)
        return text("EVENT_RECEIVED")

    async def _take(self, batch: tuple[str, list[Mapping[str, Any]]]) -> None:
        kind, entries = batch
        taker = self._takers.get(kind)
        if taker is None:
            _log.warning("a webhook about %.40r is not for this bot", kind)
            return
        failed: Exception | None = None
        for entry in entries:  # one entry that fails holds up no other
            try:
                await taker(entry)
            except Exception as error:
                failed = failed or error
        if failed is not None:
            raise failed


def _entries(body: bytes) -> tuple[str, list[Mapping[str, Any]]]:
    try:
        batch = json.loads(body)
        entries: list[Mapping[str, Any]] = [entry for entry in batch["entry"] if isinstance(entry, dict)]
        return str(batch["object"]), entries
    except (ValueError, KeyError, TypeError, RecursionError):
        _log.warning("a signed webhook of %d bytes has an unknown shape", len(body))
        return "", []


def _argument(request: Request, name: str) -> str:
    return str(request.args.get(name) or "")
