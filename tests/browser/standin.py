"""A small stand-in for Usher that speaks the web channel's contract, and a page that embeds the widget.

It answers a few fixed words, so that a test can ask for exactly the behaviour it is about: drafts, cards,
suggested replies, a hand-over. `Faults` makes it fail on demand. Nothing here is part of the product.
"""

from __future__ import annotations

import asyncio
import base64
import html
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

DIST = Path("web/dist")
SENTENCES = (
    "Your last bill was **£12.99**.",
    "It covers Standard from 3 March to 3 April.",
    "That is £2.00 more than the bill before, because the price of Standard rose on 1 March.",
)


@dataclass
class Faults:
    """What goes wrong until it is told otherwise."""

    refuse_events: bool = False
    refuse_messages: int = 0


@dataclass
class Talk:
    """One conversation: all that was said, and who listens."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    listeners: set[asyncio.Queue[tuple[int | None, str, dict[str, Any]] | None]] = field(default_factory=set)

    def record(self, name: str, data: dict[str, Any]) -> None:
        self.events.append((name, data))
        for listener in self.listeners:
            listener.put_nowait((len(self.events), name, data))

    def live(self, name: str, data: dict[str, Any]) -> None:
        for listener in self.listeners:
            listener.put_nowait((None, name, data))

    def hang_up(self) -> None:
        for listener in self.listeners:
            listener.put_nowait(None)

    def choice(self, title: str) -> dict[str, str]:
        value = secrets.token_urlsafe(8)
        self.choices[value] = title
        return {"title": title, "choice": value}


class StandIn:
    """The server's state, which tests look into."""

    def __init__(self) -> None:
        self.url = ""
        self.talks: dict[str, Talk] = {}
        self.ended: list[str] = []
        self.ratings: list[dict[str, Any]] = []
        self.sessions: list[dict[str, Any]] = []
        self.posted: list[dict[str, Any]] = []
        self.customer: str | None = None
        self.faults = Faults()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._running: set[asyncio.Task[None]] = set()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/webhooks/web/session", self.session, methods=["POST", "DELETE"]),
                Route("/webhooks/web/messages", self.messages, methods=["POST"]),
                Route("/webhooks/web/events", self.events),
                Route("/webhooks/web/feedback", self.feedback, methods=["POST"]),
                Route("/token", self.token),
                Route("/poster/{name}.svg", self.poster),
                Route("/", self.page),
                Mount("/widget", StaticFiles(directory=DIST)),
            ],
            lifespan=self._life,
        )

    @asynccontextmanager
    async def _life(self, _app: Starlette) -> AsyncIterator[None]:
        self.loop = asyncio.get_running_loop()
        yield
        self._hang_up()

    def expire(self) -> None:
        """Every session ends at once, as after a long pause."""
        self._in_loop(lambda: [self.talks.pop(token).hang_up() for token in list(self.talks)])

    def cut(self) -> None:
        """Every open stream breaks off; the sessions stay."""
        self._in_loop(self._hang_up)

    def say(self, name: str, data: dict[str, Any]) -> None:
        """Put an event into the only conversation."""
        (talk,) = self.talks.values()
        self._in_loop(lambda: talk.record(name, data))

    def _hang_up(self) -> None:
        for talk in self.talks.values():
            talk.hang_up()

    def _in_loop(self, action: Callable[[], object]) -> None:
        assert self.loop
        self.loop.call_soon_threadsafe(action)

    async def session(self, request: Request) -> Response:
        token = _bearer(request)
        if request.method == "DELETE":
            self.ended.append(token)
            self.talks.pop(token, Talk()).hang_up()
            return Response(status_code=204)
        asked = await request.json()
        self.sessions.append(asked)
        fresh = secrets.token_urlsafe(12)
        if token in self.talks:
            self.ended.append(token)
            self.talks.pop(token).hang_up()
        self.talks[fresh] = Talk()
        identity = "customer" if asked.get("token") else "anonymous"
        grant = {"session": fresh, "conversation": f"c-{fresh}", "identity": identity}
        return JSONResponse({**grant, "expires_at": "2099-01-01T00:00:00Z"}, status_code=201)

    async def messages(self, request: Request) -> Response:
        talk = self.talks.get(_bearer(request))
        if talk is None:
            return JSONResponse({"error": "session"}, status_code=401)
        if self.faults.refuse_messages:
            self.faults.refuse_messages -= 1
            return JSONResponse({"error": "unavailable"}, status_code=503)
        body = await request.json()
        self.posted.append(body)
        if body["id"] not in talk.seen:
            talk.seen.add(body["id"])
            said = talk.choices.get(body.get("choice", ""), body.get("text", ""))
            talk.record("message", {"id": body["id"], "from": "customer", "text": said})
            task = asyncio.create_task(answer(talk, said))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return JSONResponse({"turn": body["id"]}, status_code=202)

    async def events(self, request: Request) -> Response:
        talk = self.talks.get(_bearer(request))
        if talk is None:
            return JSONResponse({"error": "session"}, status_code=401)
        if self.faults.refuse_events:
            return JSONResponse({"error": "unavailable"}, status_code=503)
        last = int(request.headers.get("Last-Event-ID", "0"))
        return StreamingResponse(_stream(talk, last), media_type="text/event-stream")

    async def feedback(self, request: Request) -> Response:
        self.ratings.append(await request.json())
        return Response(status_code=204)

    async def token(self, _request: Request) -> Response:
        if self.customer is None:
            return Response(status_code=204)
        return Response(_unsigned(self.customer), media_type="application/jwt")

    async def poster(self, request: Request) -> Response:
        hue = sum(map(ord, request.path_params["name"])) % 360
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200">'
            f'<rect width="320" height="200" fill="hsl({hue} 45% 40%)"/>'
            f'<circle cx="230" cy="80" r="60" fill="hsl({hue + 40} 60% 62%)"/></svg>'
        )
        return Response(svg, media_type="image/svg+xml")

    async def page(self, request: Request) -> Response:
        nonce = secrets.token_urlsafe(12)
        given = {"token-url": "/token", "company": "Northlight", **request.query_params}
        lang = html.escape(given.pop("lang", "en"))
        attributes = " ".join(f'data-{name}="{html.escape(value)}"' for name, value in given.items())
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
            "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'"
        )
        return HTMLResponse(
            _PAGE.format(lang=lang, nonce=nonce, attributes=attributes), headers={"Content-Security-Policy": policy}
        )


