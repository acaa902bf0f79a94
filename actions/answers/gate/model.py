"""What the gate says and what it is told besides the facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Code = Literal[
    "ok",  # every part of the sentence is borne out
    "empty",  # nothing to say
    "unreadable",  # control characters, hidden characters, other scripts
    "citation",  # cites a fact that does not exist
    "address",  # a link, e-mail address or telephone number that no fact gives
    "name",  # a title, plan, device, code or person that no fact gives
    "record",  # what is said belongs to another record than the one named, or to none in particular
    "value",  # a number, amount, date or length that no field bears out
    "verdict",  # yes and no, or may and may not, against what code computed
    "state",  # a status that the record does not have
    "promise",  # something we would do
    "receipt",  # something we are said to have done, without a receipt
    "comparison",  # more, less, cheapest, because, always: not computed by code
    "unsupported",  # words that nothing bears out
]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names that exist although no fact of this answer has them.

    `names` are the company's own (its brand, the service). They may be said, but nothing about them.
    `zone` is the company's time zone: instants are also read as its calendar days. UTC by default.
    """

    names: tuple[str, ...] = ()
    zone: dt.tzinfo = dt.UTC


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a sentence may be shown. `reason` is one line for a log or a second attempt;
    `bound` are the ids of the facts that bear it out, in the order found."""

    shown: bool
    code: Code
    reason: str
    bound: tuple[str, ...] = ()


@dataclass(slots=True)
class Refusal(Exception):
    """Why a sentence cannot be shown; raised where it is found, turned into a Decision at the top.

    `silent`: the facts do not contradict it, they are silent about it.
    """

    code: Code
    reason: str
    silent: bool = False
    args: tuple[object, ...] = field(default=(), init=False)

    def __str__(self) -> str:
        return self.reason
