"""What is said about a request that was carried out: that it cannot be taken back here, or its receipt again."""

from __future__ import annotations

from typing import ClassVar

from rasa_sdk import Tracker

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer
from actions.conversation import Ask, SpokenAction
from actions.dialogue.memory import Memory
from actions.services import Services


class Undo(SpokenAction):
    """What has no reverse here is a person's to look into."""

    action_name: ClassVar[str] = "action_undo"

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        done = Memory.of(tracker).done
        text = say("undo_nothing") if done is None else say("undo_not_here", receipt=done.receipt)
        return Answer(text, choices=(HUMAN,))


class ReceiptAgain(SpokenAction):
    """The receipt as it was told."""

    action_name: ClassVar[str] = "action_receipt_again"

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        done = Memory.of(tracker).done
        return Answer(done.receipt if done else say("undo_nothing"), choices=(HUMAN,))
