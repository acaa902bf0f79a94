"""Linking chat accounts to customers: the ceremony, and everything somebody might do with a link or a code."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bot.channels.core import mails
from bot.channels.core.linking import asked, code_in
from bot.channels.core.model import Button, Reply
from bot.settings import SettingError
from tests.bot.channels.core.linked import World, world
from tests.bot.channels.support import Channel, settings_for, take, until


async def test_a_chat_account_is_linked_by_a_link_and_a_code(town: World) -> None:
    assert await town.who() is None
    offer = await town.offer()
    status, shown = await town.site("look", offer=offer)

    said = await town.chat.ask(await town.code(offer))

    assert (status, shown["channel"], shown["account"]) == (200, "pigeon", "Pigeon of ada")
    assert said[0].startswith("Done: this chat is linked")
    assert await town.who() == "cus_1"
    await until(lambda: town.post.told() == [("chat.linked", "cus_1")])
    assert town.post.notices[0]["data"] == {"customer": "cus_1", "channel": "pigeon", "account": "Pigeon of ada"}


async def test_nothing_of_the_ceremony_reaches_the_dialogue(town: World) -> None:
    await town.link()

    assert town.web.dialogue.turns == []


async def test_the_link_is_for_the_person_alone(town: World) -> None:
    await town.offer()

    assert town.chat.platform.sent[-1].body["private"] is True


async def test_the_store_holds_neither_the_link_nor_the_code(town: World) -> None:
    offer = await town.offer()
    code = await town.code(offer)
    await town.chat.ask(code)

    kept = stored(town.web)

    assert "channel_link_offers" in kept
    assert offer not in kept
    assert code not in re.findall(r"\d+", kept)


def stored(channel: Channel) -> str:
    """Everything in the channels' store, as text."""
    from bot.channels.core.tables import metadata

    with channel.runtime.db.engine.connect() as connection:
        rows = {table.name: connection.execute(table.select()).all() for table in metadata.sorted_tables}
    return repr({name: [tuple(v for v in row if not isinstance(v, float)) for row in found]
                 for name, found in rows.items()})  # fmt: skip


async def test_a_linked_customer_counts_as_recent_for_ten_minutes(village: World) -> None:
    await village.link()
    await village.who()
    fresh = village.web.dialogue.turns[-1].identity["level"]
    village.web.clock.ahead = 601
    await village.who()

    assert fresh == "signed_in_recently"
    assert village.web.dialogue.turns[-1].identity["level"] == "signed_in"


async def test_linking_again_is_a_fresh_sign_in_and_the_conversation_goes_on(village: World) -> None:
    await village.link()
    await village.who()
    village.web.clock.ahead = 3600

    await village.link()
    await village.who()

    before, after = village.web.dialogue.turns
    assert after.identity["level"] == "signed_in_recently"
    assert before.conversation == after.conversation
    assert village.post.told() == [("chat.linked", "cus_1")]


async def test_linking_and_unlinking_begin_new_conversations(town: World) -> None:
    await town.who()
    await town.link()
    await town.who()
    await town.chat.ask("unlink")
    await town.who()

    assert len({turn.conversation for turn in town.web.dialogue.turns}) == 3
    assert [turn.identity["customer"] for turn in town.web.dialogue.turns] == [None, "cus_1", None]


async def test_a_conversation_with_a_person_goes_on_while_its_account_is_linked(village: World) -> None:
    village.web.dialogue.on("person", [Reply("One moment.", handoff={"state": "requested", "reference": "H-1"})])
    await village.chat.ask("person")
    said = await village.link()
    accepted = await village.chat.hear("are you there?")

    assert said[0].startswith("Done")
    assert accepted.event
    assert accepted.event.conversation == village.web.dialogue.turns[0].conversation
    assert len(village.web.dialogue.turns) == 1


async def test_one_customer_on_three_channels_has_one_account_and_three_conversations(village: World) -> None:
    browser = await village.web.customer("cus_1")
    await browser.say("hello")
    for user in ("ada", "ada-at-work"):
        await village.link(user)
        await village.who(user)

    turns = village.web.dialogue.turns
    _, listed = await village.site("list")
    assert {turn.identity["customer"] for turn in turns} == {"cus_1"}
    assert len({turn.conversation for turn in turns}) == 3
    assert {link["account"] for link in listed["links"]} == {"Pigeon of ada", "Pigeon of ada-at-work"}


async def test_a_notice_reaches_every_channel_of_a_conversation(village: World) -> None:
    browser = await village.web.customer("cus_1")
    await village.link()
    await village.who()
    chat = village.web.dialogue.turns[-1].conversation
    notice = {"id": "n-1", "text": "Your refund is on its way.", "author": "bot"}

    async with browser.events() as stream:
        for conversation in (browser.session["conversation"], chat):
            status, _ = await village.web.internal("POST", f"/conversations/{conversation}/messages", notice)
            assert status == 201
        shown = await take(stream, 1)

    assert shown[0].data["text"] == "Your refund is on its way."
    await until(lambda: village.chat.platform.texts()[-1] == "Your refund is on its way.")


