"""Rasa as the dialogue behind the channels."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.events import BotUttered, Event, SessionStarted, UserUttered

from bot.channels.core import payloads
from bot.channels.core.action_server import ActionFailed, ActionServer
from bot.channels.core.errors import StoreUnavailable, TurnFailed
from bot.channels.core.model import Reply, Turn
from bot.channels.core.output import CollectingOutput, reply_of
from bot.channels.core.phrases import phrase
from bot.channels.core.text import as_typed
from bot.tracker_store import SqlTrackerStore

_log = logging.getLogger(__name__)


class RasaDialogue:
    """Turns become Rasa messages. `adopt` the agent once it is loaded."""

    def __init__(self, on_new_message: Callable[[UserMessage], Awaitable[Any]], action_limit: float) -> None:
        self._on_new_message = on_new_message
        self._action_limit = action_limit
        self._agent: Agent | None = None
        self.tracker_store: SqlTrackerStore | None = None
        self.actions: ActionServer | None = None

    def adopt(self, agent: Agent) -> None:
        """Take Rasa's safety nets off that would answer from a blank memory or in silence."""
        store = agent.tracker_store
        if isinstance(store, FailSafeTrackerStore):
            store = store._tracker_store
        if not isinstance(store, SqlTrackerStore):
            _log.error("endpoints.yml names another tracker store than bot.tracker_store.SqlTrackerStore: not ready")
            return
        agent.tracker_store = store
        if agent.action_endpoint is not None:
            self.actions = ActionServer.from_config(agent.action_endpoint, self._action_limit)
            if agent.domain is not None:
                self.actions.serve(agent.domain.as_dict())
            agent.action_endpoint = self.actions
        if agent.processor is not None:
            agent.processor.tracker_store = store
            agent.processor.action_endpoint = agent.action_endpoint
        self._agent, self.tracker_store = agent, store

    async def close(self) -> None:
        if self.actions is not None:
            await self.actions.close()

    def is_ready(self) -> bool:
        return self._agent is not None and self._agent.is_ready()

    def opening(self, turn: Turn) -> Sequence[Reply]:
        """That this is a bot: article 50 of the EU's AI Act."""
        return [Reply(phrase("disclosure", turn.locale), formal=True)]

    async def answer(self, turn: Turn) -> Sequence[Reply]:
        if not self.is_ready():
            raise StoreUnavailable("the model is not loaded")
        output = CollectingOutput(turn.channel)
        try:
            await self._on_new_message(user_message(turn, output))
        except ActionFailed as error:
            raise TurnFailed(str(error)) from error
        return output.replies

    async def forget(self, conversations: Sequence[str]) -> None:
        if self.tracker_store is None:
            raise StoreUnavailable("the model is not loaded")
        await self.tracker_store.forget(conversations)

    async def forget_before(self, instant: float) -> None:
        if self.tracker_store is not None:  # else the next look for what is old finds it
            await self.tracker_store.forget_before(instant)

    async def recall(self, turn: Turn) -> Sequence[Reply] | None:
        if self.tracker_store is None:
            raise StoreUnavailable("the model is not loaded")
        tracker = await self.tracker_store.retrieve(turn.conversation)
        return None if tracker is None else replies_to(turn.id, tracker.events)


def user_message(turn: Turn, output: CollectingOutput) -> UserMessage:
    """The turn as Rasa's message: a choice is its payload, anything typed is words."""
    parsed = payloads.parse(turn.payload) if turn.payload is not None else None
    text = turn.payload if parsed is not None else as_typed(turn.text)
    return UserMessage(
        text=text,
        output_channel=output,
        sender_id=turn.conversation,
        parse_data=parsed,
        input_channel=turn.channel,
        message_id=turn.id,
        metadata=turn.metadata(),
    )


def replies_to(turn: str, events: Sequence[Event]) -> list[Reply] | None:
    """What the bot said to a turn according to a conversation's events; None: the turn is not among them.

    What opens a session is said before the customer's message that opened it, and belongs to the same turn.
    """
    said: list[Reply] = []
    found = opening = False
    for event in events:
        if found and isinstance(event, (UserUttered, SessionStarted)):
            break
        if isinstance(event, SessionStarted):
            said, opening = [], True
        elif isinstance(event, UserUttered):
            found = (event.metadata or {}).get("turn") == turn
            said, opening = said if found and opening else [], False
        elif isinstance(event, BotUttered) and (reply := reply_of(event.message())):
            said.append(reply)
    return said if found else None
