"""Tokens used per customer and day, kept in Usher's own store; no content is."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from actions.clock import Clock, system_clock
from actions.store.database import METADATA

_TABLE = sa.Table(
    "model_usage", METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, nullable=False, index=True),
    sa.Column("subject", sa.String(64), nullable=False, index=True),
    sa.Column("prompt_tokens", sa.Integer, nullable=False),
    sa.Column("completion_tokens", sa.Integer, nullable=False),
    sa.Column("cost", sa.Float, nullable=False),
    sa.Column("outcome", sa.String(32), nullable=False),
)  # fmt: skip
"""One row per answer that a model was asked for. `subject` is the keyed hash of `subject_of`, never a customer's id;
`outcome` is ``shown`` or why the composer answered."""


def subject_of(customer: str | None, conversation: str, secret: str) -> str:
    """Whoever asks, as a keyed hash: a provider may see it, and without the secret it leads back to nobody."""
    return hmac.new(secret.encode(), f"usher\0{customer or conversation}".encode(), hashlib.sha256).hexdigest()[:32]


class Ledger(Protocol):
    """Knows what was spent."""

    def spent(self, subject: str) -> tuple[int, int]:
        """Tokens today: (of this subject, of all)."""

    def record(self, subject: str, prompt: int, completion: int, cost: float, outcome: str) -> None: ...


class SqlLedger:
    """The ledger in Usher's store. Days are UTC."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._clock = clock

    def spent(self, subject: str) -> tuple[int, int]:
        tokens = _TABLE.c.prompt_tokens + _TABLE.c.completion_tokens
        own = sa.func.sum(sa.case((_TABLE.c.subject == subject, tokens), else_=0))
        query = sa.select(sa.func.coalesce(own, 0), sa.func.coalesce(sa.func.sum(tokens), 0))
        with self._engine.connect() as connection:
            row = connection.execute(query.where(_TABLE.c.day == self._today())).one()
        return int(row[0]), int(row[1])

    def record(self, subject: str, prompt: int, completion: int, cost: float, outcome: str) -> None:
        row = {"day": self._today(), "subject": subject, "prompt_tokens": prompt, "completion_tokens": completion,
               "cost": cost, "outcome": outcome}  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(sa.insert(_TABLE).values(row))

    def _today(self) -> dt.date:
        return self._clock().date()
