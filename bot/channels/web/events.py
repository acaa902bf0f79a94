"""GET /events: everything a conversation shows, as it happens, and all of it again after a reload.

`message` and `handoff` events carry an `id`, the entry's number on the time line; a browser that comes back
with `Last-Event-ID` gets what it missed, one that comes without gets the whole conversation, its own messages
included (`"from": "customer"`). `typing`, `draft` and `delayed` are shown while they last and have no id;
`ended` says that the session is over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot.channels.core import timeline
from bot.channels.core.errors import Refused
from bot.channels.core.hub import Changed, Delayed, Ended, Listener, Live, Recorded, Signal
from bot.channels.core.model import Event
from bot.channels.core.phrases import phrase
from bot.channels.core.runtime import Runtime
from bot.channels.core.sessions import Session
from bot.channels.web import http
from bot.channels.web.presence import Presence
from bot.channels.web.sessions import SessionRoutes

HEARTBEAT = 15.0  # seconds between signs of life
_STREAMS = 8  # open at once in one session: tabs


class EventRoutes:
    """Streams conversations to browsers."""

    def __init__(self, runtime: Runtime, sessions: SessionRoutes, origins: http.Origins) -> None:
        self._runtime = runtime
        self._sessions = sessions
        self._origins = origins
        self._presence = Presence(runtime)

    def register(self, blueprint: Blueprint, guard: http.Guard) -> None:
        blueprint.add_route(guard(self.stream), "/events", methods=["GET"], name="events")

    async def stream(self, request: Request) -> None:
        """Answer with a stream that ends when the session, the server or the browser does."""
        session = await self._sessions.required(request)
        if self._presence.streams(session) >= _STREAMS:
            raise Refused(429, "too_many_streams", "this session has enough streams open", {"Retry-After": "5"})
        after = _last_event_id(request)
        with self._presence.of(session), self._runtime.hub.listening(session.conversation) as listener:
            missed = await self._runtime.db.run(self._runtime.timeline.events, session.conversation, after)
            response = await request.respond(
                content_type="text/event-stream; charset=utf-8",
                headers={
                    "Cache-Control": "no-store",
                    "X-Accel-Buffering": "no",
                    **self._origins.headers(request),
                },
            )
            await _Stream(self._runtime, session, listener, response, after).run(missed)


class _Stream:
    """One browser's stream. `last` is the number of the last entry it got."""

    def __init__(
        self, runtime: Runtime, session: Session, listener: Listener, response: BaseHTTPResponse, last: int
    ) -> None:
        self._runtime = runtime
        self._session = session
        self._listener = listener
        self._response = response
        self._last = last

    async def run(self, missed: list[Event]) -> None:
        """Show what was missed, then whatever happens, until the session, the server or the browser ends it."""
        await self._response.send("retry: 2000\n\n")
        await self._send_events(missed)
        if len(missed) >= timeline.PAGE:
            await self._catch_up()
        while True:
            signal = await self._listener.next(HEARTBEAT)
            if signal is None:
                await self._response.send(": still here\n\n")
            elif not await self._show(signal):
                return

    async def _show(self, signal: Signal) -> bool:
        """Show one signal; False ends the stream."""
        if isinstance(signal, Recorded):
            await self._show_recorded(signal.events)
        elif isinstance(signal, Changed):
            await self._catch_up()
        elif isinstance(signal, Live):
            await self._send(signal.name, signal.data)
        elif isinstance(signal, Delayed):
            await self._send("delayed", {"text": phrase("delayed", self._session.locale)})
        elif isinstance(signal, Ended):
            return await self._show_end(signal)
        elif signal.events is None:
            await self._catch_up()
        return True

    async def _show_recorded(self, events: tuple[Event, ...]) -> None:
        fresh = [event for event in events if event.number > self._last]
        if fresh and fresh[0].number > self._last + 1:
            await self._catch_up()
        else:
            await self._send_events(fresh)

    async def _show_end(self, signal: Ended) -> bool:
        if signal.session is None:
            return False
        if signal.session != self._session.hash:
            return True
        await self._send("ended", {"reason": "session"})
        return False

    async def _catch_up(self) -> None:
        while True:
            events = await self._runtime.db.run(self._runtime.timeline.events, self._session.conversation, self._last)
            await self._send_events(events)
            if len(events) < timeline.PAGE:
                return

    async def _send_events(self, events: Sequence[Event]) -> None:
        if events:
            await self._response.send("".join(_block(event.kind, event.body, event.number) for event in events))
            self._last = events[-1].number

    async def _send(self, name: str, data: dict[str, Any]) -> None:
        await self._response.send(_block(name, data))


def _block(name: str, data: dict[str, Any], number: int | None = None) -> str:
    """One server-sent event."""
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"


def _last_event_id(request: Request) -> int:
    given = request.headers.get("last-event-id", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
