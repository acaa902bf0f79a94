"""The core of one process: built once, started with the server, stopped with it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from bot.channels.core.conversations import Conversations
from bot.channels.core.database import Database
from bot.channels.core.dialogue import Dialogue
from bot.channels.core.dispatcher import Dispatcher
from bot.channels.core.drafts import Drafts, Sentence
from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.hub import Changed, Done, Hub, Live
from bot.channels.core.model import Accepted, Incoming
from bot.channels.core.notify import Alone, Notifier, PostgresNotifier
from bot.channels.core.renderer import Renderer
from bot.channels.core.sessions import Sessions
from bot.channels.core.tables import metadata
from bot.channels.core.timeline import Timeline
from bot.settings import Settings

_RETRY = 2.0  # seconds between tries to reach the database at the start
_HOUSEKEEPING = 3600.0  # seconds

_log = logging.getLogger(__name__)


class Runtime:
    """Everything the channels of one process share. `clock` gives seconds since 1970."""

    def __init__(
        self,
        settings: Settings,
        dialogue: Dialogue,
        renderers: Mapping[str, Renderer],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.dialogue = dialogue
        self.clock = clock
        self.db = Database(settings.channel_database_url)
        self.conversations = Conversations(self.db, clock)
        me = self.conversations.me
        self.timeline = Timeline(self.db, clock, me, settings.choice_hours)
        self.sessions = Sessions(self.db, clock, settings.session_idle, settings.session_max)
        self.hub = Hub()
        self.drafts = Drafts()
        self.notifier: Notifier = Alone() if self.db.is_sqlite else PostgresNotifier(self.db, me)
        self.dispatcher = Dispatcher(
            self.db, self.conversations, self.timeline, dialogue, self.hub, self.drafts, renderers,
            settings.turn_deadline,
        )  # fmt: skip
        self.started = False
        self._tasks: list[asyncio.Task[None]] = []

    def prepare(self) -> None:
        """Before the server listens: see that a SQLite file is this process's alone. Raises `StoreUnavailable`."""
        self.db.own()

    async def start(self) -> None:
        """Create the tables and replay what waits; while the database is down, go on trying."""
        self._tasks.append(asyncio.create_task(self._start()))

    async def stop(self) -> None:
        """Leave what is unfinished to the next process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.dispatcher.stop()
        await self.notifier.stop()
        self.db.close()

    async def accept(self, message: Incoming) -> Accepted:
        """Store a message and have it answered. Raises `StoreUnavailable`; the message is then not stored."""
        accepted = await self.db.run(self.conversations.accept, message)
        if accepted.event is not None:
            self.hub.tell_events(message.conversation, [accepted.event])
        self.dispatcher.accepted(accepted, message.conversation)
        return accepted

    async def draft(self, sentence: Sentence) -> bool:
        """Show one sentence of an unfinished answer; False: its turn is over."""
        if self.drafts.is_open(sentence.turn):
            self._show(sentence)
        elif not await self.db.run(self.conversations.is_waiting, sentence.turn):
            return False
        await self.notifier.tell(sentence.conversation, vars(sentence))
        return True

    async def check(self) -> None:
        """Raises `StoreUnavailable` when the channels' store does not answer."""
        if not self.started:
            raise StoreUnavailable("the channels are starting")
        await self.db.run(self.db.ping)

    def _show(self, sentence: Sentence) -> None:
        draft = self.drafts.add(sentence)
        if draft is not None:
            self.hub.tell(sentence.conversation, Live("draft", draft))

    def _heard(self, news: dict[str, Any]) -> None:
        conversation, turn, data = news["conversation"], news.get("turn"), news.get("data")
        if not self.hub.is_heard(conversation):
            return
        if data is not None:
            sentence = Sentence(**data)
            if not self.drafts.is_open(sentence.turn):
                self.drafts.open(sentence.turn)
            self._show(sentence)
        elif turn is not None:
            self.drafts.close(turn)
            self.hub.tell(conversation, Done(turn, None))
        else:
            self.hub.tell(conversation, Changed())

    async def _start(self) -> None:
        while True:
            try:
                await self.db.run(self.db.create, metadata)
                await self.notifier.start(self._heard)
                await self.dispatcher.start()
                break
            except StoreUnavailable as error:
                _log.warning("the channels' store is down: %s", error)
                await asyncio.sleep(_RETRY)
        self.started = True
        await self._keep_house()

    async def _keep_house(self) -> None:
        while True:
            try:
                await self.db.run(self.timeline.purge)
                await self.db.run(self.sessions.purge)
            except StoreUnavailable as error:
                _log.warning("the channels' store is down: %s", error)
            await asyncio.sleep(_HOUSEKEEPING)
