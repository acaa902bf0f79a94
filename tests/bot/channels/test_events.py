"""The event stream: live, and replayed after a reload or a break."""

from __future__ import annotations

import asyncio
import datetime as dt
import time

import pytest
import sqlalchemy as sa

from bot.channels.core.hub import Hub, Live
from bot.channels.core.model import Reply
from bot.channels.web import events, presence
from tests.bot.channels.support import Browser, Channel, running, settings_for, take, until


async def test_a_turn_shows_the_message_typing_and_the_answer(channel: Channel, visitor: Browser) -> None:
    async with visitor.events() as stream:
        await visitor.post("hello", wait=False, id="m-1")
        said, typing, answer = await take(stream, 3)

    spoken = {"id": "m-1", "from": "customer", "text": "hello"}
    assert (said.name, {**said.data, "at": None}, said.id) == ("message", {**spoken, "at": None}, 1)
    assert (typing.name, typing.id) == ("typing", None)
    assert (answer.name, answer.data["text"], answer.id) == ("message", "you said hello", 2)


async def test_a_reload_gets_the_whole_conversation_with_the_customers_own_messages(
    channel: Channel, visitor: Browser
) -> None:
    await visitor.say("one")
    await visitor.say("two")

    async with visitor.events() as stream:
        replayed = await take(stream, 4)

    assert [(event.data["from"], event.data["text"]) for event in replayed] == [
        ("customer", "one"),
        ("bot", "you said one"),
        ("customer", "two"),
        ("bot", "you said two"),
    ]
    assert [event.id for event in replayed] == [1, 2, 3, 4]


async def test_both_sides_messages_say_when_and_a_reload_shows_the_same(channel: Channel, visitor: Browser) -> None:
    before = dt.datetime.now(dt.timezone.utc)
    async with visitor.events() as stream:
        await visitor.say("hello")
        live = await take(stream, 2, "message")
    notice = {"id": "n-1", "text": "Your refund is on its way.", "author": "bot"}
    await channel.internal("POST", f"/conversations/{visitor.session['conversation']}/messages", notice)
    channel.clock.ahead = 600

    async with visitor.events() as stream:
        replayed = await take(stream, 3)

    assert [event.data["at"] for event in replayed[:2]] == [event.data["at"] for event in live]
    for event in replayed:
        said = dt.datetime.fromisoformat(event.data["at"])
        assert said.utcoffset() == dt.timedelta(0)
        assert before <= said <= dt.datetime.now(dt.timezone.utc)


async def test_last_event_id_replays_what_was_missed_and_nothing_twice(channel: Channel, visitor: Browser) -> None:
    await visitor.say("one")
    await visitor.say("two")

    async with visitor.events(last=2) as stream:
        await visitor.post("three", wait=False)
        got = await take(stream, 4, "message")

    assert [event.id for event in got] == [3, 4, 5, 6]


async def test_a_nonsensical_last_event_id_counts_as_none(web: Channel) -> None:
    visitor = await web.customer()
    await visitor.say("one")

    for nonsense in ("x", "-1", "1e9", "9" * 40):
        async with visitor.http.get(
            visitor.url + "/events", headers=visitor.headers(**{"Last-Event-ID": nonsense})
        ) as response:
            first = await response.content.readuntil(b"\n\n") + await response.content.readuntil(b"\n\n")
            assert b'"text":"one"' in first


async def test_a_long_conversation_is_replayed_completely(web: Channel, monkeypatch) -> None:
    monkeypatch.setattr("bot.channels.core.timeline.PAGE", 7)
    visitor = await web.customer()
    for number in range(20):
        await visitor.say(str(number))

    async with visitor.events() as stream:
        replayed = await take(stream, 40)

    assert [event.id for event in replayed] == list(range(1, 41))


async def test_two_tabs_see_the_same(channel: Channel, visitor: Browser) -> None:
    async with visitor.events() as one, visitor.events() as two:
        await visitor.post("hello", wait=False)
        first, second = await asyncio.gather(take(one, 2, "message"), take(two, 2, "message"))

    assert first == second


async def test_nobody_sees_anothers_events(channel: Channel, visitor: Browser) -> None:
    other = await channel.customer()
    async with visitor.events() as stream:
        await other.say("canary")
        await visitor.post("mine", wait=False)
        got = await take(stream, 2, "message")

    assert "canary" not in str(got)


async def test_an_idle_stream_shows_signs_of_life_and_ends_with_its_session(web: Channel, monkeypatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.05)
    monkeypatch.setattr(presence, "LOOK", 0.05)
    visitor = await web.customer()

    async with visitor.http.get(visitor.url + "/events", headers=visitor.headers()) as response:
        assert b"retry" in await response.content.readuntil(b"\n\n")
        assert await response.content.readuntil(b"\n\n") == b": still here\n\n"
        web.clock.ahead = 31 * 60
        rest = await asyncio.wait_for(response.content.read(), 5)

    assert b"event: ended" in rest


@pytest.mark.postgres
async def test_a_session_closed_in_one_process_ends_its_streams_in_another(
    tmp_path, empty_postgres: str, monkeypatch
) -> None:
    monkeypatch.setattr(presence, "LOOK", 0.05)
    settings = settings_for(tmp_path, empty_postgres)
    async with running(settings, tmp_path) as one, running(settings, tmp_path) as two:
        visitor = await one.customer()
        async with Browser(two.http, two.url, visitor.session).events() as stream:
            await visitor.request("DELETE", "/session")

            assert (await take(stream, 1))[0].data == {"reason": "session"}


async def test_a_stream_outlives_a_store_that_is_briefly_down(web: Channel, monkeypatch) -> None:
    monkeypatch.setattr(presence, "LOOK", 0.02)
    looks = 0

    def down(*_: object) -> None:
        nonlocal looks
        looks += 1
        raise sa.exc.OperationalError("SELECT", {}, OSError("disk gone"))

    visitor = await web.customer()
    async with visitor.events() as stream:
        with monkeypatch.context() as patched:
            patched.setattr(web.runtime.sessions, "alive", down)
            await until(lambda: looks > 1)
        await visitor.post("hello", wait=False)

        assert [event.name for event in await take(stream, 2, "message")] == ["message", "message"]


async def test_a_session_has_so_many_streams_and_no_more(web: Channel, monkeypatch) -> None:
    monkeypatch.setattr(events, "_STREAMS", 1)
    visitor = await web.customer()

    async with visitor.events():
        assert (await visitor.request("GET", "/events"))[0] == 429
    await asyncio.sleep(0.05)
    async with visitor.events():
        pass


async def test_open_streams_do_not_hold_a_stop_up(tmp_path) -> None:
    async with running(settings_for(tmp_path), tmp_path) as channel:
        visitor = await channel.customer()
        stream = await visitor.http.get(visitor.url + "/events", headers=visitor.headers())
        began = time.monotonic()
    assert time.monotonic() - began < 2
    stream.close()


async def test_a_slow_listener_is_cut_off_instead_of_filling_the_memory() -> None:
    hub = Hub()
    with hub.listening("web-1") as listener:
        for number in range(1_000):
            hub.tell("web-1", Live("typing", {"turn": str(number)}))

        assert len(listener._signals) <= 256


async def test_two_messages_of_one_turn_arrive_in_order(channel: Channel, visitor: Browser) -> None:
    channel.dialogue.on("story", [Reply("first"), Reply("second"), Reply("third")])

    messages = await visitor.say("story")

    assert [message["text"] for message in messages] == ["first", "second", "third"]
    assert len({message["id"] for message in messages}) == 3
