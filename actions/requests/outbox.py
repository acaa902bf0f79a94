"""Requests to the company's own systems: stored first, then delivered until the receiver has answered.

What is no answer is tried again later, with growing pauses, for a day. A request of the type ``preview_…`` asks for the
figures that carrying it out would have, and changes nothing. See docs/requests.md.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.engine import Engine

from actions.clock import Clock, system_clock
from actions.requests.receiver import Receiver
from actions.store.database import METADATA

_log = logging.getLogger(__name__)
State = Literal["pending", "done", "refused", "expired"]
"""`expired`: the receiver never said what became of it, and is not asked any more."""

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
    sa.Column("untold", sa.Boolean),  # the customer was told to wait, and has not been told the outcome
)  # fmt: skip

_PAUSES = (10, 30, 60, 300, 900, 3600)
"""Seconds between attempts; the last one repeats."""
_CLAIM = dt.timedelta(seconds=30)
"""How long an attempt is left alone by all others: longer than it can take."""
_LAST_ATTEMPT = dt.timedelta(days=1)
_AT_A_TIME = 50
_AT_ONCE = 4


@dataclass(frozen=True)
class Receipt:
    """What became of a request. `outcome` is the receiver's own answer; empty while there is none. `locale` is the
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
    """Submits requests and keeps delivering those that were not answered. `days` is how long finished ones are kept."""

    def __init__(
        self, engine: Engine, url: str, secret: SecretStr, clock: Clock = system_clock, days: float = 90.0
    ) -> None:
        self._engine = engine
        self._receiver = Receiver(url, secret, clock)
        self._clock = clock
        self._kept = dt.timedelta(days=days)

    async def submit(self, id: str, type: str, customer: str, conversation: str, data: Mapping[str, Any]) -> Receipt:
        """Store the request (once per `id`), try to deliver it, and say what became of it.

        Where the customer's same request is under way already, it stays the only one: the receipt is that one's.
        """
        now = self._clock()
        row = {
            "id": id, "type": type, "customer": customer, "conversation": conversation, "data": dict(data),
            "created_at": now, "next_attempt_at": now + _CLAIM, "state": "pending", "attempts": 0,
        }  # fmt: skip
        earlier = await asyncio.to_thread(self._stored, row)
        return await self._delivered(id, untold=False) if earlier is None else _receipt(earlier)

    async def find(self, id: str, customer: str) -> Receipt | None:
        """What became of the customer's request; None: none such was stored."""
        row = await asyncio.to_thread(self._row, id)
        return _receipt(row) if row is not None and row.customer == customer else None

    async def deliver_due(self) -> list[Receipt]:
        """Try the pending requests whose pause is over; those that now have an outcome are returned."""
        some = asyncio.Semaphore(_AT_ONCE)

        async def attempt(id: str) -> Receipt | None:
            async with some:
                claimed = await asyncio.to_thread(self._claimed, id)
                return await self._delivered(id, untold=True) if claimed else None

        receipts = await asyncio.gather(*map(attempt, await asyncio.to_thread(self._due)))
        return [receipt for receipt in receipts if receipt is not None and receipt.state != "pending"]

    async def untold(self) -> list[Receipt]:
        """Those whose outcome the customer, who was told to wait, has still to be told."""
        query = sa.select(_TABLE).where(_TABLE.c.untold).order_by(_TABLE.c.created_at).limit(_AT_A_TIME)
        return [_receipt(row) for row in await asyncio.to_thread(self._rows, query)]

    async def told(self, id: str) -> None:
        """The customer has read what became of it."""
        await asyncio.to_thread(self._changed, sa.update(_TABLE).where(_TABLE.c.id == id).values(untold=False))

    async def clear(self) -> int:
        """Delete what is long finished, and say how many: the rows hold addresses."""
        old = _TABLE.c.created_at < self._clock() - self._kept
        return await asyncio.to_thread(self._changed, sa.delete(_TABLE).where(_TABLE.c.state != "pending", old))

    async def preview(self, type: str, customer: str, data: Mapping[str, Any]) -> Preview | None:
        """What the receiver says that a request would come to, without carrying it out; None: it does not say."""
        # A type of its own, so that a receiver that knows no previews cannot take one for the request.
        answer = await self._receiver.answer(str(uuid.uuid4()), f"preview_{type}", customer, data)
        if answer.get("status") == "refused":
            return Preview(answer, answer.get("reason", "-"))
        return Preview(answer) if answer.get("status") == "preview" else None

    async def _delivered(self, id: str, *, untold: bool) -> Receipt:
        """One attempt at a request that is ours to try. `untold`: nobody is there to be told what came of it."""
        row = await asyncio.to_thread(self._row, id)
        answer = await self._receiver.answer(row.id, row.type, row.customer, row.data)
        state, outcome = self._outcome(row, answer)
        pause = _PAUSES[min(row.attempts, len(_PAUSES) - 1)]
        values = {"state": state, "outcome": outcome, "attempts": row.attempts + 1,
                  "next_attempt_at": self._clock() + dt.timedelta(seconds=pause),
                  "untold": untold and state != "pending"}  # fmt: skip
        # An outcome stands: a slower attempt that failed must not undo it.
        ours = sa.update(_TABLE).where(_TABLE.c.id == id, _TABLE.c.state == "pending").values(values)
        await asyncio.to_thread(self._changed, ours)
        return _receipt(await asyncio.to_thread(self._row, id))

    def _outcome(self, row: Any, answer: dict[str, Any]) -> tuple[State, dict[str, Any] | None]:
        if (status := answer.get("status")) in ("done", "refused"):
            return status, answer
        if self._clock() - _utc(row.created_at) < _LAST_ATTEMPT:
            return "pending", None
        _log.error("request %s (%s) was not answered in a day and is given up", row.id, row.type)
        return "expired", None

    def _stored(self, row: dict[str, Any]) -> Any | None:
        """Store the row; where it, or one that asks the same, is there already, that one."""
        if (earlier := self._row(row["id"]) or self._same(row)) is not None:
            return earlier
        try:
            self._changed(sa.insert(_TABLE).values(row))
        except sa.exc.IntegrityError:  # stored by another process since
            return self._row(row["id"])
        return None

    def _same(self, row: dict[str, Any]) -> Any | None:
        pending = (_TABLE.c.state == "pending", _TABLE.c.customer == row["customer"], _TABLE.c.type == row["type"])
        rows = self._rows(sa.select(_TABLE).where(*pending))
        return next((one for one in rows if _asked(one.data) == _asked(row["data"])), None)

    def _due(self) -> list[str]:
        due = (_TABLE.c.state == "pending", _TABLE.c.next_attempt_at <= self._clock())
        query = sa.select(_TABLE.c.id).where(*due).order_by(_TABLE.c.next_attempt_at).limit(_AT_A_TIME)
        return [row.id for row in self._rows(query)]

    def _claimed(self, id: str) -> bool:
        """Whether the request is due and ours to try: of all processes that look, one gets it."""
        now = self._clock()
        due = (_TABLE.c.id == id, _TABLE.c.state == "pending", _TABLE.c.next_attempt_at <= now)
        return self._changed(sa.update(_TABLE).where(*due).values(next_attempt_at=now + _CLAIM)) == 1

    def _row(self, id: str) -> Any:
        """None: there is none."""
        return next(iter(self._rows(sa.select(_TABLE).where(_TABLE.c.id == id))), None)

    def _rows(self, query: sa.Select[Any]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def _changed(self, statement: Any) -> int:
        with self._engine.begin() as connection:
            return connection.execute(statement).rowcount


def _asked(data: Mapping[str, Any]) -> str:
    """What a request asks for; the language of the conversation is no part of it."""
    return json.dumps({name: value for name, value in data.items() if name != "locale"}, sort_keys=True)


def _utc(instant: dt.datetime) -> dt.datetime:
    """SQLite keeps no zone; what is stored is UTC."""
    return instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)


def _receipt(row: Any) -> Receipt:
    return Receipt(
        row.id, row.type, row.customer, row.conversation, row.state, row.outcome or {}, row.data.get("locale")
    )
