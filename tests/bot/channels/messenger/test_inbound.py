"""What people do in Messenger, and what the dialogue hears of it."""

from __future__ import annotations

from typing import Any

from bot.channels.core.model import Button, Reply
from tests.bot.channels.messenger.support import APP, INBOX, PAGE, PERSON, Chat, chatting, refusal
from tests.bot.channels.support import until

PAYLOAD = '/inform{"cancel_reason": "price_increase"}'
WHY = Reply("Why?", buttons=(Button("Too expensive", payload=PAYLOAD),))
PLANS = tuple(Button(f"Plan {n}", payload=f'/inform{{"plan": "{n}"}}') for n in range(5))


def picture(**payload: Any) -> dict[str, Any]:
    return {"type": "image", "payload": {"url": "https://example.org/a.png", **payload}}


async def heard(chat: Chat, **content: Any) -> tuple[str, str | None]:
    """The text and payload of the turn that an event began."""
    before = len(chat.graph.messages())
    assert await chat.hear(**content) == 200
    await chat.sent(before + 1)
    return chat.dialogue.turns[-1].text, chat.dialogue.turns[-1].payload


async def test_a_pressed_button_means_what_was_behind_it(chat: Chat) -> None:
    chat.dialogue.on("cancel", [WHY])
    asked = (await chat.ask("cancel"))[0]["attachment"]["payload"]
    value = asked["buttons"][0]["payload"]

    turn = await heard(chat, postback={"mid": "m_press", "title": "Too expensive", "payload": value})

    assert turn == ("Too expensive", PAYLOAD)
    assert "price_increase" not in str(asked)


async def test_a_pressed_quick_reply_means_what_was_behind_it(messenger: Chat) -> None:
    messenger.dialogue.on("plans", [Reply("Which?", buttons=PLANS)])
    offered = (await messenger.ask("plans"))[0]["quick_replies"]

    message = {"mid": "m_quick", "text": "Plan 3", "quick_reply": {"payload": offered[3]["payload"]}}

    assert [one["title"] for one in offered] == [button.title for button in PLANS]
    assert await heard(messenger, message=message) == ("Plan 3", '/inform{"plan": "3"}')


async def test_a_postback_without_a_mid_is_still_one_turn(messenger: Chat) -> None:
    event = messenger.event(postback={"title": "Get Started", "payload": "menu:start"})

    for _ in range(4):
        assert await messenger.batch(event) == 200
    await messenger.sent(1)

    assert [turn.payload for turn in messenger.dialogue.turns] == ["/greet"]


async def test_a_button_of_another_conversation_is_not_obeyed(messenger: Chat) -> None:
    messenger.dialogue.on("cancel", [WHY])
    value = (await messenger.ask("cancel"))[0]["attachment"]["payload"]["buttons"][0]["payload"]

    await messenger.batch(messenger.event("7002", postback={"mid": "m_x", "title": "Too expensive", "payload": value}))
    await messenger.sent(2)

    assert "no longer valid" in messenger.graph.texts()[-1]
    assert [turn.text for turn in messenger.dialogue.turns] == ["cancel"]


async def test_an_old_button_is_refused_kindly(messenger: Chat) -> None:
    messenger.dialogue.on("cancel", [WHY])
    value = (await messenger.ask("cancel"))[0]["attachment"]["payload"]["buttons"][0]["payload"]
    messenger.clock.ahead = 25 * 3600

    await messenger.hear(postback={"mid": "m_late", "title": "Too expensive", "payload": value})
    await messenger.sent(2)

    assert "no longer valid" in messenger.graph.texts()[-1]


async def test_a_typed_command_is_words(messenger: Chat) -> None:
    assert await heard(messenger, message={"mid": "m_1", "text": "/restart"}) == ("/restart", None)


