"""People: the bot falls silent, messages reach a person, and a person's words reach the customer."""

from __future__ import annotations

import asyncio

from bot.channels.core.model import Reply
from tests.bot.channels.support import Browser, Channel, take, until

REQUESTED = Reply("I'm passing you on.", handoff={"state": "requested", "reference": "H-1"})


def conversation(browser: Browser) -> str:
    return f"/conversations/{browser.session['conversation']}"


async def handed_over(channel: Channel, browser: Browser) -> None:
    channel.dialogue.on("person please", [REQUESTED])
    await browser.say("person please")


async def test_a_hand_over_is_told_to_the_browser(channel: Channel, visitor: Browser) -> None:
    channel.dialogue.on("person please", [REQUESTED])

    _, answer = await visitor.post("person please")
    async with visitor.events(last=2) as stream:
        event = (await take(stream, 1))[0]

    assert answer["handoff"] == {"state": "requested", "reference": "H-1"}
    assert answer["messages"][0]["formal"]  # nobody is asked to rate it
    assert (event.name, event.data) == ("handoff", {"state": "requested", "reference": "H-1"})


async def test_the_bot_is_silent_while_a_person_has_the_conversation(channel: Channel, visitor: Browser) -> None:
    await handed_over(channel, visitor)
    await channel.internal("POST", f"{conversation(visitor)}/handoff", {"state": "active", "reference": "H-1"})

    status, answer = await visitor.post("are you there?")

    assert (status, answer["messages"]) == (200, [])
    assert [turn.text for turn in channel.dialogue.turns] == ["person please"]


async def test_messages_sent_together_with_the_request_are_for_the_person_too(
    channel: Channel, visitor: Browser
) -> None:
    release = asyncio.Event()

    async def slowly(turn: object) -> list[Reply]:
        await release.wait()
        return [REQUESTED]

    channel.dialogue.on("person please", slowly)
    await visitor.post("person please", wait=False)
    waiting = asyncio.create_task(visitor.post("it is urgent"))
    await asyncio.sleep(0.05)
    release.set()

    assert (await waiting)[1]["messages"] == []
    assert len(channel.dialogue.turns) == 1


async def test_a_person_reads_what_was_said_and_what_comes_next(channel: Channel, visitor: Browser) -> None:
    await handed_over(channel, visitor)
    await channel.internal("POST", f"{conversation(visitor)}/handoff", {"state": "active", "reference": "H-1"})
    await visitor.post("are you there?")

    _, read = await channel.internal("GET", f"{conversation(visitor)}/messages")
    _, later = await channel.internal("GET", f"{conversation(visitor)}/messages?after=4")

    assert [(message["from"], message["text"]) for message in read["messages"]] == [
        ("customer", "person please"),
        ("bot", "I'm passing you on."),
        ("customer", "are you there?"),
    ]
    assert read["state"] == "active"
    assert [message["text"] for message in later["messages"]] == ["are you there?"]
    assert later["last"] == read["last"]


async def test_a_persons_message_reaches_the_customer_once(channel: Channel, visitor: Browser) -> None:
    await handed_over(channel, visitor)
    said = {"id": "a-1", "text": "Hello, Ada here.", "author": "Ada"}

    async with visitor.events(last=3) as stream:
        statuses = [(await channel.internal("POST", f"{conversation(visitor)}/messages", said))[0] for _ in range(3)]
        await channel.internal("POST", f"{conversation(visitor)}/messages", {**said, "id": "a-2"})
        got = await take(stream, 2)

    assert statuses == [201, 200, 200]
    assert [event.data["id"] for event in got] == ["a-1", "a-2"]
    assert (got[0].data["from"], got[0].data["author"]) == ("person", "Ada")


async def test_a_notice_of_the_bot_comes_from_the_bot(channel: Channel, visitor: Browser) -> None:
    notice = {"id": "n-1", "text": "Your refund is on its way.", "author": "bot"}

    async with visitor.events() as stream:
        await channel.internal("POST", f"{conversation(visitor)}/messages", notice)
        event = (await take(stream, 1))[0]

    assert event.data["from"] == "bot"
    assert "author" not in event.data