async def test_a_customer_has_one_allowance_on_all_channels(tmp_path: Path) -> None:
    few = {"USHER_RATE_MESSAGES_PER_ACCOUNT": "4"}
    async with world(tmp_path, f"sqlite:///{tmp_path / 'bot.sqlite'}", **few) as it:
        await it.link()
        browser = await it.web.customer("cus_1")
        for text in ("one", "two"):
            await browser.say(text)
        said = [(await it.chat.ask(text))[0] for text in ("three", "four", "five")]
        refused, _ = await browser.post("six")

        dropped = [await it.chat.hear("seven"), await it.chat.hear("eight")]

    assert said == [
        "you said three",
        "you said four",
        "You are faster than I am. Please wait a moment and send it again.",
    ]
    assert refused == 429
    assert [one.event is None for one in dropped] == [False, True]


# attacks


async def test_a_code_typed_from_another_account_links_nobody(town: World) -> None:
    code = await town.code(await town.offer("mallory"), "cus_victim")  # the victim was lured to confirm

    await town.chat.ask(code, "victim")

    assert await town.who("victim") is None
    assert await town.who("mallory") is None
    assert town.post.notices == []


async def test_a_forwarded_link_links_only_the_chat_it_was_made_for(town: World) -> None:
    offer = await town.offer("ada")
    await town.offer("mallory")
    code = await town.code(offer, "cus_mallory")  # intercepted, and confirmed as somebody else

    assert (await town.chat.ask(code, "mallory"))[0] == f"you said {code}"
    assert await town.who("mallory") is None


async def test_an_expired_link_is_unknown(town: World) -> None:
    offer = await town.offer()
    town.web.clock.ahead = 601

    assert [(await town.site(path, offer=offer))[0] for path in ("look", "confirm")] == [404, 404]


async def test_an_expired_code_links_nobody(town: World) -> None:
    code = await town.code(await town.offer())
    town.web.clock.ahead = 601

    await town.chat.ask(code)

    assert await town.who() is None


async def test_a_link_is_confirmed_once(town: World) -> None:
    offer = await town.offer()
    await town.code(offer)

    assert [(await town.site(path, offer=offer))[0] for path in ("look", "confirm")] == [404, 404]


async def test_a_newer_link_voids_the_one_before(town: World) -> None:
    first = await town.offer()
    await town.offer()

    assert (await town.site("confirm", offer=first))[0] == 404


async def test_a_code_works_once(town: World) -> None:
    code = await town.code(await town.offer())
    await town.chat.ask(code)
    await town.chat.ask("unlink")

    assert await town.chat.ask(code) == [f"you said {code}"]
    assert await town.who() is None


async def test_the_sixth_try_fails_even_with_the_right_code(town: World) -> None:
    code = await town.code(await town.offer())
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    said = [(await town.chat.ask(wrong))[0] for _ in range(5)]
    sixth = await town.chat.ask(code)

    assert [re.sub(r"\D", "", text) for text in said] == ["4", "3", "2", "", ""]
    assert said[-1] == sixth[0] == "The code was wrong too often. Please ask for a new link."
    assert await town.who() is None


async def test_tries_at_the_same_time_are_counted_one_by_one(town: World) -> None:
    code = await town.code(await town.offer())
    wrong = [f"{(int(code) + step) % 1_000_000:06}" for step in range(1, 21)]

    await asyncio.gather(*(town.chat.hear(one) for one in wrong))
    await until(lambda: len(town.chat.platform.texts("ada")) == 21)
    await town.chat.ask(code)

    assert await town.who() is None


async def test_the_event_with_the_code_is_repeated_without_a_second_turn(town: World) -> None:
    code = await town.code(await town.offer())
    for _ in range(4):
        await town.chat.hear(code, id="e-code")
    await until(lambda: len(town.chat.platform.texts()) == 2)
    await town.chat.hear(code, id="e-code")
    await asyncio.sleep(0.1)

    assert len(town.chat.platform.texts()) == 2
    assert town.web.dialogue.turns == []


async def test_a_replayed_turn_with_the_right_code_says_the_same(town: World) -> None:
    links, code = town.web.runtime.links, await town.code(await town.offer())
    sealed = links.sealed("pigeon:ada", code)

    answers = [links.redeem("pigeon:ada", sealed, turn) for turn in ("t-1", "t-1", "t-2")]

    assert [(answer.linked, answer.expired) for answer in answers] == [(True, False), (True, False), (False, True)]