async def test_the_menu_and_links_with_a_ref_open_what_they_name(messenger: Chat) -> None:
    by_menu = await heard(messenger, postback={"mid": "m_1", "title": "Talk to a person", "payload": "menu:person"})
    by_link = await heard(messenger, referral={"ref": "plan", "source": "SHORTLINK", "type": "OPEN_THREAD"})
    by_start = await heard(
        messenger,
        postback={"mid": "m_2", "title": "Get Started", "payload": "menu:start", "referral": {"ref": "person"}},
    )
    by_unknown_link = await heard(messenger, referral={"ref": "/restart", "source": "SHORTLINK"})
    by_plug_in = await heard(messenger, optin={"ref": "checkout"})

    assert (by_menu, by_link) == (("Talk to a person", "/human_handoff"), ("[plan]", "/subscription_status_benefits"))
    assert by_start == ("Get Started", "/human_handoff")
    assert [by_unknown_link, by_plug_in] == [("[/restart]", "/greet"), ("[checkout]", "/greet")]


async def test_a_message_from_an_advertisement_is_what_was_written(messenger: Chat) -> None:
    message = {"mid": "m_1", "text": "what does it cost?", "referral": {"ref": "spring", "source": "ADS"}}

    assert await heard(messenger, message=message) == ("what does it cost?", None)


async def test_pictures_and_stickers_without_words_are_answered_politely(messenger: Chat) -> None:
    voice = {"type": "audio", "payload": {"url": "https://example.org/a.mp4"}}

    for place, content in enumerate(
        ({"attachments": [picture()]}, {"attachments": [voice]}, {"sticker_id": 551, "attachments": [picture()]})
    ):
        await messenger.hear(message={"mid": f"m_{place}", **content})
    await messenger.sent(3)

    assert all("only read text" in text for text in messenger.graph.texts())
    events = messenger.runtime.timeline.events(messenger.conversation())
    assert [one.body["text"] for one in events if one.body["from"] == "customer"] == ["[image]", "[audio]", "[sticker]"]


async def test_messenger_s_thumb_is_a_thank_you(messenger: Chat) -> None:
    thumb = {"mid": "m_1", "sticker_id": 369239263222822, "attachments": [picture(sticker_id=369239263222822)]}

    assert await heard(messenger, message=thumb) == ("👍", "/thanks")


async def test_words_with_a_picture_are_words(messenger: Chat) -> None:
    message = {"mid": "m_1", "text": "what is this?", "attachments": [picture()]}

    assert await heard(messenger, message=message) == ("what is this?", None)


async def test_a_thumb_under_an_answer_is_feedback_and_the_last_one_counts(chat: Chat) -> None:
    await chat.ask("hello")
    answer = chat.graph.given[-1]
    said = chat.runtime.timeline.events(chat.conversation())[-1].body

    for kind, action, mid in (
        ("like", "react", answer), ("dislike", "react", answer), ("like", "unreact", answer), ("smile", "react", answer),
        ("like", "react", "m_of_somebody_else"),
    ):  # fmt: skip
        assert await chat.hear(reaction={"reaction": kind, "action": action, "mid": mid, "emoji": "👍"}) == 200

    with chat.runtime.db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT message, rating FROM channel_feedback").fetchall()
    assert [tuple(row) for row in rows] == [(said["id"], "down")]
    assert len(chat.dialogue.turns) == 1


async def test_a_text_that_is_far_too_long_is_not_read(messenger: Chat) -> None:
    await messenger.say("x" * 5_000)
    await messenger.sent(1)

    assert "too long" in messenger.graph.texts()[0]
    assert messenger.dialogue.turns == []


async def test_somebody_who_writes_too_fast_is_told_so_and_the_flood_is_dropped(tmp_path: Any) -> None:
    async with chatting(tmp_path, USHER_RATE_MESSAGES_PER_SESSION="3") as chat:
        await chat.batch(*(chat.event(message={"mid": f"m_{n}", "text": f"{n}"}) for n in range(20)))
        await chat.batch(chat.event("7002", message={"mid": "m_other", "text": "someone else"}))
        await chat.sent(6)

        told = [text for text in chat.graph.texts() if "faster than I am" in text]
        assert (len(told), chat.stored()) == (2, 6)
        assert "you said someone else" in chat.graph.texts()


