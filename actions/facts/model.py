"""What a fact is: the one record that answers, the gate and `usher gate` share.

A fact is frozen and typed. It says where it comes from and when it was true, so that a sentence can be
checked against it and a customer can be told how we know. A verdict is a fact whose answer code computed:
kind ``verdict``, fields ``question`` (text), ``about`` (text: the record it judges) and ``answer``
(bool, or text where yes and no do not suffice).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Value):
    type: Literal["text"] = "text"
    value: str


class Money(_Value):
    """An amount in minor units (cents) of `currency` (ISO 4217)."""

    type: Literal["money"] = "money"
    amount_minor: int
    currency: str


class Date(_Value):
    """A calendar day in the company's time zone."""

    type: Literal["date"] = "date"
    value: dt.date


class DateTime(_Value):
    """An instant; without a zone it is read as UTC."""

    type: Literal["datetime"] = "datetime"
    value: dt.datetime


class Duration(_Value):
    type: Literal["duration"] = "duration"
    seconds: int


class Count(_Value):
    type: Literal["count"] = "count"
    value: int


class Percent(_Value):
    """`value` 20 means 20 %."""

    type: Literal["percent"] = "percent"
    value: float


class Bool(_Value):
    type: Literal["bool"] = "bool"
    value: bool


class TextList(_Value):
    type: Literal["list"] = "list"
    value: tuple[str, ...]


class Url(_Value):
    type: Literal["url"] = "url"
    value: str


Value = Annotated[
    Text | Money | Date | DateTime | Duration | Count | Percent | Bool | TextList | Url,
    Field(discriminator="type"),
]

VERDICT = "verdict"


class Fact(BaseModel):
    """One record that the system knows to be true.

    `id` names it in citations, e.g. ``invoice:INV-2041``. `kind` is the entity or ``verdict``.
    `source` is the connected system and `key` the row's key there; None: computed by code.
    `as_of` is when the data was read, UTC; None: not known (facts given to `usher gate`).
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    fields: Mapping[str, Value]
    source: str | None = None
    key: str | None = None
    as_of: dt.datetime | None = None


def value_of(raw: Any) -> Value | None:
    """The typed value of a plain Python one; None for None. Money and durations are made explicitly."""
    match raw:
        case None | _Value():
            return cast("Value | None", raw)
        case bool():
            return Bool(value=raw)
        case int():
            return Count(value=raw)
        case dt.datetime():
            return DateTime(value=raw)
        case dt.date():
            return Date(value=raw)
        case dt.timedelta():
            return Duration(seconds=int(raw.total_seconds()))
        case tuple() | list():
            return TextList(value=tuple(raw))
        case str():
            return Url(value=raw) if raw.startswith(("https://", "http://")) else Text(value=raw)
    raise TypeError(f"no fact value for {type(raw).__name__}")


def fact(
    id: str, kind: str, /, *, source: str | None = None, key: str | None = None, as_of: dt.datetime | None = None,
    **fields: Any,
) -> Fact:  # fmt: skip
    """A fact from plain values; those that are None are left out."""
    typed = {name: value for name, raw in fields.items() if (value := value_of(raw)) is not None}
    return Fact(id=id, kind=kind, fields=typed, source=source, key=key, as_of=as_of)


def verdict(about: str, question: str, answer: bool | str, /, **fields: Any) -> Fact:
    """A yes, a no, or a word that code computed about the record `about`."""
    return fact(f"verdict:{question}:{about}", VERDICT, question=question, about=about, answer=answer, **fields)
