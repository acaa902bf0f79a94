"""Sends what is due to WhatsApp, within the time Meta allows.

Graph has no idempotency key: a post may arrive twice when this process dies between Graph's answer and our note
of it. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bot.channels.core.delivery import Address, Delivery, Progress, Undeliverable
from bot.channels.meta.failures import as_delivery_error, needs_repair
from bot.channels.meta.graph import Graph, GraphRefused, GraphUnreachable
from bot.channels.meta.posts import Post, send_posts
from bot.channels.whatsapp.config import WhatsAppConfig
from bot.channels.whatsapp.renderer import texts

WINDOW = 24 * 3600.0  # seconds after the customer's last message; later Meta takes approved templates only

_log = logging.getLogger(__name__)


class WhatsAppSender:
    """Posts to Graph, for all numbers. `clock` gives seconds since 1970.

    An address is `{"number", "user", "heard_at", "message"}`: our number's id, the customer's number, and when, in
    seconds, and with which message the customer wrote last.
    """

    name = "whatsapp"

    def __init__(self, config: WhatsAppConfig, graph: Graph, clock: Callable[[], float]) -> None:
        self._config = config
        self._graph = graph
        self._clock = clock

    async def send(self, delivery: Delivery, progress: Progress) -> None:
        """Post what of a message is missing; people answer at the desk. Raises `Later`, `Undeliverable`."""
        if delivery.kind != "message":
            return
        self._check_window(delivery.address)
        try:
            await send_posts(delivery, progress, _posts(delivery.body), partial(self._post, delivery.address), texts)
        except (GraphRefused, GraphUnreachable) as error:
            if isinstance(error, GraphRefused) and needs_repair(error):
                _log.error("number %s waits for a valid token or permission: %s", delivery.address["number"], error)
            raise as_delivery_error(error) from None

    async def typing(self, address: Address) -> None:
        """Show that the message was read and an answer is being written, for 25 seconds at most.

        https://developers.facebook.com/docs/whatsapp/cloud-api/typing-indicators
        """
        shown = {"status": "read", "message_id": address["message"], "typing_indicator": {"type": "text"}}
        await self._call(address, shown)

    async def draft(self, address: Address, stream: str, text: str) -> None:
        """Nothing: a message in WhatsApp cannot be changed once it is sent."""

    async def describe(self, user: str) -> str:
        """A chat account (``whatsapp:NUMBER:USER``) in words its owner knows."""
        return f"WhatsApp +{user.rpartition(':')[2]}"

    async def _post(self, address: Address, message: dict[str, Any]) -> str:
        made = await self._call(address, {"recipient_type": "individual", "to": address["user"], **message})
        return str(next((one.get("id") for one in made.get("messages") or ()), ""))

    async def _call(self, address: Address, body: dict[str, Any]) -> dict[str, Any]:
        number = str(address["number"])
        token = self._config.numbers.get(number)
        if token is None:
            raise Undeliverable(f"number {number} is not among USHER_WHATSAPP_NUMBERS")
        return await self._graph.post(f"{number}/messages", token, {"messaging_product": "whatsapp", **body})

    def _check_window(self, address: Address) -> None:
        silence = self._clock() - float(address.get("heard_at", 0.0))
        if silence > WINDOW:
            raise Undeliverable(
                f"the customer last wrote {silence / 3600:.0f} hours ago; then Meta takes templates only"
            )


def _posts(body: dict[str, Any]) -> Sequence[Post]:
    """A message as the renderer made it, or one that somebody else wrote into the conversation."""
    if "posts" in body:
        posts: Sequence[Post] = body["posts"]
        return posts
    author = str(body.get("author") or "")
    return texts(f"{author}: {body['text']}" if author else str(body["text"]))
