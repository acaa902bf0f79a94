"""A push channel without a platform: what would be posted is kept in lists, and goes wrong on demand."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.channels.core.arrivals import Arrival
from bot.channels.core.delivery import Address, Delivery, Progress
from bot.channels.core.model import Accepted, Reply
from bot.channels.core.renderer import Issue
from bot.channels.core.runtime import Runtime
from bot.settings import Settings
from tests.bot.channels.support import Clock, FakeDialogue, until

Trouble = Callable[[Delivery], Exception | None]
_ids = itertools.count(1)


class PushRenderer:
    """Text and choices as they are."""

    name = "pigeon"
    delivery = "due"

    def render(self, id: str, reply: Reply, issue: Issue) -> dict[str, Any]:
        buttons = [{"title": b.title, "value": issue(b.title, b.payload)} for b in reply.buttons if b.payload]
        return {"id": id, "from": "bot", "text": reply.text, "buttons": buttons, "private": reply.private}


@dataclass
class Platform:
    """Keeps what is sent. `trouble` says what goes wrong with a delivery; `pause` is how long a post takes."""

    name: str = "pigeon"
    trouble: Trouble = lambda _: None
    pause: float = 0.0
    attempts: list[Delivery] = field(default_factory=list)
    sent: list[Delivery] = field(default_factory=list)
    shown: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, delivery: Delivery, progress: Progress) -> None:
        self.attempts.append(delivery)
        await asyncio.sleep(self.pause)
        trouble = self.trouble(delivery)
        if trouble is not None:
            raise trouble
        self.sent.append(delivery)

    async def typing(self, address: Address) -> None:
        self.shown.append(("typing", address["to"]))

    async def draft(self, address: Address, stream: str, text: str) -> None:
        self.shown.append(("draft", text))

    def texts(self, to: str | None = None) -> list[str]:
        """What was said, to one address or to all."""
        return [one.body["text"] for one in self.sent if one.kind == "message" and to in (None, one.address["to"])]


@dataclass
class Loft:
    """A running push channel."""

    runtime: Runtime
    dialogue: FakeDialogue
    platform: Platform
    clock: Clock

    async def hear(self, text: str = "", user: str = "ada", **more: Any) -> Accepted:
        """An event of the platform."""
        known = {"id": f"e{next(_ids)}", "key": f"pigeon:{user}", "user": f"pigeon:{user}", "address": {"to": user}}
        return await self.runtime.receive(Arrival(channel="pigeon", locale="en-GB", text=text, **{**known, **more}))

    async def ask(self, text: str = "", user: str = "ada", **more: Any) -> list[str]:
        """What is said to a message, once all of it has been sent."""
        before = len(self.platform.texts(user))
        await self.hear(text, user, **more)
        await until(lambda: len(self.platform.texts(user)) > before)
        return self.platform.texts(user)[before:]

    def states(self) -> list[tuple[str, int, str | None]]:
        """State, attempts and reason of every delivery, in order."""
        with self.runtime.db.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT state, attempts, reason FROM channel_deliveries ORDER BY created_at, conversation, number"
            )
            return [tuple(row) for row in rows]


@asynccontextmanager
async def loft(
    settings: Settings, dialogue: FakeDialogue | None = None, platform: Platform | None = None
) -> AsyncIterator[Loft]:
    """A process with a push channel, stopped in an orderly way."""
    clock, dialogue, platform = Clock(), dialogue or FakeDialogue(), platform or Platform()
    runtime = Runtime(settings, dialogue, clock)
    runtime.join(PushRenderer(), platform, platform)
    runtime.prepare()
    await runtime.start()
    try:
        await until(lambda: runtime.started)
        yield Loft(runtime, dialogue, platform, clock)
    finally:
        await runtime.stop()
