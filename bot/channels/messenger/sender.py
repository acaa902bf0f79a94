"""Sends what is due to Messenger, within the time Meta allows, and passes conversations to people and back.

Graph has no idempotency key: a post may arrive twice when this process dies between Graph's answer and our note
of it. https://developers.facebook.com/docs/messenger-platform/reference/send-api
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from bot.channels.core.delivery import Address, Delivery, Progress, Undeliverable
from bot.channels.messenger.config import MessengerConfig
from bot.channels.messenger.renderer import texts
from bot.channels.meta.failures import as_delivery_error, needs_repair
from bot.channels.meta.graph import Graph, GraphRefused, GraphUnreachable
from bot.channels.meta.posts import Post, send_posts

WINDOW = 24 * 3600.0  # seconds after the customer's last message in which anything may be said
PEOPLE_WINDOW = 7 * 24 * 3600.0  # seconds in which a person may still answer

_log = logging.getLogger(__name__)


class MessengerSender:
    """Posts to Graph, for all pages. `clock` gives seconds since 1970.

    An address is `{"page", "user", "heard_at"}`; `heard_at` is when the customer last wrote, in seconds.
    """

    name = "messenger"

    def __init__(self, config: MessengerConfig, graph: Graph, clock: Callable[[], float]) -> None:
        self._config = config
        self._graph = graph
        self._clock = clock

    async def send(self, delivery: Delivery, progress: Progress) -> None:
        """Post what of a message is missing, or route the conversation. Raises `Later`, `Undeliverable`."""
        try:
            if delivery.kind == "handoff":
                await self._route(delivery)
            else:
                await self._send_posts(delivery, progress)
        except (GraphRefused, GraphUnreachable) as error:
            if isinstance(error, GraphRefused) and needs_repair(error):
                _log.error("page %s waits for a valid token or permission: %s", delivery.address["page"], error)
            raise as_delivery_error(error) from None

    async def typing(self, address: Address) -> None:
        """Show that an answer is being written; Messenger takes it away after 20 seconds or with the answer."""
        await self._call("messages", address, {"sender_action": "typing_on"})

    async def draft(self, address: Address, stream: str, text: str) -> None:
        """Nothing: a message in Messenger cannot be changed once it is sent."""

    async def describe(self, user: str) -> str:
        """A chat account (``messenger:PAGE:PSID``) in words its owner knows. Raises what `Graph` raises.

        https://developers.facebook.com/docs/messenger-platform/identity/user-profile
        """
        _, page, person = user.split(":")
        token = self._config.pages[page]
        names = [(await self._graph.get(id, token, fields="name")).get("name") for id in (person, page)]
        return " · ".join(str(name) for name in (names[0], "Messenger", names[1]) if name)

    async def _send_posts(self, delivery: Delivery, progress: Progress) -> None:
        kind = self._messaging_type(delivery)

        async def make(message: dict[str, Any]) -> str:
            return await self._call("messages", delivery.address, {**kind, "message": message})

        await send_posts(delivery, progress, _posts(delivery.body), make, texts)

    def _messaging_type(self, delivery: Delivery) -> dict[str, str]:
        """https://developers.facebook.com/docs/messenger-platform/policy/policy-overview

        The tag for people is for what a person wrote; the bot never uses it.
        """
        silence = self._clock() - float(delivery.address.get("heard_at", 0.0))
        if silence <= WINDOW:
            return {"messaging_type": "RESPONSE"}
        if delivery.body.get("from") == "person" and silence <= PEOPLE_WINDOW:
            return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        raise Undeliverable(f"the customer last wrote {silence / 3600:.0f} hours ago, longer than Meta allows")

    async def _route(self, delivery: Delivery) -> None:
        """https://developers.facebook.com/docs/messenger-platform/conversation-routing

        A return without a reference is Meta's own doing; the conversation is ours then already.
        """
        state, reference = delivery.body.get("state"), delivery.body.get("reference")
        if self._config.inbox is None:
            return
        if state == "requested":
            target = {"target_app_id": self._config.inbox, "metadata": reference or ""}
            await self._call("pass_thread_control", delivery.address, target)
        elif state == "bot" and reference is not None:
            await self._call("take_thread_control", delivery.address, {"metadata": reference})

    async def _call(self, edge: str, address: Address, body: dict[str, Any]) -> str:
        """Gives the id of the message that was made, "" when none was."""
        page = str(address["page"])
        token = self._config.pages.get(page)
        if token is None:
            raise Undeliverable(f"page {page} is not among USHER_MESSENGER_PAGES")
        made = await self._graph.post(f"{page}/{edge}", token, {"recipient": {"id": address["user"]}, **body})
        return str(made.get("message_id") or "")


def _posts(body: dict[str, Any]) -> Sequence[Post]:
    """A message as the renderer made it, or one that somebody else wrote into the conversation."""
    if "posts" in body:
        posts: Sequence[Post] = body["posts"]
        return posts
    author = str(body.get("author") or "")
    return texts(f"{author}: {body['text']}" if author else str(body["text"]))
