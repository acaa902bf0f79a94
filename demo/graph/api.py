"""Graph's endpoints: the Send API, Conversation Routing, the Messenger profile, and what a set-up reads.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api
https://developers.facebook.com/docs/messenger-platform/conversation-routing
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from demo.graph.errors import (
    BAD_PROOF,
    FAILURES,
    NO_SUCH_PERSON,
    NOT_OWNER,
    OUTSIDE_WINDOW,
    GraphError,
    bad_token,
    invalid,
)
from demo.graph.shapes import check_action, check_kind, check_message
from demo.graph.threads import APP, PAGE, PEOPLE, Sent, Thread, Threads
from demo.platforms.calls import Call

SLOW = 12.0  # seconds; longer than the chatbot waits
_TYPING = 20.0  # seconds that the sign of typing stays
_PROFILE = ("get_started", "greeting", "persistent_menu", "ice_breakers")

Body = dict[str, Any]
Answer = Callable[[Body], Body]


class Api:
    """The endpoints below `/v26.0`. `wire` keeps every call, `sent` is awaited after every message."""

    def __init__(
        self, threads: Threads, token: str, app_secret: str, wire: Callable[[Call], None],
        sent: Callable[[Thread, Sent], Awaitable[None]],
    ) -> None:  # fmt: skip
        self.failing: list[str] = []
        self.profile: Body = {}
        self.subscribed: list[str] = []
        self.callback: Body = {}
        self._threads = threads
        self._token = token
        self._app_secret = app_secret
        self._wire = wire
        self._sent = sent
        self._last: tuple[Thread, Sent] | None = None

    def routes(self) -> list[BaseRoute]:
        page, app = f"/v26.0/{PAGE}", f"/v26.0/{APP}"
        endpoints: list[tuple[str, str, Answer]] = [
            ("GET", page, lambda _: {"id": PAGE, "name": "Northlight"}),
            *(("GET", f"/v26.0/{id}", partial(_profile, id, name)) for id, name in PEOPLE.items()),
            ("POST", f"{page}/messages", self.send),
            ("POST", f"{page}/pass_thread_control", self.pass_on),
            ("POST", f"{page}/take_thread_control", self.take),
            ("GET", f"{page}/messenger_profile", lambda _: {"data": [self.profile] if self.profile else []}),
            ("POST", f"{page}/messenger_profile", self.change_profile),
            ("DELETE", f"{page}/messenger_profile", self.clear_profile),
            ("POST", f"{page}/subscribed_apps", self.subscribe),
            ("POST", f"{app}/subscriptions", self.call_back),
        ]
        return [Route(path, self._endpoint(answer), methods=[method]) for method, path, answer in endpoints]

    def send(self, body: Body) -> Body:
        """A message or a sender action."""
        thread = self._thread(body)
        if "sender_action" in body:
            check_action(body["sender_action"])
            thread.typing_until = time.time() + (_TYPING if body["sender_action"] == "typing_on" else 0.0)
            return {"recipient_id": thread.person}
        check_kind(body)
        check_message(body.get("message"))
        if thread.owner != APP:
            raise NOT_OWNER
        if not thread.allows(body.get("tag")):
            raise OUTSIDE_WINDOW
        said = thread.say(body["message"], body.get("tag"))
        self._last = thread, said
        return {"recipient_id": thread.person, "message_id": said.mid}

    def pass_on(self, body: Body) -> Body:
        thread = self._thread(body)
        if not str(body.get("target_app_id", "")).isdigit():
            raise invalid("Param target_app_id must be an app's id")
        if thread.owner != APP:
            raise NOT_OWNER
        thread.owner = str(body["target_app_id"])
        return {"success": True}

    def take(self, body: Body) -> Body:
        self._thread(body).owner = APP
        return {"success": True}

    def change_profile(self, body: Body) -> Body:
        unknown = set(body) - set(_PROFILE)
        if unknown or not body:
            raise invalid(f"Param {', '.join(sorted(unknown)) or 'fields'} is unknown or missing")
        if "persistent_menu" in body and "get_started" not in {**self.profile, **body}:
            raise invalid("You must set a Get Started button if you also wish to use persistent menu", 2018145)
        self.profile |= body
        return {"result": "success"}

    def clear_profile(self, body: Body) -> Body:
        for name in body.get("fields", ()):
            self.profile.pop(name, None)
        return {"result": "success"}

    def subscribe(self, body: Body) -> Body:
        self.subscribed = list(body.get("subscribed_fields", ()))
        return {"success": True}

    def call_back(self, body: Body) -> Body:
        self.callback = {name: body.get(name) for name in ("object", "callback_url", "fields")}
        return {"success": True}

    def _thread(self, body: Body) -> Thread:
        recipient = body.get("recipient")
        thread = self._threads.known(str(recipient.get("id"))) if isinstance(recipient, dict) else None
        if thread is None:
            raise NO_SUCH_PERSON
        return thread

    def _endpoint(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            body = await _body(request)
            try:
                self._check_caller(request)
                await self._fail_on_demand()
                answered, response = 200, answer(body)
                headers: dict[str, str] = {}
            except GraphError as error:
                answered, response, headers = error.status, error.body(), dict(error.headers)
            self._wire(Call("out", _name(request, body), body, answered, response))
            last, self._last = self._last, None
            if last is not None:
                await self._sent(*last)
            return JSONResponse(response, answered, headers)

        return endpoint

    def _check_caller(self, request: Request) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = given or request.query_params.get("access_token", "")
        if token not in (self._token, f"{APP}|{self._app_secret}"):
            raise bad_token(token)
        proof = hmac.new(self._app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(proof, request.query_params.get("appsecret_proof", "")):
            raise BAD_PROOF

    async def _fail_on_demand(self) -> None:
        if not self.failing:
            return
        name = self.failing.pop(0)
        if name == "slow":
            await asyncio.sleep(SLOW)
            name = "500"  # what was too slow is not carried out
        raise FAILURES[name]


def _name(request: Request, body: Body) -> str:
    """The call as the page shows it."""
    edge = request.url.path.rsplit("/", 1)[-1]
    return (
        f"{request.method} {edge}: {body['sender_action']}" if "sender_action" in body else f"{request.method} {edge}"
    )


def _profile(person: str, name: str, _: Body) -> Body:
    return {"id": person, "name": name}


async def _body(request: Request) -> Body:
    try:
        read = json.loads(await request.body() or b"{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
