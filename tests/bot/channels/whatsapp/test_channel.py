"""WhatsApp from the signed webhook to the post, against the Cloud API's stand-in."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.channels.core.model import Button, Card, Reply
from bot.channels.whatsapp.config import whatsapp_config
from bot.settings import SettingError
from demo.graph.errors import invalid
from demo.whatsapp.api import NUMBER
from demo.whatsapp.people import batch
from tests.bot.channels.support import SITE, settings_for, until
from tests.bot.channels.whatsapp.conftest import APP_SECRET, ROBIN, TOKEN, VERIFY_TOKEN, Chat

HELLO = {"from": ROBIN, "id": "wamid.1", "timestamp": "1", "type": "text", "text": {"body": "hello"}}


def pressed(chat: Chat, title: str) -> tuple[str, str]:
    """The message with a button or row of that title, and its value."""
    for one in chat.whatsapp.threads.of(ROBIN).sent:
        action = one.content.get("interactive", {}).get("action", {})
        rows = [row for section in action.get("sections", ()) for row in section["rows"]]
        for offered in [*rows, *(button["reply"] for button in action.get("buttons", ()))]:
            if offered["title"] == title:
                return one.mid, offered["id"]
    raise AssertionError(title)


async def test_a_message_is_answered(chat: Chat) -> None:
    assert await chat.ask("hello") == ["you said hello"]
    assert chat.dialogue.turns[0].channel == "whatsapp"
    assert chat.dialogue.turns[0].identity["customer"] is None


async def test_meta_s_challenge_is_repeated_to_whoever_knows_the_verify_token(chat: Chat) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "42"}
    answers = []
    for token in (VERIFY_TOKEN, "wrong"):
        async with chat.http.get(f"{chat.url}/webhook", params={**asked, "hub.verify_token": token}) as response:
            answers.append((response.status, await response.text()))

    assert answers == [(200, "42"), (403, "forbidden")]


async def test_what_meta_did_not_sign_is_refused(chat: Chat) -> None:
    assert await chat.post(batch(messages=[HELLO]), secret="another app's") == 403
    assert chat.dialogue.turns == []


async def test_the_same_message_four_times_is_one_turn_and_one_reply(chat: Chat) -> None:
    chat.whatsapp.fail("4 copies")
    await chat.ask("hello")
    await chat.ask("bye")

    assert [turn.text for turn in chat.dialogue.turns] == ["hello", "bye"]
    assert chat.said() == ["you said hello", "you said bye"]


async def test_another_numbers_messages_are_left_alone(chat: Chat) -> None:
    foreign = batch(messages=[HELLO])
    foreign["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "666"

    assert await chat.post(foreign) == 200
    assert chat.dialogue.turns == []


@pytest.mark.parametrize(
    "message",
    [
        {"type": "unsupported", "errors": [{"code": 131051}]},
        {"type": "system", "system": {"body": "Robin changed their number"}},
        {"type": "reaction", "reaction": {"message_id": "wamid.0", "emoji": "👍"}},
        {"type": "text", "text": "not an object"},
        {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}},
    ],
)
async def test_what_wants_no_answer_gets_none(chat: Chat, message: dict) -> None:
    assert await chat.post(batch(messages=[{**HELLO, **message}], statuses=[{"id": "x", "status": "read"}])) == 200
    assert chat.dialogue.turns == []


async def test_buttons_and_rows_mean_what_was_behind_them(chat: Chat) -> None:
    chat.dialogue.on("few", [Reply("Sure?", buttons=(Button("Yes", "/affirm"), Button("No", "/deny")))])
    chat.dialogue.on("many", [Reply("Which?", buttons=tuple(Button(f"Station {n}", f"/pick{n}") for n in range(7)))])
    await chat.ask("few")
    await chat.ask("many")

    for title in ("No", "Station 6"):
        await chat.whatsapp.press(ROBIN, *pressed(chat, title))
        await until(lambda title=title: chat.dialogue.turns[-1].text == title)

    assert [turn.payload for turn in chat.dialogue.turns[-2:]] == ["/deny", "/pick6"]


async def test_a_made_up_value_is_not_obeyed(chat: Chat) -> None:
    reply = {"type": "button_reply", "button_reply": {"id": "/affirm", "title": "Yes"}}
    await chat.post(batch(messages=[{**HELLO, "type": "interactive", "interactive": reply}]))

    await until(lambda: len(chat.said()) == 0 and not chat.due())
    assert chat.dialogue.turns == []


async def test_a_picture_without_words_is_declined_kindly(chat: Chat) -> None:
    said = await chat.ask("📷")

    assert len(said) == 1
    assert chat.dialogue.turns == []


async def test_a_thumb_under_an_answer_is_feedback(chat: Chat) -> None:
    await chat.ask("hello")
    answer = next(one for one in chat.whatsapp.threads.of(ROBIN).sent if one.who == "bot")

    chat.whatsapp.react(ROBIN, answer.mid, "👎🏽")

    def ratings() -> list[str]:
        with chat.runtime.db.engine.connect() as connection:
            return [row[0] for row in connection.exec_driver_sql("SELECT rating FROM channel_feedback")]

    await until(lambda: ratings() == ["down"])


async def test_typing_is_shown_while_an_answer_is_made(chat: Chat) -> None:
    async def takes_its_time(_: object) -> list[Reply]:
        await until(lambda: chat.whatsapp.threads.of(ROBIN).typing_until > 0)
        return [Reply("done")]

    chat.dialogue.on("hello", takes_its_time)

    assert await chat.ask("hello") == ["done"]


async def test_what_graph_refuses_for_now_arrives_once_and_in_order(chat: Chat) -> None:
    await chat.ask("one")
    chat.whatsapp.api.failing.append("500")
    await chat.whatsapp.write(ROBIN, "two")
    await chat.whatsapp.write(ROBIN, "three")

    await until(lambda: len(chat.said()) == 3)
    assert chat.said() == ["you said one", "you said two", "you said three"]


async def test_a_picture_that_graph_cannot_fetch_is_said_in_words(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    def picky(body: dict) -> None:
        if body["type"] == "image":
            raise invalid("Media download failed")

    monkeypatch.setattr("demo.whatsapp.api.check_message", picky)
    chat.dialogue.on("films", [Reply("One:", cards=(Card("Metropolis", image="/m.jpg", url="/play/1"),))])

    assert await chat.ask("films") == ["One:", f"*Metropolis*\n{SITE}/play/1\n{SITE}/m.jpg"]


@pytest.mark.parametrize("timestamp", [None, "", "yesterday", "-1"])
async def test_a_message_of_an_unreadable_time_is_answered_by_our_own_clock(chat: Chat, timestamp: object) -> None:
    await chat.ask("first")

    await chat.post(batch(messages=[{**HELLO, "timestamp": timestamp}]))

    await until(lambda: not chat.due() and (len(chat.said()) == 2 or bool(chat.reasons())))
    assert (chat.said(), chat.reasons()) == (["you said first", "you said hello"], [])


async def test_after_a_day_nothing_is_said_and_the_reason_is_kept(chat: Chat) -> None:
    await chat.ask("hello")
    conversation = chat.dialogue.turns[0].conversation
    chat.clock.ahead = 25 * 3600.0

    await chat.runtime.say(conversation, {"id": "n-1", "from": "person", "author": "Sam", "text": "Still there?"})

    await until(lambda: bool(chat.reasons()))
    assert "templates only" in chat.reasons()[0]
    assert len(chat.said()) == 1


async def test_no_token_reaches_a_log(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chat.whatsapp.api.failing += ["190", "190"]  # the sign of typing may meet the first

    await chat.whatsapp.write(ROBIN, "hello")
    await until(lambda: "waits for a valid token" in caplog.text)

    assert not [secret for secret in (TOKEN, APP_SECRET, VERIFY_TOKEN) if secret in caplog.text]


def test_without_settings_whatsapp_is_off_and_half_of_them_stop_the_start(tmp_path: Path) -> None:
    assert whatsapp_config(settings_for(tmp_path)) is None
    with pytest.raises(SettingError, match="USHER_WHATSAPP_APP_SECRET"):
        whatsapp_config(settings_for(tmp_path, USHER_WHATSAPP_NUMBERS=f"{NUMBER}={TOKEN}"))
    some = {"USHER_WHATSAPP_APP_SECRET": "x", "USHER_WHATSAPP_VERIFY_TOKEN": "y"}
    with pytest.raises(SettingError, match="PHONE_NUMBER_ID=TOKEN"):
        whatsapp_config(settings_for(tmp_path, USHER_WHATSAPP_NUMBERS="my number", **some))
    config = whatsapp_config(settings_for(tmp_path, USHER_WHATSAPP_NUMBERS=f"{NUMBER}={TOKEN}", **some))
    assert TOKEN not in repr(config)


async def test_who_waits_for_a_person_is_told_and_may_go_on_with_the_bot(chat: Chat) -> None:
    handoff = {"state": "requested", "reference": "H-1"}
    chat.dialogue.on("person", [Reply("I'm passing you on.", handoff=handoff)])
    await chat.ask("person")

    await chat.ask("is anybody there?")
    back = await chat.ask("Go on with the assistant")  # a phone may well write what it could press
    answer = await chat.ask("which plans are there")

    kept = next(one for one in chat.said() if isinstance(one, dict))
    assert "No person has taken over yet" in kept["body"]["text"]
    assert "Your reference H-1 stays" in back[0]
    assert answer == ["you said which plans are there"]
