"""`use_cases.yml`: which use cases are on. What is wrong in it is said in one line, with file, line and use case."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from actions.errors import SettingError, SystemDefinitionError
from actions.identity import Level
from actions.systems.connected import Systems
from actions.systems.yaml_file import YamlFile, read_yaml
from actions.use_case import ALWAYS_ON, BY_NAME, Team, UseCase, parts

__all__ = ["Team", "UseCase", "UseCases", "read_use_cases"]

_SWITCHES = ("on", "off", "yes", "no")


@dataclass(frozen=True)
class UseCases:
    """All use cases by name, and the teams that own them."""

    by_name: Mapping[str, UseCase]
    teams: Mapping[str, Team] = field(default_factory=dict)

    def state(self, name: str, systems: Systems, subject: str) -> Literal["ready", "off", "missing"]:
        """Whether a use case answers `subject` (a customer or a conversation). One that the file leaves out is off."""
        use_case = self.by_name.get(name)
        if use_case is None or not use_case.enabled or not use_case.reaches(name, subject):
            return "off"
        return "missing" if use_case.missing(systems) else "ready"

    def owned_by(self, team: str) -> Sequence[str]:
        return [name for name, use_case in self.by_name.items() if use_case.owner == team]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    teams: Mapping[str, Team] = {}
    use_cases: Mapping[str, UseCase]


def read_use_cases(path: Path) -> UseCases:
    """Raises `SettingError` in one line that names the file, the use case and what to mend."""
    try:
        file = read_yaml(path)
    except SystemDefinitionError as error:
        raise SettingError(_with_use_case(path, str(error))) from None
    except OSError as error:
        raise SettingError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        read = _File.model_validate(file.content)
    except ValidationError as error:
        raise SettingError(_first(file, error)) from None
    for name, use_case in read.use_cases.items():
        for key, what in _mistakes(name, use_case, read.teams):
            raise SettingError(f"{file.at(('use_cases', name, *key))}: {name}: {what}")
    return UseCases(read.use_cases, read.teams)


def _mistakes(name: str, use_case: UseCase, teams: Mapping[str, Team]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What types cannot tell: where it stands, and what is wrong."""
    for number, need in enumerate(use_case.needs):
        if what := _unknown(need):
            yield ("needs", str(number)), f"needs: {what}"
    for want in use_case.wants:
        if what := _unknown(want):
            yield ("wants", want), f"wants: {what}"
    if use_case.identity is Level.ANYONE and (owned := _of_a_customer(use_case)):
        yield (
            ("identity",),
            (f"identity: needs {owned}, which belongs to a customer: must be signed_in or signed_in_recently"),
        )
    if teams and use_case.owner not in teams:
        yield ("owner",), f"owner: there is no team {use_case.owner!r} under teams{_meant(use_case.owner, teams)}"
    if name == ALWAYS_ON and (not use_case.enabled or use_case.share < 100 or use_case.identity is not Level.ANYONE):
        yield (), "cannot be switched off or limited: a person is always one message away"


def _unknown(need: str) -> str | None:
    """What is wrong with a need or a want; None: nothing."""
    for part in parts(need):
        entity = BY_NAME.get(part.entity)
        if entity is None:
            return f"there is no entity {part.entity!r}{_meant(part.entity, BY_NAME)}; docs/entities.md lists them"
        if part.column is not None and part.column not in entity.columns():
            known = entity.columns()
            return (
                f"{part.entity} has no column {part.column!r}{_meant(part.column, known)}; docs/entities.md lists them"
            )
    return None


def _of_a_customer(use_case: UseCase) -> str | None:
    """The first need that only a customer's own rows can meet."""
    for need in use_case.needs:
        if all(BY_NAME[part.entity].customer_field for part in parts(need) if part.entity in BY_NAME):
            return need
    return None


def _first(file: YamlFile, error: ValidationError) -> str:
    first = error.errors(include_input=False)[0]
    where = first["loc"]
    at = file.at(where)
    if not where:
        return f"{at}: must hold the section use_cases, and may hold teams"
    if first["type"] == "extra_forbidden":
        known = UseCase if where[0] == "use_cases" else Team if where[0] == "teams" else _File
        what = f"there is no key {where[-1]!r}{_meant(str(where[-1]), known.model_fields)}"
        where = where[:-1]
    elif first["type"] == "missing":
        what = "is missing"
    else:
        what = first["msg"][:1].lower() + first["msg"][1:]
    name = ": ".join(str(part) for part in (where[1:] or where) if part != "[key]")
    return f"{at}: {name}: {what}" if name else f"{at}: {what}"


def _meant(word: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(word, known, 1)
    return f" (did you mean {close[0]}?)" if close else ""


def _with_use_case(path: Path, message: str) -> str:
    """YAML's own complaints name a line; who reads them looks for the use case."""
    found = re.match(rf"{re.escape(str(path))}:(\d+): (.*)", message, re.DOTALL)
    if found is None:
        return message
    line, what = int(found[1]), found[2]
    key = re.match(r"YAML reads the key (\S+) as", what)
    if key and key[1].lower() in _SWITCHES:
        what = f"there is no key {key[1]!r}: write enabled: true or enabled: false"
    above = path.read_text(encoding="utf-8").splitlines()[: line - 1]
    name = next((m[1] for text in reversed(above) if (m := re.match(r"  ([\w-]+):\s*(#.*)?$", text))), None)
    return f"{path}:{line}: {name}: {what}" if name else f"{path}:{line}: {what}"