async def test_a_handed_over_conversation_goes_to_the_human_inbox_after_the_last_words(routed: Chat) -> None:
    handoff = {"state": "requested", "reference": "H-1"}
    routed.dialogue.on("person", [Reply("I'm passing you on.", handoff=handoff)])

    await routed.ask("person")

    assert routed.graph.of("pass_thread_control") == [
        {"recipient": {"id": PERSON}, "target_app_id": INBOX, "metadata": "H-1"}
    ]
    assert routed.graph.calls[-1].path == f"{PAGE}/pass_thread_control"


async def test_in_standby_nothing_is_stored_and_nothing_said(routed: Chat) -> None:
    await routed.batch(routed.event(message={"mid": "m_1", "text": "are you there?"}), field="standby")

    assert (routed.stored(), routed.graph.calls) == (0, [])


async def test_the_bot_is_silent_until_the_inbox_gives_the_conversation_back(routed: Chat) -> None:
    await passed_on(routed)
    at_once = await routed.say("one more thing")
    returned = {"previous_owner_app_id": INBOX, "new_owner_app_id": APP, "metadata": ""}
    await routed.batch(routed.event(pass_thread_control=returned), field="standby")

    answer = await routed.ask("hello again")

    assert (at_once, answer) == (200, [{"text": "you said hello again"}])
    assert routed.graph.texts() == ["I'm passing you on.", "you said hello again"]
    assert routed.graph.of("take_thread_control") == []


async def test_an_agent_who_takes_a_conversation_in_the_inbox_silences_the_bot(routed: Chat) -> None:
    await routed.ask("hello")
    taken = {"previous_owner_app_id": APP, "new_owner_app_id": INBOX, "metadata": ""}

    await routed.hear(take_thread_control=taken)

    assert routed.state() == "active"


async def test_older_news_of_who_has_a_conversation_change_nothing(routed: Chat) -> None:
    await routed.ask("hello")
    old = routed.event(take_thread_control={"new_owner_app_id": INBOX})
    routed.clock.ahead = 5
    await routed.hear(pass_thread_control={"new_owner_app_id": APP})

    await routed.batch(old)

    assert routed.state() == "bot"


async def test_a_message_long_after_the_conversation_was_passed_on_means_nobody_has_it(routed: Chat) -> None:
    await passed_on(routed)
    routed.clock.ahead = 3600

    answer = await routed.ask("is anybody there?")

    assert answer == [{"text": "you said is anybody there?"}]
    assert routed.state() == "bot"


async def test_who_waits_for_the_desk_is_told_and_may_go_on_with_the_bot(messenger: Chat) -> None:
    await passed_on(messenger)

    (kept,) = await messenger.ask("is anybody there?")
    (button,) = kept["attachment"]["payload"]["buttons"]
    await messenger.hear(postback={"mid": "m_back", "title": button["title"], "payload": button["payload"]})
    await messenger.sent(3)

    assert "No person has taken over yet" in kept["attachment"]["payload"]["text"]
    assert "Go on with the assistant" in kept["attachment"]["payload"]["text"]  # longer than a button's title may be
    assert "Your reference H-1 stays" in messenger.graph.texts()[-1]
    assert messenger.state() == "bot"


async def test_whom_meta_s_inbox_has_the_bot_writes_nothing(routed: Chat) -> None:
    await passed_on(routed)
    said = len(routed.graph.messages())

    await routed.say("one more thing")  # written before the conversation was passed on, and delivered after

    await until(lambda: routed.stored() == 2 and not waiting(routed))
    assert len(routed.graph.messages()) == said
    assert routed.state() == "requested"


async def test_where_meta_refused_to_pass_the_conversation_on_it_waits_for_the_desk(routed: Chat) -> None:
    routed.graph.answers["pass_thread_control"] = [refusal(100)]
    await passed_on(routed)
    await until(lambda: bool(routed.reasons()))

    (kept,) = await routed.ask("is anybody there?")

    assert "No person has taken over yet" in kept["attachment"]["payload"]["text"]


def waiting(chat: Chat) -> int:
    with chat.runtime.db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM channel_inbox WHERE state = 'waiting'")
        return int(rows.scalar() or 0)


async def passed_on(chat: Chat) -> None:
    reply = Reply("I'm passing you on.", handoff={"state": "requested", "reference": "H-1"})
    chat.dialogue.on("person", [reply])
    await chat.ask("person")
