"""Rasa's conversations: complete in the database, bounded in memory, never answered from a blank one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.core.errors import StoreUnavailable
from bot.tracker_store import SqlTrackerStore

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [ask]
slots:
  topic: {type: text, mappings: [{type: custom}]}
  count: {type: float, mappings: [{type: custom}]}
forms: {cancel_form: {required_slots: []}}
"""
)
KEEP = 20


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'tracker.sqlite'}"


@pytest.fixture
def store(url: str) -> SqlTrackerStore:
    return SqlTrackerStore(DOMAIN, host=url, keep=KEEP)


def talk(tracker: DialogueStateTracker, number: int) -> None:
    """One turn of six events."""
    tracker.update(UserUttered(f"question {number}", {"name": "ask"}, metadata={"turn": f"t-{number}"}))
    tracker.update(ActionExecuted("action_answer"))
    tracker.update(SlotSet("count", float(number)))
    tracker.update(SlotSet("topic", f"topic {number}"))
    tracker.update(BotUttered(f"answer {number}"))
    tracker.update(ActionExecuted("action_listen"))


async def turns(store: SqlTrackerStore, first: int, last: int) -> None:
    for number in range(first, last):
        tracker = await store.get_or_create_tracker("web-1", append_action_listen=False)
        if not tracker.events:
            tracker.update(ActionExecuted("action_session_start"))
            tracker.update(SessionStarted())
            tracker.update(ActionExecuted("action_listen"))
        talk(tracker, number)
        await store.save(tracker)


async def test_what_is_saved_is_read_again(store: SqlTrackerStore) -> None:
    await turns(store, 0, 2)

    tracker = await store.retrieve("web-1")

    assert tracker is not None
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["question 0", "question 1"]
    assert tracker.get_slot("topic") == "topic 1"


async def test_an_unknown_conversation_is_none_and_a_new_one_stores_nothing(store: SqlTrackerStore) -> None:
    assert await store.retrieve("web-2") is None

    await store.get_or_create_tracker("web-2")

    assert await store.retrieve("web-2") is None


async def test_a_long_conversation_loads_a_bounded_part_with_all_its_slots(store: SqlTrackerStore) -> None:
    loaded = []
    for number in range(60):
        await turns(store, number, number + 1)
        tracker = await store.retrieve("web-1")
        assert tracker is not None
        assert tracker.get_slot("count") == float(number)
        assert tracker.events[-2].text == f"answer {number}"
        loaded.append(len(tracker.events))

    assert max(loaded) <= 3 * KEEP
    assert min(loaded[20:]) >= KEEP


async def test_nothing_is_forgotten_in_the_database_and_rasas_own_store_can_read_it(
    store: SqlTrackerStore, url: str
) -> None:
    await turns(store, 0, 40)

    full = await store.retrieve_full_tracker("web-1")
    stock = await SQLTrackerStore(DOMAIN, db=url.removeprefix("sqlite:///")).retrieve_full_tracker("web-1")

    assert full is not None
    assert stock is not None
    assert [event.text for event in full.events if isinstance(event, BotUttered)] == [
        f"answer {number}" for number in range(40)
    ]
    assert list(stock.events) == list(full.events)


