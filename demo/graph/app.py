"""The stand-in as an application: Graph below `/v26.0`, people who chat below `/`, and a door for tests."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from demo.graph.api import Api
from demo.graph.page import shown, titles
from demo.graph.threads import APP, PEOPLE, Sent, Thread, Threads
from demo.graph.webhooks import Event, Webhooks, echo, from_person, passed, receipts
from demo.platforms.calls import Call
from demo.platforms.chat import ChatPage, Place, Platform, Shown
from demo.platforms.keys import Keys

_CALLS = 200  # kept
_THUMB = 369239263222822

_FAILURES = {
    "429": "Graph answers 429 (#4) once, with Retry-After",
    "613": "Graph answers (#613) once: too many calls",
    "500": "Graph answers 500 once",
    "slow": "Graph takes 12 seconds, longer than the chatbot waits",
    "190": "the page's token is refused once",
    "4 copies": "the next webhook is delivered four times",
    "a day": "25 hours pass: only a person may write now",
}


class Messenger:
    """The people who write to the page, as the chat page and tests move them."""

    platform = Platform(
        "Messenger",
        "Chat as in Messenger",
        "A stand-in for Messenger and Graph: same shapes, limits and errors, nothing leaves this machine.",
        [Place(id, f"As {name}", "👍 sends Messenger's thumb, 📷 a picture.") for id, name in PEOPLE.items()],
        _FAILURES,
    )

    def __init__(self, webhook: str, keys: Keys, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self.threads = Threads()
        self.calls: deque[Call] = deque(maxlen=_CALLS)
        self.webhooks = Webhooks(webhook, keys.meta_app_secret, self.calls.append, transport)
        self.api = Api(self.threads, keys.meta_page_token, keys.meta_app_secret, self.calls.append, self._was_sent)
        self._running: set[asyncio.Task[None]] = set()

    def shown(self, place: str) -> Shown:
        thread = self.threads.of(place)
        status = "is typing…" if thread.typing_until > time.time() else ""
        if thread.owner != APP:
            status = f"the app {thread.owner} has the conversation; the chatbot is in standby"
        return Shown(shown(thread.sent), list(self.calls), status)

    async def write(self, place: str, text: str) -> None:
        """Write a message, or send what a phone would: the thumb, a picture."""
        said: dict[str, Any] = {"text": text}
        if text.strip() == "👍":
            picture = {"type": "image", "payload": {"url": "https://example.org/thumb.png", "sticker_id": _THUMB}}
            said = {"sticker_id": _THUMB, "attachments": [picture]}
        elif text.strip() == "📷":
            said = {"attachments": [{"type": "image", "payload": {"url": "https://example.org/photo.jpg"}}]}
        self._message(place, text, said)

    async def press(self, place: str, message: str, value: str) -> None:
        """Press a quick reply of the latest message, or a button of any."""
        thread = self.threads.of(place)
        content = next((one.content for one in thread.sent if one.mid == message), {})
        known = titles(content)
        if f"?{value}" in known:
            title = known[f"?{value}"]
            self._message(place, title, {"text": title, "quick_reply": {"payload": value}})
        elif value in known:
            mid = thread.hear({"text": known[value]}).mid
            pressed = {"mid": mid, "title": known[value], "payload": value}
            self._tell(thread, from_person(place, postback=pressed))

    def start(self, person: str, ref: str | None = None) -> None:
        """Press “Get started”, perhaps after following a link with a `ref`."""
        thread = self.threads.of(person)
        payload = self.api.profile.get("get_started", {}).get("payload", "")
        referral = {"referral": {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}} if ref else {}
        mid = thread.hear({"text": "Get started"}).mid
        self._tell(
            thread, from_person(person, postback={"mid": mid, "title": "Get started", "payload": payload, **referral})
        )

    def give_back(self, person: str) -> None:
        """The Page inbox gives the conversation back to the chatbot."""
        thread = self.threads.of(person)
        previous, thread.owner = thread.owner, APP
        self._run(self.webhooks.send(passed(person, APP, previous)))

    def fail(self, name: str) -> None:
        if name == "4 copies":
            self.webhooks.copies = 4
        elif name == "a day":
            for person in PEOPLE:
                self.threads.of(person).let_pass(25 * 3600.0)
        else:
            self.api.failing.append(name)

    def _message(self, person: str, text: str, said: dict[str, Any]) -> None:
        thread = self.threads.of(person)
        mid = thread.hear({"text": text}).mid
        self._tell(thread, from_person(person, message={"mid": mid, **said}))

    def _tell(self, thread: Thread, event: Event) -> None:
        field = "messaging" if thread.owner == APP else "standby"
        self._run(self.webhooks.send(event, field=field))

    async def _was_sent(self, thread: Thread, sent: Sent) -> None:
        self._run(self.webhooks.send(echo(thread.person, sent.mid, sent.content), *receipts(thread.person, sent.mid)))

    def _run(self, sending: Any) -> None:
        task = asyncio.get_running_loop().create_task(sending)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def create_app(messenger: Messenger, beside: Sequence[BaseRoute] = ()) -> Starlette:
    """The stand-in's routes, and `beside` them other products' of the same Graph.

    `/test/…` is for tests: what was sent, and events that the page has no button for.
    """

    async def act(request: Request) -> Response:
        asked = await request.json()
        person = str(asked.get("person", next(iter(PEOPLE))))
        match asked.get("do"):
            case "start":
                messenger.start(person, asked.get("ref"))
            case "give back":
                messenger.give_back(person)
            case "events":
                await messenger.webhooks.send(*asked["events"], field=asked.get("field", "messaging"))
            case _:
                return JSONResponse({"error": "do what?"}, 400)
        return Response(status_code=204)

    def state(request: Request) -> Response:
        thread = messenger.threads.of(request.path_params["person"])
        sent = [{"mid": one.mid, "who": one.who, "tag": one.tag, **one.content} for one in thread.sent]
        api = messenger.api
        known = {"sent": sent, "owner": thread.owner, "profile": api.profile, "subscribed": api.subscribed}
        return JSONResponse({**known, "callback": api.callback})

    door = [Route("/test/act", act, methods=["POST"]), Route("/test/{person}", state)]
    return Starlette(routes=[*messenger.api.routes(), *beside, *door, *ChatPage(messenger).routes()])
