"""Messages from Slack to the dialogue and back, over real sockets, against the stand-in."""

from __future__ import annotations

from pathlib import Path

from bot.channels.core.model import Reply
from bot.channels.core.phrases import phrase
from bot.channels.core.text import TEXT_LIMIT
from demo.slack import workspace as slack
from tests.bot.channels.slack.conftest import Held, Slack, connected
from tests.bot.channels.support import until


async def test_a_direct_message_is_answered_once_in_the_same_place(northlight: Slack) -> None:
    answer = await northlight.ask("Is 5 < 6 & 7?")

    assert answer["text"].startswith("you said Is 5 &lt; 6 &amp; 7?")
    assert "thread_ts" not in answer
    (turn,) = northlight.dialogue.turns
    assert (turn.channel, turn.text, turn.payload) == ("slack", "Is 5 < 6 & 7?", None)
    assert turn.identity["level"] == "anyone"


async def test_the_same_event_four_times_is_one_turn_and_one_reply(northlight: Slack) -> None:
    northlight.events.copies = 4

    await northlight.ask("hello")
    await northlight.settled()

    assert northlight.turns() == ["hello"]
    assert len(northlight.workspace.said_by_bot()) == 1
    assert [call.status for call in northlight.events.calls] == [200] * 4


async def test_a_mention_and_its_message_event_are_one_turn_with_one_reply_in_the_thread(northlight: Slack) -> None:
    await northlight.ada.mentions("what does Premium cost?")
    (reply,) = await northlight.said(1, slack.CHANNEL)
    await northlight.settled()

    (root,) = [m for m in northlight.workspace.messages[slack.CHANNEL].values() if m["user"] == slack.PERSON]
    assert northlight.turns() == ["what does Premium cost?"]
    assert reply["thread_ts"] == root["ts"]
    assert len(northlight.workspace.said_by_bot(slack.CHANNEL)) == 1


async def test_a_thread_in_a_channel_is_one_conversation(northlight: Slack) -> None:
    await northlight.ada.mentions("what does Premium cost?")
    (reply,) = await northlight.said(1, slack.CHANNEL)
    await northlight.ada.mentions("and Basic?", reply["thread_ts"])
    replies = await northlight.said(2, slack.CHANNEL)
    await northlight.ada.mentions("something else")
    await northlight.said(3, slack.CHANNEL)

    first, second, third = northlight.dialogue.turns
    assert first.conversation == second.conversation != third.conversation
    assert replies[1]["thread_ts"] == reply["thread_ts"]


async def test_what_people_say_to_each_other_is_not_listened_to(northlight: Slack) -> None:
    await northlight.ada.mentions("hello")
    (reply,) = await northlight.said(1, slack.CHANNEL)

    assert await northlight.ada.says_to_others("lunch?") == 200
    assert await northlight.ada.says_to_others("what did it say?", reply["thread_ts"]) == 200
    await northlight.settled()

    assert northlight.turns() == ["hello"]


async def test_in_a_channel_nobody_is_known_and_people_are_told_so_once(northlight: Slack) -> None:
    await northlight.ada.mentions("why is my bill higher?")
    (reply,) = await northlight.said(1, slack.CHANNEL)
    await northlight.ada.mentions("please", reply["thread_ts"])
    await northlight.said(2, slack.CHANNEL)
    await until(lambda: bool(northlight.workspace.whispers))

    assert [turn.identity["customer"] for turn in northlight.dialogue.turns] == [None, None]
    (whisper,) = northlight.workspace.whispers
    assert (whisper["user"], "direct message" in whisper["text"]) == (slack.PERSON, True)


async def test_our_own_and_other_bots_messages_start_nothing(northlight: Slack) -> None:
    await northlight.ask("hello")
    (ours,) = northlight.workspace.said_by_bot()

    event = {**ours, "channel": slack.DIRECT, "channel_type": "im"}
    assert await northlight.events.event(event) == 200
    assert await northlight.events.event({**event, "bot_id": "B0OTHER", "user": "U0OTHER"}) == 200
    assert await northlight.events.event({**event, "subtype": "channel_join"}) == 200
    await northlight.settled()

    assert northlight.turns() == ["hello"]


async def test_files_without_text_are_declined_kindly_and_with_text_the_text_counts(northlight: Slack) -> None:
    shot = {"subtype": "file_share", "files": [{"id": "F1", "mimetype": "image/png"}]}

    declined = await northlight.ask("", **shot)
    answered = await northlight.ask("it shows error 5003", **shot)

    assert declined["text"] == phrase("attachment", "en")
    assert answered["text"].startswith("you said it shows error 5003")
    assert northlight.turns() == ["it shows error 5003"]


