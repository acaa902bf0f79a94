"""Writes `docs/entities.md` from the code: `python -m actions.systems.entities_doc`."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from actions.systems import entities
from actions.systems.entities import ENTITIES, Entity, entity_name
from actions.systems.entity import is_personal

PATH = Path("docs/entities.md")
_SCALARS: dict[Any, str] = {str: "text", bool: "yes or no", float: "number", dt.date: "day", dt.datetime: "instant"}


def document() -> str:
    """The whole page."""
    return "\n".join(["# Entities", "", *_conventions(), "", *(line for one in ENTITIES for line in _section(one))])


_OPENING = """\
What a connected system's SELECTs yield: `systems/<name>/<entity>.sql` returns the columns of one entity, by name.
This page is made from the code by `python -m actions.systems.entities_doc`; a test holds it to that.

Which entities a use case needs is in `use_cases.yml`; one that no system yields switches those use cases off.
A column that is not *required* may be left out of a SELECT; it then reads as what is said under *when NULL*.
"""


def _conventions() -> Iterator[str]:
    yield from _OPENING.splitlines()
    yield ""
    doc = inspect.getdoc(entities) or ""
    yield from doc[doc.index("*") :].replace("``", "`").splitlines()


def _section(entity: type[Entity]) -> Iterator[str]:
    yield f"## {entity_name(entity)}"
    yield ""
    yield inspect.getdoc(entity) or ""
    whose = "One customer's: every look-up names the customer." if entity.customer_field else "The same for everybody."
    yield f"{whose} Key: `{entity.key}`."
    yield ""
    yield "| column | type | unit | required | meaning | when NULL | personal |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_row(name, field) for name, field in entity.columns().items())
    yield ""


def _row(name: str, field: FieldInfo) -> str:
    meaning, _, absent = (field.description or "").partition("None: ")
    meaning = meaning.rstrip("; ").replace("|", "\\|")
    needed = field.is_required()
    default = "not allowed" if needed else absent if field.default is None else _default(field.default)
    cells = (f"`{name}`", _type(field.annotation), _unit(name, field), "yes" if needed else "", meaning, default)
    return f"| {' | '.join(cells)} | {'yes' if is_personal(field) or name == 'customer' else ''} |"


def _type(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _type(next(one for one in get_args(annotation) if one is not type(None)))
    if origin is Literal:
        return "one of " + ", ".join(f"`{word}`" for word in get_args(annotation))
    if origin is tuple:
        return "list"
    if annotation is int:
        return "whole number"
    if isinstance(annotation, type):
        return _SCALARS[annotation]
    return _type(get_args(annotation)[0])


_UNITS = {"currency": "ISO 4217", "minutes": "minutes", "months": "months", "percent": "percent", "trial_days": "days",
          "maturity_age": "years"}  # fmt: skip


def _unit(name: str, field: FieldInfo) -> str:
    if name.endswith("_minor"):
        return "minor units"
    return "UTC" if "datetime" in str(field.annotation) else _UNITS.get(name, "")


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "empty" if value == () else f"`{value}`"


def main() -> int:
    PATH.write_text(document(), encoding="utf-8")
    sys.stdout.write(f"wrote {PATH}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
