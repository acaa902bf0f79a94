"""A suggested reply typed instead of pressed: on a phone, by voice, or where the platform shows no buttons."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.core.model import Incoming
from bot.channels.core.tables import choices, outbox

_EDGES = " \t\n.,!?¡¿…:;\"'“”„«»"
_LONGEST = 80  # characters; no title is longer
_OFFERED = sa.select(choices.c.value, choices.c.title, choices.c.payload).where(
    choices.c.conversation == sa.bindparam("id"), choices.c.expires_at >= sa.bindparam("now")
)
_SAID_LAST = sa.text(
    "SELECT turn FROM channel_outbox WHERE conversation = :id AND kind = 'message' ORDER BY number DESC LIMIT 1"
)
_SAID = sa.select(outbox.c.body).where(
    outbox.c.conversation == sa.bindparam("id"), outbox.c.turn == sa.bindparam("last")
)


def chosen(connection: Connection, message: Incoming, now: float) -> str | None:
    """The Rasa message behind the choice whose title a typed text is, among those of the latest answer.

    None: there is none, or several of that title mean different things.
    """
    if message.note is not None or not 0 < len(message.text) <= _LONGEST:
        return None
    rows = connection.execute(_OFFERED, {"id": message.conversation, "now": now}).all()
    said = _plain(message.text)
    named = [row for row in rows if _plain(row.title) == said]
    if not named:
        return None
    shown = _shown(connection, message.conversation)
    meant = {row.payload for row in named if row.value in shown}
    return meant.pop() if len(meant) == 1 else None


def _shown(connection: Connection, conversation: str) -> str:
    """The messages of the latest answer, with the opaque values of their choices in them."""
    last = connection.execute(_SAID_LAST, {"id": conversation}).scalar()
    return json.dumps(connection.execute(_SAID, {"id": conversation, "last": last}).scalars().all())


def _plain(text: str) -> str:
    return text.strip(_EDGES).replace("’", "'").casefold()
