"""Messages: stored once, answered in order, whatever is in them."""

from __future__ import annotations

import asyncio
import uuid

import pytest
import sqlalchemy as sa

from bot.channels.core.model import Reply
from tests.bot.channels.support import Browser, Channel, until


async def test_a_message_is_answered(visitor: Browser) -> None:
    messages = await visitor.say("hello")

    assert [message["text"] for message in messages] == ["you said hello"]
    assert messages[0]["from"] == "bot"


async def test_without_waiting_a_message_is_acknowledged_at_once_and_answered_later(
    channel: Channel, visitor: Browser
) -> None:
    status, answer = await visitor.post("hello", wait=False)

    assert status == 202
    await until(lambda: bool(channel.dialogue.memory.get(answer["turn"])))


async def test_the_same_message_four_times_is_one_turn(channel: Channel, visitor: Browser) -> None:
    id = str(uuid.uuid4())

    answers = await asyncio.gather(*(visitor.post("hello", id=id) for _ in range(4)))

    assert len(channel.dialogue.turns) == 1
    assert {answer["turn"] for _, answer in answers} == {channel.dialogue.turns[0].id}
    assert {answer["messages"][0]["id"] for _, answer in answers} == {answers[0][1]["messages"][0]["id"]}


async def test_a_message_repeated_after_its_answer_gets_the_same_answer(channel: Channel, visitor: Browser) -> None:
    first = await visitor.say("hello", id="m-1")

    again = await visitor.say("hello", id="m-1")

    assert again == first
    assert len(channel.dialogue.turns) == 1


async def test_a_burst_is_answered_in_order_one_at_a_time(channel: Channel, visitor: Browser) -> None:
    running = 0

    async def slowly(turn: object) -> list[Reply]:
        nonlocal running
        running += 1
        assert running == 1
        await asyncio.sleep(0.01)
        running -= 1
        return [Reply("done")]

    sent = [f"message {number}" for number in range(10)]
    for text in sent:
        channel.dialogue.on(text, slowly)
        await visitor.post(text, wait=False)

    await until(lambda: len(channel.dialogue.memory) == 10)
    assert [turn.text for turn in channel.dialogue.turns] == sent


async def test_conversations_do_not_wait_for_each_other(channel: Channel) -> None:
    slow, quick = await channel.customer(), await channel.customer()
    release = asyncio.Event()

    async def waits(turn: object) -> list[Reply]:
        await release.wait()
        return [Reply("at last")]

    channel.dialogue.on("slow", waits)
    await slow.post("slow", wait=False)

    assert (await quick.say("quick"))[0]["text"] == "you said quick"
    release.set()


async def test_the_first_lines_of_two_customers_reach_neither_the_other(channel: Channel) -> None:
    one, two = await channel.customer("cus_one"), await channel.customer("cus_two")

    await one.say("canary-one")
    messages = await two.say("canary-two")

    assert "canary-one" not in str(messages)
    assert {turn.conversation for turn in channel.dialogue.turns if turn.text == "canary-two"} == {
        two.session["conversation"]
    }


@pytest.mark.parametrize("size", [4_001, 60_000])
async def test_a_long_message_gets_a_polite_answer_without_troubling_the_dialogue(web: Channel, size: int) -> None:
    visitor = await web.customer()

    messages = await visitor.say("x" * size)

    assert "4,000" in messages[0]["text"]
    assert web.dialogue.turns == []


async def test_4000_characters_are_not_too_long(web: Channel) -> None:
    visitor = await web.customer()

    await visitor.say("x" * 4_000)

    assert len(web.dialogue.turns[0].text) == 4_000


@pytest.mark.parametrize("size", [100_000, 1_000_000])
async def test_a_huge_body_is_refused(web: Channel, size: int) -> None:
    visitor = await web.customer()

    status, answer = await visitor.post("x" * size)

    assert status == 413
    assert answer["error"] == "too_large"
    assert (await visitor.say("still there?"))[0]["text"] == "you said still there?"


