"""The drafted folder: `system.yml` and one SELECT per entity, proven like any other before it is put in place."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from actions.errors import SystemDefinitionError
from actions.systems.draft.dialect import Sql
from actions.systems.draft.drafting import Draft
from actions.systems.draft.text import sql_text
from actions.systems.entity import is_personal
from actions.systems.folder import read_folder
from actions.systems.inspect.connection import LookOnly


def refuse_used(folder: Path) -> None:
    """Raises `SystemDefinitionError` where the folder has files, or is a file."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SystemDefinitionError(f"{folder} is not empty; nothing was written: name a new folder")


def write_folder(folder: Path, drafts: Sequence[Draft], database: LookOnly, *, currency: str | None) -> None:
    """Write the drafts and prove the folder. Raises `SystemDefinitionError` for a folder in use."""
    refuse_used(folder)
    sql = Sql(database)
    files = {f"{draft.rule.name}.sql": sql_text(draft, sql) for draft in drafts}
    files["system.yml"] = system_text(folder.name, drafts, place=database.place, currency=currency)
    with tempfile.TemporaryDirectory() as trial:
        _write(Path(trial), files)
        read_folder(Path(trial), dialect=database.sqlglot)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, files)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def system_text(name: str, drafts: Sequence[Draft], *, place: str, currency: str | None) -> str:
    """`system.yml`. The URL stays in the environment: it may hold a password."""
    variable = "USHER_" + re.sub(r"\W+", "_", name).strip("_").upper() + "_URL"
    lines = [
        f"# Drafted from {place}. What each SELECT beside this file yields is in docs/entities.md.",
        "",
        f"url_env: {variable}",
        *_currency_lines(currency),
        "# TODO decide: the zone of instants that the database keeps without one",
        "time_zone: UTC",
        "limits: {rows: 500, timeout_ms: 2000}",
    ]
    personal = [(draft, _personal(draft)) for draft in drafts]
    if any(columns for _, columns in personal):
        lines += [
            "",
            "# What looks personal, and what it is for. TODO decide: whether this is all, and right.",
            "entities:",
        ]
    for draft, columns in personal:
        if columns:
            lines += [f"  {draft.rule.name}:", "    columns:"]
            lines += [
                f"      {column}: {{purpose: [{', '.join(purposes)}], personal: true}}"
                for column, purposes in columns.items()
            ]
    return "\n".join(lines) + "\n"


def _currency_lines(currency: str | None) -> list[str]:
    if currency:
        return [f"currency: {currency}"]
    return ["# TODO decide: currency: EUR, where a SELECT yields none"]


def _personal(draft: Draft) -> dict[str, tuple[str, ...]]:
    found = {}
    for column in draft.columns:
        purposes = draft.rule.fields[column.field].personal
        by_nature = is_personal(draft.rule.entity.columns()[column.field])
        if column.sql is not None and (purposes or by_nature or (column.personal and draft.rule.of_customer)):
            found[column.field] = purposes or ("support",)
    return found
