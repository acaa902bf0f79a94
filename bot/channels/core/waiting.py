"""While a customer waits for a person: messages are kept, acknowledged now and then, and the bot can be had back.

Where a person has the conversation, or has said anything since it was passed on, the bot is silent; so it is where the
platform has passed the conversation to an inbox of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.core.database import Database
from bot.channels.core.model import Button, Reply, Turn
from bot.channels.core.phrases import phrase
from bot.channels.core.tables import conversations, deliveries, inbox, outbox
from bot.channels.core.text import TEXT_LIMIT

RESUME = "/resume_assistant"
"""Behind the button that gives the conversation back to the bot. It is never passed to Rasa."""
_UNSAID = ("edited", "empty_text")
"""Notes of messages that bring a person nothing new."""

_passed_on = sa.select(sa.func.coalesce(sa.func.max(outbox.c.number), 0)).where(
    outbox.c.conversation == sa.bindparam("id"), outbox.c.kind == "handoff"
)
_since = (
    sa.select(outbox.c.body, outbox.c.created_at, inbox.c.state)
    .select_from(outbox.outerjoin(inbox, inbox.c.turn == outbox.c.turn))
    .where(outbox.c.conversation == sa.bindparam("id"), outbox.c.number > sa.bindparam("after"))
    .where(outbox.c.kind == "message")
)
_reference = sa.select(conversations.c.reference).where(conversations.c.id == sa.bindparam("id"))
_delivery = sa.select(deliveries.c.state).where(
    deliveries.c.conversation == sa.bindparam("id"), deliveries.c.number == sa.bindparam("number")
)


class Waiting:
    """Answers what is written while the bot does not. `pause`: seconds between two acknowledgements; 0: none at all.

    `passing` are the channels whose platform itself takes conversations over once they are passed on.
    """

    def __init__(
        self, database: Database, clock: Callable[[], float], pause: float, passing: Container[str] = ()
    ) -> None:
        self._db = database
        self._clock = clock
        self._pause = pause
        self._passing = passing

    def concerns(self, turn: Turn) -> bool:
        """Whether a message is answered here: a person is asked for, or the bot is asked back."""
        return turn.handoff != "bot" or turn.payload == RESUME

    async def replies(self, turn: Turn) -> Sequence[Reply]:
        """What to say, or nothing. Raises `StoreUnavailable`."""
        if turn.handoff == "active":
            return []
        if turn.handoff == "bot":  # pressed again, or when somebody had given the conversation back already
            return [Reply(phrase("resumed", turn.locale), formal=True)]
        return await self._db.run(self._replies, turn)

    def _replies(self, turn: Turn) -> Sequence[Reply]:
        with self._db.engine.begin() as connection:
            reference = connection.execute(_reference, {"id": turn.conversation}).scalar()
            passed_on = int(connection.execute(_passed_on, {"id": turn.conversation}).scalar() or 0)
            if self._is_passed(connection, turn, passed_on):
                return []
            if turn.payload == RESUME:
                return [_resumed(turn, reference)]
            if turn.note in _UNSAID or not self._is_due(connection, turn, passed_on):
                return []
        return [_kept(turn, reference)]

    def _is_passed(self, connection: Connection, turn: Turn, passed_on: int) -> bool:
        """Whether the platform has the conversation, or is about to get it; not where it refused it."""
        if turn.channel not in self._passing:
            return False
        values = {"id": turn.conversation, "number": passed_on}
        return bool(connection.execute(_delivery, values).scalar() != "failed")

    def _is_due(self, connection: Connection, turn: Turn, passed_on: int) -> bool:
        if self._pause <= 0 or turn.number < passed_on:  # it was written before the answer that a person is asked for
            return False
        since = connection.execute(_since, {"id": turn.conversation, "after": passed_on}).all()
        said_by_person = any(row.body.get("from") == "person" for row in since)
        last = max((row.created_at for row in since if row.state == "kept"), default=None)
        return not said_by_person and (last is None or self._clock() - last >= self._pause)


def _kept(turn: Turn, reference: str | None) -> Reply:
    """That a message waits for the person; a note says what of it does not."""
    said = phrase(turn.note or "kept", turn.locale, limit=f"{TEXT_LIMIT:,}")
    where = phrase("nobody_yet_reference" if reference else "nobody_yet", turn.locale, reference=reference)
    back = Button(phrase("resume", turn.locale), payload=RESUME)
    return Reply(f"{said} {where}", buttons=(back,), formal=True)


def _resumed(turn: Turn, reference: str | None) -> Reply:
    said = phrase("resumed_reference" if reference else "resumed", turn.locale, reference=reference)
    return Reply(said, formal=True, handoff={"state": "bot", "reference": reference})
