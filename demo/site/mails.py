"""The company's mail hook: takes Usher's signed notices for customers. The demo shows what it would mail."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

_WORDS = {
    "chat.linked": "{account} was linked to your account. If that wasn't you, unlink it here and tell us.",
    "chat.unlinked": "{account} is no longer linked to your account.",
}


class About(BaseModel):
    """Whose chat account it is."""

    model_config = ConfigDict(frozen=True)

    customer: str
    channel: str
    account: str


class Notice(BaseModel):
    """The body of a notice. `timestamp` is ISO 8601, UTC."""

    model_config = ConfigDict(frozen=True)

    type: str
    timestamp: str
    data: About


class Mails:
    """Keeps the mails in the file `path`."""

    def __init__(self, path: Path, secret: SecretStr) -> None:
        self._path = path
        self._webhook = Webhook(secret.get_secret_value())

    async def receive(self, request: Request) -> Response:
        """401: not signed by Usher; 400: no notice; 204: it will be mailed, once by its id."""
        body = await request.body()
        try:
            self._webhook.verify(body, dict(request.headers))
            notice = Notice.model_validate(json.loads(body))
        except WebhookVerificationError:
            return Response(status_code=401)
        except (ValidationError, ValueError):
            return Response(status_code=400)
        await run_in_threadpool(self._keep, request.headers["webhook-id"], notice)
        return Response(status_code=204)

    def of(self, customer: str) -> list[tuple[str, str]]:
        """A customer's mails, the latest first: when (ISO 8601, UTC) and what."""
        with self._open() as connection:
            found: list[tuple[str, str]] = connection.execute(
                "SELECT sent_at, text FROM mails WHERE customer = ? ORDER BY sent_at DESC LIMIT 10", (customer,)
            ).fetchall()
        return found

    def _keep(self, id: str, notice: Notice) -> None:
        words = _WORDS.get(notice.type)
        if words is None:
            return
        row = (id, notice.data.customer, notice.timestamp, words.format(account=notice.data.account))
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO mails VALUES (?, ?, ?, ?)", row)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        try:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS mails"
                " (id TEXT PRIMARY KEY, customer TEXT NOT NULL, sent_at TEXT NOT NULL, text TEXT NOT NULL)"
            )
            yield connection
        finally:
            connection.close()
