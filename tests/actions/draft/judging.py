"""How well a draft did: its rows against what they should be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from actions.systems.draft.dialect import Sql
from actions.systems.draft.drafting import Draft
from actions.systems.draft.text import sql_text
from actions.systems.inspect.connection import LookOnly

SCHEMAS = Path(__file__).parent / "schemas"


@dataclass
class Verdict:
    """Fields of the expected rows, as `entity.field`. `missing` are entities without a draft."""

    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = f"{len(self.right)} right, {len(self.wrong)} wrong, {len(self.undecided)} undecided"
        return f"{counts}; wrong: {self.wrong}; undecided: {self.undecided}; missing: {self.missing}"


def judge(database: LookOnly, drafts: tuple[Draft, ...], schema: str) -> Verdict:
    """Find the expected row of each entity among the drafted rows and compare it field by field."""
    expected = yaml.safe_load((SCHEMAS / f"{schema}.yml").read_text(encoding="utf-8"))
    by_name = {draft.rule.name: draft for draft in drafts}
    verdict = Verdict()
    for name, wanted in expected.items():
        if name not in by_name:
            verdict.missing.append(name)
            continue
        _compare(verdict, by_name[name], wanted, rows(database, by_name[name]))
    return verdict


def rows(database: LookOnly, draft: Draft) -> list[dict[str, Any]]:
    """The rows of a draft, each value as the entity reads it; None where it cannot read one."""
    found = database.rows(f"SELECT * FROM ({sql_text(draft, Sql(database))}) t")
    readers = [_reader(draft.rule.entity.columns()[column.field]) for column in draft.columns]
    names = [column.field for column in draft.columns]
    return [
        {name: _read(reader, value) for name, reader, value in zip(names, readers, row, strict=True)} for row in found
    ]


def _reader(info: FieldInfo) -> TypeAdapter[Any]:
    kind: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return TypeAdapter(kind)


def _read(reader: TypeAdapter[Any], value: Any) -> Any:
    try:
        return reader.validate_python(value)
    except ValidationError:
        return None


def _compare(verdict: Verdict, draft: Draft, wanted: dict[str, Any], found: list[dict[str, Any]]) -> None:
    best = max(found, key=lambda row: sum(_same(row.get(name), value) for name, value in wanted.items()), default={})
    decided = {column.field for column in draft.columns if column.sql is not None}
    for name, value in wanted.items():
        label = f"{draft.rule.name}.{name}"
        if _same(best.get(name), value):
            verdict.right.append(label)
        elif name in decided and best.get(name) not in (None, "unknown", ()):
            verdict.wrong.append(f"{label} ({best.get(name)})")
        else:
            verdict.undecided.append(label)
    # What nothing was expected of, but is there all the same, is a guess too many.
    for name in sorted(decided - wanted.keys() - {"id", "customer", "kind"}):
        if best.get(name) not in (None, "unknown", (), False):
            verdict.wrong.append(f"{draft.rule.name}.{name} ({best.get(name)}, not expected)")


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, dt.datetime):
        return value == dt.datetime.fromisoformat(str(wanted))
    if isinstance(wanted, list):
        return isinstance(value, tuple) and sorted(value) == sorted(wanted)
    return str(value) == str(wanted) or value == wanted
