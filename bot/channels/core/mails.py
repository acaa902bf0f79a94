"""Notices that the company mails to its customers: stored with what they are about, then handed over until taken.

The company's mail hook is a signed webhook (https://www.standardwebhooks.com): its id is the idempotency key,
any 2xx means that it was taken, anything else is tried again with growing pauses.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import logging
import uuid
from collections.abc import Callable
from typing import Any

import aiohttp
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.channels.core.database import Database
from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.model import iso
from bot.channels.core.tables import mails

_PAUSES = (10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)  # seconds between attempts; the last one repeats
_GIVE_UP = 7 * 86_400.0  # seconds
_LOOK = 30.0  # seconds between looks for what is due or was left by another process
_TIMEOUT = aiohttp.ClientTimeout(total=5)
_AT_ONCE = 20

_log = logging.getLogger(__name__)


class Mails:
    """The mail hook of one process. `url` None: there is none, and nothing is stored."""

    def __init__(self, database: Database, url: str | None, secret: str | None, clock: Callable[[], float]) -> None:
        self._db = database
        self._url = url
        self._secret = _key(secret or "")
        self._clock = clock
        self._due = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._said = False

    def add(self, connection: Connection, type: str, data: dict[str, Any]) -> None:
        """Store a notice in the transaction of what it tells: it goes out if and only if that happened."""
        now = self._clock()
        if self._url is None:
            if not self._said:
                _log.warning("customers are not told of changes by mail: USHER_MAIL_HOOK_URL is not set")
            self._said = True
            return
        row = {"id": uuid.uuid4().hex, "type": type, "data": data, "attempts": 0, "due_at": now, "created_at": now}
        connection.execute(mails.insert(), row)

    def wake(self) -> None:
        """Something was stored."""
        self._due.set()

    async def start(self) -> None:
        if self._url is not None:
            self._worker = asyncio.create_task(self._work())

    async def stop(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    async def _work(self) -> None:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as http:
            while True:
                self._due.clear()
                try:
                    await self._send_due(http)
                except StoreUnavailable as error:
                    _log.warning("the channels' store is down: %s", error)
                except Exception:
                    _log.exception("sending notices failed")
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._due.wait(), _LOOK)

    async def _send_due(self, http: aiohttp.ClientSession) -> None:
        while rows := await self._db.run(self._claim):
            for row in rows:
                if await self._post(http, row):
                    await self._db.run(self._forget, row.id)

    def _claim(self) -> list[Row]:
        """What is due now; taken up again after a pause, unless it is forgotten by then."""
        now = self._clock()
        due = sa.select(mails).where(mails.c.due_at <= now).order_by(mails.c.due_at).limit(_AT_ONCE)
        with self._db.engine.begin() as connection:
            rows = connection.execute(due.with_for_update(skip_locked=True)).all()
            for row in rows:
                again = now + _PAUSES[min(row.attempts, len(_PAUSES) - 1)]
                put_off = mails.update().where(mails.c.id == row.id)
                connection.execute(put_off.values(attempts=row.attempts + 1, due_at=again))
        return list(rows)

    def _forget(self, id: str) -> None:
        with self._db.engine.begin() as connection:
            connection.execute(mails.delete().where(mails.c.id == id))

    async def _post(self, http: aiohttp.ClientSession, row: Row) -> bool:
        """Whether the notice is done with."""
        now = self._clock()
        body = json.dumps({"type": row.type, "timestamp": iso(row.created_at), "data": row.data}).encode()
        headers = {"Content-Type": "application/json", **signature(self._secret, row.id, int(now), body)}
        try:
            async with http.post(self._url or "", data=body, headers=headers) as response:
                if response.status < 300:
                    return True
                trouble = f"HTTP {response.status}"
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            trouble = type(error).__name__
        gone = now - row.created_at > _GIVE_UP
        _log.log(logging.ERROR if gone else logging.WARNING, "notice %s was not taken: %s", row.id, trouble)
        return gone


def signature(key: bytes, id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a standard webhook."""
    digest = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix("whsec_"))
