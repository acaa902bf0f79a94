"""The policy of escalation, read from `escalation.yml` beside this file: signals apart from the intent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from actions.errors import SettingError
from actions.systems.yaml_file import read_yaml

FILE = Path(__file__).with_name("escalation.yml")
EXHAUSTED, ASKED = "exhausted", "customer_asked"

Does = Literal["hand_over", "offer", "note"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Section):
    """Why a person should see a conversation, and what the bot does about it."""

    does: Does
    says: tuple[str, ...] = ()
    unless: str | None = None

    @field_validator("says", "unless")
    @classmethod
    def _compiles(cls, value: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        for pattern in (value,) if isinstance(value, str) else value or ():
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        return value

    def heard_in(self, text: str) -> bool:
        if self.unless and re.search(self.unless, text, re.IGNORECASE):
            return False
        return any(re.search(pattern, text, re.IGNORECASE) for pattern in self.says)


class Limits(_Section):
    """After how many messages without an answer, or suggestions that did not help, a person takes over."""

    unanswered: int = Field(ge=1)
    unsolved: int = Field(ge=1)


class Policy(_Section):
    """The closed list of reasons by name, the weightiest first."""

    limits: Limits
    reasons: Mapping[str, Reason]

    @field_validator("reasons")
    @classmethod
    def _complete(cls, reasons: Mapping[str, Reason]) -> Mapping[str, Reason]:
        if missing := {EXHAUSTED, ASKED} - set(reasons):
            raise ValueError(f"the reasons {sorted(missing)} are missing: the bot counts and people ask")
        return reasons

    def signals(self, text: str) -> list[str]:
        """The reasons that a message gives, the weightiest first."""
        plain = text.replace("’", "'")
        return [name for name, reason in self.reasons.items() if reason.heard_in(plain)]

    def hands_over(self, names: Iterable[str]) -> str | None:
        """The weightiest reason among these for which a person takes over at once; None: none."""
        return next((name for name in self._ordered(names) if self.reasons[name].does == "hand_over"), None)

    def offers(self, names: Iterable[str]) -> str | None:
        """The weightiest reason among these for which a person is offered; None: none."""
        return next((name for name in self._ordered(names) if self.reasons[name].does == "offer"), None)

    def weightiest(self, names: Iterable[str]) -> str:
        """The one reason of a packet; a name that the list does not have counts for nothing."""
        return next(iter(self._ordered(names)), ASKED)

    def exhausted(self, unanswered: int, unsolved: int) -> bool:
        return unanswered >= self.limits.unanswered or unsolved >= self.limits.unsolved

    def _ordered(self, names: Iterable[str]) -> list[str]:
        given = set(names)
        return [name for name in self.reasons if name in given]


def read_policy(path: Path) -> Policy:
    """Raises `SettingError` in one line that names the file and the place."""
    file = read_yaml(path)
    try:
        return Policy.model_validate(file.content)
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(str(part) for part in first["loc"])
        raise SettingError(f"{file.at(place)}: {'.'.join(place)}: {first['msg']}") from None


@cache
def policy() -> Policy:
    """The policy in force."""
    return read_policy(FILE)
