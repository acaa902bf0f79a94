"""What people see while an answer is on its way: “is thinking…”, and sentences as they pass the gate.

Slack has both in threads only, so a direct message outside of a thread gets the finished answer.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from slack_sdk.web.async_chat_stream import AsyncChatStream
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.core.delivery import Address, Undeliverable
from bot.channels.slack.address import Where
from bot.channels.slack.api import SlackApi, asked
from bot.channels.slack.mrkdwn import escaped
from bot.channels.slack.words import words

_STREAMS = 1_000  # remembered at once; one lives for seconds
_ABANDONED = 60.0  # seconds after which no turn goes on
_LONGEST = 11_000  # characters of a stream; Slack takes 12,000

_log = logging.getLogger(__name__)


@dataclass
class _Stream:
    """One message being written. `text` is what Slack has of it."""

    client: AsyncWebClient
    stream: AsyncChatStream
    text: str = ""
    begun: float = field(default_factory=time.monotonic)


class SlackLive:
    """Shows typing and drafts. Used from the event loop only."""

    def __init__(self, api: SlackApi, locale: str) -> None:
        self._api = api
        self._locale = locale
        self._streams: OrderedDict[tuple[str, str], _Stream] = OrderedDict()

    async def typing(self, address: Address) -> None:
        """The thread's status; Slack takes it away with the next message."""
        where = Where.of(address)
        await self._clear(where)
        if where.thread is None or any(key == where.key for key, _ in self._streams):
            return
        client = await self._api.client(where.team, where.enterprise)
        status = words("thinking", self._locale)
        try:
            await asked(
                client.assistant_threads_setStatus(channel_id=where.channel, thread_ts=where.thread, status=status)
            )
        except Undeliverable as error:  # not every workspace has assistants
            _log.debug("no status is shown: %s", error)

    async def draft(self, address: Address, stream: str, text: str) -> None:
        """Write on; what is not a continuation has to wait for the final message."""
        where = Where.of(address)
        if where.thread is None:
            return
        shown = self._streams.get((where.key, stream)) or await self._begin(where, stream)
        if not text.startswith(shown.text) or len(text) > _LONGEST:
            return
        fresh, shown.text = text[len(shown.text) :], text
        if fresh.strip():
            await asked(shown.stream.append(markdown_text=escaped(fresh)))  # type: ignore[arg-type]

    async def finish(self, where: Where, stream: str) -> str | None:
        """End a stream, for the final message to take its place: Slack's `ts` of it; None: nothing was streamed."""
        shown = self._streams.pop((where.key, stream), None)
        if shown is None or shown.stream.ts is None:
            return None
        try:
            await asked(shown.stream.stop())
        except Undeliverable as error:  # it ended by itself; the message is there to be replaced
            _log.debug("a stream was over: %s", error)
        return shown.stream.ts

    async def _clear(self, where: Where) -> None:
        # a turn that failed after its first sentences says something else, and nothing replaces them
        old = time.monotonic() - _ABANDONED
        for key in [key for key, one in self._streams.items() if key[0] == where.key and one.begun < old]:
            shown = self._streams[key]
            left = await self.finish(where, key[1])
            if left is not None:
                await asked(shown.client.chat_delete(channel=where.channel, ts=left))

    async def _begin(self, where: Where, stream: str) -> _Stream:
        client = await self._api.client(where.team, where.enterprise)
        opened = await client.chat_stream(
            buffer_size=1,  # each piece is a checked sentence, worth a call
            channel=where.channel,
            thread_ts=where.thread or "",
            recipient_team_id=where.user_team or where.team,
            recipient_user_id=where.user,
        )
        made = self._streams[where.key, stream] = _Stream(client, opened)
        while len(self._streams) > _STREAMS:
            self._streams.popitem(last=False)
        return made
