"""Linking a Messenger account to a customer, as Messenger sees it."""

from __future__ import annotations

import re

from bot.channels.core.model import Identity
from tests.bot.channels.messenger.support import PAGE, PERSON, Answer, Chat


async def offer(chat: Chat) -> str:
    """Ask for a link by the menu; gives the secret in it."""
    before = len(chat.graph.messages())
    await chat.hear(postback={"mid": f"m_{before}", "title": "Link my account", "payload": "menu:link"})
    await chat.sent(before + 1)
    button = chat.graph.messages()[-1]["attachment"]["payload"]["buttons"][0]
    found = re.search(r"offer=([\w-]{43})$", button["url"])
    assert button["type"] == "web_url"
    assert found is not None
    return found[1]


async def link(chat: Chat, customer: str) -> str:
    """The whole ceremony; what is said at its end."""
    code, _ = chat.runtime.links.confirm(await offer(chat), Identity(customer, chat.clock()))
    return str((await chat.ask(code))[-1]["text"])


async def customer(chat: Chat) -> str | None:
    await chat.ask("who am I?")
    found: str | None = chat.dialogue.turns[-1].identity["customer"]
    return found


async def test_the_code_typed_back_makes_the_person_the_customer(chat: Chat) -> None:
    stranger = await customer(chat)

    said = await link(chat, "cus_1")

    assert said.startswith("Done")
    assert (stranger, await customer(chat)) == (None, "cus_1")


async def test_another_person_on_the_same_page_stays_a_stranger(messenger: Chat) -> None:
    await link(messenger, "cus_1")
    sent = len(messenger.graph.messages())

    await messenger.batch(messenger.event("7002", message={"mid": "m_other", "text": "who am I?"}))
    await messenger.sent(sent + 1)

    assert messenger.dialogue.turns[-1].identity["customer"] is None


async def test_a_message_repeated_after_the_link_is_not_asked_again_as_the_customer(messenger: Chat) -> None:
    before = messenger.event(message={"mid": "m_before", "text": "what do I pay?"})
    await messenger.batch(before)
    await messenger.sent(1)
    await link(messenger, "cus_1")

    await messenger.batch(before)

    assert await customer(messenger) == "cus_1"
    assert [turn.text for turn in messenger.dialogue.turns].count("what do I pay?") == 1


async def test_the_website_is_told_the_name_the_person_has_in_messenger(messenger: Chat) -> None:
    messenger.graph.answers[PERSON] = [Answer(body={"id": PERSON, "name": "Robin"})]
    messenger.graph.answers[PAGE] = [Answer(body={"id": PAGE, "name": "Northlight"})]

    shown = messenger.runtime.links.look(await offer(messenger))

    assert shown.account == "Robin · Messenger · Northlight"


async def test_unlinking_makes_the_person_a_stranger_again(messenger: Chat) -> None:
    await link(messenger, "cus_1")

    await messenger.ask("unlink")

    assert await customer(messenger) is None
