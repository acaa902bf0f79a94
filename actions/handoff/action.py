"""Handing a conversation to a person, with everything they need to go on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from rasa_sdk import Tracker

from actions.answers.composer import Composer
from actions.answers.reply import Answer
from actions.conversation import Ask, SpokenAction
from actions.dialogue.memory import Memory
from actions.handoff.escalation import ASKED, policy
from actions.services import Services


class HumanHandoff(SpokenAction):
    """Opens a hand-over: works for anybody, at once, whatever else is off.

    The packet's reason is what the policy gave, else the weightiest signal so far, else that the customer asked.
    """

    action_name = "action_human_handoff"

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        said = [e["text"] for e in _events(tracker, "user") if e.get("text") and not e["text"].startswith("/")]
        shown = [e["text"] for e in _events(tracker, "bot") if e.get("text")]
        handover = await asyncio.to_thread(
            on.handovers.request, ask.conversation,
            reason=_reason(ask, tracker), customer=ask.customer, level=ask.identity.level.value,
            question=said[-1] if said else "", summary="\n".join(said[-6:-1]),
            facts=shown[-5:], steps=_steps(shown),
        )  # fmt: skip
        return Answer(say("handoff", reference=handover.reference), handoff=handover.reference)


def _reason(ask: Ask, tracker: Tracker) -> str:
    given = ask.given.get("reason", ASKED)
    return policy().weightiest([given, *Memory.of(tracker).signals])


def _events(tracker: Tracker, kind: str) -> list[dict[str, Any]]:
    return [event for event in tracker.events if event.get("event") == kind]


def _steps(shown: Iterable[str]) -> list[str]:
    """The numbered lines among what was shown."""
    lines = [line for text in shown for line in text.splitlines()]
    return [line for line in lines if line[:1].isdigit() and line[1:3] in (". ", ") ")]
