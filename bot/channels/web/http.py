"""What all routes of the web channel share: reading bodies, saying no, and who may ask from which website."""

from __future__ import annotations

import functools
import json
import logging
import re
from collections.abc import Callable, Coroutine
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.core.body import read_body
from bot.channels.core.errors import Refused, StoreUnavailable
from bot.channels.core.phrases import phrase

BODY_LIMIT = 64 * 1024  # bytes
_BODY_SECONDS = 10.0  # a client that sends its body more slowly is let go
_RETRY_AFTER = {"Retry-After": "5"}
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")

_log = logging.getLogger(__name__)

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse | None]]
Guard = Callable[[Handler], Handler]


class Origins:
    """The websites that may embed the widget."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._allowed = frozenset(allowed)

    def check(self, request: Request) -> None:
        """Raises `Refused` (403) for a browser on another website. No `Origin`: not a page of another site."""
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._allowed:
            raise Refused(403, "origin_not_allowed", "this website may not use the chat (USHER_ALLOWED_ORIGINS)")

    def headers(self, request: Request) -> dict[str, str]:
        origin = request.headers.get("origin")
        if origin not in self._allowed:
            return {"Vary": "Origin"}
        return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After", "Vary": "Origin"}

    def preflight(self, request: Request) -> HTTPResponse:
        """The answer to a browser that asks before it asks."""
        allowed = {
            "Access-Control-Allow-Methods": "GET, POST, DELETE",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
            "Access-Control-Max-Age": "600",
        }
        return HTTPResponse(status=204, headers={**self.headers(request), **allowed})


def answered(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    """JSON that no cache keeps."""
    return HTTPResponse(
        json.dumps(body, separators=(",", ":")),
        status=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        content_type="application/json",
    )


def guarded(origins: Origins) -> Guard:
    """Check the origin, turn what goes wrong into JSON, and let the allowed website read it."""

    def wrap(handler: Handler) -> Handler:
        @functools.wraps(handler)
        async def guard(request: Request, *args: Any, **kwargs: Any) -> HTTPResponse | None:
            try:
                origins.check(request)
                response = await handler(request, *args, **kwargs)
            except Refused as error:
                response = refusal(error, request)
            except StoreUnavailable as error:
                _log.warning("refused with 503: %s", error)
                response = refusal(Refused(503, "unavailable", headers=_RETRY_AFTER), request)
            if response is not None:
                response.headers.update(origins.headers(request))
            return response

        return guard

    return wrap


def unguarded(handler: Handler) -> Handler:
    """A method as the plain function that Sanic wants for a route."""

    @functools.wraps(handler)
    async def route(request: Request, *args: Any, **kwargs: Any) -> HTTPResponse | None:
        return await handler(request, *args, **kwargs)

    return route


def refusal(error: Refused, request: Request) -> HTTPResponse:
    """An error as JSON: `error` for programs, `message` for people in their language."""
    message = phrase(error.code, locale_of(request)) or error.detail
    return answered({"error": error.code, "message": message}, error.status, error.headers)


async def read_json(request: Request) -> dict[str, Any]:
    """The body as an object. Raises `Refused` when it is too large, too slow or something else."""
    raw = await read_body(request, BODY_LIMIT, _BODY_SECONDS)
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "bad_json", "the body should be a JSON object in UTF-8")
    return body


def bearer(request: Request) -> str | None:
    """The token of the Authorization header; None when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def address(request: Request) -> str:
    """The client's address, behind as many proxies as are trusted."""
    return str(request.remote_addr or request.ip)


def locale_of(request: Request) -> str:
    """The session's language if it is known by now, else the browser's first choice."""
    known = getattr(request.ctx, "locale", None)
    return known or request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip() or "en"


def valid_locale(value: object, default: str) -> str:
    """`value` if it looks like a language tag."""
    return value if isinstance(value, str) and _LOCALE.fullmatch(value) else default
