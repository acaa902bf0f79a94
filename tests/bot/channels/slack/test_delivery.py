"""What is due reaches Slack, once, whatever Slack answers meanwhile."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from bot.channels.core import deliverer
from bot.channels.core.drafts import Sentence
from bot.channels.core.model import Reply, Turn
from bot.channels.slack import api, live
from demo.platforms.failures import Failure
from demo.slack import workspace as slack
from tests.bot.channels.slack.conftest import Held, Slack, connected
from tests.bot.channels.support import FakeDialogue, until

POST = "chat.postMessage"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Second attempts come quickly; what Slack asks for with Retry-After stays as it is."""
    monkeypatch.setattr(deliverer, "_BACKOFF", (0.05, 0.2))


def texts(northlight: Slack, channel: str = slack.DIRECT) -> list[str]:
    return [message["text"].partition("\n")[0] for message in northlight.workspace.said_by_bot(channel)]


async def test_a_429_is_waited_out_as_long_as_slack_asks_and_delivered_once(northlight: Slack) -> None:
    northlight.api.failures.add(Failure(429, POST, retry_after=1))
    began = time.monotonic()

    await northlight.ask("hello")
    await northlight.settled()

    assert time.monotonic() - began >= 1.0
    assert texts(northlight) == ["you said hello"]
    assert [call.status for call in northlight.api.named(POST)] == [429, 200]


async def test_slacks_own_failures_are_tried_again(northlight: Slack) -> None:
    northlight.api.failures.add(Failure(500, POST), times=2)
    northlight.api.failures.add(Failure(503, POST))

    await northlight.ask("hello")
    await northlight.settled()

    assert texts(northlight) == ["you said hello"]
    assert len(northlight.api.named(POST)) == 4


async def test_a_post_whose_answer_was_lost_is_found_and_not_made_again(northlight: Slack) -> None:
    northlight.api.failures.add(Failure(500, POST, after=True))

    await northlight.ask("hello")
    await northlight.settled()

    assert texts(northlight) == ["you said hello"]
    assert len(northlight.api.named(POST)) == 1


async def test_a_lost_answer_in_a_thread_is_found_there(northlight: Slack) -> None:
    northlight.api.failures.add(Failure(500, POST, after=True))

    await northlight.ada.mentions("hello")
    await northlight.said(1, slack.CHANNEL)
    await northlight.settled()

    assert texts(northlight, slack.CHANNEL) == ["you said hello"]
    assert northlight.api.named("conversations.replies")


