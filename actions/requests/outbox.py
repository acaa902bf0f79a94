"""Requests to the company's own systems: stored first, then delivered until the receiver has answered.

A request is a signed webhook (https://www.standardwebhooks.com); its id is the idempotency key. The
receiver answers 200 ``{"status": "done", "reference", "effective_at"}`` or 422 ``{"status": "refused",
"reason"}``; anything else is tried again later, with growing pauses. A request of the type ``preview_…`` asks for the
figures that carrying it out would have, and changes nothing. See docs/requests.md.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import httpx2
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.engine import Engine
from standardwebhooks.webhooks import Webhook

from actions.clock import Clock, system_clock
from actions.store.database import METADATA

State = Literal["pending", "done", "refused"]

_TABLE = sa.Table(
    "requests", METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("type", sa.String(32), nullable=False),
    sa.Column("customer", sa.String(128), nullable=False, index=True),
    sa.Column("conversation", sa.String(64), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("outcome", sa.JSON),
)  # fmt: skip

_PAUSES = (10, 30, 60, 300, 900, 3600)
"""Seconds between attempts; the last one repeats."""


@dataclass(frozen=True)
class Receipt:
    """What became of a request. `outcome` is the receiver's own answer; empty while pending. `locale` is the
    conversation's, BCP 47; None: not known."""

    id: str
    type: str
    customer: str
    conversation: str
    state: State
    outcome: Mapping[str, Any]
    locale: str | None = None


@dataclass(frozen=True)
class Preview:
    """What a request would come to, by the receiver's own reckoning.

    `reason` says why it would be refused; None: it would be carried out. `figures` is the receiver's answer.
    """

    figures: Mapping[str, Any]
    reason: str | None = None


class Requests:
    """Submits requests and keeps delivering those that were not answered."""

    def __init__(self, engine: Engine, url: str, secret: SecretStr, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._url = url
        self._webhook = Webhook(secret.get_secret_value())
        self._clock = clock

    async def submit(self, id: str, type: str, customer: str, conversation: str, data: Mapping[str, Any]) -> Receipt:
        """Store the request (once per `id`), try to deliver it, and say what became of it."""
        row = {
            "id": id, "type": type, "customer": customer, "conversation": conversation, "data": dict(data),
            "created_at": self._clock(), "next_attempt_at": self._clock(), "state": "pending", "attempts": 0,
        }  # fmt: skip
        with self._engine.begin() as connection:
            if connection.execute(sa.select(_TABLE.c.id).where(_TABLE.c.id == id)).first() is None:
                connection.execute(sa.insert(_TABLE).values(row))
        return await self._deliver(id)

    async def deliver_due(self) -> list[Receipt]:
        """Try every pending request whose pause is over; those that now have an outcome are returned."""
        due = sa.select(_TABLE.c.id).where(_TABLE.c.state == "pending", _TABLE.c.next_attempt_at <= self._clock())
        with self._engine.connect() as connection:
            ids = connection.execute(due).scalars().all()
        receipts = [await self._deliver(id) for id in ids]
        return [receipt for receipt in receipts if receipt.state != "pending"]

    async def _deliver(self, id: str) -> Receipt:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_TABLE).where(_TABLE.c.id == id)).one()
        if row.state != "pending":
            return _receipt(row, row.state, row.outcome)
        state, outcome = await self._post(row)
        pause = _PAUSES[min(row.attempts, len(_PAUSES) - 1)]
        values = {"state": state, "outcome": outcome, "attempts": row.attempts + 1,
                  "next_attempt_at": self._clock() + dt.timedelta(seconds=pause)}  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(sa.update(_TABLE).where(_TABLE.c.id == id).values(values))
        return _receipt(row, state, outcome)

    async def preview(self, type: str, customer: str, data: Mapping[str, Any]) -> Preview | None:
        """What the receiver says that a request would come to, without carrying it out; None: it does not say."""
        # A type of its own, so that a receiver that knows no previews cannot take one for the request.
        answer = await self._answer(str(uuid.uuid4()), f"preview_{type}", customer, data)
        if answer.get("status") == "refused":
            return Preview(answer, str(answer.get("reason", "-")))
        return Preview(answer) if answer.get("status") == "preview" else None

    async def _post(self, row: Any) -> tuple[State, dict[str, Any] | None]:
        answer = await self._answer(row.id, row.type, row.customer, row.data)
        status = answer.get("status")
        return (status, answer) if status in ("done", "refused") else ("pending", None)

    async def _answer(self, id: str, type: str, customer: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """The receiver's answer; empty where there is none that can be understood."""
        body = json.dumps({"id": id, "type": type, "customer": customer, "data": data})
        now = self._clock()
        headers = {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(id, now, body),
        }
        try:
            async with httpx2.AsyncClient(timeout=5.0) as client:
                response = await client.post(self._url, content=body, headers=headers)
            answer = response.json() if response.status_code in (200, 422) else {}
        except (httpx2.HTTPError, ValueError):
            return {}
        return answer if isinstance(answer, dict) else {}


def _receipt(row: Any, state: State, outcome: Mapping[str, Any] | None) -> Receipt:
    return Receipt(row.id, row.type, row.customer, row.conversation, state, outcome or {}, row.data.get("locale"))
