"""Clients that dribble: none keeps its connection for long, and none keeps others waiting."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from sanic.server.protocols.http_protocol import HttpProtocol

from bot import sanic_patches
from tests.bot.channels.support import Channel, running, settings_for

POST = "POST /webhooks/web/messages HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sanic with our patch, and times a test can wait for."""
    for name in ("data_received", "receive_more"):
        monkeypatch.setattr(HttpProtocol, name, getattr(HttpProtocol, name))
    for name in ("REQUEST", "RESPONSE", "KEEP_ALIVE"):
        monkeypatch.setenv(f"SANIC_{name}_TIMEOUT", "0.3")
    sanic_patches.apply()


async def dribble(channel: Channel, start: str, seconds: float = 10.0) -> bytes:
    """What the server said to a client that goes on sending a byte now and then; fails when it never hangs up."""
    reader, writer = await asyncio.open_connection(urlsplit(channel.url).hostname, urlsplit(channel.url).port)
    said = bytearray()
    listening = asyncio.create_task(_collect(reader, said))
    writer.write(start.encode())
    until = time.monotonic() + seconds
    try:
        while not listening.done() and not writer.is_closing():
            assert time.monotonic() < until, "the server still listens"
            writer.write(b"x")
            await asyncio.sleep(0.05)
        return bytes(said)
    finally:
        listening.cancel()
        writer.close()


async def _collect(reader: asyncio.StreamReader, said: bytearray) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(4096):
            said += data


async def test_a_head_that_never_ends_is_let_go(tmp_path) -> None:
    async with running(settings_for(tmp_path), tmp_path) as channel:
        assert (await dribble(channel, f"{POST}X-Slow: ")).startswith(b"HTTP/1.1 408")


async def test_a_refused_body_that_never_ends_is_let_go(tmp_path) -> None:
    async with running(settings_for(tmp_path), tmp_path) as channel:
        assert (await dribble(channel, f"{POST}Content-Length: 100000\r\n\r\n")).startswith(b"HTTP/1.1 401")


async def test_a_body_where_none_is_wanted_is_let_go(tmp_path) -> None:
    async with running(settings_for(tmp_path), tmp_path) as channel:
        start = "GET /webhooks/web/health HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"

        assert (await dribble(channel, start)).startswith(b"HTTP/1.1 503")


async def test_beside_a_hundred_of_them_a_customer_is_answered(tmp_path) -> None:
    async with running(settings_for(tmp_path), tmp_path) as channel:
        slow = [asyncio.create_task(dribble(channel, f"{POST}X-Slow: ")) for _ in range(100)]
        customer = await channel.customer("cus_7")

        assert (await customer.say("hello"))[0]["text"] == "you said hello"
        await asyncio.gather(*slow)


@pytest.fixture
def gulps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Requests may take 2 s and are read in gulps after a tenth; the bytes of each look that was taken."""
    sizes: list[int] = []
    received = sanic_patches._received

    def count(protocol: HttpProtocol, data: bytes) -> None:
        sizes.append(len(data))
        received(protocol, data)

    for name in ("REQUEST", "RESPONSE", "KEEP_ALIVE"):
        monkeypatch.setenv(f"SANIC_{name}_TIMEOUT", "2")
    monkeypatch.setattr(sanic_patches, "_received", count)
    monkeypatch.setattr(sanic_patches, "_PATIENCE", 0.1)
    monkeypatch.setattr(sanic_patches, "_GULP", 0.5)
    return sizes


async def test_what_dribbles_is_read_in_a_few_gulps(tmp_path, gulps: list[int]) -> None:
    async with running(settings_for(tmp_path), tmp_path) as channel:
        assert (await dribble(channel, f"{POST}X-Slow: ")).startswith(b"HTTP/1.1 408")

    assert len(gulps) < 12


async def test_a_message_that_takes_its_time_is_answered(tmp_path, gulps: list[int]) -> None:
    async with running(settings_for(tmp_path), tmp_path) as channel:
        visitor = await channel.customer()
        body = json.dumps({"id": "slow", "text": "hello"})
        head = f"{POST}Authorization: Bearer {visitor.session['session']}\r\nContent-Length: {len(body)}\r\n\r\n"
        reader, writer = await asyncio.open_connection(urlsplit(channel.url).hostname, urlsplit(channel.url).port)

        for part in (head[:30], head[30:], body[:10], body[10:]):
            writer.write(part.encode())
            await asyncio.sleep(0.2)

        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 202")
        writer.close()


async def test_a_connection_that_was_idle_is_read_at_once(tmp_path, gulps: list[int]) -> None:
    async with running(settings_for(tmp_path), tmp_path) as channel:
        visitor = await channel.customer()
        await asyncio.sleep(0.3)
        before = time.monotonic()

        await visitor.say("hello")

        assert time.monotonic() - before < 0.4