async def test_the_bot_answers_again_when_the_person_is_done(channel: Channel, visitor: Browser) -> None:
    await handed_over(channel, visitor)
    async with visitor.events(last=3) as stream:
        for state in ("active", "active", "returned"):
            await channel.internal("POST", f"{conversation(visitor)}/handoff", {"state": state, "reference": "H-1"})
        told = await take(stream, 2, "handoff")

    messages = await visitor.say("and now?")

    assert [event.data["state"] for event in told] == ["active", "bot"]
    assert messages[0]["text"] == "you said and now?"


async def test_the_desk_can_ask_who_answers_in_many_conversations(channel: Channel, visitor: Browser) -> None:
    await handed_over(channel, visitor)
    other = await channel.customer()
    ids = [visitor.session["conversation"], other.session["conversation"], "web-nope"]

    status, answer = await channel.internal("POST", "/conversations/states", {"conversations": ids})

    assert (status, answer) == (200, {"states": {ids[0]: "requested", ids[1]: "bot"}})
    for wrong in ({}, {"conversations": [1]}, {"conversations": ["x"] * 501}):
        assert (await channel.internal("POST", "/conversations/states", wrong))[0] == 400


async def test_internal_endpoints_want_the_secret(channel: Channel, visitor: Browser) -> None:
    calls = [
        ("POST", "/drafts", {}),
        ("POST", "/conversations/states", {"conversations": []}),
        ("POST", f"{conversation(visitor)}/messages", {"id": "x", "text": "x", "author": "x"}),
        ("GET", f"{conversation(visitor)}/messages", None),
        ("POST", f"{conversation(visitor)}/handoff", {"state": "active"}),
    ]
    for secret in ("", "wrong", "ünï"):
        for method, path, body in calls:
            assert (await channel.internal(method, path, body, secret))[0] == 401


async def test_a_session_opens_no_internal_endpoint(channel: Channel, visitor: Browser) -> None:
    assert (await visitor.request("GET", f"/internal{conversation(visitor)}/messages"))[0] == 401


async def test_unknown_conversations_and_odd_bodies_are_refused(channel: Channel, visitor: Browser) -> None:
    known = conversation(visitor)

    assert (await channel.internal("GET", "/conversations/web-nope/messages"))[0] == 404
    assert (await channel.internal("POST", "/conversations/web-nope/handoff", {"state": "active"}))[0] == 404
    assert (await channel.internal("POST", "/conversations/web-nope/messages", {"id": "x", "text": "x"}))[0] == 404
    assert (await channel.internal("POST", f"{known}/handoff", {"state": "gone"}))[0] == 400
    assert (await channel.internal("POST", f"{known}/messages", {"id": "x", "text": " "}))[0] == 400
    assert (await channel.internal("GET", f"{known}/messages?after=x"))[0] == 400
    assert (await channel.internal("POST", "/drafts", {"turn": "x"}))[0] == 400


async def test_drafts_grow_and_the_final_message_names_their_stream(channel: Channel, visitor: Browser) -> None:
    written = asyncio.Event()

    async def drafted(turn: object) -> list[Reply]:
        await written.wait()
        return [Reply("One. Two.", stream="s-1")]

    channel.dialogue.on("tell me", drafted)
    async with visitor.events() as stream:
        turn = (await visitor.post("tell me", wait=False))[1]["turn"]
        await until(lambda: bool(channel.dialogue.turns))
        draft = {"conversation": visitor.session["conversation"], "turn": turn, "stream": "s-1"}
        for sequence, text in ((1, "One."), (1, "One."), (2, "Two.")):
            status, answer = await channel.internal("POST", "/drafts", {**draft, "sequence": sequence, "text": text})
            assert (status, answer) == (202, {"accepted": True})
        written.set()
        shown = await take(stream, 3, "draft", "message")
        final = (await take(stream, 1, "message"))[0]

    assert [event.data["text"] for event in shown[1:]] == ["One.", "One. Two."]
    assert [event.data["sequence"] for event in shown[1:]] == [1, 2]
    assert (final.data["text"], final.data["stream"]) == ("One. Two.", "s-1")


async def test_a_draft_that_comes_too_late_is_dropped(channel: Channel, visitor: Browser) -> None:
    _, answer = await visitor.post("hello")
    late = {"conversation": visitor.session["conversation"], "turn": answer["turn"], "stream": "s", "sequence": 1}

    _, dropped = await channel.internal("POST", "/drafts", {**late, "text": "late"})

    assert dropped == {"accepted": False}
