"""Where the company receives Usher's requests, signed by Standard Webhooks, and has billing carry them out."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from demo.backoffice import Outcome, RequestRefused, apply_offer, cancel_subscription

Clock = Callable[[], dt.datetime]


class Asked(BaseModel):
    """The body of a request. `data` names the subscription and the reason or the offer."""

    model_config = ConfigDict(frozen=True)

    id: str
    type: Literal["cancel_subscription", "apply_offer"]
    customer: str
    data: dict[str, Any]


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

    def __init__(self, billing: Path, secret: SecretStr, clock: Clock) -> None:
        self._billing = billing
        self._answers = Answers(billing.with_name("requests.sqlite"))
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
            return JSONResponse({"error": error.errors(include_input=False, include_url=False)}, status_code=400)
        return await run_in_threadpool(self._answer, asked)

    def _answer(self, asked: Asked) -> Response:
        answered = self._answers.find(asked.id)
        if answered is None:
            status, answer = self._decide(asked)
            self._answers.keep(asked.id, status, json.dumps(answer))
            answered = self._answers.find(asked.id) or (status, json.dumps(answer))
        return Response(answered[1], status_code=answered[0], media_type="application/json")

    def _decide(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        try:
            outcome = self._carry_out(asked)
        except RequestRefused as refusal:
            return 422, {"status": "refused", "reason": str(refusal)}
        answer = {"status": "done", "reference": outcome.reference, "effective_at": outcome.effective_at}
        return 200, {**answer, "until": outcome.until} if outcome.until else answer

    def _carry_out(self, asked: Asked) -> Outcome:
        subscription = str(asked.data.get("subscription", ""))
        if asked.type == "cancel_subscription":
            return cancel_subscription(
                self._billing, request=asked.id, customer=asked.customer, subscription=subscription,
                reason=str(asked.data.get("reason", "")), at=self._clock(),
            )  # fmt: skip
        return apply_offer(
            self._billing, request=asked.id, customer=asked.customer, subscription=subscription,
            offer=str(asked.data.get("offer", "")), at=self._clock(),
        )  # fmt: skip
