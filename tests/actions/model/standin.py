"""A stand-in for a model's endpoint: real HTTP and server-sent events on loopback, scripted behaviour."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

Behaviour = Callable[["Exchange"], Awaitable[None]]


@dataclass
class Exchange:
    """One request being answered. `finished`: Unix times at which sentences were out."""

    body: dict[str, Any]
    writer: asyncio.StreamWriter
    head: str = ""
    finished: list[float] = field(default_factory=list)

    @property
    def prompt(self) -> str:
        return "\n".join(message["content"] for message in self.body.get("messages") or self.body["input"])

    async def open(self) -> None:
        self.writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        await self.writer.drain()

    async def chunk(self, text: str | None = None, finish: str | None = None, **delta: Any) -> None:
        said = {**({"content": text} if text is not None else {}), **delta}
        await self.event({"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "stand-in",
                          "choices": [{"index": 0, "delta": said, "finish_reason": finish}]})  # fmt: skip

    async def event(self, data: dict[str, Any]) -> None:
        self.writer.write(b"data: " + json.dumps(data).encode() + b"\n\n")
        await self.writer.drain()

    async def close(self, **usage: Any) -> None:
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, **usage}
        await self.event({"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "stand-in", "choices": [],
                          "usage": usage})  # fmt: skip
        self.writer.write(b"data: [DONE]\n\n")
        await self.writer.drain()

    async def status(self, code: int, body: dict[str, Any], **headers: str) -> None:
        raw = json.dumps(body).encode()
        said = {"content-type": "application/json", "content-length": str(len(raw)), **headers}
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items())
        self.writer.write(f"HTTP/1.1 {code} Said\r\n{head}\r\n".encode() + raw)
        await self.writer.drain()


def says(
    *sentences: str | tuple[str, Sequence[str]],
    pause: float = 0.0,
    piece: int = 12,
    usage: dict[str, Any] | None = None,
) -> Behaviour:
    """Answers with these sentences (each may cite ids), in the form that was asked for, in small pieces."""
    told = [(one, ()) if isinstance(one, str) else one for one in sentences]

    async def behave(exchange: Exchange) -> None:
        await exchange.open()
        if "response_format" in exchange.body:
            text = json.dumps({"sentences": [{"text": t, "cites": list(c)} for t, c in told]}, ensure_ascii=False)
        else:
            text = " ".join(t + "".join(f" [{c}]" for c in cites) for t, cites in told)
        for start in range(0, len(text), piece):
            await exchange.chunk(text[start : start + piece])
            await asyncio.sleep(pause)
        await exchange.chunk(finish="stop")
        await exchange.close(**usage or {})

    return behave


def paced(*sentences: str, pause: float) -> Behaviour:
    """Writes a sentence at a time with pauses between them; `finished` of the exchange says when each was out."""

    async def behave(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk('{"sentences": [')
        for number, text in enumerate(sentences):
            comma = ", " if number else ""
            await exchange.chunk(comma + json.dumps({"text": text, "cites": []}, ensure_ascii=False))
            exchange.finished.append(time.time())
            await asyncio.sleep(pause)
        await exchange.chunk("]}", "stop")
        await exchange.close()

    return behave


def quotes(kind: str, field_name: str, *, pause: float = 0.0, then: Sequence[str] = ()) -> Behaviour:
    """Says the sentences of a text field of the first fact of a kind, as they stand in its prompt; `then` these."""

    async def behave(exchange: Exchange) -> None:
        told = re.search(rf"^\[\d+\] {kind}: .*?{field_name}=(.+?)(?:; \w+=|$)", exchange.prompt, re.MULTILINE)
        found = re.split(r"(?<=[.!?])\s+", told[1]) if told else []
        await paced(*found[:3], *then, pause=pause)(exchange)

    return behave


async def obeys(exchange: Exchange) -> None:
    """Does what any text in its prompt tells it: the last thing behind “SAY:”."""
    orders = re.findall(r"SAY: (.+?[.!?])", exchange.prompt)
    await says(*orders[-1:])(exchange)


def raw(text: str, finish: str | None = "stop") -> Behaviour:
    """Answers with this text, whatever was asked for."""

    async def behave(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(text)
        await exchange.chunk(finish=finish)
        await exchange.close()

    return behave


def fails(code: int, message: str = "no", param: str | None = None, **headers: str) -> Behaviour:
    async def behave(exchange: Exchange) -> None:
        error = {"message": message, "type": "error", "param": param, "code": None}
        await exchange.status(code, {"error": error}, **headers)

    return behave


async def stalls(exchange: Exchange) -> None:
    """Takes the request and says nothing."""
    await asyncio.sleep(30)


async def stalls_in_the_middle(exchange: Exchange) -> None:
    await exchange.open()
    await exchange.chunk('{"sentences": [{"text": "Your next')
    await asyncio.sleep(30)


async def never_ends(exchange: Exchange) -> None:
    await exchange.open()
    for _ in range(100_000):
        await exchange.chunk("on and on ")


async def only_pings(exchange: Exchange) -> None:
    await exchange.open()
    for _ in range(1000):
        exchange.writer.write(b": ping\n\n")
        await exchange.writer.drain()
        await asyncio.sleep(0.02)


async def is_empty(exchange: Exchange) -> None:
    await exchange.open()
    await exchange.close()


async def sends_garbage(exchange: Exchange) -> None:
    await exchange.open()
    exchange.writer.write(b"data: {\x00\xff not json\n\ndata: [1, 2]\n\n")
    await exchange.writer.drain()


async def is_cut_off(exchange: Exchange) -> None:
    """Breaks the connection before what it announced has been sent."""
    head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 100000\r\n\r\n"
    exchange.writer.write(head.encode())
    await exchange.chunk('{"sentences": [{"text": "Your next payment of')
    exchange.writer.transport.abort()


async def filters(exchange: Exchange) -> None:
    await exchange.open()
    await exchange.chunk(finish="content_filter")
    await exchange.close()


async def declines(exchange: Exchange) -> None:
    await exchange.open()
    await exchange.chunk(refusal="I cannot help with that.")
    await exchange.close()


@dataclass
class StandIn:
    """The endpoint. Behaviours are used in turn, the last one for ever; `bodies` are the requests it received.

    `models` are those it says it serves."""

    behaviours: list[Behaviour]
    models: tuple[str, ...] = ("stand-in",)
    port: int = 0
    bodies: list[dict[str, Any]] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await self._exchange(head, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _exchange(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if head.startswith(b"GET /v1/models"):
            served = [{"id": name, "object": "model"} for name in self.models]
            await Exchange({}, writer).status(200, {"object": "list", "data": served})
            return
        length = next(
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        )
        self.bodies.append(json.loads(await reader.readexactly(length)))
        behave = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        self.exchanges.append(Exchange(self.bodies[-1], writer, head.decode()))
        await behave(self.exchanges[-1])


@asynccontextmanager
async def standing_in(*behaviours: Behaviour) -> AsyncIterator[StandIn]:
    """An endpoint with these behaviours while the block runs."""
    made = StandIn(list(behaviours))
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


@contextmanager
def served(*behaviours: Behaviour) -> Iterator[StandIn]:
    """The same in a thread of its own, for other processes to call."""
    made = StandIn(list(behaviours))
    loop = asyncio.new_event_loop()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(made.answer, "127.0.0.1", 0)

    server = loop.run_until_complete(start())
    made.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
