"""Between asking for a person and hearing from one: messages are kept, told so now and then, and the bot can come back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.channels.core.model import Identity, Incoming, Reply
from bot.channels.core.waiting import Waiting
from tests.bot.channels.support import Browser, Channel, running, settings_for, take, until

REQUESTED = Reply("I'm passing you on.", handoff={"state": "requested", "reference": "H-1"})
KEPT = (
    "I've passed your message on. No person has taken over yet; when one does, they answer in this chat. "
    "Your reference is H-1."
)
BACK = "Go on with the assistant"


async def handed_over(channel: Channel, words: str = "person please", locale: str = "en-GB") -> Browser:
    browser = await channel.customer(locale=locale)
    channel.dialogue.on(words, [REQUESTED])
    await browser.say(words)
    return browser


async def desk(channel: Channel, browser: Browser, what: str, **body: Any) -> dict[str, Any]:
    """What the agents' desk asks of the channel."""
    path = f"/conversations/{browser.session['conversation']}/{what}"
    status, answer = await channel.internal("POST" if body else "GET", path, body or None)
    assert status in (200, 201)
    return dict(answer)


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [one["text"] for one in messages]


async def test_a_further_message_is_acknowledged_at_once_and_then_now_and_then(channel: Channel) -> None:
    waiting = await handed_over(channel)

    first, second = await waiting.say("hello?"), await waiting.say("what plans do you have")
    channel.clock.ahead = 121
    third, fourth = await waiting.say("are you still there"), await waiting.say("hello??")

    assert texts(first) == texts(third) == [KEPT]
    assert first[0]["formal"]  # nobody is asked to rate it
    assert [choice["title"] for choice in first[0]["choices"]] == [BACK]
    assert second == fourth == []
    assert [turn.text for turn in channel.dialogue.turns] == ["person please"]


async def test_every_message_is_there_for_the_person(channel: Channel) -> None:
    waiting = await handed_over(channel)
    await waiting.say("hello?")
    await waiting.say("my bill is wrong")

    read = await desk(channel, waiting, "messages")

    heard = [one["text"] for one in read["messages"] if one["from"] == "customer"]
    assert (heard, read["state"]) == (["person please", "hello?", "my bill is wrong"], "requested")


@pytest.mark.parametrize(
    "said", [{"what": "handoff", "state": "active"}, {"what": "messages", "id": "p", "text": "Hi"}]
)
async def test_the_bot_is_silent_once_a_person_has_taken_over_or_spoken(channel: Channel, said: dict[str, str]) -> None:
    waiting = await handed_over(channel)
    await desk(channel, waiting, **said)

    assert await waiting.say("hello?") == []


@pytest.mark.parametrize("how", [{"choice"}, {"text"}], ids=["pressed", "typed"])
async def test_the_button_gives_the_conversation_back_and_the_reference_stays(channel: Channel, how: set[str]) -> None:
    waiting = await handed_over(channel)
    (offered,) = (await waiting.say("hello?"))[0]["choices"]

    async with waiting.events(last=5) as stream:
        body = {"choice": offered["choice"]} if "choice" in how else {}
        back = await waiting.say(None if body else "go on with the assistant", **body)
        told = (await take(stream, 1, "handoff"))[0]
    answered = await waiting.say("what plans do you have")

    assert "Your reference H-1 stays" in back[0]["text"]
    assert told.data == {"state": "bot", "reference": "H-1"}
    assert texts(answered) == ["you said what plans do you have"]
    assert (await desk(channel, waiting, "messages"))["state"] == "bot"
    assert [turn.text for turn in channel.dialogue.turns] == ["person please", "what plans do you have"]


