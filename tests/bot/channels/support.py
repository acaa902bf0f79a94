"""A web channel on a real server, with a scripted dialogue, a website that signs tokens, and browsers."""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import socket
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from sanic import Blueprint, Sanic
from sanic.mixins import routes
from sanic.touchup import TouchUp

from bot.channels.core.model import Reply, Turn
from bot.channels.core.runtime import Runtime
from bot.channels.web.routes import web_blueprint
from bot.settings import Settings, load

# at each of hundreds of starts Sanic would read all handlers' source for hints, and compile parts of itself anew
routes.getsource = functools.cache(inspect.getsource)
_compile_parts = TouchUp.run
TouchUp.run = lambda app: None if getattr(Sanic, "__touched__", False) else _compile_parts(app)

SECRET = "internal-secret"
SITE = "http://127.0.0.1:8080"
Answer = Callable[[Turn], Awaitable[Sequence[Reply]]]


class Clock:
    """Real time, moved on by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class FakeDialogue:
    """Repeats what it hears, unless told to do something else. `memory` is its tracker."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.memory: dict[str, Sequence[Reply]] = {}
        self.answers: dict[str, Answer] = {}
        self.ready = True
        self.forgotten: list[str] = []
        self.kept_since = 0.0

    def on(self, text: str, answer: Answer | Sequence[Reply]) -> None:
        """What to do when a message is `text` (or its payload is)."""

        async def say(_: Turn) -> Sequence[Reply]:
            return answer  # type: ignore[return-value]

        self.answers[text] = answer if callable(answer) else say

    def is_ready(self) -> bool:
        return self.ready

    async def answer(self, turn: Turn) -> Sequence[Reply]:
        self.turns.append(turn)
        scripted = self.answers.get(turn.payload or turn.text)
        replies = await scripted(turn) if scripted else [Reply(f"you said {turn.payload or turn.text}")]
        self.memory[turn.id] = replies
        return replies

    def opening(self, turn: Turn) -> Sequence[Reply]:
        return ()

    async def recall(self, turn: Turn) -> Sequence[Reply] | None:
        return self.memory.get(turn.id)

    async def forget(self, conversations: Sequence[str]) -> None:
        self.forgotten += conversations

    async def forget_before(self, instant: float) -> None:
        self.kept_since = instant


class Site:
    """The company's website: holds private keys, publishes the public ones."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self.path = folder / "site-keys.json"
        self.keys: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._clock = clock
        self.add_key("site-1")

    def add_key(self, kid: str) -> None:
        self.keys[kid] = ec.generate_private_key(ec.SECP256R1())
        self.publish()

    def drop_key(self, kid: str) -> ec.EllipticCurvePrivateKey:
        key = self.keys.pop(kid)
        self.publish()
        return key

    def publish(self) -> None:
        public = [{**_jwk(key), "kid": kid, "alg": "ES256", "use": "sig"} for kid, key in self.keys.items()]
        self.path.write_text(json.dumps({"keys": public}), encoding="utf-8")

    def claims(self, customer: str = "cus_1", *, signed_in_ago: float = 0.0, **other: Any) -> dict[str, Any]:
        now = int(self._clock())
        claims = {
            "iss": SITE,
            "aud": "support-chat",
            "sub": customer,
            "iat": now,
            "exp": now + 240,
            "jti": uuid.uuid4().hex,
            "auth_time": now - int(signed_in_ago),
        }
        return {name: value for name, value in {**claims, **other}.items() if value is not None}

    def token(self, customer: str = "cus_1", kid: str = "site-1", **claims: Any) -> str:
        return jwt.encode(self.claims(customer, **claims), self.keys[kid], algorithm="ES256", headers={"kid": kid})


def _jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    return json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))


@dataclass
class Sse:
    """One server-sent event. `id` None: it is not on the time line."""

    name: str
    data: dict[str, Any]
    id: int | None


@dataclass
class Browser:
    """One customer's browser: plain HTTP, nothing clever."""

    http: aiohttp.ClientSession
    url: str
    session: dict[str, Any] = field(default_factory=dict)
    origin: str | None = SITE

    def headers(self, **more: str) -> dict[str, str]:
        given = {"Origin": self.origin} if self.origin else {}
        bearer = {"Authorization": f"Bearer {self.session['session']}"} if self.session else {}
        return {**given, **bearer, **more}

    async def request(
        self, method: str, path: str, body: Any = None, raw: bytes | None = None, **headers: str
    ) -> tuple[int, Any]:
        payload = raw if raw is not None else (None if body is None else json.dumps(body).encode())
        sent = self.headers(**{"Content-Type": "application/json", **headers})
        async with self.http.request(method, self.url + path, data=payload, headers=sent) as response:
            text = await response.text()
            return response.status, json.loads(text) if text.startswith(("{", "[")) else text

    async def open(self, token: str | None = None, locale: str = "en-GB") -> dict[str, Any]:
        body = {"locale": locale, **({"token": token} if token else {})}
        status, answer = await self.request("POST", "/session", body)
        assert status == 201, (status, answer)
        self.session = answer
        return answer

    async def post(self, text: str | None = None, *, wait: bool = True, **body: Any) -> tuple[int, Any]:
        sent = {"id": uuid.uuid4().hex, **({} if text is None else {"text": text}), **body}
        return await self.request("POST", f"/messages{'?wait=true' if wait else ''}", sent)

    async def say(self, text: str, **body: Any) -> list[dict[str, Any]]:
        """The messages that answer `text`."""
        status, answer = await self.post(text, **body)
        assert status == 200, (status, answer)
        return answer["messages"]

    @asynccontextmanager
    async def events(self, last: int | None = None) -> AsyncIterator[AsyncIterator[Sse]]:
        """The stream, opened."""
        sent = self.headers(**({} if last is None else {"Last-Event-ID": str(last)}))
        lasting = aiohttp.ClientTimeout(total=None)
        async with self.http.get(self.url + "/events", headers=sent, timeout=lasting) as response:
            assert response.status == 200, await response.text()
            yield _parsed(response)