async def test_an_answer_that_takes_too_long_is_not_posted_twice(
    northlight: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_TIMEOUT", 1)
    await northlight.service.api.close()  # the next call opens a session with that patience
    northlight.api.failures.add(Failure(None, POST, delay=1.5))

    await northlight.ask("hello")
    await northlight.settled()

    assert texts(northlight) == ["you said hello"]


async def test_messages_keep_their_order_while_slack_is_down(northlight: Slack) -> None:
    northlight.api.failures.add(Failure(500, POST), times=3)

    for text in ("one", "two", "three"):
        await northlight.ada.writes(text)
    await northlight.said(3)
    await northlight.settled()

    assert texts(northlight) == ["you said one", "you said two", "you said three"]


async def test_a_message_in_many_posts_goes_on_where_it_stopped(northlight: Slack) -> None:
    long = "This sentence says something that matters to somebody. " * 700
    northlight.dialogue.on("tell me all", [Reply(long)])
    northlight.workspace.ts()  # nothing fails before the second post

    await northlight.ada.writes("tell me all")
    await until(lambda: len(northlight.workspace.said_by_bot()) >= 1)
    northlight.api.failures.add(Failure(500, POST))
    await northlight.settled()

    said = northlight.workspace.said_by_bot()
    shown = " ".join(block["text"]["text"] for post in said for block in post["blocks"] if block["type"] == "section")
    assert shown.split() == long.split()
    assert len(said) > 2


async def test_blocks_that_slack_refuses_are_said_in_plain_words(
    northlight: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(blocks: object, surface: str = "message") -> None:
        raise slack.SlackError("invalid_blocks")

    monkeypatch.setattr("demo.slack.methods.check_blocks", refuse)

    answer = await northlight.ask("hello")

    assert answer["text"].startswith("you said hello")
    assert "blocks" not in answer


async def test_what_slack_will_never_take_is_given_up_and_the_next_message_goes_out(northlight: Slack) -> None:
    await northlight.ask("hello")
    northlight.workspace.token = "xoxb-changed"
    await northlight.ada.writes("never answered")
    await northlight.settled()
    northlight.workspace.token = "xoxb-of-the-stand-in"

    await northlight.ask("and now?")

    assert texts(northlight) == ["you said hello", "you said and now?"]


async def test_a_persons_message_and_a_notice_reach_slack_once(northlight: Slack) -> None:
    await northlight.ask("hello")
    conversation = northlight.dialogue.turns[0].conversation
    said = {"id": "a-1", "from": "person", "author": "Grace", "text": "Grace here."}

    fresh = [await northlight.runtime.say(conversation, said) for _ in range(3)]
    await northlight.said(2)
    await northlight.settled()

    assert fresh == [True, False, False]
    assert [message["text"] for message in northlight.workspace.said_by_bot()[1:]] == ["*Grace*\nGrace here."]


async def test_what_is_private_is_said_in_private_when_asked_in_a_channel(northlight: Slack) -> None:
    northlight.dialogue.on("my secret?", [Reply("Only for you.", private=True)])

    await northlight.ada.mentions("my secret?")
    await northlight.said(1)
    await northlight.settled()

    assert texts(northlight) == ["Only for you."]
    assert northlight.workspace.said_by_bot(slack.CHANNEL) == []


async def drafted(northlight: Slack, question: str, *sentences: str) -> None:
    """Have an unfinished answer shown to the turn that is running."""
    await until(lambda: any(turn.text == question for turn in northlight.dialogue.turns))
    turn = northlight.dialogue.turns[-1]
    for number, sentence in enumerate(sentences, 1):
        await northlight.runtime.draft(Sentence(turn.conversation, turn.id, "s-1", number, sentence))
        await asyncio.sleep(0.1)


async def test_an_answer_is_streamed_as_it_is_checked_and_the_final_message_takes_its_place(
    northlight: Slack,
) -> None:
    held = Held(Reply("One & two. Three.", stream="s-1"))
    northlight.dialogue.on("tell me", held)
    await northlight.ada.mentions("tell me")

    await drafted(northlight, "tell me", "One & two.", "Three?")
    await until(lambda: texts(northlight, slack.CHANNEL) == ["One &amp; two. Three?"])
    held.let_go()
    await until(lambda: bool(northlight.api.named("chat.update")))
    await northlight.settled()

    methods = [
        call.name for call in northlight.api.calls if call.name.startswith("chat.") and "phemeral" not in call.name
    ]
    assert methods == ["chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update"]
    (start,) = northlight.api.named("chat.startStream")
    assert (start.sent["recipient_user_id"], start.sent["recipient_team_id"]) == (slack.PERSON, slack.TEAM)
    assert texts(northlight, slack.CHANNEL) == ["One &amp; two. Three."]
    assert northlight.workspace.streams == set()


async def test_a_direct_message_outside_of_a_thread_gets_the_finished_answer(northlight: Slack) -> None:
    held = Held(Reply("One. Two.", stream="s-1"))
    northlight.dialogue.on("tell me", held)
    await northlight.ada.writes("tell me")

    await drafted(northlight, "tell me", "One.")
    held.let_go()
    await northlight.said(1)

    assert not northlight.api.named("chat.startStream")
    assert texts(northlight) == ["One. Two."]


async def test_a_draft_that_cannot_be_replaced_gives_way_to_a_post(
    northlight: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(Reply("The answer.", stream="s-1"))
    northlight.dialogue.on("tell me", held)
    await northlight.ada.mentions("tell me")
    await drafted(northlight, "tell me", "A draft.")

    monkeypatch.setattr("demo.slack.methods.UPDATED_TEXT", 1)
    held.let_go()
    await until(lambda: texts(northlight, slack.CHANNEL) == ["The answer."])


async def test_an_update_that_meets_a_429_is_repeated_and_nothing_is_posted_beside_it(northlight: Slack) -> None:
    held = Held(Reply("The answer.", stream="s-1"))
    northlight.dialogue.on("tell me", held)
    await northlight.ada.mentions("tell me")
    await drafted(northlight, "tell me", "A draft.")
    northlight.api.failures.add(Failure(429, "chat.update", retry_after=0))

    held.let_go()
    await until(lambda: texts(northlight, slack.CHANNEL) == ["The answer."])
    await northlight.settled()

    assert len(northlight.workspace.said_by_bot(slack.CHANNEL)) == 1


async def test_a_draft_of_a_turn_that_failed_is_taken_away_when_the_next_one_starts(
    northlight: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_ABANDONED", 0.0)
    held, following = Held(Reply("Sorry.", formal=True)), Held(Reply("The answer."))
    northlight.dialogue.on("tell me", held)
    northlight.dialogue.on("again", following)
    await northlight.ada.mentions("tell me")
    await drafted(northlight, "tell me", "A draft.")
    held.let_go()
    replies = await northlight.said(2, slack.CHANNEL)

    await northlight.ada.mentions("again", replies[0]["thread_ts"])
    await until(lambda: texts(northlight, slack.CHANNEL) == ["Sorry."])
    following.let_go()
    await northlight.said(2, slack.CHANNEL)

    assert texts(northlight, slack.CHANNEL) == ["Sorry.", "The answer."]


async def test_what_a_stopped_process_left_is_delivered_by_the_next_one(tmp_path: Path) -> None:
    async with connected(tmp_path) as first:
        first.api.failures.add(Failure(500, POST), times=50)
        await first.ada.writes("hello")
        await until(lambda: bool(first.api.named(POST)))

    async with connected(tmp_path) as second:
        await second.said(1)
        await second.settled()

        assert texts(second) == ["you said hello"]


async def test_a_process_that_ends_between_a_post_and_its_answer_leaves_no_second_post(tmp_path: Path) -> None:
    async with connected(tmp_path) as first:
        first.api.failures.add(Failure(None, POST, delay=2.0))
        await first.ada.writes("hello")
        await first.said(1)

    async with connected(tmp_path, workspace=first.workspace) as second:
        await second.settled()
        await second.ask("and now?")

        assert texts(second) == ["you said hello", "you said and now?"]


async def test_an_event_is_repeated_until_the_store_takes_it(northlight: Slack) -> None:
    accept, failed = northlight.runtime.receive, []

    async def unsteady(arrival: Any) -> Any:
        if len(failed) < 2:
            failed.append(arrival.id)
            raise deliverer.StoreUnavailable("the database is down")
        return await accept(arrival)

    northlight.runtime.receive = unsteady  # type: ignore[method-assign]
    assert await northlight.ada.writes("hello") == 503
    await northlight.said(1)
    await northlight.settled()

    assert texts(northlight) == ["you said hello"]
    assert [call.status for call in northlight.events.calls] == [503, 503, 200]


async def test_slack_hears_back_within_three_seconds_while_a_turn_takes_longer(tmp_path: Path) -> None:
    dialogue = FakeDialogue()
    release = asyncio.Event()

    async def slowly(turn: Turn) -> list[Reply]:
        await release.wait()
        return [Reply("at last")]

    dialogue.on("hello", slowly)
    async with connected(tmp_path, dialogue) as northlight:
        began = time.monotonic()
        statuses = [await northlight.ada.writes("hello") for _ in range(3)]
        took = time.monotonic() - began
        release.set()
        await northlight.said(3)

    assert statuses == [200, 200, 200]
    assert took < 3.0
