"""From a message to its requests: a follow-up, several at once, or one that could be two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.dialogue.denied import instead
from actions.dialogue.follow_ups import alike, follow_up
from actions.dialogue.heard import Heard
from actions.dialogue.memory import Memory, Shown
from actions.dialogue.outright import asked_outright
from actions.dialogue.reading import Reading
from actions.dialogue.registry import SMALL_TALK
from actions.dialogue.said import withdraws
from actions.services import Services

_REQUEST = 0.5
"""From this probability on a part of a message is a request of its own."""
_MOST = 3
_CLOSE, _POSSIBLE = 0.12, 0.3
"""Two readings are close when they differ by less than the first and the second is at least so probable."""
HUMAN, CANCEL = "human_handoff", "cancel_subscription"


@dataclass(frozen=True)
class Unclear:
    """Two readings too close to choose between, the likelier first."""

    names: tuple[str, str]


async def read(
    heard: Heard, name: str, memory: Memory, on: Services, focus: Mapping[str, str] | None = None
) -> list[Reading] | Unclear:
    """The requests of a typed message, in order. `name` is the use case or intent that Rasa chose, `focus` what the
    conversation is about."""
    if withdraws(heard.text):
        return [Reading("cancel_flow", heard.text)]
    if reading := asked_outright(heard.text, memory.shown) or await follow_up(heard, memory.shown, on, focus):
        return [reading]
    several = _several(heard, memory, on)
    if len(several) > 1:
        return several
    own = several[0] if several and name in (*SMALL_TALK, "nlu_fallback", "out_of_scope") else None
    own = own or _denied(heard, name, on) or _without_threat(heard, name, memory, on)
    if own is not None:
        return [own]
    return _unclear(heard, name, memory.shown, on) or [Reading(name, heard.text, heard=heard)]


def _several(heard: Heard, memory: Memory, on: Services) -> list[Reading]:
    """The parts that are requests, each use case once; a threat to leave is no request to cancel."""
    found: dict[str, Reading] = {}
    for part in heard.clauses:
        if part.intent not in on.use_cases.by_name or part.chance < _REQUEST:
            continue
        same = next((name for name in found if name == part.intent or alike(name, part.intent)), None)
        if same is None:
            found[part.intent] = Reading(part.intent, part.text, heard=part)
        else:  # one matter in two sentences is one request
            found[same] = replace(found[same], text=f"{found[same].text} {part.text}")
    if len(found) > 1 and "churn" in memory.signals:
        found.pop(CANCEL, None)
    return list(found.values())[:_MOST]


def _denied(heard: Heard, name: str, on: Services) -> Reading | None:
    other = instead(heard, name, frozenset(on.use_cases.by_name))
    return Reading(other, heard.text, heard=heard) if other else None


def _without_threat(heard: Heard, name: str, memory: Memory, on: Services) -> Reading | None:
    """“It keeps buffering so I'm cancelling” is about the buffering: label the problem, not the threat."""
    if name != CANCEL or "churn" not in memory.signals:
        return None
    problem = next(
        (one for one, _ in heard.ranking if one in on.use_cases.by_name and one not in (CANCEL, HUMAN)), None
    )
    chance = dict(heard.ranking).get(problem or "", 0.0)
    return Reading(problem, heard.text, heard=heard) if problem and chance >= 0.1 else None


def _unclear(heard: Heard, name: str, shown: Shown | None, on: Services) -> Unclear | None:
    known = [(one, chance) for one, chance in heard.ranking if one != "nlu_fallback"][:2]
    if len(known) < 2 or name not in on.use_cases.by_name:
        return None
    (first, most), (second, next_most) = known
    if any(one not in on.use_cases.by_name for one in (first, second)):
        return None
    if alike(first, second) or (shown is not None and shown.use_case in (first, second)):
        return None  # what was just spoken of decides
    if instead(heard, second, frozenset(on.use_cases.by_name)):
        return None  # “not cancel, just pause” is one reading
    close = most - next_most < _CLOSE and next_most >= _POSSIBLE
    return Unclear((first, second)) if close else None
