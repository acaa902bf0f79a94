"""What is said on a push channel reaches its platform: once, in order, and whatever happens to the platform."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from bot.channels.core import deliverer
from bot.channels.core.delivery import Delivery, Later, Progress, Undeliverable
from bot.channels.core.model import Button, Reply
from tests.bot.channels.core.pushing import Loft, Platform, loft
from tests.bot.channels.support import FakeDialogue, settings_for, until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliverer, "_BACKOFF", (0.02, 0.1))


async def test_a_reply_is_sent_to_where_the_message_came_from(pigeons: Loft) -> None:
    assert await pigeons.ask("hello") == ["you said hello"]
    assert pigeons.platform.sent[0].address == {"to": "ada"}
    await until(lambda: pigeons.states() == [("sent", 1, None)])


async def test_the_address_of_the_last_message_counts(pigeons: Loft) -> None:
    await pigeons.ask("hello")
    await pigeons.hear("again", address={"to": "ada", "thread": 2})

    await until(lambda: len(pigeons.platform.sent) == 2)

    assert pigeons.platform.sent[1].address == {"to": "ada", "thread": 2}
    assert len({delivery.conversation for delivery in pigeons.platform.sent}) == 1


async def test_an_event_that_is_repeated_four_times_is_one_turn(pigeons: Loft) -> None:
    accepted = [await pigeons.hear("hello", id="e-same") for _ in range(4)]
    await until(lambda: bool(pigeons.platform.sent))
    await asyncio.sleep(0.1)

    assert len({one.turn for one in accepted}) == 1
    assert len(pigeons.dialogue.turns) == 1
    assert pigeons.platform.texts() == ["you said hello"]


async def test_two_threads_are_two_conversations(pigeons: Loft) -> None:
    await pigeons.ask("hello", user="ada")
    await pigeons.ask("hello", user="ben")

    assert len({turn.conversation for turn in pigeons.dialogue.turns}) == 2


async def test_a_platform_that_asks_to_wait_is_not_asked_before(pigeons: Loft) -> None:
    loop = asyncio.get_running_loop()
    tried: list[float] = []

    def busy(delivery: Delivery) -> Exception | None:
        tried.append(loop.time())
        return Later("429", 0.4) if len(tried) == 1 else None

    pigeons.platform.trouble = busy

    assert await pigeons.ask("hello") == ["you said hello"]
    assert tried[1] - tried[0] >= 0.39
    assert [delivery.attempt for delivery in pigeons.platform.attempts] == [1, 2]


async def test_order_is_kept_while_the_first_message_waits(pigeons: Loft) -> None:
    failures = iter([Later("500")] * 3)
    pigeons.platform.trouble = lambda _: next(failures, None)

    for number in range(5):
        await pigeons.hear(str(number))

    await until(lambda: len(pigeons.platform.sent) == 5)
    assert pigeons.platform.texts() == [f"you said {number}" for number in range(5)]


async def test_one_conversation_does_not_wait_for_another(pigeons: Loft) -> None:
    pigeons.platform.trouble = lambda delivery: Later("429", 60) if delivery.address["to"] == "ada" else None

    await pigeons.hear("hello", user="ada")

    assert await pigeons.ask("hello", user="ben") == ["you said hello"]


async def test_what_can_never_be_sent_is_marked_and_the_next_message_goes_out(pigeons: Loft) -> None:
    pigeons.platform.trouble = lambda one: Undeliverable("gone") if one.body["text"] == "you said one" else None

    await pigeons.hear("one")

    assert await pigeons.ask("two") == ["you said two"]
    await until(lambda: pigeons.states() == [("failed", 1, "gone"), ("sent", 1, None)])


async def test_a_bug_in_a_sender_does_not_hold_a_conversation_up_for_ever(pigeons: Loft) -> None:
    pigeons.platform.trouble = lambda one: KeyError("bug") if one.body["text"] == "you said one" else None

    await pigeons.hear("one")

    assert await pigeons.ask("two") == ["you said two"]
    await until(lambda: pigeons.states() == [("failed", 10, "KeyError"), ("sent", 1, None)])


async def test_after_a_day_nobody_waits_for_an_answer_any_more(pigeons: Loft) -> None:
    pigeons.platform.trouble = lambda _: Later("503")
    await pigeons.hear("hello")
    await until(lambda: len(pigeons.platform.attempts) == 2)

    pigeons.clock.ahead = 25 * 3600

    await until(lambda: pigeons.states()[0][0] == "failed")


async def test_what_a_person_says_reaches_the_platform_once(pigeons: Loft) -> None:
    await pigeons.ask("hello")
    conversation = pigeons.dialogue.turns[0].conversation
    said = {"id": "p-1", "from": "person", "author": "Ada", "text": "Hello, Ada here."}

    fresh = [await pigeons.runtime.say(conversation, said) for _ in range(3)]

    assert fresh == [True, False, False]
    await until(lambda: pigeons.platform.texts() == ["you said hello", "Hello, Ada here."])


async def test_a_platform_hears_of_a_hand_over(pigeons: Loft) -> None:
    pigeons.dialogue.on("person", [Reply("I'm passing you on.", handoff={"state": "requested", "reference": "H-1"})])
    await pigeons.hear("person")
    await until(lambda: len(pigeons.platform.sent) == 2)
    await pigeons.runtime.set_handoff(pigeons.platform.sent[0].conversation, "bot", None)

    await until(lambda: len(pigeons.platform.sent) == 3)

    assert [one.kind for one in pigeons.platform.sent] == ["message", "handoff", "handoff"]
    assert [one.body["state"] for one in pigeons.platform.sent[1:]] == ["requested", "bot"]


async def test_a_button_is_pressed_by_its_value_and_only_in_its_conversation(pigeons: Loft) -> None:
    pigeons.dialogue.on("plans?", [Reply("These.", buttons=(Button("Basic", payload="/pick"),))])
    await pigeons.ask("plans?")
    value = pigeons.platform.sent[0].body["buttons"][0]["value"]

    stolen = await pigeons.ask("", user="ben", choice=value)
    pressed = await pigeons.ask("", choice=value)

    assert stolen == ["That button is no longer valid. Please ask again."]
    assert pressed == ["you said /pick"]


async def test_empty_and_endless_messages_are_answered_without_the_dialogue(pigeons: Loft) -> None:
    empty = await pigeons.ask(" \u200b ")
    endless = await pigeons.ask("x" * 100_000)

    assert empty == ["That message was empty. What can I help you with?"]
    assert endless[0].startswith("That message is too long")
    assert pigeons.dialogue.turns == []


async def test_typing_and_drafts_come_before_the_final_message(pigeons: Loft) -> None:
    from bot.channels.core.drafts import Sentence

    async def drafted(turn) -> list[Reply]:
        for number, text in enumerate(("One.", "Two."), 1):
            await until(lambda count=number: len(pigeons.platform.shown) == count)
            assert await pigeons.runtime.draft(Sentence(turn.conversation, turn.id, "s", number, text))
        await until(lambda: len(pigeons.platform.shown) == 3)
        return [Reply("One. Two.", stream="s")]

    pigeons.dialogue.on("tell me", drafted)

    await pigeons.ask("tell me")

    assert pigeons.platform.shown == [("typing", "ada"), ("draft", "One."), ("draft", "One. Two.")]


async def test_a_slow_draft_is_awaited_before_the_final_message(pigeons: Loft) -> None:
    order: list[str] = []

    class Slow(Platform):
        async def draft(self, address, stream, text) -> None:
            await asyncio.sleep(0.2)
            order.append(text)

        async def send(self, delivery: Delivery, progress: Progress) -> None:
            order.append("final")
            self.sent.append(delivery)

    from bot.channels.core.drafts import Sentence

    async def drafted(turn) -> list[Reply]:
        await pigeons.runtime.draft(Sentence(turn.conversation, turn.id, "s", 1, "One."))
        await asyncio.sleep(0.05)
        return [Reply("One.", stream="s")]

    slow = Slow()
    pigeons.runtime.join(pigeons.runtime.dispatcher._renderers["pigeon"], slow, slow)
    pigeons.dialogue.on("tell me", drafted)
    await pigeons.hear("tell me")

    await until(lambda: "final" in order)

    assert order == ["One.", "final"]


async def test_a_live_sender_that_fails_costs_nobody_an_answer(pigeons: Loft) -> None:
    async def broken(address) -> None:
        raise RuntimeError("the platform is down")

    pigeons.platform.typing = broken

    assert await pigeons.ask("hello") == ["you said hello"]


async def test_what_a_process_left_is_sent_by_the_next_one(tmp_path: Path, database: str) -> None:
    down = Platform(trouble=lambda _: Later("503", 0.0))
    settings = settings_for(tmp_path, database)
    async with loft(settings, platform=down) as first:
        for number in range(3):
            await first.hear(str(number))
        await until(lambda: len(down.attempts) > 2 and len(first.dialogue.turns) == 3)

    async with loft(settings) as second:
        await until(lambda: len(second.platform.sent) == 3)

    assert second.platform.texts() == [f"you said {number}" for number in range(3)]
    assert second.platform.sent[0].attempt > 1


async def test_a_message_of_several_posts_goes_on_where_it_stopped(tmp_path: Path, database: str) -> None:
    posts: Counter[int] = Counter()

    class Splitting(Platform):
        async def send(self, delivery: Delivery, progress: Progress) -> None:
            for part in range(delivery.progress.get("parts", 0), 3):
                if part == 2 and delivery.attempt == 1:
                    raise Later("503", 0.0)
                posts[part] += 1
                await progress({"parts": part + 1})
            self.sent.append(delivery)

    async with loft(settings_for(tmp_path, database), platform=Splitting()) as pigeons:
        await pigeons.hear("long")
        await until(lambda: bool(pigeons.platform.sent))

    assert posts == {0: 1, 1: 1, 2: 1}


@pytest.mark.postgres
async def test_two_processes_share_the_deliveries_and_keep_the_order(tmp_path: Path, empty_postgres: str) -> None:
    settings, platform, dialogue = settings_for(tmp_path, empty_postgres), Platform(pause=0.005), FakeDialogue()
    async with loft(settings, dialogue, platform) as one, loft(settings, dialogue, platform) as two:
        for number in range(20):
            for user in ("ada", "ben", "cleo"):
                await (one, two)[number % 2].hear(str(number), user=user)
        await until(lambda: len(platform.sent) >= 60, timeout=20)
        await asyncio.sleep(0.1)

    expected = [f"you said {number}" for number in range(20)]
    assert {user: platform.texts(user) for user in ("ada", "ben", "cleo")} == dict.fromkeys(
        ("ada", "ben", "cleo"), expected
    )


@pytest.mark.postgres
async def test_deliveries_of_a_process_that_died_are_taken_over(tmp_path: Path, empty_postgres: str) -> None:
    settings = settings_for(tmp_path, empty_postgres)
    async with loft(settings, platform=Platform(trouble=lambda _: Later("503", 3600))) as died:
        await died.hear("hello")
        await until(lambda: bool(died.platform.attempts))
        await until(lambda: died.states()[0][1] == 1)
        for task in [*died.runtime.deliverer._workers.values(), died.runtime.deliverer._sweeper]:
            task.cancel()  # as if it were gone: nobody renews its leases
        async with loft(settings) as other:
            other.clock.ahead = 3700  # beyond the lease, and beyond what the platform asked for
            await until(lambda: bool(other.platform.sent), timeout=10)

    assert other.platform.texts() == ["you said hello"]
