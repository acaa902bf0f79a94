"""What all channels of one Rasa process share. Rasa makes each channel on its own; here they meet."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot import garbage
from bot.channels.core.rasa_dialogue import RasaDialogue
from bot.channels.core.runtime import Runtime
from bot.settings import Settings, settings

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class Process:
    """One dialogue and one runtime, made when the first channel asks for them; the channels' `Host`."""

    def __init__(self, given: Settings) -> None:
        self.settings = given
        self._rasa: RasaDialogue | None = None
        self._runtime: Runtime | None = None

    def rasa(self, on_new_message: OnNewMessage) -> RasaDialogue:
        """The dialogue. Every channel gets an equal `on_new_message` from Rasa; the first one serves all."""
        if self._rasa is None:
            self._rasa = RasaDialogue(on_new_message, self.settings.action_timeout)
        return self._rasa

    def runtime(self, on_new_message: OnNewMessage) -> Runtime:
        """The runtime, for a channel to join."""
        if self._runtime is None:
            self._runtime = Runtime(self.settings, self.rasa(on_new_message))
        return self._runtime

    def started(self, app: Sanic) -> None:
        """Take Rasa's agent over; all that stays is loaded by now."""
        if self._rasa is not None and getattr(app.ctx, "agent", None) is not None:
            self._rasa.adopt(app.ctx.agent)
        garbage.look_less()

    async def stopped(self) -> None:
        if self._rasa is not None:
            await self._rasa.close()


@functools.cache
def process() -> Process:
    """This process's."""
    return Process(settings())
