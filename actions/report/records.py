"""The record of processing: what personal data is used for which purpose, from where, and who gets it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from actions.report import words
from actions.report.fields import Field, Personal, To
from actions.store.database import METADATA

_STORES = Path(__file__).with_name("stores.yml")
_OTHERWISE = {"support": "Support in general"}


@dataclass(frozen=True)
class Activity:
    """What is processed for one purpose. `categories` names the kinds of records, and of each the personal fields
    that the purpose covers."""

    purpose: str
    categories: tuple[str, ...]
    systems: tuple[str, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Store:
    """Something that Usher itself keeps. `where` names the setting that says where, `kept` says for how long (None:
    no time limit is set). Not `personal`: nobody is in it."""

    name: str
    where: str
    holds: str
    why: str
    kept: str | None = None
    personal: bool = True


def activities(all_fields: Sequence[Field]) -> list[Activity]:
    """One per purpose; fields without one come last."""
    by_purpose: dict[str, list[Field]] = defaultdict(list)
    for one in all_fields:
        if one.personal is not Personal.NO:
            for purpose in one.purposes or ("",):
                by_purpose[purpose].append(one)
    ordered = sorted(by_purpose, key=lambda purpose: (purpose == "", -len(by_purpose[purpose])))
    return [_activity(purpose, by_purpose[purpose]) for purpose in ordered]


def _activity(purpose: str, its: Sequence[Field]) -> Activity:
    kinds: dict[str, list[str]] = defaultdict(list)
    for one in its:
        named = one.personal is Personal.IDENTIFIES and (one.column != "customer" or one.entity == "customer")
        kinds[one.entity] += [words.column(one.column)] if named else []
    categories = tuple(
        words.entity(kind) + (f" ({words.listed(dict.fromkeys(named))})" if named else "")
        for kind, named in kinds.items()
    )
    return Activity(
        purpose_words(purpose), categories, tuple(dict.fromkeys(one.system for one in its)),
        tuple(to.value for to in To if any(to in one.to for one in its)),
    )  # fmt: skip


def purpose_words(purpose: str) -> str:
    if not purpose:
        return "No purpose is stated"
    return _OTHERWISE.get(purpose) or words.TOPICS.get(purpose) or purpose.replace("_", " ").capitalize()


def stores() -> list[Store]:
    """What Usher keeps, every table of its own store included."""
    entries = yaml.safe_load(_STORES.read_text(encoding="utf-8"))
    known = {table for one in entries for table in one.get("tables", ())}
    told = [Store(**{name: value for name, value in one.items() if name != "tables"}) for one in entries]
    return told + [
        Store(name.replace("_", " ").capitalize(), "USHER_DATABASE_URL",
              words.listed(column.name.replace("_", " ") for column in table.columns), table.comment or "")
        for name, table in METADATA.tables.items() if name not in known
    ]  # fmt: skip
