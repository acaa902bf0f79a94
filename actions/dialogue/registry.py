"""The actions by the use case or intent that they answer, so that one may pass a message on to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actions.conversation import SpokenAction

_OPEN, _TALK = "action_open_question", "action_small_talk"
SMALL_TALK = ("affirm", "deny", "correct", "cancel_flow", "chitchat", "thanks", "greet", "goodbye", "bot_challenge")
META = "how_known"
"""Speaks of the answer before it, which stays the one that is followed up."""
_by_name: dict[str, type[SpokenAction]] = {}


def register(kind: type[SpokenAction]) -> None:
    """Note an action's class; called for each as it is defined."""
    _by_name[kind.action_name] = kind


def action_for(name: str) -> SpokenAction:
    """The action of a use case or intent; what has none of its own is an open question."""
    if name in SMALL_TALK:
        return _by_name[_TALK]()
    return _by_name.get(f"action_{name}", _by_name[_OPEN])()
