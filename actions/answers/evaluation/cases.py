"""The questions that are asked: wordings by hand, names and figures out of the company's own systems."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from actions.answers.evaluation.names import Names
from actions.errors import UsherError

Kind = Literal["answerable", "partly", "unanswerable", "misleading", "injection", "stranger", "arithmetic", "relative"]
_FORMATTER = string.Formatter()


class BadCases(UsherError):
    """A file of questions that cannot be asked; the message names what to mend."""


class Group(BaseModel):
    """Wordings of one sort; see tests/answers/questions.yml for what each field means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    kind: Kind
    texts: tuple[str, ...] = Field(min_length=1)
    locale: str = "en-GB"
    who: Literal["visitor", "customer"] = "visitor"
    customers: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    times: int = Field(1, ge=1)


@dataclass(frozen=True)
class Case:
    """One question. `customer` None: a visitor. Of the kinds `behind` (none: nothing is expected) at least one has
    to be among the facts; `never` must not be said, letter case aside."""

    id: str
    topic: str
    kind: Kind
    locale: str
    customer: str | None
    text: str
    behind: tuple[str, ...]
    never: tuple[str, ...]


def read_groups(file: Path) -> Sequence[Group]:
    """Raises `BadCases`."""
    return read_list(file, TypeAdapter(list[Group]))


def read_list[M: BaseModel](file: Path, form: TypeAdapter[list[M]]) -> list[M]:
    """A YAML file of this form. Raises `BadCases` in one line that names what to mend."""
    try:
        return form.validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadCases(f"{file}: cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise BadCases(f"{file}: is not YAML: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise BadCases(f"{file}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None


async def cases(groups: Sequence[Group], names: Names, seed: int) -> list[Case]:
    """Every wording as often as it is to be asked; the same seed and data give the same questions.

    Raises `BadCases` for a placeholder that the company's systems give nothing for.
    """
    made: list[Case] = []
    for number, (group, text) in enumerate(_wordings(groups)):
        rng = random.Random(f"{seed}/{number}")  # noqa: S311 - questions, no secrets
        customer = await names.customer(rng, group.customers) if group.who == "customer" else None
        values = await names.values(rng, customer)
        made.append(_case(f"{group.topic}-{number:03}", group, text, customer, values))
    return made


def _wordings(groups: Sequence[Group]) -> Iterator[tuple[Group, str]]:
    return ((group, text) for group in groups for text in group.texts for _ in range(group.times))


def _case(id: str, group: Group, text: str, customer: str | None, values: Mapping[str, str]) -> Case:
    try:
        said, never = _filled(text, values), tuple(_filled(one, values) for one in group.never)
    except KeyError as error:
        raise BadCases(f"{text!r}: the connected systems give no {error.args[0]!r}") from None
    return Case(id, group.topic, group.kind, group.locale, customer, said, group.behind, never)


def _filled(text: str, values: Mapping[str, str]) -> str:
    names = {name for _, name, _, _ in _FORMATTER.parse(text) if name}
    return text.format_map({name: values[name] for name in names}) if names else text
