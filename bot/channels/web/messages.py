"""POST /messages and POST /feedback: what the customer says."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.core.errors import Refused
from bot.channels.core.hub import Changed, Delayed, Done, Ended, Listener
from bot.channels.core.limits import RateLimit
from bot.channels.core.model import Event, Incoming
from bot.channels.core.runtime import Runtime
from bot.channels.core.sessions import Session
from bot.channels.core.text import TEXT_LIMIT, clean, is_blank
from bot.channels.web import http
from bot.channels.web.sessions import SessionRoutes, expired

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_COMMENT_LIMIT = 2_000  # characters
_WAIT_MARGIN = 5.0  # seconds beyond a turn's deadline that `?wait=true` waits


class MessageRoutes:
    """Takes messages into the inbox and, on request, waits for the answer."""

    def __init__(self, runtime: Runtime, sessions: SessionRoutes) -> None:
        self._runtime = runtime
        self._sessions = sessions
        self._by_session = RateLimit(runtime.db, "session", runtime.settings.messages_per_session)
        self._by_address = RateLimit(runtime.db, "address", runtime.settings.messages_per_address)

    def register(self, blueprint: Blueprint, guard: http.Guard) -> None:
        blueprint.add_route(guard(self.post), "/messages", methods=["POST"], name="messages", stream=True)
        blueprint.add_route(guard(self.rate), "/feedback", methods=["POST"], name="feedback", stream=True)

    async def post(self, request: Request) -> HTTPResponse:
        """Store one message; 202 as soon as it is safe, or with `?wait=true` 200 with the answer."""
        body = await self._read(request)
        session = await self._admitted(request)
        message = await self._incoming(body, session)
        if request.args.get("wait") not in ("true", "1"):
            accepted = await self._runtime.accept(message)
            return http.answered({"turn": accepted.turn}, 202)
        with self._runtime.hub.listening(session.conversation) as listener:
            accepted = await self._runtime.accept(message)
            events = await self._answer(listener, message, accepted.turn, accepted.done)
        return http.answered({"turn": accepted.turn}, 202) if events is None else _reply(accepted.turn, events)

    async def rate(self, request: Request) -> HTTPResponse:
        """Keep what the customer thinks of a message; the last word counts."""
        body = await self._read(request)
        session = await self._admitted(request)
        message, rating, comment = body.get("message"), body.get("rating"), body.get("comment")
        if rating not in ("up", "down") or not isinstance(message, str) or not isinstance(comment, (str, type(None))):
            raise Refused(400, "bad_feedback", "message, rating (up or down) and perhaps a comment are wanted")
        note = clean(comment)[:_COMMENT_LIMIT] if comment else None
        rated = self._runtime.timeline.rate
        if not await self._runtime.db.run(rated, session.conversation, clean(message)[:128], rating, note):
            raise Refused(404, "unknown_message", "this conversation has no such message")
        return http.answered({"message": message, "rating": rating}, 201)

    async def _read(self, request: Request) -> dict[str, Any]:
        """The body. The store is asked whose it is once it is there: too large or too slow costs no such query."""
        await self._by_address.take(http.address(request))
        if http.bearer(request) is None:
            raise expired()
        return await http.read_json(request)

    async def _admitted(self, request: Request) -> Session:
        session = await self._sessions.required(request, touch=True)
        await self._by_session.take(session.hash)
        if session.identity.customer is not None:
            await self._runtime.accounts.take(session.identity.customer)
        return session

    async def _incoming(self, body: dict[str, Any], session: Session) -> Incoming:
        id = body.get("id")
        if not isinstance(id, str) or not _ID.fullmatch(id):
            raise Refused(400, "bad_id", "id should be a UUID or another short text of letters, digits and -_.:")
        wanted = [name for name in ("text", "choice") if isinstance(body.get(name), str)]
        if len(wanted) != 1:
            raise Refused(400, "bad_message", "either text or choice is wanted")
        known: dict[str, Any] = {
            "id": id,
            "conversation": session.conversation,
            "identity": session.identity.snapshot(self._runtime.clock()),
            "locale": session.locale,
        }
        if wanted == ["choice"]:
            return Incoming(**known, **await self._pressed(body["choice"], session))
        return Incoming(**known, **_typed(body["text"]))

    async def _pressed(self, value: str, session: Session) -> dict[str, Any]:
        found = None
        if value.isascii():
            found = await self._runtime.db.run(self._runtime.timeline.pressed, session.conversation, value)
        if found is None:
            raise Refused(404, "unknown_choice", "this conversation was never offered that choice")
        if found.expired:
            raise Refused(410, "choice_expired")
        return {"text": found.title, "payload": found.payload}

    async def _answer(self, listener: Listener, message: Incoming, turn: str, done: bool) -> tuple[Event, ...] | None:
        """What was said to the turn; None: not yet. Raises `Refused` (503) when it waits for a store."""
        until = asyncio.get_running_loop().time() + self._runtime.settings.turn_deadline + _WAIT_MARGIN
        while not done:
            left = until - asyncio.get_running_loop().time()
            signal = await listener.next(left) if left > 0 else None
            if signal is None or isinstance(signal, Ended):
                return None
            if isinstance(signal, Delayed):
                raise Refused(503, "delayed", headers={"Retry-After": "5"})
            if isinstance(signal, Done) and signal.turn == turn:
                if signal.events is not None:
                    return signal.events
                done = True
            elif isinstance(signal, Changed):
                done = not await self._runtime.db.run(self._runtime.conversations.is_waiting, turn)
        return tuple(await self._runtime.db.run(self._runtime.timeline.of_turn, message.conversation, turn))


def _typed(text: str) -> dict[str, Any]:
    cleaned = clean(text)
    if is_blank(cleaned):
        raise Refused(400, "empty_text")
    if len(cleaned) > TEXT_LIMIT:
        return {"text": cleaned[:TEXT_LIMIT], "note": "too_long"}
    return {"text": cleaned}


def _reply(turn: str, events: tuple[Event, ...]) -> HTTPResponse:
    messages = [event.body for event in events if event.kind == "message"]
    answer: dict[str, Any] = {"turn": turn, "messages": messages}
    for event in events:
        if event.kind == "handoff":
            answer["handoff"] = event.body
    return http.answered(answer)
