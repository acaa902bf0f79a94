"""Messenger without Meta: a Graph that keeps what it is sent, a page that signs webhooks, and the channel between."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels.core.runtime import Runtime
from bot.channels.messenger.config import messenger_config
from bot.channels.messenger.routes import messenger_blueprint
from bot.channels.meta.signature import signature
from tests.bot.channels.support import Clock, FakeDialogue, serving, settings_for, until

APP_SECRET = "0123456789abcdef0123456789abcdef"
VERIFY_TOKEN = "verify-me"
TOKEN = "EAAtokenoftheonlypage0123456789"
PAGE, PERSON, APP, INBOX = "1001", "7001", "9001", "263902037430900"

Event = dict[str, Any]


@dataclass
class Call:
    """One call of Graph."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Answer:
    """What Graph says instead of yes."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def refusal(code: int, subcode: int = 0, status: int = 400, message: str = "no", **headers: str) -> Answer:
    """An error in Graph's shape."""
    error = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, "error_subcode": subcode}
    return Answer(status, {"error": error}, headers)


@dataclass
class FakeGraph:
    """Says yes to everything, unless `answers` holds something else for the next calls of an edge.

    `pause` in seconds: a call has its effect at once, its answer takes as long.
    """

    url: str = ""
    pause: float = 0.0
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    """The ids of the messages it took."""

    async def handle(self, request: web.Request) -> web.Response:
        body = json.loads(await request.text() or "{}")
        path = request.path.removeprefix("/v26.0/")
        self.calls.append(Call(request.method, path, dict(request.query), dict(request.headers), body))
        edge = "typing" if "sender_action" in body else path.split("/")[-1]
        waiting = self.answers.get(edge, [])
        answer = waiting.pop(0) if waiting else self._yes(edge)
        await asyncio.sleep(self.pause)
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        return web.Response(text=text, status=answer.status, headers=answer.headers)

    def _yes(self, edge: str) -> Answer:
        if edge != "messages":
            return Answer(body={"success": True})
        self.given.append(f"m_{len(self.calls)}")
        return Answer(body={"recipient_id": PERSON, "message_id": self.given[-1]})

    def of(self, edge: str) -> list[dict[str, Any]]:
        """The bodies that were posted to an edge, signs of typing left out."""
        return [one.body for one in self.calls if one.path.endswith(f"/{edge}") and "sender_action" not in one.body]

    def messages(self) -> list[dict[str, Any]]:
        return [body["message"] for body in self.of("messages")]

    def texts(self) -> list[str]:
        """The words of each message, of button templates too."""
        return [one.get("text") or one["attachment"]["payload"].get("text", "") for one in self.messages()]

    def typing(self) -> int:
        return sum(one.body.get("sender_action") == "typing_on" for one in self.calls)


@asynccontextmanager
async def fake_graph() -> AsyncIterator[FakeGraph]:
    """Graph on a port of its own."""
    graph = FakeGraph()
    app = web.Application()
    app.router.add_route("*", "/v26.0/{path:.*}", graph.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    graph.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v26.0"
    try:
        yield graph
    finally:
        await runner.cleanup()


@dataclass
class Chat:
    """The running channel, and the person and the platform on its other side."""

    url: str
    runtime: Runtime
    dialogue: FakeDialogue
    graph: FakeGraph
    clock: Clock
    http: aiohttp.ClientSession

    async def post(self, body: bytes, header: str | None = None) -> int:
        """Raw bytes to the webhook; `header` None: signed as Meta does. Gives the status."""
        headers = {"X-Hub-Signature-256": header or signature(body, APP_SECRET), "Content-Type": "application/json"}
        async with self.http.post(f"{self.url}/webhook", data=body, headers=headers) as response:
            return response.status

    async def batch(self, *events: Event, field: str = "messaging", page: str = PAGE) -> int:
        entry = {"id": page, "time": 1, field: list(events)}
        return await self.post(json.dumps({"object": "page", "entry": [entry]}).encode())

    async def hear(self, **content: Any) -> int:
        """One event of the person."""
        return await self.batch(self.event(**content))

    def event(self, person: str = PERSON, **content: Any) -> Event:
        at = int(self.clock() * 1000)
        return {"sender": {"id": person}, "recipient": {"id": PAGE}, "timestamp": at, **content}

    async def say(self, text: str, mid: str | None = None, **more: Any) -> int:
        return await self.hear(message={"mid": mid or f"m_{uuid.uuid4().hex}", "text": text, **more})

    async def ask(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """What is said to a message, once it has been sent."""
        before = len(self.graph.messages())
        assert await self.say(text, **more) == 200
        await self.sent(before + 1)
        return self.graph.messages()[before:]

    async def sent(self, count: int) -> None:
        """Wait until so many messages went out, and all that is due with them."""
        await until(lambda: len(self.graph.messages()) >= count and not self.due())

    def due(self) -> int:
        return self._count("SELECT count(*) FROM channel_deliveries WHERE state = 'due'")

    def stored(self) -> int:
        """Messages in the inbox."""
        return self._count("SELECT count(*) FROM channel_inbox")

    def reasons(self) -> list[str]:
        """Why deliveries failed."""
        with self.runtime.db.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT reason FROM channel_deliveries WHERE state = 'failed'")
            return [row[0] for row in rows]

    def conversation(self) -> str:
        found = self.runtime.addresses.current(f"messenger:{PAGE}:{PERSON}")
        assert found is not None
        return found

    def state(self) -> str:
        return self.runtime.timeline.state(self.conversation())

    def _count(self, sql: str) -> int:
        with self.runtime.db.engine.connect() as connection:
            return int(connection.exec_driver_sql(sql).scalar())


@asynccontextmanager
async def chatting(folder: Path, database: str | None = None, **more: str) -> AsyncIterator[Chat]:
    """The channel on a real server, between a fake Graph and a scripted dialogue."""
    clock, dialogue = Clock(), FakeDialogue()
    async with fake_graph() as graph, aiohttp.ClientSession() as http:
        settings = settings_for(folder, database, **{**messenger_settings(graph.url), **more})
        runtime = Runtime(settings, dialogue, clock)
        config = messenger_config(settings)
        assert config is not None
        async with serving(messenger_blueprint(runtime, config), "/webhooks/messenger") as url:
            await until(lambda: runtime.started)
            yield Chat(url, runtime, dialogue, graph, clock, http)


def messenger_settings(graph_url: str) -> dict[str, str]:
    return {
        "USHER_MESSENGER_APP_ID": APP,
        "USHER_MESSENGER_APP_SECRET": APP_SECRET,
        "USHER_MESSENGER_VERIFY_TOKEN": VERIFY_TOKEN,
        "USHER_MESSENGER_PAGES": f"{PAGE}={TOKEN}",
        "USHER_GRAPH_URL": graph_url,
    }
