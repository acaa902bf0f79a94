"""Slack's Web API over HTTP, with every call recorded and failures on demand."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from demo.platforms.calls import Call
from demo.platforms.failures import Failure, Failures
from demo.slack.methods import Methods
from demo.slack.workspace import SlackError

_CALLS = 200  # remembered
_JSON = ("blocks", "chunks", "metadata", "prompts", "view")  # arguments that forms carry as JSON


class WebApi:
    """POST and GET /api/<method>. `calls` are the latest ones, `failures` what is to go wrong.

    `pause`: seconds between what a call does and its answer.
    """

    def __init__(self, methods: Methods, failures: Failures) -> None:
        self.calls: deque[Call] = deque(maxlen=_CALLS)
        self.failures = failures
        self.pause = 0.0
        self._methods = methods

    def routes(self) -> list[BaseRoute]:
        return [Route("/api/{method}", self.call, methods=["GET", "POST"])]

    async def call(self, request: Request) -> Response:
        """Answer one call as Slack would: 200 with `ok`, or 429 and 5xx where a failure waits."""
        method = request.path_params["method"]
        sent = await arguments(request)
        failure = self.failures.next(method)
        if failure is not None and not failure.after and failure.status is not None:
            return self._failed(method, sent, failure)
        answer = self._answer(method, sent, _token(request, sent))
        await asyncio.sleep(self.pause)
        if failure is not None:
            await asyncio.sleep(failure.delay)
            if failure.status is not None:
                return self._failed(method, sent, failure)
        self._record(method, sent, 200, answer)
        return JSONResponse(answer)

    def named(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.calls if call.name == method]

    def _answer(self, method: str, sent: dict[str, Any], token: str | None) -> dict[str, Any]:
        try:
            return {"ok": True, **self._methods.call(method, sent, token)}
        except SlackError as error:
            return {"ok": False, "error": str(error)}

    def _failed(self, method: str, sent: dict[str, Any], failure: Failure) -> Response:
        status = failure.status or 500
        self._record(method, sent, status, None)
        if status != 429:
            return PlainTextResponse("upstream error", status)
        headers = {} if failure.retry_after is None else {"Retry-After": f"{failure.retry_after:g}"}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)

    def _record(self, method: str, sent: dict[str, Any], status: int, answer: Any) -> None:
        shown = {name: value for name, value in sent.items() if name not in ("token", "client_secret")}
        self.calls.append(Call("out", method, shown, status, answer))


async def arguments(request: Request) -> dict[str, Any]:
    """A call's arguments, however Slack's clients send them: JSON, a form, or the address."""
    body = (await request.body()).decode()
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(json.loads(body or "{}"))
    given: dict[str, Any] = {**request.query_params, **dict(parse_qsl(body, keep_blank_values=True))}
    return {name: json.loads(value) if name in _JSON else value for name, value in given.items()}


def _token(request: Request, sent: dict[str, Any]) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else sent.get("token")
