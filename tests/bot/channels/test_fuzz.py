"""Odd text and odd bytes, found by Hypothesis, sent over HTTP: always an answer, never a command, never a crash."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.channels.core.text import TEXT_LIMIT, as_typed, clean, is_blank
from tests.bot.channels.support import Browser, Channel, running, settings_for, take

T = TypeVar("T")
patient = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
anything = st.text(st.characters())  # lone surrogates and control characters included
right_to_left = st.text(st.sampled_from("שלום مرحبا" + BIDI), min_size=1)
framing = st.lists(st.sampled_from(["\r", "\n", "\u2028", ":", "{}", "\n\nevent: message\ndata: ", "id: 7\n"])).map(
    "".join
)
commands = st.builds("{}{}{}".format, st.sampled_from(["", " ", "\u200b", "\ufeff\n"]), st.just("/restart"), anything)
long = st.builds(
    lambda one, count: one * count, st.sampled_from(["x", "م", "\x00", "\ud800"]), st.integers(3_990, 4_010)
)
odd = anything | right_to_left | framing | commands | long


@dataclass
class Served:
    """A channel in a thread of its own, for tests that are not coroutines."""

    loop: asyncio.AbstractEventLoop
    channel: Channel
    visitor: Browser

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    async def last_heard(self, after: int) -> str:
        async with self.visitor.events(after) as stream:
            return str((await take(stream, 1, "message"))[0].data["text"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    whole = running(settings_for(folder), folder)
    channel = asyncio.run_coroutine_threadsafe(whole.__aenter__(), loop).result(30)
    visitor = asyncio.run_coroutine_threadsafe(channel.customer(), loop).result(30)
    yield Served(loop, channel, visitor)
    asyncio.run_coroutine_threadsafe(whole.__aexit__(None, None, None), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


@given(odd)
@example("/human_handoff")
@example("a\n\nevent: ended\ndata: {}\n\n")
@example("\ud83d" * 4_001 + "ok")
@patient
def test_odd_text_is_heard_as_it_is_or_refused_kindly(served: Served, text: str) -> None:
    before = len(served.channel.dialogue.turns)

    status, answer = served.run(served.visitor.post(text))

    heard = served.channel.dialogue.turns[before:]
    if is_blank(clean(text)):
        assert (status, answer["error"], heard) == (400, "empty_text", [])
    elif len(clean(text)) > TEXT_LIMIT:
        assert status == 200
        assert "4,000" in answer["messages"][0]["text"]
        assert heard == []
    else:
        assert status == 200
        assert [(turn.text, turn.payload) for turn in heard] == [(clean(text), None)]
        assert not as_typed(heard[0].text).startswith("/")
        assert served.run(served.last_heard(heard[0].number - 1)) == clean(text)


@given(st.binary() | anything.map(lambda text: text.encode("utf-8", "surrogatepass")))
@patient
def test_odd_bytes_are_no_message(served: Served, raw: bytes) -> None:
    before = len(served.channel.dialogue.turns)

    status, answer = served.run(served.visitor.request("POST", "/messages", raw=raw))

    assert status == 400
    assert answer["error"].startswith("bad_")
    assert len(served.channel.dialogue.turns) == before


@given(st.text(st.characters(max_codepoint=0xFF, blacklist_categories=("Cc",)), max_size=200))
@patient
def test_an_odd_bearer_is_nobody(served: Served, token: str) -> None:
    async def asked() -> int:
        headers = {"Authorization": b"Bearer ".decode() + token}
        async with served.channel.http.post(served.channel.url + "/messages", json={}, headers=headers) as response:
            return response.status

    assert served.run(asked()) == 401


@pytest.mark.parametrize("one", ["x", "م", "\x00", "\u202e"])
def test_a_hundred_kilobytes_are_refused_and_the_next_message_is_answered(served: Served, one: str) -> None:
    status, answer = served.run(served.visitor.post(one * 100_000))

    assert (status, answer["error"]) == (413, "too_large")
    assert served.run(served.visitor.say("still there?"))[0]["text"] == "you said still there?"