async def test_a_running_form_is_never_cut(store: SqlTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("web-1", append_action_listen=False)
    tracker.update(SessionStarted())
    tracker.update(ActiveLoop("cancel_form"))
    await store.save(tracker)
    await turns(store, 0, 30)

    tracker = await store.retrieve("web-1")

    assert tracker is not None
    assert tracker.active_loop_name == "cancel_form"


async def test_a_new_session_begins_where_rasa_begins_it(store: SqlTrackerStore) -> None:
    await turns(store, 0, 20)
    tracker = await store.retrieve("web-1")
    assert tracker is not None
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    tracker.update(ActionExecuted("action_listen"))
    talk(tracker, 99)
    await store.save(tracker)

    tracker = await store.retrieve("web-1")

    assert tracker is not None
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["question 99"]


async def test_the_next_message_finds_the_conversation_in_memory(
    store: SqlTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await turns(store, 0, 2)
    monkeypatch.setattr(store, "_replay", lambda *_: pytest.fail("replayed"))

    await turns(store, 2, 3)


async def test_what_another_process_added_is_not_missed(store: SqlTrackerStore, url: str) -> None:
    other = SqlTrackerStore(DOMAIN, host=url, keep=KEEP)
    await turns(store, 0, 1)
    await turns(other, 1, 2)

    tracker = await store.retrieve("web-1")

    assert tracker is not None
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["question 0", "question 1"]


async def test_a_turn_that_failed_leaves_nothing_behind(store: SqlTrackerStore) -> None:
    await turns(store, 0, 2)
    failing = await store.retrieve("web-1")
    assert failing is not None
    failing.update(UserUttered("never answered"))

    tracker = await store.retrieve("web-1")

    assert tracker is not None
    assert tracker.latest_message is not None
    assert tracker.latest_message.text == "question 1"


async def test_a_store_that_is_down_raises_and_comes_back(
    store: SqlTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await turns(store, 0, 1)

    def down() -> None:
        raise sa.exc.OperationalError("SELECT", {}, OSError("gone"))

    with monkeypatch.context() as patched:
        patched.setattr(store._db.engine, "begin", down)
        with pytest.raises(StoreUnavailable):
            await store.get_or_create_tracker("web-1")
        with pytest.raises(StoreUnavailable):
            await store.check()

    tracker = await store.retrieve("web-1")
    assert tracker is not None
    assert tracker.get_slot("topic") == "topic 0"


async def test_a_store_that_is_down_at_the_start_does_not_keep_rasa_from_starting() -> None:
    store = SqlTrackerStore(DOMAIN, host="postgresql://nobody@127.0.0.1:1/none")

    with pytest.raises(StoreUnavailable):
        await store.check()


@pytest.mark.postgres
async def test_it_works_on_postgresql_too(empty_postgres: str) -> None:
    store = SqlTrackerStore(DOMAIN, host=empty_postgres, keep=KEEP)
    await turns(store, 0, 30)

    tracker = await store.retrieve("web-1")

    assert tracker is not None
    assert tracker.get_slot("count") == 29.0
    assert len(tracker.events) <= 3 * KEEP
    await store.forget_before(time.time() + 1)
    assert await store.retrieve("web-1") is None
    store.close()


async def test_what_is_older_than_conversations_are_kept_goes_and_the_conversation_goes_on(
    store: SqlTrackerStore, url: str
) -> None:
    await turns(store, 0, 30)
    instant = time.time()
    await turns(store, 30, 31)
    before = await SqlTrackerStore(DOMAIN, host=url, keep=KEEP).retrieve("web-1")
    stored = await store.retrieve_full_tracker("web-1")

    await store.forget_before(instant)

    after = await SqlTrackerStore(DOMAIN, host=url, keep=KEEP).retrieve("web-1")
    left = await store.retrieve_full_tracker("web-1")
    assert before is not None
    assert after is not None
    assert list(after.events) == list(before.events)
    assert stored is not None
    assert left is not None
    assert len(left.events) < len(stored.events) / 2
    await turns(store, 31, 33)
    assert (await store.retrieve("web-1")).get_slot("count") == 32.0  # type: ignore[union-attr]


async def test_a_conversation_that_ended_long_ago_or_is_erased_is_gone(store: SqlTrackerStore) -> None:
    for name in ("web-old", "web-erased"):
        tracker = await store.create_tracker(name)
        talk(tracker, 1)
        await store.save(tracker)
    instant = time.time()
    await turns(store, 0, 1)

    await store.forget(["web-erased", "web-never-was"])
    assert sorted(await store.keys()) == ["web-1", "web-old"]
    await store.forget_before(instant)

    assert list(await store.keys()) == ["web-1"]
    assert await store.retrieve("web-erased") is None
