"""A stand-in of the company's endpoint for requests."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook

SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="
DONE = {"status": "done", "reference": "R-1", "effective_at": "2026-04-01T00:00:00+00:00"}


class Company(ThreadingHTTPServer):
    """The company's endpoint: answers what it is told to, and keeps what it got."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, Any]] = []
        self.got: list[dict[str, Any]] = []
        self.answering: Callable[[], None] = lambda: None
        """Runs before an answer, while the request waits for it."""
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/requests"


class _Handler(BaseHTTPRequestHandler):
    server: Company

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        Webhook(SECRET).verify(body, dict(self.headers.items()))
        self.server.got.append(json.loads(body))
        status, answer = self.server.answers.pop(0)
        self.server.answering()
        payload = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        return