async def _parsed(response: aiohttp.ClientResponse) -> AsyncIterator[Sse]:
    block: dict[str, str] = {}
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if line:
            name, _, value = line.partition(": ")
            block[name] = value
        elif "event" in block:
            yield Sse(block["event"], json.loads(block["data"]), int(block["id"]) if "id" in block else None)
            block = {}


async def take(stream: AsyncIterator[Sse], count: int, *names: str, timeout: float = 5.0) -> list[Sse]:
    """The next `count` events, of these names only when some are given."""
    found: list[Sse] = []

    async def collect() -> None:
        async for event in stream:
            if not names or event.name in names:
                found.append(event)
            if len(found) == count:
                return

    await asyncio.wait_for(collect(), timeout)
    return found


@dataclass
class Channel:
    """A running web channel."""

    url: str
    runtime: Runtime
    dialogue: FakeDialogue
    site: Site
    clock: Clock
    http: aiohttp.ClientSession

    def browser(self, **options: Any) -> Browser:
        return Browser(self.http, self.url, **options)

    async def customer(self, customer: str | None = None, locale: str = "en-GB", **claims: Any) -> Browser:
        """A browser with a session; `customer` None: a visitor."""
        browser = self.browser()
        await browser.open(self.site.token(customer, **claims) if customer else None, locale)
        return browser

    async def internal(self, method: str, path: str, body: Any = None, secret: str = SECRET) -> tuple[int, Any]:
        browser = self.browser(origin=None)
        return await browser.request(method, f"/internal{path}", body, **{"X-Usher-Secret": secret})


def settings_for(folder: Path, database: str | None = None, **more: str) -> Settings:
    """Settings of a channel that keeps everything in `folder`."""
    return load(
        {
            "USHER_INTERNAL_SECRET": SECRET,
            "USHER_CHANNEL_DATABASE_URL": database or f"sqlite:///{folder / 'bot.sqlite'}",
            "USHER_TRACKER_DATABASE_URL": f"sqlite:///{folder / 'tracker.sqlite'}",
            "USHER_SITE_KEYS": str(folder / "site-keys.json"),
            "USHER_SITE_ISSUER": SITE,
            "USHER_WIDGET": str(folder / "dist"),
            "USHER_LEASE": "6",
            "USHER_RATE_MESSAGES_PER_SESSION": "0",
            "USHER_RATE_MESSAGES_PER_ACCOUNT": "0",
            "USHER_RATE_MESSAGES_PER_ADDRESS": "0",
            "USHER_RATE_SESSIONS_PER_ADDRESS": "0",
            **more,
        }
    )


@asynccontextmanager
async def running(
    settings: Settings,
    folder: Path,
    dialogue: FakeDialogue | None = None,
    site: Site | None = None,
    join: Callable[[Runtime], None] = lambda _: None,
) -> AsyncIterator[Channel]:
    """A web channel on a port of its own, stopped in an orderly way; others may `join` its runtime."""
    clock = Clock()
    dialogue = dialogue or FakeDialogue()
    runtime = Runtime(settings, dialogue, clock)
    join(runtime)
    async with serving(web_blueprint(runtime, {}), "/webhooks/web") as url, aiohttp.ClientSession() as http:
        await until(lambda: runtime.started)
        yield Channel(url, runtime, dialogue, site or Site(folder, clock), clock, http)


@asynccontextmanager
async def serving(blueprint: Blueprint, prefix: str) -> AsyncIterator[str]:
    """A channel's routes on a real socket; gives their address."""
    Sanic.test_mode = True  # lets several servers start in one process
    app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
    app.config.ACCESS_LOG = False
    app.blueprint(blueprint, url_prefix=prefix)
    listening = socket.create_server(("127.0.0.1", 0))  # Sanic takes port 0 for its favourite one
    server = await app.create_server(sock=listening, return_asyncio_server=True)
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}{prefix}"
    finally:
        await server.before_stop()
        server.server.close()
        for connection in list(server.connections):
            connection.close()
        await server.after_stop()


async def until(condition: Callable[[], bool], timeout: float = 5.0) -> None:
    """Wait for something that happens soon."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.01)