async def test_the_button_pressed_again_changes_nothing(channel: Channel) -> None:
    waiting = await handed_over(channel)
    (offered,) = (await waiting.say("hello?"))[0]["choices"]
    await waiting.say(None, choice=offered["choice"])

    again = await waiting.say(None, choice=offered["choice"])
    await desk(channel, waiting, "handoff", state="active")
    taken_over = await waiting.say(None, choice=offered["choice"])

    assert texts(again) == ["I'm the automated assistant again. What can I help you with?"]
    assert taken_over == []
    assert (await desk(channel, waiting, "messages"))["state"] == "active"


async def test_whoever_asks_for_a_person_again_waits_anew(channel: Channel) -> None:
    waiting = await handed_over(channel)
    (offered,) = (await waiting.say("hello?"))[0]["choices"]
    await waiting.say(None, choice=offered["choice"])
    await waiting.say("person please")

    assert texts(await waiting.say("hello?")) == [KEPT]


async def test_a_notice_or_what_was_written_before_the_answer_wants_no_acknowledgement(channel: Channel) -> None:
    release = asyncio.Event()

    async def slowly(turn: object) -> list[Reply]:
        await release.wait()
        return [REQUESTED]

    channel.dialogue.on("person please", slowly)
    waiting = await channel.customer()
    await waiting.post("person please", wait=False)
    urgent = asyncio.create_task(waiting.say("it is urgent"))
    await asyncio.sleep(0.05)
    release.set()
    await urgent
    await desk(channel, waiting, "messages", id="n-1", text="Your refund is on its way.", author="bot")

    assert urgent.result() == []
    assert texts(await waiting.say("hello?")) == [KEPT]


async def test_an_agent_who_takes_over_meanwhile_is_not_contradicted(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = await handed_over(channel)
    looked, looks = asyncio.Event(), Waiting.replies

    async def overtaken(self: Waiting, turn: Any) -> Any:
        replies = await looks(self, turn)
        if not looked.is_set():
            looked.set()
            await channel.runtime.set_handoff(turn.conversation, "active", "H-1")
        return replies

    monkeypatch.setattr(Waiting, "replies", overtaken)

    assert await waiting.say("hello?") == []
    assert looked.is_set()
    assert (await desk(channel, waiting, "messages"))["state"] == "active"


async def test_what_cannot_be_passed_on_is_told(channel: Channel) -> None:
    waiting = await handed_over(channel)

    (told,) = await channel_says(channel, waiting, note="attachment")

    assert told.startswith("I can only read text here, so I have not opened what you sent.")
    assert "Your reference is H-1." in told


async def channel_says(channel: Channel, browser: Browser, note: Any) -> list[str]:
    """What is said to a message that a push channel stored with a note."""
    conversation = browser.session["conversation"]
    message = Incoming("m-note", conversation, "[image]", Identity().snapshot(0.0), "en-GB", note=note)
    accepted = await channel.runtime.accept(message)
    await until(lambda: not channel.runtime.conversations.is_waiting(accepted.turn))
    events = channel.runtime.timeline.of_turn(conversation, accepted.turn)
    return [event.body["text"] for event in events]


@pytest.mark.parametrize(
    ("words", "says", "back"),
    [
        ("ich möchte mit einem Menschen sprechen", "Noch hat kein Mensch übernommen", "Mit dem Assistenten weiter"),
        ("je veux parler à un conseiller", "Aucun conseiller n'a encore pris le relais", "Continuer avec l'assistant"),
        ("quiero hablar con una persona", "Todavía no te atiende ninguna persona", "Seguir con el asistente"),
    ],
)
async def test_it_is_said_in_the_conversation_s_language(channel: Channel, words: str, says: str, back: str) -> None:
    waiting = await handed_over(channel, words)

    (kept,) = await waiting.say("ok")

    assert says in kept["text"]
    assert "H-1" in kept["text"]
    assert kept["choices"][0]["title"] == back


async def test_it_can_be_turned_off(tmp_path: Path) -> None:
    async with running(settings_for(tmp_path, USHER_WAITING_NOTICE="0"), tmp_path) as channel:
        waiting = await handed_over(channel)

        assert await waiting.say("hello?") == []
