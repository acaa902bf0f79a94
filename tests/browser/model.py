"""A language model that quotes: it answers with sentences of a help article among its facts, one by one, slowly.

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
SAID = 2  # sentences of an answer
_ARTICLE = re.compile(r"^\[(?P<number>\d+)\] help_article: (?P<fields>.+)$", re.MULTILINE)
_BODY = re.compile(r"\bbody=(?P<text>.+?)(?=; \w+=|$)")
_ASKED = re.compile(r"^-----\n(?P<text>.+?)\n-----$", re.MULTILINE | re.DOTALL)
_NEEDS_MORE = re.compile(r"(?:yes|no|\d)\b", re.IGNORECASE)  # an answer's or a list's beginning says little alone


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
    """The sentences of the help articles among the facts that have most of the question's words, as they stand there."""
    question = _ASKED.search(asked)
    wanted = _words(question["text"]) if question else set()
    told = [
        (len(wanted & _words(sentence)), sentence, article["number"])
        for article in _ARTICLE.finditer(asked)
        if (body := _BODY.search(article["fields"]))
        for sentence in re.split(r"(?<=[.!?])\s+", body["text"])
        if not _NEEDS_MORE.match(sentence)
    ]
    best = sorted(told, key=lambda one: -one[0])[:SAID]
    return [{"text": one[1], "cites": [one[2]]} for one in told if one in best]


def _words(text: str) -> set[str]:
    """How the longer words begin: “profiles” is the question's “profile”."""
    return set(re.findall(r"\b\w{5}", text.lower()))


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
