"""`rasa shell` over Usher's dialogue, as one chosen customer or as anyone.

Rasa's shell speaks HTTP with a channel named ``cmdline``; this one takes its place. Who is asking comes from
a setting and never from the request, so the channel answers this machine alone.
"""

from __future__ import annotations

import ipaddress
import time
import uuid
from asyncio import Queue
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from rasa.core.channels import BUILTIN_CHANNELS
from rasa.core.channels.channel import UserMessage
from rasa.core.channels.console import CmdlineInput
from sanic import Blueprint, Sanic
from sanic.exceptions import Forbidden
from sanic.request import Request

from bot.channels.core.model import Button, Card, Identity, Reply, Turn
from bot.channels.core.rasa_dialogue import RasaDialogue
from bot.channels.core.text import TEXT_LIMIT, clean
from bot.channels.core.turns import replies_for
from bot.settings import Settings, settings

_OFFERED = 500  # buttons remembered; what is not among them is typed text


def register() -> None:
    """Make `rasa shell` use this channel."""
    BUILTIN_CHANNELS[ShellInput.name()] = ShellInput


class ShellInput(CmdlineInput):
    """The terminal's channel."""

    def __init__(self, given: Settings) -> None:
        self._settings = given
        self._dialogue: RasaDialogue | None = None
        self._offered: deque[str] = deque(maxlen=_OFFERED)
        self._turns: Counter[str] = Counter()

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> ShellInput:
        return cls(settings())

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        """Nothing the request says about itself counts."""
        if not ipaddress.ip_address(request.ip).is_loopback:
            raise Forbidden("the shell answers this machine only")
        return None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint: Blueprint = super().blueprint(on_new_message)
        dialogue = self._dialogue = RasaDialogue(on_new_message, self._settings.action_timeout)

        @blueprint.listener("after_server_start")
        async def adopt(app: Sanic, _: object) -> None:
            dialogue.adopt(app.ctx.agent)

        @blueprint.listener("after_server_stop")
        async def close(app: Sanic, _: object) -> None:
            await dialogue.close()

        return blueprint

    async def on_message_wrapper(  # Rasa declares a static method and calls it on the instance
        self,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
        text: str,
        queue: Queue[Any],
        sender_id: str,
        input_channel: str,
        metadata: dict[str, Any] | None,
    ) -> None:
        """Answer one line of input. Rasa's shell waits for DONE, whatever happens."""
        try:
            for message in await self.answer(text, sender_id):
                await queue.put(message)
        except Exception as error:
            await queue.put({"text": f"({type(error).__name__}: {error})"})
        finally:
            await queue.put("DONE")

    async def answer(self, text: str, conversation: str) -> list[dict[str, Any]]:
        """What the shell prints for one line of input."""
        if self._dialogue is None:
            return []
        turn = self.turn(text, conversation)
        replies = await replies_for(turn, self._dialogue, self._settings.turn_deadline, fresh=True)
        self._offered.extend(button.payload for reply in replies for button in _buttons(reply) if button.payload)
        return [printed(reply) for reply in replies]

    def turn(self, text: str, conversation: str) -> Turn:
        """The input as a turn: a pressed button counts as pressed, anything else as typed."""
        words = clean(text)
        self._turns[conversation] += 1
        return Turn(
            id=uuid.uuid4().hex,
            conversation=conversation,
            channel="shell",
            number=self._turns[conversation],
            message=uuid.uuid4().hex,
            text=words[:TEXT_LIMIT],
            payload=text if text in self._offered else None,
            note="too_long" if len(words) > TEXT_LIMIT else None,
            identity=_identity(self._settings.shell_customer),
            locale=self._settings.locale,
        )


def printed(reply: Reply) -> dict[str, Any]:
    """A reply for a terminal: cards and sources as lines, suggested replies as Rasa's buttons."""
    links = [f"{button.title}: {button.url}" for button in reply.buttons if button.url]
    sources = [f"[{source.title}]" + (f" {source.url}" if source.url else "") for source in reply.sources]
    lines = [reply.text, *(line for card in reply.cards for line in _lines(card)), *links, *sources]
    buttons = [{"title": button.title, "payload": button.payload} for button in _buttons(reply) if button.payload]
    message: dict[str, Any] = {"text": "\n".join(line for line in lines if line)}
    return {**message, "buttons": buttons} if buttons else message


def _buttons(reply: Reply) -> Iterable[Button]:
    yield from reply.buttons
    for card in reply.cards:
        yield from card.buttons


def _lines(card: Card) -> Iterable[str]:
    yield " · ".join(part for part in (card.title, card.subtitle, card.text) if part)
    yield from (address for address in (card.url, *(button.url for button in card.buttons)) if address)


def _identity(customer: str | None) -> dict[str, Any]:
    now = time.time()
    return Identity(customer, now if customer else None).snapshot(now)
