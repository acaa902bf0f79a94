"""Models that are only played: what they say comes as over the wire, through the official client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence

import httpx2

from actions.answers.model.endpoint import ModelSettings

PLAYED = ModelSettings(None, "http://played.invalid/v1", "played", breaker_failures=10_000)
"""Where a played model stands; nothing is ever sent there. It is asked however often it failed."""
_PIECE = 40
_HEADERS = {"content-type": "text/event-stream"}


def answering(answers: Callable[[str], Sequence[str]]) -> httpx2.AsyncClient:
    """To be handed to `Endpoint`: gives, for the last message of a call, these sentences; nothing leaves the process."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        return _streamed(answers(json.loads(request.content)["messages"][-1]["content"]))

    return httpx2.AsyncClient(transport=httpx2.MockTransport(answer))


def stalling() -> httpx2.AsyncClient:
    """To be handed to `Endpoint`: begins a sentence and says no more."""

    async def begun() -> AsyncIterator[bytes]:
        yield _event('{"sentences": [{"text": "Your next')
        await asyncio.sleep(3600)

    async def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers=_HEADERS, content=begun())

    return httpx2.AsyncClient(transport=httpx2.MockTransport(answer))


def _streamed(sentences: Sequence[str]) -> httpx2.Response:
    text = json.dumps({"sentences": [{"text": one, "cites": []} for one in sentences]}, ensure_ascii=False)
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    events = [*(_event(piece) for piece in pieces), _event("", "stop"), b"data: [DONE]\n\n"]
    return httpx2.Response(200, headers=_HEADERS, content=b"".join(events))


def _event(content: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "played", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()
