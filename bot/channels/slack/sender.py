"""Sends what is due to Slack: a message in as many posts as it needs, each once.

Slack has no key that makes a post happen once. Each post therefore carries its own id as metadata; that a message
was begun is noted before its first post, and what an attempt that ended badly, or died, may have posted is looked
for before it is posted again.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.core.delivery import Delivery, Progress
from bot.channels.core.splitting import shortened
from bot.channels.slack.address import Where
from bot.channels.slack.api import BadBlocks, Refusal, SlackApi, asked
from bot.channels.slack.live import SlackLive
from bot.channels.slack.renderer import SlackRenderer

EVENT = "usher_message"
_UPDATE = 4_000  # characters of plain text when a message is changed
_LOOKED_AT = 500  # posts among which an earlier attempt's is looked for
_SKEW = 30.0  # seconds that Slack's clock may be behind ours

_log = logging.getLogger(__name__)


class SlackSender:
    """Posts messages. `live` has the drafts that a final message replaces."""

    name = "slack"

    def __init__(self, api: SlackApi, renderer: SlackRenderer, live: SlackLive) -> None:
        self._api = api
        self._renderer = renderer
        self._live = live

    async def send(self, delivery: Delivery, progress: Progress) -> None:
        """Post a message; hand-overs are told by what the bot and the person say. Raises as `Sender` does."""
        if delivery.kind != "message":
            return
        where = _meant(delivery)
        client = await self._api.client(where.team, where.enterprise)
        where = await _opened(client, where)
        posts = delivery.body.get("posts") or self._renderer.written(delivery.body)
        begun = delivery.attempt > 1 or bool(delivery.progress)
        done: list[str] = list(delivery.progress.get("posts", ()))
        draft = delivery.progress.get("draft") or await self._draft(where, delivery)
        await progress({"posts": done, "draft": draft})
        for place, post in enumerate(posts[len(done) :], start=len(done)):
            made = await _replaced(client, where, draft, post) if draft is not None and place == 0 else None
            name = f"{delivery.id}/{place}"
            if made is None and begun:
                made = await _earlier(client, where, name, delivery.created_at)
            done.append(made or await _posted(client, where, post, name))
            await progress({"posts": done, "draft": draft})

    async def _draft(self, where: Where, delivery: Delivery) -> str | None:
        stream = delivery.body.get("stream")
        return await self._live.finish(where, stream) if stream else None


def _meant(delivery: Delivery) -> Where:
    """Where a message goes: what is for one person alone leaves a channel for the direct messages."""
    where = Where.of(delivery.address)
    if delivery.body.get("private") and not where.private:
        return replace(where, channel=where.user, private=True, thread=None)
    return where


async def _posted(client: AsyncWebClient, where: Where, post: dict[str, Any], name: str) -> str:
    message: dict[str, Any] = {
        "channel": where.channel,
        "thread_ts": where.thread,
        "metadata": {"event_type": EVENT, "event_payload": {"id": name}},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    try:
        answer = await asked(client.chat_postMessage(**message, **post))
    except BadBlocks as error:
        _log.warning("Slack does not take the blocks of %s (%s); it is sent as plain text", name, error.code)
        answer = await asked(client.chat_postMessage(**message, text=post["text"]))
    return str(answer["ts"])


async def _opened(client: AsyncWebClient, where: Where) -> Where:
    """The direct message itself, where only its person is known."""
    if not where.channel.startswith(("U", "W")):
        return where
    answer = await asked(client.conversations_open(users=where.channel))
    return replace(where, channel=str(answer["channel"]["id"]))


async def _replaced(client: AsyncWebClient, where: Where, draft: str, post: dict[str, Any]) -> str | None:
    """The draft's `ts` once the post stands in its place; None: Slack does not allow it, and the draft is gone."""
    try:
        text = shortened(post["text"], _UPDATE)
        await asked(client.chat_update(channel=where.channel, ts=draft, text=text, blocks=post["blocks"]))
    except Refusal as error:
        _log.warning("a draft is not replaced but taken away: %s", error.code)
        with suppress(Refusal):
            await asked(client.chat_delete(channel=where.channel, ts=draft))
        return None
    return draft


async def _earlier(client: AsyncWebClient, where: Where, name: str, since: float) -> str | None:
    """The `ts` of a post that an earlier attempt made; None: it made none, or Slack does not let us look."""
    options: dict[str, Any] = {"oldest": f"{since - _SKEW:.6f}", "limit": _LOOKED_AT, "include_all_metadata": True}
    try:
        if where.thread is not None:
            answer = await asked(client.conversations_replies(channel=where.channel, ts=where.thread, **options))
        else:
            answer = await asked(client.conversations_history(channel=where.channel, **options))
    except Refusal as error:
        _log.debug("earlier posts cannot be looked at: %s", error.code)
        return None
    for message in answer.get("messages") or ():
        if message.get("metadata", {}).get("event_payload", {}).get("id") == name:
            return str(message["ts"])
    return None
