"""From what Slack tells to stored messages, and the small courtesies that go with them.

What has to happen before Slack is told "taken" is stored; what is only nice (a button that shows it was pressed, a
hint, a form) happens after it, and nobody waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.channels.core.arrivals import Arrival
from bot.channels.core.delivery import Later, Undeliverable
from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.runtime import Runtime
from bot.channels.slack import views
from bot.channels.slack.address import Where
from bot.channels.slack.api import SlackApi, asked
from bot.channels.slack.blocks import fallback
from bot.channels.slack.events import Pressed, Said
from bot.channels.slack.views import Rating
from bot.channels.slack.words import words

CHANNEL = "slack"
_PROMPTS = 3

_log = logging.getLogger(__name__)


class Inbound:
    """Takes messages, presses and ratings. `locale` is what we speak with people whose language is unknown."""

    def __init__(self, runtime: Runtime, api: SlackApi, locale: str) -> None:
        self._runtime = runtime
        self._api = api
        self._locale = locale
        self._courtesies: set[asyncio.Task[None]] = set()

    async def take(self, said: Said) -> None:
        """Store a message. Raises `StoreUnavailable`: Slack should send it again."""
        fresh = await self._receive(said.where, id=said.id, text=said.text, note=said.note)
        if fresh and said.opens_thread:
            self._soon("the hint", self._hint(said.where))

    async def press(self, pressed: Pressed) -> None:
        """Store the press of a suggested reply. Raises `StoreUnavailable`."""
        fresh = await self._receive(pressed.where, id=pressed.id, text=pressed.title, choice=pressed.value)
        if fresh and pressed.action.startswith("choices:"):
            self._soon("the choice", self._show_choice(pressed))

    async def rate(self, rating: Rating) -> bool:
        """Store what somebody thinks of a message; False: the conversation has no such message."""
        conversation = await self._runtime.db.run(self._runtime.addresses.of_message, rating.where.key, rating.message)
        if conversation is None:
            return False
        rate = self._runtime.timeline.rate
        return await self._runtime.db.run(rate, conversation, rating.message, rating.rating, rating.comment)

    def ask_for_comment(self, rating: Rating, trigger: str) -> None:
        """Open the form; `trigger` is good for three seconds."""
        self._soon("the form", self._open_form(rating, trigger))

    def show_home(self, where: Where) -> None:
        """Draw the Home tab as it is for this person now."""
        self._soon("the Home tab", self._publish_home(where))

    def greet(self, where: Where) -> None:
        """Say hello in a fresh assistant's thread, with something to ask."""
        self._soon("the greeting", self._prompt(where))

    async def stop(self) -> None:
        """Leave courtesies that are under way."""
        for task in self._courtesies:
            task.cancel()
        await asyncio.gather(*self._courtesies, return_exceptions=True)

    async def _receive(self, where: Where, **said: Any) -> bool:
        """Store it; False: it was stored before, or there was too much of it."""
        arrival = Arrival(
            CHANNEL, key=where.key, user=where.person, address=where.to_json(), locale=self._locale,
            public=not where.private, **said,
        )  # fmt: skip
        return (await self._runtime.receive(arrival)).event is not None

    async def _hint(self, where: Where) -> None:
        client = await self._api.client(where.team, where.enterprise)
        text = words("public", self._locale)
        await asked(
            client.chat_postEphemeral(channel=where.channel, user=where.user, thread_ts=where.thread, text=text)
        )

    async def _show_choice(self, pressed: Pressed) -> None:
        where = pressed.where
        client = await self._api.client(where.team, where.enterprise)
        blocks = views.chosen(pressed.blocks, pressed.title, self._locale)
        text = fallback(blocks)[:4_000]
        await asked(client.chat_update(channel=where.channel, ts=pressed.message, text=text, blocks=blocks))

    async def _open_form(self, rating: Rating, trigger: str) -> None:
        client = await self._api.client(rating.where.team, rating.where.enterprise)
        await asked(client.views_open(trigger_id=trigger, view=views.form(rating, self._locale)))

    async def _publish_home(self, where: Where) -> None:
        client = await self._api.client(where.team, where.enterprise)
        identity = await self._runtime.db.run(self._runtime.arrivals.identity, CHANNEL, where.person)
        view = views.home(identity.customer is not None, self._locale)
        await asked(client.views_publish(user_id=where.user, view=view))

    async def _prompt(self, where: Where) -> None:
        client = await self._api.client(where.team, where.enterprise)
        prompts = [words(f"prompt_{number}", self._locale) for number in range(1, _PROMPTS + 1)]
        await asked(
            client.assistant_threads_setSuggestedPrompts(
                channel_id=where.channel,
                thread_ts=where.thread,
                title=words("greeting", self._locale),
                prompts=[{"title": prompt, "message": prompt} for prompt in prompts],
            )
        )

    def _soon(self, name: str, courtesy: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_kindly(name, courtesy))
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)


async def _kindly(name: str, courtesy: Coroutine[Any, Any, None]) -> None:
    try:
        await courtesy
    except (Later, Undeliverable, StoreUnavailable) as error:
        _log.info("%s was left out: %s", name, error)
    except Exception:
        _log.exception("%s failed", name)
