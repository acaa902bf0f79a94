"""What Usher changes inside Sanic 21.12, and why. Call `apply()` once, before the server answers.

Sanic lets every byte that arrives put its timeouts off, so a client that sends one now and then keeps its
connection for ever, and enough of them keep everybody else out. Here a request's time runs from its first
byte, and what is left of a refused one is not waited for.
"""

from __future__ import annotations

import time

from sanic.http import Stage
from sanic.server.protocols.http_protocol import HttpProtocol

_FAREWELL = 1.0  # seconds after the last answer in which the rest of its request may still come

_received = HttpProtocol.data_received


def apply() -> None:
    """Make Sanic's timeouts hold; calling it again changes nothing."""
    HttpProtocol.data_received = _data_received  # type: ignore[method-assign]


def _data_received(self: HttpProtocol, data: bytes) -> None:
    began, http = self._time, getattr(self, "_http", None)  # unset until the connection's task has begun
    _received(self, data)
    if http is None or (http.stage is Stage.IDLE and not http.request_body):
        return  # the first byte of a request
    self._time = began
    is_answered = http.stage is Stage.IDLE and not http.keep_alive
    if is_answered and time.monotonic() - began > _FAREWELL:
        self.close()
