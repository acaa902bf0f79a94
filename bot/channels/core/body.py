"""Reading what a client sends: no more than so many bytes, no longer than so many seconds."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic.exceptions import PayloadTooLarge, SanicException
from sanic.request import Request

from bot.channels.core.errors import Refused


async def read_body(request: Request, limit: int, seconds: float) -> bytes:
    """The bytes of a streamed route's body, as they were sent.

    Raises `Refused`: 413 for more than `limit` bytes, 408 for taking longer than `seconds`, 400 for what is no HTTP.
    """
    connection: Any = request.stream
    connection.request_max_size = limit
    try:
        await asyncio.wait_for(request.receive_body(), seconds)  # type: ignore[no-untyped-call]
    except PayloadTooLarge:
        raise Refused(413, "too_large", "the body is too large") from None
    except asyncio.TimeoutError:
        connection.keep_alive = False
        connection.request_body = None  # Sanic would go on waiting for the rest
        raise Refused(408, "too_slow", "the body did not arrive in time") from None
    except SanicException:
        raise Refused(400, "bad_body", "the body cannot be read") from None
    return bytes(request.body or b"")
