"""What the channels hold of one customer is given out whole, and erased; nobody else's is in it or goes with it."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from bot.channels.core.tables import metadata
from tests.bot.channels.core.linked import World
from tests.bot.channels.support import take

SECRET = "canary-of-cus_1"


def everything(town: World) -> str:
    """Each row of each table."""
    with town.web.runtime.db.engine.connect() as connection:
        rows = [connection.execute(sa.select(table)).all() for table in metadata.sorted_tables]
    return json.dumps([[list(row) for row in table] for table in rows], default=str)


async def lived(town: World) -> None:
    """Customer 1 wrote on the website, linked a chat, and wrote there before and after; customer 2 wrote too."""
    browser = await town.web.customer("cus_1")
    [message] = await browser.say(f"{SECRET} web")
    comment = {"message": message["id"], "rating": "down", "comment": f"{SECRET} comment"}
    assert (await browser.request("POST", "/feedback", comment))[0] == 201
    await town.chat.ask(f"{SECRET} before linking")
    await town.link()
    await town.chat.ask(f"{SECRET} chat")
    await (await town.web.customer("cus_2")).say("canary-of-cus_2")
    await town.chat.ask("canary-of-ben", "ben")


async def about(town: World, what: str, customer: str = "cus_1") -> Any:
    status, answer = await town.web.internal("POST", f"/customers/{what}", {"customer": customer})
    assert status == 200, answer
    return answer


async def test_a_customer_gets_all_that_was_said_on_all_channels(town: World) -> None:
    await lived(town)

    given = await about(town, "export")

    said = [[message["text"] for message in one["messages"]] for one in given["conversations"]]
    assert sorted(len(texts) for texts in said) == [2, 2, 6]
    assert {text for texts in said for text in texts} >= {
        f"{SECRET} {where}" for where in ("web", "before linking", "chat")
    }
    assert [one["feedback"][0]["comment"] for one in given["conversations"] if one["feedback"]] == [f"{SECRET} comment"]
    assert [(one["channel"], one["account"]) for one in given["accounts"]] == [("pigeon", "Pigeon of ada")]
    assert "canary-of-cus_2" not in json.dumps(given)
    assert "canary-of-ben" not in json.dumps(given)


async def test_an_erased_customer_is_in_no_table_and_everybody_else_is(town: World) -> None:
    town.post.down = True  # a notice waits to be sent
    await lived(town)

    receipt = await about(town, "erase")

    left = everything(town)
    assert not [trace for trace in (SECRET, '"cus_1"', "pigeon:ada") if trace in left]
    assert "canary-of-cus_2" in left
    assert "canary-of-ben" in left
    assert len(receipt["conversations"]) == 3 == receipt["rows"]["channel_conversations"]
    assert sorted(town.web.dialogue.forgotten) == sorted(receipt["conversations"])
    assert await about(town, "export") == {"customer": "cus_1", "accounts": [], "conversations": [], "elsewhere": []}
    assert (await about(town, "erase"))["rows"] == {}


async def test_an_erased_customers_session_and_stream_end_and_the_chat_knows_nobody(town: World) -> None:
    browser = await town.web.customer("cus_1")
    await browser.say("hello")
    await town.link()
    async with browser.events() as stream:
        await take(stream, 2, "message")

        await about(town, "erase")

        assert [event async for event in stream] == []
    assert (await browser.post("hello?"))[0] == 401
    assert await town.who() is None


async def test_where_others_wrote_too_only_the_customers_words_are_given_out_and_erased(town: World) -> None:
    await town.link()
    thread = {"key": "pigeon:square", "address": {"to": "square"}, "public": True}
    for user, text in (("ada", f"{SECRET} in public"), ("ben", "canary-of-ben")):
        await town.chat.hear(text, user, **thread)
    await town.chat.ask("still there?", "square")

    given = await about(town, "export")
    receipt = await about(town, "erase")

    assert [message["text"] for one in given["elsewhere"] for message in one["messages"]] == [f"{SECRET} in public"]
    assert "canary-of-ben" not in json.dumps(given)
    left = everything(town)
    assert "canary-of-ben" in left
    assert not [trace for trace in (SECRET, "pigeon:ada") if trace in left]
    assert len(receipt["words_only"]) == 1
    assert set(receipt["words_only"]) <= set(town.web.dialogue.forgotten)


async def test_nobody_without_the_secret_asks_about_a_customer(town: World) -> None:
    for what in ("export", "erase"):
        for secret in ("", "wrong"):
            status, _ = await town.web.internal("POST", f"/customers/{what}", {"customer": "cus_1"}, secret)
            assert status == 401
        assert (await town.web.internal("POST", f"/customers/{what}", {"customer": ""}))[0] == 400
