"""The core of one process: built once, started with the server, stopped with it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.channels.core import hub, limits
from bot.channels.core.addresses import Addresses
from bot.channels.core.arrivals import Arrival, Arrivals
from bot.channels.core.conversations import Conversations
from bot.channels.core.customers import Customers, Erased
from bot.channels.core.database import Database
from bot.channels.core.deliverer import Deliverer
from bot.channels.core.deliveries import Deliveries
from bot.channels.core.delivery import LiveSender, Sender
from bot.channels.core.dialogue import Dialogue
from bot.channels.core.dispatcher import Dispatcher
from bot.channels.core.drafts import Drafts, Sentence
from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.hub import Changed, Done, Hub
from bot.channels.core.language import languages
from bot.channels.core.limits import Allowance, Verdict
from bot.channels.core.linking import Describe, Linking, page_of
from bot.channels.core.links import Links
from bot.channels.core.live import Live
from bot.channels.core.mails import Mails
from bot.channels.core.model import Accepted, Event, HandoffState, Incoming
from bot.channels.core.notify import Alone, Notifier, PostgresNotifier
from bot.channels.core.renderer import Renderer
from bot.channels.core.retention import Retention
from bot.channels.core.sessions import Sessions
from bot.channels.core.tables import metadata
from bot.channels.core.timeline import Timeline
from bot.channels.core.waiting import Waiting
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
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.dialogue = dialogue
        self.clock = clock
        self.db = Database(settings.channel_database_url)
        spoken = languages(settings.locale, settings.names)
        self.conversations = Conversations(self.db, clock, settings.lease, spoken.locale_after)
        me = self.conversations.me
        self.timeline = Timeline(self.db, clock, me, settings.choice_hours)
        self.sessions = Sessions(self.db, clock, settings.session_idle, settings.session_max)
        self.addresses = Addresses(self.db, clock)
        self.mails = Mails(self.db, settings.mail_hook_url, settings.mail_hook_secret, clock)
        self.links = Links(self.db, self.mails, settings.internal_secret, clock)
        self.arrivals = Arrivals(self.addresses, self.timeline, self.links, clock)
        self.customers = Customers(self.db)
        self._retention = Retention(self.db, dialogue, clock, settings.conversation_days)
        self.accounts = Allowance(self.db, "account", settings.messages_per_account)
        self._people = Allowance(self.db, "person", settings.messages_per_session)
        self.hub = Hub()
        self.drafts = Drafts()
        self._renderers: dict[str, Renderer] = {}
        self._senders: dict[str, Sender] = {}
        self._live_senders: dict[str, LiveSender] = {}
        self._describers: dict[str, Describe] = {}
        self._passing: set[str] = set()
        page = page_of(settings.site_url, settings.link_page)
        linking = Linking(self.db, self.links, self.mails, page, self._describers)
        self.notifier: Notifier = Alone() if self.db.is_sqlite else PostgresNotifier(self.db, me)
        live = Live(self.db, self.addresses, self.hub, self._live_senders)
        self.deliveries = Deliveries(self.db, clock, me, settings.lease)
        self.deliverer = Deliverer(self.db, self.deliveries, self._senders, live, clock, linking.reveal)
        self.dispatcher = Dispatcher(
            self.db, self.conversations, self.timeline, dialogue, self.hub, self.drafts, self._renderers,
            settings.turn_deadline, live, self.deliverer.wake, linking,
            Waiting(self.db, clock, settings.waiting_notice, self._passing),
        )  # fmt: skip
        self.attached = False  # to a server, see life.py
        self.started = False
        self._tasks: list[asyncio.Task[None]] = []

    def join(
        self,
        renderer: Renderer,
        sender: Sender | None = None,
        live: LiveSender | None = None,
        describe: Describe | None = None,
        passes: bool = False,
    ) -> None:
        """Before the start: a channel brings how its messages look and, if it pushes them, how they are sent.

        `describe` gives a chat account in words for the website; None: its id has to do. `passes`: conversations for
        a person are passed to an inbox of the platform, where the bot must not write.
        """
        self._renderers[renderer.name] = renderer
        if sender is not None:
            self._senders[sender.name] = sender
        if live is not None:
            self._live_senders[renderer.name] = live
        if describe is not None:
            self._describers[renderer.name] = describe
        if passes:
            self._passing.add(renderer.name)

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
        await self.deliverer.stop()
        await self.mails.stop()
        await self.notifier.stop()
        self.db.close()

    async def receive(self, arrival: Arrival) -> Accepted:
        """Take a platform's message: once this returns, it is stored and the platform may be told so.

        A repeated event is known by its id. What a customer sends who was told of writing too fast is dropped, and
        counts as done. Raises `StoreUnavailable`; the message is then not stored.
        """
        verdict = await self._verdict(arrival)
        if verdict == "dropped":
            _log.warning("messages of one person are dropped: too many a minute (USHER_RATE_MESSAGES_PER_…)")
            return Accepted("", mine=False, done=True)
        if verdict == "told":
            arrival = replace(arrival, choice=None, payload=None, note="rate_limited")
        return await self.accept(await self.db.run(self.arrivals.incoming, arrival))

    async def accept(self, message: Incoming) -> Accepted:
        """Store a message and have it answered. Raises `StoreUnavailable`; the message is then not stored."""
        accepted = await self.db.run(self.conversations.accept, message)
        if accepted.event is not None:
            self.hub.tell_events(message.conversation, [accepted.event])
        self.dispatcher.accepted(accepted, message.conversation)
        return accepted

    async def say(self, conversation: str, body: dict[str, Any]) -> bool:
        """Deliver a message nobody asked for, by its `id`, whatever the channel; False: it was delivered before.

        Raises `LookupError` when the conversation does not exist, `StoreUnavailable`.
        """
        return self._told(await self.db.run(self.timeline.say, conversation, body))

    async def set_handoff(self, conversation: str, state: HandoffState, reference: str | None) -> bool:
        """Give the conversation to a person or back; False: it was in that state. Raises as `say` does."""
        return self._told(await self.db.run(self.timeline.set_handoff, conversation, state, reference))

    async def erase(self, customer: str) -> Erased:
        """Delete what the channels and the dialogue hold of a customer. Raises `StoreUnavailable`."""
        erased = await self.db.run(self.customers.erase, customer)
        await self.dialogue.forget([*erased.conversations, *erased.shared])
        for conversation in erased.conversations:
            self.hub.tell(conversation, hub.Ended())
        return erased

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

    async def _verdict(self, arrival: Arrival) -> Verdict:
        verdict = await self._people.verdict(arrival.user)
        if verdict != "admitted" or arrival.public:
            return verdict
        identity = await self.db.run(self.arrivals.identity, arrival.channel, arrival.user)
        return "admitted" if identity.customer is None else await self.accounts.verdict(identity.customer)

    def _told(self, event: Event | None) -> bool:
        if event is None:
            return False
        self.hub.tell_events(event.conversation, [event])
        self.deliverer.wake(event.conversation)
        return True

    def _show(self, sentence: Sentence) -> None:
        draft = self.drafts.add(sentence)
        if draft is not None:
            self.hub.tell(sentence.conversation, hub.Live("draft", draft))

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
                await self.mails.start()
                await self.deliverer.start()
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
                await self.db.run(self.links.purge)
                await self.db.run(limits.purge, self.db)
                await self._retention.run()
            except StoreUnavailable as error:
                _log.warning("the channels' store is down: %s", error)
            await asyncio.sleep(_HOUSEKEEPING)
