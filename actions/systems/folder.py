"""A system's folder: `system.yml` and one read-only SELECT per entity, proven before anything is connected."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import expressions as sql

from actions.errors import SystemDefinitionError
from actions.systems.config import BY_NAME, ColumnPolicy, EntityPolicy, Limits, Link, SystemFile, read_config
from actions.systems.entities import CustomerEntity, Entity

__all__ = [
    "ColumnPolicy", "EntityPolicy", "Limits", "Link", "Select", "SystemFile", "SystemFolder",
    "read_config", "read_folder",
]  # fmt: skip

_WRITES = (sql.Insert, sql.Update, sql.Delete, sql.Merge, sql.DDL, sql.Drop, sql.Alter, sql.Command, sql.Into, sql.Lock)
_DEEDS = frozenset([
    "nextval", "setval", "set_config", "pg_sleep", "pg_terminate_backend", "pg_cancel_backend", "pg_notify",
    "pg_advisory_lock", "lo_import", "lo_export", "dblink", "dblink_exec", "sleep", "benchmark", "get_lock",
    "release_lock", "load_file", "load_extension", "writefile", "readfile",
])  # fmt: skip
"""Functions that change something, wait, or reach outside of the database."""
_HIDDEN = re.compile(r"/\*M?!")


@dataclass(frozen=True)
class Select:
    """One entity's SELECT. `columns` are the entity's fields it yields; `query` is `text`, parsed."""

    entity: type[Entity]
    path: Path
    text: str
    columns: tuple[str, ...]
    query: sql.Query


@dataclass(frozen=True)
class SystemFolder:
    """A read and proven folder. `selects` by entity; `dialect` is sqlglot's name of the source's SQL."""

    name: str
    config: SystemFile
    selects: Mapping[type[Entity], Select]
    dialect: str


def read_folder(folder: Path, *, dialect: str, config: SystemFile | None = None) -> SystemFolder:
    """Read and prove one folder; `dialect` is sqlglot's name of the source's SQL. `config` None: read it, too.

    Raises `SystemDefinitionError` with file and line.
    """
    config = config or read_config(folder)
    found = (_read_select(path, dialect, config) for path in sorted(folder.glob("*.sql")))
    return SystemFolder(folder.name, config, {select.entity: select for select in found}, dialect)


def _read_select(path: Path, dialect: str, config: SystemFile) -> Select:
    entity = BY_NAME.get(path.stem)
    if entity is None:
        raise SystemDefinitionError(f"{path}: no entity is called {path.stem!r}; docs/entities.md lists them")
    text = _text(path).rstrip().rstrip(";")
    query = _one_query(path, text, dialect)
    _prove_reads_only(path, text, query)
    _prove_columns(path, entity, query, config)
    return Select(entity, path, text, tuple(query.named_selects), query)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SystemDefinitionError(f"{path}:1: is not UTF-8 text") from None


def _one_query(path: Path, text: str, dialect: str) -> sql.Query:
    # sqlglot warns on standard error about statements that it does not know; they are refused below.
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        statements = [s for s in sqlglot.parse(text, dialect=dialect) if s is not None] if text.strip() else []
    except sqlglot.errors.ParseError as error:
        details = error.errors[0] if error.errors else {}
        what = re.sub(r"<Token.*?text: (.*?), line.*>", r"\1", str(details.get("description", error)))
        near = details.get("highlight")
        raise SystemDefinitionError(
            f"{path}:{details.get('line', 1)}: is not {dialect or 'plain'} SQL: {what}"
            + (f" near {near!r}" if near else "")
        ) from None
    except sqlglot.errors.SqlglotError:
        raise SystemDefinitionError(f"{path}:{_unclosed(text)}: a quote or comment is not closed") from None
    if len(statements) != 1 or not isinstance(statements[0], sql.Query):
        raise SystemDefinitionError(f"{path}:1: must be one SELECT and nothing else")
    return statements[0]


def _unclosed(text: str) -> int:
    """The line of the last quote or comment that opens: good enough for one that does not close."""
    return text[: max(text.rfind(mark) for mark in ("'", '"', "`", "/*"))].count("\n") + 1


def _prove_reads_only(path: Path, text: str, query: sql.Query) -> None:
    if hidden := _HIDDEN.search(text):
        line = text[: hidden.start()].count("\n") + 1
        raise SystemDefinitionError(f"{path}:{line}: a comment that the server runs (/*!) hides what it does")
    if (write := query.find(*_WRITES)) is not None:
        raise SystemDefinitionError(f"{path}:{_line(write)}: must only read, but has {write.key.upper()}")
    for call in query.find_all(sql.Func):
        name = str(call.this) if isinstance(call, sql.Anonymous) else call.sql_name()
        if name.lower() in _DEEDS:
            raise SystemDefinitionError(f"{path}:{_line(call)}: must only read, but calls {name}")


def _prove_columns(path: Path, entity: type[Entity], query: sql.Query, config: SystemFile) -> None:
    known, columns = entity.columns(), list(query.named_selects)
    if "*" in columns:
        raise SystemDefinitionError(f"{path}:1: name the columns instead of *")
    if issubclass(entity, CustomerEntity) and "customer" not in columns:
        raise SystemDefinitionError(
            f"{path}:1: must yield customer: every {path.stem} belongs to one, and a look-up names whose it wants"
        )
    for name, projection in zip(columns, query.selects, strict=True):
        at = f"{path}:{_line(projection)}"
        if name not in known:
            raise SystemDefinitionError(f"{at}: {path.stem} has no column {name!r}; docs/entities.md lists them")
        if columns.count(name) > 1:
            raise SystemDefinitionError(f"{at}: yields {name!r} twice")
    given = {*columns, "currency"} if config.currency else set(columns)
    if missing := [name for name, field in known.items() if field.is_required() and name not in given]:
        raise SystemDefinitionError(f"{path}:1: must yield {', '.join(missing)}")


def _line(expression: sql.Expr) -> int:
    """The line on which an expression stands, as far as sqlglot remembers; 1 where it does not."""
    alias = expression.args.get("alias")
    nodes = [alias] if isinstance(alias, sql.Identifier) else []
    return next((int(n.meta["line"]) for n in [*nodes, *expression.walk()] if "line" in n.meta), 1)
