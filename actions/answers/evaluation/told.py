"""The facts as a model sees them, read back out of the prompt."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass

_LINE = re.compile(r"^\[(\d+)\] (\w+): (.+)$", re.MULTILINE)
_FIELD = re.compile(r"(?:^|; )(\w+)=(.*?)(?=; \w+=|$)")
_FORMATTER = string.Formatter()


@dataclass(frozen=True)
class Told:
    """One line of a prompt: a record's kind and its fields as they were written."""

    kind: str
    fields: Mapping[str, str]

    def fills(self, template: str) -> bool:
        return all(name in self.fields for name in names_in(template))


def names_in(template: str) -> list[str]:
    """The fields that a template names."""
    return [name for _, name, _, _ in _FORMATTER.parse(template) if name]


def read_told(prompt: str) -> list[Told]:
    """The facts of a call's last message."""
    facts = prompt.split("The customer wrote, between the lines:")[0]
    return [Told(kind, dict(_FIELD.findall(rest))) for _, kind, rest in _LINE.findall(facts)]
