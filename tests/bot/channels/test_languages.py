"""A conversation is in the language that its customer writes."""

from __future__ import annotations

from bot.channels.core.model import Button, Reply
from tests.bot.channels.support import Browser, Channel


def locales(channel: Channel) -> list[str]:
    return [turn.metadata()["locale"] for turn in channel.dialogue.turns]


async def test_it_follows_what_is_written_and_stays_where_nothing_says_otherwise(
    channel: Channel, visitor: Browser
) -> None:
    for text in ("hello there", "wann ist meine nächste Zahlung?", "ok", "Roku", "¿y la anterior?", "what do I pay?"):
        await visitor.say(text)

    assert locales(channel) == ["en-GB", "de", "de", "de", "es", "en-GB"]


async def test_a_pressed_choice_is_in_our_words_and_changes_nothing(channel: Channel, visitor: Browser) -> None:
    channel.dialogue.on(
        "wann ist meine Zahlung?", [Reply("Am 3.", buttons=(Button("Show my invoices", payload="/x"),))]
    )
    (asked,) = await visitor.say("wann ist meine Zahlung?")

    await visitor.post(choice=asked["choices"][0]["choice"])

    assert locales(channel) == ["de", "de"]


async def test_the_session_decides_until_something_is_written(channel: Channel) -> None:
    customer = await channel.customer("cus_7", "fr-CA")

    await customer.say("NL-1001")

    assert locales(channel) == ["fr-CA"]


async def test_what_the_channel_itself_says_is_in_that_language_too(channel: Channel, visitor: Browser) -> None:
    channel.dialogue.on("warum geht das nicht?", [])

    (said,) = await visitor.say("warum geht das nicht?")

    assert said["text"].startswith("Das hat gerade leider nicht geklappt")


async def test_each_conversation_has_its_own(channel: Channel, visitor: Browser) -> None:
    other = await channel.customer("cus_8")

    await visitor.say("je voudrais voir ma facture")
    await other.say("ok")

    assert locales(channel) == ["fr", "en-GB"]
