"""Conversations handed to people, each with the packet the agent reads."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from actions.clock import Clock, system_clock
from actions.errors import UsherError
from actions.store.database import METADATA

State = Literal["requested", "active", "returned"]

_TABLE = sa.Table(
    "handovers", METADATA,
    sa.Column("reference", sa.String(16), primary_key=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("agent", sa.String(128)),
    sa.Column("packet", sa.JSON, nullable=False),
)  # fmt: skip


@dataclass(frozen=True)
class HandOver:
    """What an agent gets. `created_at` in UTC; `customer` None: nobody was signed in; `agent` None: nobody yet.

    `question` is the customer's last message, `summary` the earlier ones, `facts` the sentences the bot
    had shown, `steps` what it had suggested.
    """

    reference: str
    conversation: str
    created_at: dt.datetime
    reason: str
    customer: str | None
    level: str
    question: str
    summary: str
    facts: list[str]
    steps: list[str]
    state: State = "requested"
    agent: str | None = None


_PACKET = ("reason", "customer", "level", "question", "summary", "facts", "steps")


class HandOvers:
    """Opens hand-overs, and lets agents take and return them."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._clock = clock

    def request(self, conversation: str, **packet: Any) -> HandOver:
        """Open a hand-over; a conversation that is waiting or with a person keeps its reference.

        Whoever went on with the bot and asks again waits from now on, with what was asked now.
        """
        with self._engine.begin() as connection:
            open_one = connection.execute(
                sa.select(_TABLE).where(_TABLE.c.conversation == conversation, _TABLE.c.state != "returned")
            ).first()
            known = {"created_at": self._clock(), "packet": {name: packet[name] for name in _PACKET}}
            if open_one is not None:
                reference = open_one.reference
                anew = sa.update(_TABLE).where(_TABLE.c.reference == reference, _TABLE.c.state == "requested")
                connection.execute(anew.values(known))
            else:
                reference = f"H-{secrets.token_hex(4).upper()}"
                row = {"reference": reference, "conversation": conversation, "state": "requested", **known}
                connection.execute(sa.insert(_TABLE).values(row))
        return self.get(reference)

    def open(self) -> Sequence[HandOver]:
        """Those that wait for a person or are with one, the oldest first."""
        query = sa.select(_TABLE).where(_TABLE.c.state != "returned").order_by(_TABLE.c.created_at)
        with self._engine.connect() as connection:
            return [_handover(row) for row in connection.execute(query)]

    def get(self, reference: str) -> HandOver:
        """Raises `UsherError` for a reference that does not exist."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_TABLE).where(_TABLE.c.reference == reference)).first()
        if row is None:
            raise UsherError(f"there is no hand-over {reference}")
        return _handover(row)

    def take(self, reference: str, agent: str) -> HandOver:
        """An agent takes it. Raises `UsherError` when another agent already has."""
        with self._engine.begin() as connection:
            done = connection.execute(
                sa.update(_TABLE)
                .where(_TABLE.c.reference == reference, _TABLE.c.state != "returned")
                .where(sa.or_(_TABLE.c.agent.is_(None), _TABLE.c.agent == agent))
                .values(state="active", agent=agent)
            )
        if done.rowcount == 0:
            raise UsherError(f"hand-over {reference} is with another agent or already returned")
        return self.get(reference)

    def give_back(self, reference: str) -> HandOver:
        """The bot answers again."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(_TABLE).where(_TABLE.c.reference == reference).values(state="returned"))
        return self.get(reference)


def _handover(row: Any) -> HandOver:
    created = row.created_at if row.created_at.tzinfo else row.created_at.replace(tzinfo=dt.UTC)
    return HandOver(
        reference=row.reference, conversation=row.conversation, created_at=created,
        state=row.state, agent=row.agent, **row.packet,
    )  # fmt: skip