async def test_an_edit_is_noticed_once_and_a_deletion_is_nobodys_business(northlight: Slack) -> None:
    await northlight.ask("why is my bil higher?")
    (question,) = [m for m in northlight.workspace.messages[slack.DIRECT].values() if m["user"] == slack.PERSON]

    await northlight.ada.edits(question["ts"], "why is my bill higher?")
    replies = await northlight.said(2)
    await northlight.ada.edits(question["ts"], "why is my bill so much higher?")
    await northlight.ada.deletes(question["ts"])
    await northlight.settled()

    assert replies[1]["text"] == phrase("edited", "en")
    assert northlight.turns() == ["why is my bil higher?"]
    assert len(northlight.workspace.said_by_bot()) == 2


async def test_a_message_that_is_only_a_mention_asks_what_it_is_about(northlight: Slack) -> None:
    await northlight.ada.mentions("")

    (reply,) = await northlight.said(1, slack.CHANNEL)
    assert reply["text"] == phrase("empty_text", "en")


async def test_a_message_that_is_far_too_long_is_declined(northlight: Slack) -> None:
    reply = await northlight.ask("x" * (TEXT_LIMIT + 1))

    assert reply["text"] == phrase("too_long", "en", limit=f"{TEXT_LIMIT:,}")


async def test_a_slash_command_is_answered_in_the_direct_messages(northlight: Slack) -> None:
    status, shown = await northlight.ada.commands("why is my bill higher?")
    (reply,) = await northlight.said(1)

    assert status == 200
    assert "why is my bill higher?" in shown
    assert reply["text"].startswith("you said why is my bill higher?")
    assert not northlight.workspace.said_by_bot(slack.CHANNEL)


async def test_a_slash_command_and_direct_messages_are_one_conversation(northlight: Slack) -> None:
    await northlight.ada.commands("hello")
    await northlight.said(1)
    await northlight.ask("go on")

    first, second = northlight.dialogue.turns
    assert first.conversation == second.conversation


async def test_a_slash_command_without_words_says_how_to_ask(northlight: Slack) -> None:
    status, shown = await northlight.ada.commands("")

    assert (status, "/support" in shown) == (200, True)
    assert northlight.turns() == []


async def test_an_assistants_thread_greets_shows_that_it_thinks_and_answers_there(northlight: Slack) -> None:
    thread = await northlight.ada.opens_assistant()
    await until(lambda: bool(northlight.api.named("assistant.threads.setSuggestedPrompts")))
    held = Held(Reply("Hello!"))
    northlight.dialogue.on("hello", held)

    await northlight.ada.writes("hello", thread)
    await until(lambda: northlight.workspace.statuses == {(slack.DIRECT, thread): "is thinking…"})
    held.let_go()
    await until(lambda: bool(northlight.api.named("chat.postMessage")))

    (post,) = northlight.api.named("chat.postMessage")
    assert post.sent["thread_ts"] == thread
    assert northlight.workspace.statuses == {}


async def test_each_assistants_thread_is_a_conversation_of_its_own(northlight: Slack) -> None:
    for question in ("one", "two"):
        await northlight.ada.writes(question, await northlight.ada.opens_assistant())
    await until(lambda: len(northlight.dialogue.turns) == 2)

    first, second = northlight.dialogue.turns
    assert first.conversation != second.conversation


async def test_conversations_are_named_with_their_workspace(northlight: Slack) -> None:
    await northlight.ask("hello")

    known = northlight.runtime.addresses.current(f"slack:{slack.TEAM}:{slack.PERSON}")
    assert known == northlight.dialogue.turns[0].conversation


async def test_either_database_keeps_workspaces_and_conversations(tmp_path: Path, database: str) -> None:
    where = {"USHER_CHANNEL_DATABASE_URL": database}
    async with connected(tmp_path, **where) as first:
        await first.ask("hello")
        await first.settled()
    without_token = {"USHER_SLACK_BOT_TOKEN": "", "USHER_SLACK_CLIENT_ID": "1.2", "USHER_SLACK_CLIENT_SECRET": "s"}
    async with connected(tmp_path, **where, **without_token) as second:
        await second.ask("go on")
        await second.settled()

    assert first.dialogue.turns[0].conversation == second.dialogue.turns[0].conversation
    assert second.dialogue.turns[0].number > 1
