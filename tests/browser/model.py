"""A language model that quotes: it words an answer from the first fact it is given, sentence by sentence, slowly.

It speaks the streamed Chat Completions, so that the whole way of an answer that is still being written can be
seen in a browser. Nothing here is part of the product.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

PAUSE = 0.7  # seconds between sentences: long enough to be seen
_FACT = re.compile(r"^\[(?P<id>[^\]]+)\] help_article: .*?; body=(?P<body>.+?)(?:; url=.*)?$", re.MULTILINE)


class QuotingModel:
    """What it was asked stays in `asked`."""

    def __init__(self) -> None:
        self.asked: list[list[dict[str, str]]] = []

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/models", self.models),
                Route("/v1/chat/completions", self.complete, methods=["POST"]),
            ]
        )

    async def models(self, _request: Request) -> Response:
        return JSONResponse(
            {"object": "list", "data": [{"id": "quoting", "object": "model", "created": 0, "owned_by": "t"}]}
        )

    async def complete(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body["messages"])
        return StreamingResponse(_stream(_sentences(body["messages"][-1]["content"])), media_type="text/event-stream")


def _sentences(asked: str) -> list[dict[str, Any]]:
    """The second and third sentence of the first help article among the facts, as they stand there."""
    found = _FACT.search(asked)
    if not found:
        return []
    plain = [one for one in re.split(r"(?<=[.!?])\s+", found["body"]) if not re.match(r"\d", one)]
    return [{"text": text, "cites": [found["id"]]} for text in plain[1:3]]


async def _stream(sentences: list[dict[str, Any]]) -> AsyncIterator[str]:
    yield _chunk('{"sentences": [')
    for number, sentence in enumerate(sentences):
        yield _chunk((", " if number else "") + json.dumps(sentence))
        await asyncio.sleep(PAUSE)
    yield _chunk("]}")
    yield _chunk("", "stop")
    yield "data: [DONE]\n\n"


def _chunk(content: str, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"content": content} if content else {}, "finish_reason": finish}
    data = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "quoting", "choices": [choice]}
    return f"data: {json.dumps(data)}\n\n"
