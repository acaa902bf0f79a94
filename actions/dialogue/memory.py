"""What a conversation remembers from one turn to the next: record ids and counts, never authority.

It is kept in the slot `dialogue`. Whose data may be read is decided by the verified identity alone, so that an id
remembered here opens nothing that the customer could not have asked for by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from rasa_sdk import Tracker

from actions.answers.reply import Answer, Choice

SLOT = "dialogue"
_MOST = 12
"""Records and choices that are remembered of one answer."""
_PAYLOAD = re.compile(r"/(?P<name>\w+)(?P<given>\{.*\})?", re.DOTALL)


@dataclass(frozen=True)
class Offer:
    """A choice that was shown: its title, the use case or intent behind it, and the values it carries."""

    title: str
    name: str
    given: Mapping[str, str]

    @property
    def payload(self) -> str:
        return f"/{self.name}" + (json.dumps(dict(self.given)) if self.given else "")


@dataclass(frozen=True)
class Shown:
    """The last answer. `records` are ids of facts (``invoice:NL-0001``) in the order in which they were shown.

    `clarifying`: it asked which of its offers was meant, so that a pressed one stands for the words before.
    """

    use_case: str
    records: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    clarifying: bool = False

    def of_kind(self, kind: str) -> list[str]:
        """The keys of the shown records of one kind, in order: ``invoice`` -> ``NL-0001`` …"""
        return [record.partition(":")[2] for record in self.records if record.partition(":")[0] == kind]


@dataclass(frozen=True)
class Done:
    """A request that was carried out: its kind, the receipt as it was told, and the choice that takes it back; None:
    there is none."""

    kind: str
    receipt: str
    undo: Offer | None = None


@dataclass(frozen=True)
class Memory:
    """`shown` None: nothing was answered yet. `unanswered` counts messages in a row without an answer, `unsolved`
    how often what was suggested did not help; `signals` are those noticed so far (handoff/escalation.yml). `done` is
    the last request that was carried out; None: none was."""

    shown: Shown | None = None
    unanswered: int = 0
    unsolved: int = 0
    signals: tuple[str, ...] = ()
    done: Done | None = None

    @classmethod
    def of(cls, tracker: Tracker) -> Memory:
        """Read a tracker; a memory of another version counts as none."""
        try:
            return _memory(tracker.get_slot(SLOT) or {})
        except (AttributeError, TypeError, KeyError, ValueError):
            return cls()

    def as_slot(self) -> dict[str, Any]:
        return asdict(self)

    def with_signals(self, names: Sequence[str]) -> Memory:
        return replace(self, signals=tuple(dict.fromkeys((*self.signals, *names))))


def shown_by(use_case: str, answers: Sequence[Answer], *, clarifying: bool = False) -> Shown:
    """What these answers showed; the use case is that of the last one."""
    records = [fact.id for answer in answers for fact in answer.facts]
    offers = [offer for answer in answers for choice in answer.choices if (offer := offer_of(choice))]
    return Shown(use_case, tuple(dict.fromkeys(records))[:_MOST], tuple(offers)[:_MOST], clarifying)


def offer_of(choice: Choice) -> Offer | None:
    """A choice as it is remembered; None: it opens a page."""
    match = _PAYLOAD.fullmatch(choice.payload or "")
    if match is None:
        return None
    given = json.loads(match["given"]) if match["given"] else {}
    return Offer(choice.title, match["name"], {name: str(value) for name, value in given.items()})


def _offer(stored: Mapping[str, Any]) -> Offer:
    return Offer(stored["title"], stored["name"], dict(stored["given"]))


def _memory(stored: Mapping[str, Any]) -> Memory:
    shown, done = stored.get("shown"), stored.get("done")
    return Memory(
        shown=None if shown is None else Shown(
            shown["use_case"], tuple(shown["records"]), tuple(_offer(one) for one in shown["offers"]),
            bool(shown["clarifying"]),
        ),
        done=None if done is None else Done(
            done["kind"], done["receipt"], None if done["undo"] is None else _offer(done["undo"])
        ),
        unanswered=int(stored.get("unanswered", 0)),
        unsolved=int(stored.get("unsolved", 0)),
        signals=tuple(stored.get("signals", ())),
    )  # fmt: skip
