"""What the way into a conversation says of its success."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from actions.channel import Channel


@contextmanager
def answering(status: int) -> Iterator[str]:
    """A server that answers everything with that status."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "ended"), [(201, True), (200, True), (404, True), (302, False), (401, False), (503, False)]
)
async def test_a_message_is_said_again_unless_it_was_taken_or_its_conversation_is_gone(
    status: int, ended: bool
) -> None:
    with answering(status) as url:
        assert await Channel(url, "secret").say("conv", "id", "text") is ended


async def test_a_message_is_said_again_where_nobody_answered() -> None:
    assert await Channel("http://127.0.0.1:9", "secret").say("conv", "id", "text") is False
