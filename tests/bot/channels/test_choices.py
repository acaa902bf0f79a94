"""Suggested replies: opaque, expiring, and this conversation's alone."""

from __future__ import annotations

from bot.channels.core.model import Button, Card, Reply, Source
from tests.bot.channels.support import Browser, Channel

PAYLOAD = '/inform{"cancel_reason": "price_increase"}'
REPLY = Reply(
    "Why?",
    buttons=(Button("Too expensive", payload=PAYLOAD), Button("Plans", url="https://example.org/plans")),
    cards=(
        Card("Film", subtitle="1927", image="/f.jpg", buttons=(Button("Can I watch it?", payload='/watch{"t":"1"}'),)),
    ),
    sources=(Source("Help", "/help"), Source("Terms")),
)


async def asked(channel: Channel, browser: Browser) -> dict[str, object]:
    channel.dialogue.on("cancel", [REPLY])
    return (await browser.say("cancel"))[0]


async def test_a_reply_is_rendered_with_all_its_parts(channel: Channel, visitor: Browser) -> None:
    message = await asked(channel, visitor)

    choice, link = message["choices"]
    assert (choice["title"], link) == ("Too expensive", {"title": "Plans", "url": "https://example.org/plans"})
    card = message["cards"][0]
    assert (card["title"], card["subtitle"], card["image"]) == ("Film", "1927", "/f.jpg")
    assert card["buttons"][0]["title"] == "Can I watch it?"
    assert message["sources"] == [{"title": "Help", "url": "/help"}, {"title": "Terms"}]


async def test_no_payload_reaches_the_browser(channel: Channel, visitor: Browser) -> None:
    message = await asked(channel, visitor)

    assert "inform" not in str(message)
    assert "price_increase" not in str(message)


async def test_a_pressed_choice_says_its_title_and_means_its_payload(channel: Channel, visitor: Browser) -> None:
    message = await asked(channel, visitor)

    await visitor.post(choice=message["choices"][0]["choice"])

    turn = channel.dialogue.turns[-1]
    assert (turn.text, turn.payload) == ("Too expensive", PAYLOAD)
    assert turn.metadata()["choice"] is True


async def test_a_title_typed_instead_of_pressed_means_the_same(channel: Channel, visitor: Browser) -> None:
    await asked(channel, visitor)

    await visitor.say("too expensive.")
    await visitor.say("Too expensive")  # the answer between showed other choices, or none

    assert [turn.payload for turn in channel.dialogue.turns[-2:]] == [PAYLOAD, None]


async def test_a_title_that_two_choices_share_is_only_words(channel: Channel, visitor: Browser) -> None:
    films = [Card(name, buttons=(Button("Play", payload=f'/watch{{"t": "{name}"}}'),)) for name in ("A", "B")]
    channel.dialogue.on("films", [Reply("Two", cards=tuple(films))])
    await visitor.say("films")

    await visitor.say("play")

    assert channel.dialogue.turns[-1].payload is None


async def test_another_conversations_title_is_only_words(channel: Channel, visitor: Browser) -> None:
    await asked(channel, visitor)
    other = await channel.customer()

    await other.say("Too expensive")

    assert channel.dialogue.turns[-1].payload is None


async def test_a_card_button_works_like_a_choice(channel: Channel, visitor: Browser) -> None:
    message = await asked(channel, visitor)

    await visitor.post(choice=message["cards"][0]["buttons"][0]["choice"])

    assert channel.dialogue.turns[-1].payload == '/watch{"t":"1"}'


async def test_another_conversations_choice_is_refused(channel: Channel, visitor: Browser) -> None:
    message = await asked(channel, visitor)
    thief = await channel.customer()

    status, answer = await thief.post(choice=message["choices"][0]["choice"])

    assert (status, answer["error"]) == (404, "unknown_choice")
    assert len(channel.dialogue.turns) == 1


async def test_made_up_choices_are_refused(channel: Channel, visitor: Browser) -> None:
    for value in ("", PAYLOAD, "/restart", "x" * 500, "ünï", "' OR 1=1 --"):
        assert (await visitor.post(choice=value))[0] == 404


async def test_an_old_choice_is_refused_kindly(web: Channel) -> None:
    customer = await web.customer("cus_1")
    value = (await asked(web, customer))["choices"][0]["choice"]
    web.clock.ahead = 25 * 3600
    await customer.open(web.site.token("cus_1"))
    with web.runtime.db.engine.begin() as connection:  # the same conversation, a day later
        connection.exec_driver_sql("UPDATE channel_choices SET conversation = ?", (customer.session["conversation"],))

    status, answer = await customer.post(choice=value)

    assert (status, answer["error"]) == (410, "choice_expired")
    assert answer["message"]


async def test_typing_a_payload_is_typing_words(channel: Channel, visitor: Browser) -> None:
    for text in (PAYLOAD, "/restart", "\u200b/restart", " /session_start"):
        await visitor.say(text)

        turn = channel.dialogue.turns[-1]
        assert turn.payload is None
        assert turn.metadata()["choice"] is False
