"""The talk between the questions."""

from __future__ import annotations

from typing import ClassVar

from rasa_sdk import Tracker

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask, SpokenAction
from actions.dialogue.memory import Memory
from actions.dialogue.said import Said, withdraws
from actions.handoff.escalation import policy
from actions.services import Services

_USUAL = ("subscription_status_benefits", "playback_or_app_problem", "find_title_or_article")
_PLAIN = ("thanks", "greet", "goodbye", "bot_challenge", "chitchat")


class SmallTalk(SpokenAction):
    """Yes, no, thanks and the like, where nothing that was shown before gives them a meaning."""

    action_name: ClassVar[str] = "action_small_talk"

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        if "abuse" in policy().signals(ask.text):
            return Answer(say("abuse"), choices=(HUMAN,))
        if ask.intent in _PLAIN:
            return Answer(say(ask.intent), choices=(HUMAN,) if ask.intent == "bot_challenge" else ())
        if withdraws(ask.text):
            return Answer(say("what_else"))
        if ask.intent == "correct" or Said.of(ask.text).lead == "correction":
            return _what_then(say, Memory.of(tracker))
        offers = [one for one in _offers(tracker) if ask.intent == "affirm"]
        if len(offers) > 1:
            return Answer(say("which_one"), choices=tuple(offers))
        agrees = ask.intent == "affirm" and not Said.of(ask.text).means("noted")
        return Answer(say("nothing_to_confirm" if agrees else "what_else"))


def _offers(tracker: Tracker) -> list[Choice]:
    shown = Memory.of(tracker).shown
    return [Choice(one.title, one.payload) for one in shown.offers] if shown else []


def _what_then(say: Composer, memory: Memory) -> Answer:
    """Something else is meant: what has just been offered is not offered again."""
    offered = {one.name for one in memory.shown.offers} if memory.shown else set()
    usual = [Choice(say(f"case_{name}"), f"/{name}") for name in _USUAL if name not in offered]
    return Answer(say("correct_what"), choices=(*usual, HUMAN))
