"""Consent per purpose, given and withdrawn by the customer."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from actions.clock import Clock, system_clock
from actions.store.database import METADATA

Purpose = Literal["viewing_history"]

_TABLE = sa.Table(
    "consents", METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer", sa.String(128), nullable=False, index=True),
    sa.Column("purpose", sa.String(32), nullable=False),
    sa.Column("given", sa.Boolean, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
)  # fmt: skip


class Consents:
    """A record per decision; the last one counts. Without one there is no consent."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._clock = clock

    def record(self, customer: str, purpose: Purpose, given: bool) -> None:
        row = {"customer": customer, "purpose": purpose, "given": given, "at": self._clock()}
        with self._engine.begin() as connection:
            connection.execute(sa.insert(_TABLE).values(row))

    def given(self, customer: str, purpose: Purpose) -> bool | None:
        """The last decision; None: never asked."""
        query = (
            sa.select(_TABLE.c.given)
            .where(_TABLE.c.customer == customer, _TABLE.c.purpose == purpose)
            .order_by(_TABLE.c.id.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            decision: bool | None = connection.execute(query).scalar()
        return decision
