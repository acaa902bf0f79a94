"""What is old is deleted, on either database; what waits, what is new, and what others hold stays."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from bot.channels.core.model import Reply
from bot.channels.core.tables import OF_CONVERSATIONS
from tests.bot.channels.core.pushing import Loft
from tests.bot.channels.support import until

DAY = 86_400.0


def rows(pigeons: Loft) -> dict[str, int]:
    """How many rows each table has that belong to conversations."""
    with pigeons.runtime.db.engine.connect() as connection:
        return {
            table.name: int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() or 0)
            for table, _ in OF_CONVERSATIONS
        }


async def keep_house(pigeons: Loft) -> None:
    await pigeons.runtime._retention.run()


async def settled(pigeons: Loft) -> None:
    await until(lambda: all(state != "due" for state, _, _ in pigeons.states()))


async def test_a_conversation_of_ninety_days_ago_is_gone_with_everything_in_it(pigeons: Loft) -> None:
    pigeons.dialogue.on("plans", [Reply("These:", buttons=())])
    await pigeons.ask("plans")
    await settled(pigeons)
    pigeons.clock.ahead = 91 * DAY

    await keep_house(pigeons)

    assert set(rows(pigeons).values()) == {0}
    assert pigeons.dialogue.kept_since == pytest.approx(pigeons.clock() - 90 * DAY, abs=5)


async def test_a_conversation_that_goes_on_loses_its_old_part_alone(pigeons: Loft) -> None:
    await pigeons.ask("long ago")
    await settled(pigeons)
    conversation = pigeons.platform.sent[0].conversation
    pigeons.clock.ahead = 91 * DAY
    await pigeons.ask("today")
    await settled(pigeons)

    await keep_house(pigeons)

    said = [event.body["text"] for event in pigeons.runtime.timeline.events(conversation)]
    assert said == ["today", "you said today"]
    assert {name: rows(pigeons)[name] for name in ("channel_inbox", "channel_outbox", "channel_deliveries")} == {
        "channel_inbox": 1,
        "channel_outbox": 1,
        "channel_deliveries": 1,
    }
    assert await pigeons.ask("tomorrow") == ["you said tomorrow"]


async def test_what_is_younger_stays(pigeons: Loft) -> None:
    await pigeons.ask("hello")
    await settled(pigeons)
    before = rows(pigeons)
    pigeons.clock.ahead = 89 * DAY

    await keep_house(pigeons)

    assert rows(pigeons) == before


async def test_what_waits_is_kept_however_old_it_is(pigeons: Loft) -> None:
    stuck = asyncio.Event()

    async def waits(_) -> list[Reply]:
        await stuck.wait()
        return [Reply("at last")]

    pigeons.dialogue.on("slow", waits)
    await pigeons.hear("slow", user="ada")
    pigeons.platform.pause = 60.0
    await pigeons.hear("hello", user="ben")
    await until(lambda: bool(pigeons.platform.attempts))  # and the platform has not answered yet
    pigeons.platform.pause = 0.0
    pigeons.clock.ahead = 91 * DAY

    await keep_house(pigeons)

    assert (rows(pigeons)["channel_inbox"], rows(pigeons)["channel_outbox"]) == (1, 1)  # ben's was answered
    assert [state for state, _, _ in pigeons.states()] == ["due"]
    stuck.set()
    await until(lambda: "at last" in pigeons.platform.texts("ada"))


async def test_more_than_one_part_is_deleted(pigeons: Loft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.core.retention._PART", 2)
    for number in range(5):
        await pigeons.ask("hello", user=f"user-{number}")
        await pigeons.ask("again", user="ada")
    await settled(pigeons)
    pigeons.clock.ahead = 91 * DAY
    await pigeons.ask("today", user="ada")
    await settled(pigeons)

    await keep_house(pigeons)

    assert (rows(pigeons)["channel_conversations"], rows(pigeons)["channel_inbox"]) == (1, 1)
