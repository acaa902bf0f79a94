"""Where the company receives Usher's requests, signed by Standard Webhooks, and has billing carry them out."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_validator
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from demo.backoffice import HANDLERS, RequestRefused, carry_out, preview

Clock = Callable[[], dt.datetime]


_PREVIEW = "preview_"


class Asked(BaseModel):
    """The body of a request. `type` is a kind of request, or ``preview_`` and one; `data` is what the kind needs."""

    model_config = ConfigDict(frozen=True)

    id: str
    type: str
    customer: str
    data: dict[str, Any]

    @field_validator("type")
    @classmethod
    def is_known(cls, type: str) -> str:
        if type.removeprefix(_PREVIEW) not in HANDLERS:
            raise ValueError("is no kind of request that is taken here")
        return type


class Answers:
    """What each request was answered, so that a repeated one gets the same answer, a refusal too."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def find(self, id: str) -> tuple[int, str] | None:
        """Status and body; None: not answered yet."""
        with self._open() as connection:
            found: tuple[int, str] | None = connection.execute(
                "SELECT status, body FROM answers WHERE id = ?", (id,)
            ).fetchone()
        return found

    def keep(self, id: str, status: int, body: str) -> None:
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO answers VALUES (?, ?, ?)", (id, status, body))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        try:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, status INTEGER NOT NULL, body TEXT NOT NULL)"
            )
            yield connection
        finally:
            connection.close()


class Requests:
    """The endpoint `/requests`."""

    def __init__(self, folder: Path, secret: SecretStr, clock: Clock) -> None:
        self._folder = folder
        self._answers = Answers(folder / "requests.sqlite")
        self._webhook = Webhook(secret.get_secret_value())
        self._clock = clock

    async def receive(self, request: Request) -> Response:
        """401: not signed by Usher; 400: not a request; 422: refused, with a reason; 200: done."""
        body = await request.body()
        try:
            self._webhook.verify(body, dict(request.headers))
        except WebhookVerificationError:
            return JSONResponse({"error": "bad signature"}, status_code=401)
        try:
            asked = Asked.model_validate_json(body)
        except ValidationError as error:
            return JSONResponse(
                {"error": error.errors(include_input=False, include_url=False, include_context=False)}, status_code=400
            )
        return await run_in_threadpool(self._answer, asked)

    def _answer(self, asked: Asked) -> Response:
        answered = self._answers.find(asked.id)
        if answered is None:
            status, answer = self._decide(asked)
            self._answers.keep(asked.id, status, json.dumps(answer))
            answered = self._answers.find(asked.id) or (status, json.dumps(answer))
        return Response(answered[1], status_code=answered[0], media_type="application/json")

    def _decide(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        what: dict[str, Any] = {"customer": asked.customer, "data": asked.data, "at": self._clock()}
        try:
            if asked.type.startswith(_PREVIEW):
                return 200, {
                    "status": "preview",
                    **preview(self._folder, kind=asked.type.removeprefix(_PREVIEW), **what),
                }
            return 200, {"status": "done", **carry_out(self._folder, request=asked.id, kind=asked.type, **what)}
        except RequestRefused as refusal:
            return 422, {"status": "refused", "reason": str(refusal)}
