"""Where Rasa keeps its conversations: fails closed, loads a bounded part, never polls.

Rasa's own SQL store, when the database is down, begins a conversation anew from a blank memory and puts what
is said there where nobody reads it again. This one raises `StoreUnavailable`; the channel keeps the message
and tries again.

The time of a turn grows with the events it loads. Between turns of a long conversation the values of its
slots are noted as a snapshot; a turn then loads the second last snapshot and what happened since, as Rasa
itself carries slots over into a new session. Only what is older than conversations are
kept is ever removed.

The conversations saved last stay in memory, so that the next message need not replay them; whether one is still
what the database holds is asked each time, for another process may have gone on with it.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses
from sqlalchemy.engine import Connection

from bot.channels.core.database import Database
from bot.settings import settings
from bot.tracker_tables import (
    AFTER,
    ALL,
    LAST_ID,
    SINCE_START,
    SNAPSHOTS,
    delete,
    delete_before,
    events,
    metadata,
    senders_after,
    snapshots,
)

_PART = 200  # conversations looked at in one query
_REMEMBERED = 500  # conversations in memory, of some 30 kB each


class SqlTrackerStore(TrackerStore):
    """Rasa's tracker store on SQLite or PostgreSQL; `keep` is how many events a long conversation loads at least."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        keep: int | None = None,
        **_: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._db = Database(host or settings().tracker_database_url)
        self._keep = keep or settings().tracker_events
        self._created = False
        self._recent: OrderedDict[str, tuple[int, DialogueStateTracker]] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The current session, or its end if it is long. Raises `StoreUnavailable`."""
        return await self._db.run(self._load, sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Everything that ever happened in a conversation. Raises `StoreUnavailable`."""
        return await self._db.run(self._load_all, conversation_id)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """A new tracker; it is saved with its first turn, so that nothing is stored of a turn that fails."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        _note_stored(tracker, 0, 0)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add what happened since the tracker was loaded. Raises `StoreUnavailable`."""
        new = await self._db.run(self._save, tracker)
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    async def forget(self, senders: Sequence[str]) -> None:
        """Delete everything about these conversations. Raises `StoreUnavailable`."""
        for sender in senders:
            self._recent.pop(sender, None)
            await self._db.run(self._delete, sender)

    async def forget_before(self, instant: float) -> None:
        """Delete what happened before `instant` (seconds since 1970), except what a conversation needs to go on.

        Raises `StoreUnavailable`.
        """
        after = ""
        while senders := await self._db.run(self._senders_after, after):
            for sender in senders:
                await self._db.run(self._delete_before, sender, instant)
                await asyncio.sleep(0)  # on SQLite everybody else waits
            after = senders[-1]

    async def keys(self) -> Iterable[str]:
        return await self._db.run(self._senders)

    async def check(self) -> None:
        """Raises `StoreUnavailable` when the database does not answer."""
        await self._db.run(self._ping)

    def close(self) -> None:
        self._db.close()

    def _begin(self) -> Any:
        if not self._created:  # not at construction: Rasa should start, unready, while the database is down
            self._db.create(metadata)
            self._created = True
        return self._db.engine.begin()

    def _ping(self) -> None:
        with self._begin() as connection:
            connection.execute(sa.text("SELECT 1"))

    def _senders(self) -> list[str]:
        with self._begin() as connection:
            return list(connection.execute(sa.select(events.c.sender_id).distinct()).scalars())

    def _senders_after(self, sender: str) -> list[str]:
        with self._begin() as connection:
            return senders_after(connection, sender, _PART)

    def _delete(self, sender: str) -> None:
        with self._begin() as connection:
            delete(connection, sender)

    def _delete_before(self, sender: str, instant: float) -> None:
        with self._begin() as connection:
            delete_before(connection, sender, instant)

    def _load(self, sender: str) -> DialogueStateTracker | None:
        # taken out, not looked up: whatever happens to it in a turn that fails is not what was saved
        last, recent = self._recent.pop(sender, (0, None))
        with self._begin() as connection:
            if recent is not None and connection.execute(LAST_ID, {"sender": sender}).scalar() == last:
                return recent
            noted = connection.execute(SNAPSHOTS, {"sender": sender}).all()
            if len(noted) < 2:
                rows, prefix = connection.execute(SINCE_START, {"sender": sender}).all(), []
            else:
                prefix = _as_session(noted[1].slots, noted[1].timestamp)
                rows = connection.execute(AFTER, {"sender": sender, "after": noted[1].event_id}).all()
        if not rows:
            return None
        tracker = self._replay(sender, [*prefix, *_events(row.data for row in rows)])
        since = noted[0].event_id if noted else rows[0].id
        _note_stored(tracker, len(tracker.events), sum(row.id > since for row in rows))
        return tracker

    def _load_all(self, sender: str) -> DialogueStateTracker | None:
        with self._begin() as connection:
            rows = connection.execute(ALL, {"sender": sender}).scalars().all()
        return self._replay(sender, _events(rows)) if rows else None

    def _replay(self, sender: str, past: list[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(sender, past, self.domain.slots)

    def _save(self, tracker: DialogueStateTracker) -> list[Event]:
        stored, fresh = _stored(tracker)
        new = list(itertools.islice(tracker.events, stored, None))
        if not new:
            return []
        with self._begin() as connection:
            connection.execute(events.insert(), [_row(tracker.sender_id, event) for event in new])
            last = connection.execute(LAST_ID, {"sender": tracker.sender_id}).scalar()
            fresh += len(new)
            if fresh >= self._keep and _is_quiet(tracker):
                self._snapshot(connection, tracker, last)
                fresh = 0
        _note_stored(tracker, len(tracker.events), fresh)
        self._remember(tracker, last, new)
        return new

    def _remember(self, tracker: DialogueStateTracker, last: int, new: list[Event]) -> None:
        """Keep a tracker for its next turn, unless loading it would give a shorter one."""
        if len(tracker.events) > 2 * self._keep or any(isinstance(event, SessionStarted) for event in new):
            return
        self._recent[tracker.sender_id] = (last, tracker)
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)

    def _snapshot(self, connection: Connection, tracker: DialogueStateTracker, last: int) -> None:
        slots = {name: slot.value for name, slot in tracker.slots.items() if slot.has_been_set}
        row = {
            "sender_id": tracker.sender_id,
            "event_id": last,
            "timestamp": tracker.events[-1].timestamp,
            "slots": json.dumps(slots),
        }
        connection.execute(snapshots.insert(), row)


def _note_stored(tracker: DialogueStateTracker, stored: int, fresh: int) -> None:
    # how many of its events are in the database, and how many of those no snapshot covers
    tracker.usher_stored = (stored, fresh)


def _stored(tracker: DialogueStateTracker) -> tuple[int, int]:
    stored: tuple[int, int] = getattr(tracker, "usher_stored", (0, 0))
    return stored


def _is_quiet(tracker: DialogueStateTracker) -> bool:
    """Whether slots are all there is to the conversation's state: no form runs, nothing is pending."""
    return (
        tracker.latest_action_name == ACTION_LISTEN_NAME
        and not tracker.active_loop_name
        and not tracker.followup_action
        and not tracker.is_paused()
    )


def _as_session(slots: str, timestamp: float) -> list[Event]:
    """A snapshot as the events that begin a session with these slots."""
    values = json.loads(slots)
    return [
        SessionStarted(timestamp=timestamp),
        *(SlotSet(name, value, timestamp=timestamp) for name, value in values.items()),
        ActionExecuted(ACTION_LISTEN_NAME, timestamp=timestamp),
    ]


def _events(serialised: Iterable[str]) -> list[Event]:
    # Rasa looks through all subclasses for every single event, a third of a turn's time
    kinds = _event_kinds()
    values = (json.loads(data) for data in serialised)
    return [event for value in values if (event := kinds[value["event"]]._from_parameters(value)) is not None]


@functools.cache
def _event_kinds() -> dict[str, type[Event]]:
    return {kind.type_name: kind for kind in reversed(list(all_subclasses(Event))) if getattr(kind, "type_name", None)}


def _row(sender: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": event.timestamp,
        "intent_name": ((data.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