@pytest.mark.parametrize("raw", [b"x" * 100_000, b"no JSON"])
async def test_a_body_that_is_refused_costs_no_query(web: Channel, raw: bytes) -> None:
    visitor = await web.customer()
    asked: list[str] = []
    sa.event.listen(web.runtime.db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    for path in ("/messages", "/feedback"):
        assert (await visitor.request("POST", path, raw=raw))[0] in (400, 413)

    assert asked == []


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u2060", "\x00\x01", "\ud800"])
async def test_nothing_visible_is_refused_kindly(web: Channel, text: str) -> None:
    visitor = await web.customer()

    status, answer = await visitor.post(text)

    assert (status, answer["error"]) == (400, "empty_text")
    assert answer["message"]


async def test_control_characters_and_lone_surrogates_are_taken_out(visitor: Browser, channel: Channel) -> None:
    await visitor.say("a\x00b\x07c\ud83d d\r\ne")

    assert channel.dialogue.turns[0].text == "abc d\ne"


@pytest.mark.parametrize("text", ["مرحبا كيف الحال", "日本語", "👩‍👩‍👧 ok", "Ünïcödé – “quotes”"])
async def test_any_script_goes_through_unchanged(visitor: Browser, channel: Channel, text: str) -> None:
    await visitor.say(text)

    assert channel.dialogue.turns[0].text == text


@pytest.mark.parametrize(
    "raw",
    [b"", b"nonsense", b"[]", b"\xff\xfe\x00", b'{"id": 1, "text": "x"}', b"[" * 50_000, b'{"id":"a","text":1}'],
)
async def test_a_malformed_body_is_refused_and_nothing_breaks(web: Channel, raw: bytes) -> None:
    visitor = await web.customer()

    status, answer = await visitor.request("POST", "/messages?wait=true", raw=raw)

    assert status == 400
    assert answer["error"].startswith("bad_")


@pytest.mark.parametrize("id", ["", "x" * 65, "with space", "ü", None, 7])
async def test_an_odd_id_is_refused(web: Channel, id: object) -> None:
    visitor = await web.customer()

    assert (await visitor.post("hello", id=id))[0] == 400


async def test_text_and_choice_together_are_refused(web: Channel) -> None:
    visitor = await web.customer()

    assert (await visitor.post("hello", choice="x"))[0] == 400


async def test_what_a_browser_says_about_itself_is_ignored(channel: Channel, visitor: Browser) -> None:
    forged = {"customer": "cus_boss", "level": "signed_in_recently"}

    await visitor.say("hello", sender="web-other", metadata={"identity": forged}, identity=forged, conversation="x")

    turn = channel.dialogue.turns[0]
    assert turn.conversation == visitor.session["conversation"]
    assert turn.metadata()["identity"] == {"customer": None, "level": "anyone", "authenticated_at": None}


async def test_a_customers_messages_carry_who_they_are(channel: Channel) -> None:
    customer = await channel.customer("cus_7", "de-AT")

    await customer.say("guten Tag")

    metadata = channel.dialogue.turns[0].metadata()
    assert metadata["identity"]["customer"] == "cus_7"
    assert metadata["identity"]["level"] == "signed_in_recently"
    assert metadata["identity"]["authenticated_at"].endswith("+00:00")
    assert metadata["conversation"] == customer.session["conversation"]
    assert metadata["turn"] == channel.dialogue.turns[0].id
    assert (metadata["locale"], metadata["channel"]) == ("de-AT", "web")


async def test_feedback_is_kept_and_the_last_word_counts(channel: Channel, visitor: Browser) -> None:
    message = (await visitor.say("hello"))[0]["id"]

    await visitor.request("POST", "/feedback", {"message": message, "rating": "up"})
    status, _ = await visitor.request("POST", "/feedback", {"message": message, "rating": "down", "comment": "wrong"})

    with channel.runtime.db.engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT message, rating, comment FROM channel_feedback").fetchall()
    assert status == 201
    assert [tuple(row) for row in rows] == [(message, "down", "wrong")]


async def test_feedback_on_anothers_message_is_refused(channel: Channel, visitor: Browser) -> None:
    other = await channel.customer()
    message = (await other.say("hello"))[0]["id"]

    status, answer = await visitor.request("POST", "/feedback", {"message": message, "rating": "up"})

    assert (status, answer["error"]) == (404, "unknown_message")
