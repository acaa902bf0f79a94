"""GET /events: everything a conversation shows, as it happens, and all of it again after a reload.

`message` and `handoff` events carry an `id`, the entry's number on the time line; a browser that comes back
with `Last-Event-ID` gets what it missed, one that comes without gets the whole conversation, its own messages
included (`"from": "customer"`). `typing`, `draft` and `delayed` are shown while they last and have no id;
`ended` says that the session is over.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot.channels.core.errors import Refused
from bot.channels.core.hub import Changed, Delayed, Ended, Listener, Live, Recorded, Signal
from bot.channels.core.model import Event
from bot.channels.core.phrases import phrase
from bot.channels.core.runtime import Runtime
from bot.channels.core.sessions import Session
from bot.channels.web import http
from bot.channels.web.sessions import SessionRoutes

HEARTBEAT = 15.0  # seconds between signs of life; the session is looked at as often
_STREAMS = 8  # open at once in one session: tabs


class EventRoutes:
    """Streams conversations to browsers."""

    def __init__(self, runtime: Runtime, sessions: SessionRoutes, origins: http.Origins) -> None:
        self._runtime = runtime
        self._sessions = sessions
        self._origins = origins
        self._open: Counter[str] = Counter()

    def register(self, blueprint: Blueprint, guard: http.Guard) -> None:
        blueprint.add_route(guard(self.stream), "/events", methods=["GET"], name="events")

    async def stream(self, request: Request) -> None:
        """Answer with a stream that ends when the session, the server or the browser does."""
        session = await self._sessions.required(request)
        if self._open[session.hash] >= _STREAMS:
            raise Refused(429, "too_many_streams", "this session has enough streams open", {"Retry-After": "5"})
        token = http.bearer(request) or ""
        self._open[session.hash] += 1
        try:
            with self._runtime.hub.listening(session.conversation) as listener:
                missed = await self._read(session.conversation, _last_event_id(request))
                response = await request.respond(
                    content_type="text/event-stream; charset=utf-8",
                    headers={
                        "Cache-Control": "no-store",
                        "X-Accel-Buffering": "no",
                        **self._origins.headers(request),
                    },
                )
                await _Stream(self._runtime, session, token, listener, response).run(missed)
        finally:
            self._open[session.hash] -= 1
            if not self._open[session.hash]:
                del self._open[session.hash]

    async def _read(self, conversation: str, after: int) -> tuple[int, list[Event]]:
        return after, await self._runtime.db.run(self._runtime.timeline.events, conversation, after)


class _Stream:
    """One browser's stream. `_last` is the number of the last entry it got."""

    def __init__(
        self, runtime: Runtime, session: Session, token: str, listener: Listener, response: BaseHTTPResponse
    ) -> None:
        self._runtime = runtime
        self._session = session
        self._token = token
        self._listener = listener
        self._response = response
        self._last = 0

    async def run(self, missed: tuple[int, list[Event]]) -> None:
        self._last, events = missed
        await self._response.send("retry: 2000\n\n")
        await self._send_events(events)
        await self._catch_up()
        check_at = self._runtime.clock() + HEARTBEAT
        while True:
            signal = await self._listener.next(HEARTBEAT)
            if self._runtime.clock() >= check_at or signal is None:
                check_at = self._runtime.clock() + HEARTBEAT
                if await self._is_over():
                    await self._send("ended", {"reason": "session"})
                    return
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
        read = self._runtime.timeline.events
        while events := await self._runtime.db.run(read, self._session.conversation, self._last):
            await self._send_events(events)

    async def _send_events(self, events: list[Event]) -> None:
        for event in events:
            await self._send(event.kind, event.body, event.number)
            self._last = event.number

    async def _send(self, name: str, data: dict[str, Any], number: int | None = None) -> None:
        head = "" if number is None else f"id: {number}\n"
        body = json.dumps(data, separators=(",", ":"))
        await self._response.send(f"{head}event: {name}\ndata: {body}\n\n")

    async def _is_over(self) -> bool:
        return await self._runtime.db.run(self._runtime.sessions.find, self._token) is None


def _last_event_id(request: Request) -> int:
    given = request.headers.get("last-event-id", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