# The page's own styles are rude on purpose: none of them may reach the widget.
_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A page with help</title>
<link rel="icon" href="data:,">
<style nonce="{nonce}">
  body {{ margin: 0; padding: 40px; font: 20px/2 serif; color: #333333; background: #fafafa }}
  main {{ max-width: 40em }}
  body button {{ text-transform: uppercase; border: 4px dashed red; letter-spacing: 4px }}
  body p, body li {{ margin: 40px; color: #7a0000; text-indent: 30px }}
  body a {{ font-size: 30px }}
</style>
</head>
<body>
<main><h1>A page with help</h1><p>Words before the widget, with <a href="#more">a link</a>.</p></main>
<script nonce="{nonce}" src="/widget/widget.js" {attributes}></script>
</body>
</html>
"""


async def answer(talk: Talk, said: str) -> None:
    """The reply to a few known words; anything else is repeated."""
    talk.live("typing", {})
    await asyncio.sleep(0.05)
    words = said.lower()
    if "bill" in words:
        await _streamed(talk)
    elif "watch" in words:
        talk.record("message", _films(talk))
    elif "person" in words:
        await _handed_over(talk)
    else:
        talk.record("message", {"id": secrets.token_hex(6), "text": f"You said: {said}"})


async def _streamed(talk: Talk) -> None:
    stream = secrets.token_hex(4)
    for count in range(1, len(SENTENCES) + 1):
        talk.live("draft", {"stream": stream, "sequence": count, "text": " ".join(SENTENCES[:count])})
        await asyncio.sleep(0.25)
    message = {"id": secrets.token_hex(6), "text": " ".join(SENTENCES), "stream": stream}
    choices = [talk.choice("Show the invoice"), talk.choice("What would Basic cost?"), talk.choice("Talk to a person")]
    sources = [{"title": "Invoice NL-204811", "url": "/#invoice"}, {"title": "Price list of 1 March"}]
    talk.record("message", {**message, "choices": choices, "sources": sources})


def _films(talk: Talk) -> dict[str, Any]:
    films = (
        ("Metropolis", "1927 · Germany · 153 min", "Science fiction you watched twice this month points here."),
        ("Nosferatu", "1922 · Germany · 94 min", "Short, and in the horror you like."),
        ("The General", "1926 · United States · 78 min", "A chase by steam engine, for a lighter evening."),
        ("Battleship Potemkin", "1925 · Soviet Union · 74 min", "Among the most watched this week."),
    )
    cards = [
        {
            "title": name, "subtitle": line, "text": why, "image": f"/poster/{name.replace(' ', '-')}.svg",
            "url": f"/title/{number}", "buttons": [talk.choice(f"Can I watch {name}?")],
        }
        for number, (name, line, why) in enumerate(films)
    ]  # fmt: skip
    choices = [talk.choice("Something shorter"), {"title": "Browse everything", "url": "/#browse"}]
    return {"id": secrets.token_hex(6), "text": "Here are four you can watch now:", "cards": cards, "choices": choices}


async def _handed_over(talk: Talk) -> None:
    talk.record("message", {"id": secrets.token_hex(6), "text": "I'm asking a colleague to join."})
    talk.record("handoff", {"state": "requested", "reference": "H-2041"})
    await asyncio.sleep(0.4)
    talk.record("handoff", {"state": "active", "reference": "H-2041"})
    hello = "Hello, this is Sam from the billing team. I can see your last two bills."
    talk.record("message", {"id": secrets.token_hex(6), "text": hello, "from": "person", "author": "Sam"})


async def _stream(talk: Talk, last: int) -> AsyncIterator[str]:
    queue: asyncio.Queue[tuple[int | None, str, dict[str, Any]] | None] = asyncio.Queue()
    for number, (name, data) in enumerate(talk.events, start=1):
        if number > last:
            queue.put_nowait((number, name, data))
    talk.listeners.add(queue)
    try:
        while (signal := await queue.get()) is not None:
            number, name, data = signal
            head = f"id: {number}\n" if number else ""
            yield f"{head}event: {name}\ndata: {json.dumps(data)}\n\n"
    finally:
        talk.listeners.discard(queue)


def _bearer(request: Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _unsigned(customer: str) -> str:
    """A token in shape only: the widget reads its claims, and this server believes it."""
    body = base64.urlsafe_b64encode(json.dumps({"sub": customer, "auth_time": 1}).encode()).decode().rstrip("=")
    return f"e30.{body}.none"
