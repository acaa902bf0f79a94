"""The stand-in as an application: people who chat below `/`, and a door for tests. Graph is with Messenger's."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.graph.threads import Sent
from demo.platforms.chat import Button, ChatPage, Message, Part, Place, Platform, Shown
from demo.whatsapp.people import PEOPLE, People, pressables

_FAILURES = {
    "429": "Graph answers 429 (#4) once, with Retry-After",
    "500": "Graph answers 500 once",
    "slow": "Graph takes 12 seconds, longer than the chatbot waits",
    "190": "the number's token is refused once",
    "4 copies": "the next webhook is delivered four times",
    "a day": "25 hours pass: only templates may be sent now",
}


class WhatsApp(People):
    """The people who write to the number, as the chat page and tests move them."""

    platform = Platform(
        "WhatsApp",
        "Chat as in WhatsApp",
        "A stand-in for WhatsApp's Cloud API: same shapes, limits and errors, nothing leaves this machine.",
        [Place(id, f"As {name}", "📷 sends a picture.") for id, name in PEOPLE.items()],
        _FAILURES,
    )

    def shown(self, place: str) -> Shown:
        thread = self.threads.of(place)
        status = "is typing…" if thread.typing_until > time.time() else ""
        return Shown([_message(one) for one in thread.sent], list(self.calls), status)


def create_app(whatsapp: WhatsApp) -> Starlette:
    """The page's routes. `/test/…` is for tests: what was sent, and reactions, which the page has no button for."""

    async def act(request: Request) -> Response:
        asked = await request.json()
        whatsapp.react(str(asked["person"]), str(asked["message"]), str(asked["emoji"]))
        return Response(status_code=204)

    def state(request: Request) -> Response:
        thread = whatsapp.threads.of(request.path_params["person"])
        return JSONResponse({"sent": [{"id": one.mid, "who": one.who, **one.content} for one in thread.sent]})

    door = [Route("/test/act", act, methods=["POST"]), Route("/test/{person}", state)]
    return Starlette(routes=[*door, *ChatPage(whatsapp).routes()])


def _message(sent: Sent) -> Message:
    return Message(sent.mid, sent.who, tuple(_parts(sent.content)))


def _parts(content: Mapping[str, Any]) -> Iterator[Part]:
    part = content[content["type"]]
    if content["type"] == "text":
        yield Part("text", part["body"])
    elif content["type"] == "image":
        yield Part("card", part.get("caption", ""), image=part["link"])
    else:
        yield Part("text", part["body"]["text"])
        yield Part("buttons", buttons=tuple(Button(one["title"], one["id"]) for _, one in pressables(content)))
