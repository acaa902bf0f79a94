"""Typing and drafts on the platforms, while a turn runs in this process.

Each turn on a push channel is followed as a browser would: it hears the hub and hands on what is live. Drafts
hold all text so far, so a platform that is slower than the model skips some. What is under way is waited for
before the final message is sent, for a platform must not get them in the wrong order.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.channels.core import hub
from bot.channels.core.addresses import Addresses
from bot.channels.core.database import Database
from bot.channels.core.delivery import Address, LiveSender
from bot.channels.core.hub import Hub, Listener, Signal

_TYPING = 8.0  # seconds between signs of typing; platforms take theirs away after 10 to 20
_SETTLE = 5.0  # seconds a final message waits for a draft under way

_log = logging.getLogger(__name__)


class Live:
    """Follows the turns of one process. `senders` by channel; a channel without one shows nothing live."""

    def __init__(self, database: Database, addresses: Addresses, hub: Hub, senders: Mapping[str, LiveSender]) -> None:
        self._db = database
        self._addresses = addresses
        self._hub = hub
        self._senders = senders
        self._ending: defaultdict[str, set[asyncio.Task[None]]] = defaultdict(set)

    @contextmanager
    def following(self, conversation: str, channel: str) -> Iterator[None]:
        """Show a turn on its platform while the context lasts."""
        sender = self._senders.get(channel)
        if sender is None:
            yield
            return
        with self._hub.listening(conversation) as listener:
            over = asyncio.Event()
            task = asyncio.create_task(self._follow(conversation, sender, listener, over))
            try:
                yield
            finally:
                over.set()
                listener.tell(hub.Ended())
                self._ending[conversation].add(task)
                task.add_done_callback(lambda ended: self._ended(conversation, ended))

    async def settled(self, conversation: str) -> None:
        """Wait, a few seconds at most, until nothing live of a finished turn is under way."""
        if conversation in self._ending:
            await asyncio.wait(set(self._ending[conversation]), timeout=_SETTLE)

    async def _follow(self, conversation: str, sender: LiveSender, listener: Listener, over: asyncio.Event) -> None:
        try:
            found = await self._db.run(self._addresses.find, conversation)
            while found is not None and not over.is_set():
                await _show(sender, found[1], await _newest(listener))
        except Exception as error:
            _log.warning("nothing more of a turn is shown while it runs: %s: %s", type(error).__name__, error)

    def _ended(self, conversation: str, task: asyncio.Task[None]) -> None:
        self._ending[conversation].discard(task)
        if not self._ending[conversation]:
            del self._ending[conversation]


async def _newest(listener: Listener) -> Signal | None:
    """The next signal; of several that wait, the last one."""
    signal = await listener.next(_TYPING)
    while (later := await listener.next(0)) is not None:
        signal = later
    return signal


async def _show(sender: LiveSender, address: Address, signal: Signal | None) -> None:
    if signal is None or (isinstance(signal, hub.Live) and signal.name == "typing"):
        await sender.typing(address)
    elif isinstance(signal, hub.Live) and signal.name == "draft":
        await sender.draft(address, signal.data["stream"], signal.data["text"])
