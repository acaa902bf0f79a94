"""Two processes at one conversation: whoever gives it up and whoever stores a message see each other."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.core.conversations import Conversations
from bot.channels.core.database import Database
from bot.channels.core.model import Incoming
from bot.channels.core.sessions import new_conversation
from bot.channels.core.tables import conversations

pytestmark = pytest.mark.postgres


def message(id: str) -> Incoming:
    return Incoming(id, "web-1", "hello", {"customer": None}, "en-GB")


def process(url: str) -> Conversations:
    return Conversations(Database(url), time.time, 15.0, lambda text, current, own: current)


def test_a_message_stored_while_another_process_gives_the_conversation_up_has_somebody_to_run_it(
    empty_postgres: str,
) -> None:
    gives_up, stores = process(empty_postgres), process(empty_postgres)
    with gives_up._db.engine.begin() as connection:
        connection.execute(conversations.insert(), new_conversation("web-1", "web", "en-GB", time.time()))
    first = gives_up.accept(message("m-1"))
    assert (turn := gives_up.next_turn("web-1"))
    assert turn.id == first.turn
    with gives_up._db.engine.begin() as connection:  # answered, and not released yet
        connection.exec_driver_sql("UPDATE channel_inbox SET state = 'answered'")
    stored: list[Any] = []
    storing = threading.Thread(target=lambda: stored.append(stores.accept(message("m-2"))))

    @sa.event.listens_for(gives_up._db.engine, "after_cursor_execute")
    def between_look_and_release(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM channel_inbox JOIN" in statement and not storing.is_alive() and not stored:
            storing.start()
            storing.join(0.3)

    following = gives_up.next_turn("web-1")
    storing.join(5)

    assert following is None
    assert stored[0].mine
    for one in (gives_up, stores):
        one._db.close()