async def test_where_others_read_along_nothing_is_linked(town: World) -> None:
    code = await town.code(await town.offer())

    asked_for = await town.chat.ask("link", key="pigeon:square", public=True)
    await town.chat.ask(code, key="pigeon:square", public=True)

    assert asked_for == ["For that, please write to me directly: others can read along here."]
    assert await town.who() is None


async def test_a_linked_person_is_nobody_where_others_read_along(town: World) -> None:
    await town.link()

    await town.chat.ask("my bills", key="pigeon:square", public=True)

    assert town.web.dialogue.turns[-1].identity["customer"] is None


@pytest.mark.parametrize("path", ["look", "confirm", "list", "remove"])
async def test_every_call_of_the_website_spends_a_token(village: World, path: str) -> None:
    body = {"offer": "x" * 43, "id": "x"}
    token = village.web.site.token("cus_1")

    forged = await village.site(path, token="not.a.token", **body)
    stale = await village.site(path, token=village.web.site.token("cus_1", exp=1, iat=0), **body)
    first = await village.site(path, token=token, **body)
    again = await village.site(path, token=token, **body)

    assert (forged[0], stale[0], again[0], again[1]["error"]) == (401, 401, 401, "token_used")
    assert first[0] != 401


async def test_a_customer_cannot_unlink_anothers_account(town: World) -> None:
    await town.link()
    _, listed = await town.site("list")

    stolen = await town.site("remove", "cus_2", id=listed["links"][0]["id"])

    assert stolen[0] == 404
    assert await town.who() == "cus_1"


async def test_the_website_unlinks_and_the_customer_is_told(town: World) -> None:
    await town.link()
    _, listed = await town.site("list")

    removed = await town.site("remove", id=listed["links"][0]["id"])

    assert removed[0] == 200
    assert await town.who() is None
    await until(lambda: town.post.told() == [("chat.linked", "cus_1"), ("chat.unlinked", "cus_1")])


async def test_an_account_that_goes_to_another_customer_is_told_to_both(town: World) -> None:
    await town.link(customer="cus_1")
    await town.link(customer="cus_2")

    await until(lambda: len(town.post.notices) == 3)
    assert sorted(town.post.told()) == [
        ("chat.linked", "cus_1"),
        ("chat.linked", "cus_2"),
        ("chat.unlinked", "cus_1"),
    ]
    assert await town.who() == "cus_2"


# the mail hook


async def test_a_notice_waits_for_a_mail_hook_that_is_down(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "_LOOK", 0.05)
    monkeypatch.setattr(mails, "_PAUSES", (0.05,))
    town.post.down = True
    await town.link()
    await asyncio.sleep(0.2)

    town.post.down = False
    town.web.runtime.mails.wake()

    await until(lambda: town.post.told() == [("chat.linked", "cus_1")])
    assert "chat.linked" not in stored(town.web)


async def test_without_a_mail_hook_it_is_said_once_that_nobody_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nothing = {"USHER_MAIL_HOOK_URL": "", "USHER_REQUESTS_SECRET": ""}
    async with world(tmp_path, f"sqlite:///{tmp_path / 'bot.sqlite'}", **nothing) as it:
        await it.link()
        await it.chat.ask("unlink")

        assert caplog.text.count("USHER_MAIL_HOOK_URL is not set") == 1
        assert "chat.linked" not in stored(it.web)


def test_a_mail_hook_needs_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="USHER_REQUESTS_SECRET"):
        settings_for(tmp_path, USHER_MAIL_HOOK_URL="http://127.0.0.1:1/mail")


# how it is asked for


@pytest.fixture
def offered(village: World) -> World:
    village.web.dialogue.on("my bill?", [Reply("Who are you?", buttons=(Button("Link", payload="/link_account"),))])
    return village


async def test_a_button_of_the_dialogue_offers_the_link(offered: World) -> None:
    await offered.chat.ask("my bill?")
    value = offered.chat.platform.sent[-1].body["buttons"][0]["value"]

    said = await offered.chat.ask("", choice=value)

    assert said[0].startswith("Open this page within 10 minutes")
    assert len(offered.web.dialogue.turns) == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("link", "link"),
        ("  Link my ACCOUNT! ", "link"),
        ("Konto verknüpfen", "link"),
        ("Unlink my account.", "unlink"),
        ("Délier mon compte", "unlink"),
        ("the link in your mail is broken", None),
        ("how do I unlink my account from my TV?", None),
        ("/link_account", None),
    ],
)
def test_only_a_whole_message_asks_for_linking(text: str, wanted: str | None) -> None:
    assert asked(text, None) == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [("123456", "123456"), (" 123 456. ", "123456"), ("123-456", "123456"), ("1234567", None), ("my code is 1", None)],
)
def test_a_code_is_six_digits_and_nothing_else(text: str, code: str | None) -> None:
    assert code_in(text) == code
