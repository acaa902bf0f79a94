"""The page where one chats “as Slack”, “as Messenger” or “as WhatsApp”: the same for every stand-in.

On the left the conversation as the platform would show it, on the right every call of the platform's API as it
was sent and answered, and what is to go wrong next. A stand-in brings a `Platform`; this module is its page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from demo.platforms.calls import Call as Call

_HERE = Path(__file__).parent
_LONGEST = 12_000  # characters a person may type here; channels are to cope with too much
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: http: https:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Button:
    """Something to press under a message. `value` is what the stand-in gets back; `url`: it opens a page instead."""

    title: str
    value: str = ""
    url: str | None = None


@dataclass(frozen=True)
class Part:
    """A block of a message. `kind` is ``text``, ``note`` (small print), ``card`` or ``buttons``.

    `mrkdwn`: the text is in Slack's mark-up, and shown as Slack shows it.
    """

    kind: str
    text: str = ""
    title: str = ""
    image: str | None = None
    url: str | None = None
    buttons: tuple[Button, ...] = ()
    mrkdwn: bool = False


@dataclass(frozen=True)
class Message:
    """One message. `who` is ``person``, ``bot`` or ``platform`` (what the platform itself says)."""

    id: str
    who: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Shown:
    """What a place shows now. `status` is for the moment only, such as “is thinking…”."""

    messages: Sequence[Message]
    calls: Sequence[Call]
    status: str = ""


@dataclass(frozen=True)
class Place:
    """Where one can write: a direct message, a channel."""

    id: str
    title: str
    hint: str = ""


@dataclass(frozen=True)
class Platform:
    """How a page looks before anything is said. `failures` maps a switch's name to what it does."""

    name: str
    title: str
    intro: str
    places: Sequence[Place]
    failures: Mapping[str, str] = field(default_factory=dict)


class Chat(Protocol):
    """A stand-in as its page sees it. `place` is the id of one of the platform's places."""

    platform: Platform

    def shown(self, place: str) -> Shown:
        """The place as it is now."""

    async def write(self, place: str, text: str) -> None:
        """The person writes a message."""

    async def press(self, place: str, message: str, value: str) -> None:
        """The person presses a button of a message."""

    def fail(self, name: str) -> None:
        """Let something go wrong once, by the switch's name."""


class ChatPage:
    """The routes of one stand-in's page."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._templates = Jinja2Templates(directory=_HERE / "templates")

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.page),
            Route("/chat/{place}", self.shown),
            Route("/chat/{place}/messages", self.write, methods=["POST"]),
            Route("/chat/{place}/presses", self.press, methods=["POST"]),
            Route("/failures", self.fail, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ]

    def page(self, request: Request) -> Response:
        context = {"platform": self._chat.platform, "request": request}
        response: HTMLResponse = self._templates.TemplateResponse(request, "chat.html", context)
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    def shown(self, request: Request) -> Response:
        shown = self._chat.shown(self._place(request))
        return JSONResponse(asdict(shown), headers={"Cache-Control": "no-store"})

    async def write(self, request: Request) -> Response:
        text = str((await request.json()).get("text", ""))[:_LONGEST]
        await self._chat.write(self._place(request), text)
        return Response(status_code=204)

    async def press(self, request: Request) -> Response:
        body = await request.json()
        await self._chat.press(self._place(request), str(body.get("message", "")), str(body.get("value", "")))
        return Response(status_code=204)

    async def fail(self, request: Request) -> Response:
        name = str((await request.json()).get("name", ""))
        if name not in self._chat.platform.failures:
            raise HTTPException(404)
        self._chat.fail(name)
        return Response(status_code=204)

    def _place(self, request: Request) -> str:
        place: str = request.path_params["place"]
        if place not in {known.id for known in self._chat.platform.places}:
            raise HTTPException(404)
        return place
