"""Whatever fails, the customer hears something within the turn's time, and no message is lost."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channels.core.database import Database
from bot.channels.core.errors import StoreUnavailable, TurnFailed
from bot.channels.core.model import Reply
from tests.bot.channels.support import Browser, Channel, FakeDialogue, running, settings_for, take, until


async def nothing(turn: object) -> list[Reply]:
    return []


async def fails(turn: object) -> list[Reply]:
    raise TurnFailed("the action server is down")


async def raises(turn: object) -> list[Reply]:
    raise KeyError("a bug")


@pytest.mark.parametrize("fault", [nothing, fails, raises])
async def test_a_turn_that_comes_to_nothing_apologises_once_and_offers_a_person(web: Channel, fault) -> None:
    visitor = await web.customer()
    web.dialogue.on("help", fault)

    messages = await visitor.say("help")

    assert len(messages) == 1
    assert messages[0]["text"].startswith("Sorry")
    assert messages[0]["formal"]
    assert messages[0]["choices"][0]["title"] == "Talk to a person"
    await visitor.post(choice=messages[0]["choices"][0]["choice"])
    assert web.dialogue.turns[-1].payload == "/human_handoff"


async def test_a_turn_that_takes_too_long_apologises_at_its_deadline_and_the_next_one_works(tmp_path: Path) -> None:
    quick = {"USHER_TURN_DEADLINE": "0.3", "USHER_ACTION_TIMEOUT": "0.2"}
    async with running(settings_for(tmp_path, **quick), tmp_path) as channel:
        visitor = await channel.customer(locale="fr")

        async def endless(turn: object) -> list[Reply]:
            await asyncio.sleep(60)
            return []

        channel.dialogue.on("slow", endless)
        began = time.monotonic()

        messages = await visitor.say("slow")

        assert time.monotonic() - began < 2
        assert messages[0]["text"].startswith("Désolé")
        assert (await visitor.say("and now?"))[0]["text"] == "you said and now?"


async def test_while_rasas_store_is_down_messages_wait_and_are_answered_when_it_is_back(channel: Channel) -> None:
    visitor = await channel.customer()
    down = True

    async def remembers(turn: object) -> list[Reply]:
        if down:
            raise StoreUnavailable("the tracker database is down")
        return [Reply("here I am")]

    channel.dialogue.on("hello", remembers)

    status, answer = await visitor.post("hello", id="m-1")
    assert (status, answer["error"]) == (503, "delayed")
    assert answer["message"]
    async with visitor.events(last=1) as stream:
        assert (await anext(stream)).name in ("delayed", "typing")
        down = False
        async for event in stream:
            if event.name == "message":
                assert event.data["text"] == "here I am"
                break
    assert (await visitor.say("hello", id="m-1"))[0]["text"] == "here I am"


async def test_while_the_channels_store_is_down_messages_are_refused_and_never_half_accepted(
    web: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await web.customer()
    broken = sa.exc.OperationalError("INSERT", {}, OSError("disk gone"))

    def refuse(*_: object) -> None:
        raise broken

    with monkeypatch.context() as patched:
        patched.setattr(web.runtime.conversations, "accept", refuse)
        sent = {"id": "m-1", "text": "hello"}
        async with web.http.post(web.url + "/messages", json=sent, headers=visitor.headers()) as response:
            assert response.status == 503
            assert response.headers["Retry-After"] == "5"
            assert response.headers["Access-Control-Allow-Origin"] == visitor.origin
        patched.setattr(web.runtime.db, "ping", refuse)
        status, ready = await visitor.request("GET", "/ready")
        assert (status, ready["ready"]) == (503, False)
        assert "disk gone" in ready["checks"]["channel_store"]

    assert web.dialogue.turns == []
    assert (await visitor.say("hello", id="m-1"))[0]["text"] == "you said hello"


async def test_replies_that_could_not_be_stored_are_recalled_not_made_again(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await channel.customer()
    finish = channel.runtime.conversations.finish
    failures = 2

    def flaky(*values: object, **named: object) -> object:
        nonlocal failures
        if failures:
            failures -= 1
            raise sa.exc.OperationalError("COMMIT", {}, OSError("disk gone"))
        return finish(*values, **named)

    monkeypatch.setattr(channel.runtime.conversations, "finish", flaky)
    await visitor.post("hello", wait=False)

    async with visitor.events() as stream:
        async for event in stream:
            if event.name == "message" and event.data["from"] == "bot":
                assert event.data["text"] == "you said hello"
                break
    assert len(channel.dialogue.turns) == 1


async def test_what_a_stopped_process_left_is_answered_by_the_next(tmp_path: Path, database: str) -> None:
    settings = settings_for(tmp_path, database)
    stuck = FakeDialogue()

    async def endless(turn: object) -> list[Reply]:
        await asyncio.sleep(60)
        return []

    for text in ("one", "two", "three"):
        stuck.on(text, endless)
    async with running(settings, tmp_path, stuck) as first:
        visitor = await first.customer()
        for text in ("one", "two", "three"):
            await visitor.post(text, wait=False)
        await until(lambda: bool(stuck.turns))

    async with running(settings, tmp_path) as second:
        browser = Browser(second.http, second.url, visitor.session)
        await until(lambda: len(second.dialogue.memory) == 3)
        async with browser.events() as stream:
            said = [(await anext(stream)).data["text"] for _ in range(6)]

    assert said == ["one", "two", "three", "you said one", "you said two", "you said three"]


async def test_a_turn_that_was_saved_but_not_delivered_is_delivered_from_memory(tmp_path: Path, database: str) -> None:
    settings = settings_for(tmp_path, database)
    saved = FakeDialogue()

    async def saves_and_stops(turn) -> list[Reply]:
        saved.memory[turn.id] = [Reply("answered before the end")]
        await asyncio.sleep(60)
        return []

    saved.on("hello", saves_and_stops)
    async with running(settings, tmp_path, saved) as first:
        visitor = await first.customer()
        await visitor.post("hello", wait=False, id="m-1")
        await until(lambda: bool(saved.memory))

    again = FakeDialogue()
    again.memory = saved.memory
    async with running(settings, tmp_path, again) as second:
        messages = await Browser(second.http, second.url, visitor.session).say("hello", id="m-1")

    assert [message["text"] for message in messages] == ["answered before the end"]
    assert again.turns == []


async def test_a_message_that_stops_every_process_is_given_up_with_an_apology(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    async with running(settings, tmp_path) as channel:
        visitor = await channel.customer()
        channel.dialogue.on("poison", lambda turn: asyncio.sleep(60))
        await visitor.post("poison", wait=False, id="m-1")
        await until(lambda: bool(channel.dialogue.turns))
        with channel.runtime.db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE channel_inbox SET attempts = 8")

    async with running(settings, tmp_path) as channel:
        messages = await Browser(channel.http, channel.url, visitor.session).say("poison", id="m-1")

    assert messages[0]["text"].startswith("Sorry")
    assert channel.dialogue.turns == []


async def test_a_reply_that_cannot_be_stored_gives_way_to_an_apology_and_the_next_message_is_answered(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.core.dispatcher._PATIENCE", (0.01,))
    channel.dialogue.on("break", [Reply("fine", stream=object())])  # type: ignore[arg-type]
    visitor = await channel.customer()
    for text in ("break", "hello"):
        await visitor.post(text, wait=False)

    async with visitor.events() as stream:
        events = await take(stream, 4, "message")

    said = [event.data["text"] for event in events if event.data["from"] == "bot"]
    assert said[0].startswith("Sorry")
    assert said[1:] == ["you said hello"]
    assert [turn.text for turn in channel.dialogue.turns] == ["break", "hello"]


async def test_one_sqlite_file_serves_one_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.sqlite'}"
    first, second = Database(url), Database(url)
    first.own()

    with pytest.raises(StoreUnavailable, match="several processes need PostgreSQL"):
        second.own()

    first.close()
    second.own()
    second.close()


async def test_a_slow_body_is_let_go(web: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.web.http._BODY_SECONDS", 0.2)
    host, port = web.url.split("/")[2].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /webhooks/web/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")

    answer = await asyncio.wait_for(reader.read(), 5)

    assert answer.startswith(b"HTTP/1.1 408")
    writer.close()


async def test_a_body_that_announces_too_much_is_refused_before_it_is_read(web: Channel) -> None:
    host, port = web.url.split("/")[2].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /webhooks/web/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{")

    answer = await asyncio.wait_for(reader.read(), 2)

    assert answer.startswith(b"HTTP/1.1 413")
    writer.close()
