"""Everything `usher systems draft` does, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from actions.errors import SystemDefinitionError
from actions.systems.draft.choosing import Choices
from actions.systems.draft.currency import only_currency
from actions.systems.draft.dialect import Sql
from actions.systems.draft.drafting import Draft, draft_entity
from actions.systems.draft.finding import Candidate, Finder, assigned
from actions.systems.draft.proving import proven
from actions.systems.draft.reach import Reach
from actions.systems.draft.states import States
from actions.systems.draft.writing import refuse_used, write_folder
from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.model import Survey
from actions.systems.inspect.survey import survey


class Adviser(Protocol):
    """Chooses among candidates. It is given names and types, never a value."""

    def tables(self, found: Mapping[str, Sequence[Candidate]]) -> Mapping[str, str]:
        """Entity -> the name of its relation, for the entities it has an opinion on."""

    def columns(self, choices: Choices) -> Mapping[tuple[str, str], str]:
        """(Entity, field) -> the name of its source, for the fields it has an opinion on."""


@dataclass(frozen=True)
class Outcome:
    """What came of it. `left_out` says why an entity has no file, where a table was found for it; `remarks` are
    lines for a person."""

    drafts: tuple[Draft, ...]
    left_out: Mapping[str, str]
    remarks: tuple[str, ...] = ()


def draft_system(
    database: LookOnly,
    folder: Path,
    *,
    schema: str | None = None,
    adviser: Adviser | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Outcome:
    """Look at a database and write a folder for it.

    Raises `SystemDefinitionError` for a folder in use, or a database in which no entity was found.
    """
    refuse_used(folder)
    seen = survey(database, schema=schema, tell=tell)
    outcome = drafted(database, seen, adviser=adviser, tell=tell)
    if not outcome.drafts:
        raise SystemDefinitionError(
            f"{database.place}: nothing here looks like customers, content or bills; nothing was written"
        )
    write_folder(folder, outcome.drafts, database, currency=only_currency(database, seen))
    return outcome


def drafted(
    database: LookOnly, seen: Survey, *, adviser: Adviser | None = None, tell: Callable[[str], None] = lambda line: None
) -> Outcome:
    """The proven drafts for a surveyed database."""
    sql = Sql(database)
    finder = Finder(database, seen, sql, Reach(seen, sql))
    tell("finding entities")
    found = finder.candidates()
    remarks: tuple[str, ...] = ()
    if adviser:
        tables = adviser.tables(found)
        found = _preferring(found, tables)
    choices = Choices(finder, seen, sql, States(database, seen, sql), assigned(found))
    if adviser:
        choices = replace(choices, picked=adviser.columns(choices))
        remarks = (f"The model chose {len(tables)} tables and {len(choices.picked)} columns.",)
    drafts: list[Draft] = []
    left_out: dict[str, str] = {}
    for name, candidate in choices.chosen.items():
        tell(f"drafting {name}")
        done = proven(database, sql, draft_entity(choices, name))
        column = next((c for c in done.columns if c.field == "customer"), None) if done else None
        if done is None:
            left_out[name] = f"{candidate.relation.name}: the database refuses the SELECT"
        elif column is not None and column.sql is None:
            left_out[name] = f"{candidate.relation.name}: nothing leads from it to a customer"
        else:
            drafts.append(done)
    return Outcome(tuple(drafts), left_out, remarks)


def _preferring(found: Mapping[str, Sequence[Candidate]], picks: Mapping[str, str]) -> dict[str, list[Candidate]]:
    """The candidates with the preferred ones made surest."""

    def raised(name: str, candidate: Candidate) -> Candidate:
        preferred = picks.get(name) == candidate.relation.name
        return replace(candidate, sure=1.0, why=f"{candidate.why}; the model chose it") if preferred else candidate

    return {name: [raised(name, candidate) for candidate in candidates] for name, candidates in found.items()}
