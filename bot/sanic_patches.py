"""What Usher changes inside Sanic 21.12, and why. Call `apply()` once, before the server answers.

Sanic lets every byte that arrives put its timeouts off, so a client that sends one now and then keeps its
connection for ever, and enough of them keep everybody else out. Here a request's time runs from its first
byte, and what is left of a refused one is not waited for. A request that takes its time is read in gulps: a byte
now and then should not wake a process each time that has others to answer.
"""

from __future__ import annotations

import asyncio
import time

from sanic.http import Stage
from sanic.server.protocols.http_protocol import HttpProtocol

_FAREWELL = 1.0  # seconds after the last answer in which the rest of its request may still come
_PATIENCE = 1.0  # seconds in which a request is read as it comes
_GULP = 2.0  # seconds between two looks at one that takes longer

_received = HttpProtocol.data_received
_receive_more = HttpProtocol.receive_more


def apply() -> None:
    """Make Sanic's timeouts hold; calling it again changes nothing."""
    HttpProtocol.data_received = _data_received  # type: ignore[method-assign]
    HttpProtocol.receive_more = _read_on  # type: ignore[method-assign, assignment]


def _data_received(self: HttpProtocol, data: bytes) -> None:
    began, http = self._time, getattr(self, "_http", None)  # unset until the connection's task has begun
    _received(self, data)
    if http is None or (http.stage is Stage.IDLE and not http.request_body):
        return  # the first byte of a request
    self._time = began
    is_answered = http.stage is Stage.IDLE and not http.keep_alive
    if is_answered and time.monotonic() - began > _FAREWELL:
        self.close()


async def _read_on(self: HttpProtocol) -> None:
    late = self._http.stage is not Stage.IDLE and time.monotonic() - self._time > _PATIENCE
    if late and self.transport is not None:
        self.transport.pause_reading()
        await asyncio.sleep(_GULP)
    await _receive_more(self)  # type: ignore[no-untyped-call]
