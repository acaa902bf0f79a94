"""Tables and columns as the database declares them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.engine.reflection import Inspector, ObjectKind

from actions.errors import SystemDefinitionError
from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.model import Column, Family, Link, Table

_FAMILIES: tuple[tuple[type[types.TypeEngine[Any]], Family], ...] = (
    (types.Boolean, "bool"), (types.Integer, "int"), (types.Float, "float"), (types.Numeric, "decimal"),
    (types.DateTime, "time"), (types.Date, "date"), (types.Time, "clock"), (types.JSON, "json"),
    (types.Uuid, "uuid"), (types.String, "text"), (types.LargeBinary, "bytes"),
)  # fmt: skip
_OWN_SCHEMAS = frozenset({"information_schema", "pg_catalog", "performance_schema", "mysql", "sys"})
_COLUMN_LINE = re.compile(r"^\s*[\"`\[]?(\w+)[\"`\]]?\s+[^\n]*?--\s*(.+?)\s*$", re.MULTILINE)

Key = tuple[str | None, str]


def reflect(database: LookOnly, schema: str | None = None) -> tuple[list[Table], list[Link]]:
    """All tables and views of a schema and the references they declare. None: the connection's own schema, or
    the others where that is empty. Raises `SystemDefinitionError` where there is nothing to see."""
    inspector = sa.inspect(database.engine)
    for name in [schema] if schema else [None, *_other_schemas(inspector)]:
        tables = _tables(database, inspector, name)
        if tables:
            return tables, _declared_links(inspector, name)
    raise SystemDefinitionError(
        f"{database.place}: no tables are visible to this user{f' in {schema!r}' if schema else ''}"
    )


def _other_schemas(inspector: Inspector) -> list[str]:
    if inspector.dialect.name not in ("postgresql", "mssql", "oracle"):
        return []
    own = {inspector.default_schema_name, *_OWN_SCHEMAS}
    return [name for name in inspector.get_schema_names() if name not in own and not name.startswith("pg_")]


def _tables(database: LookOnly, inspector: Inspector, schema: str | None) -> list[Table]:
    columns = inspector.get_multi_columns(schema=schema, kind=ObjectKind.ANY)
    views = {*inspector.get_view_names(schema=schema)}
    keys, unique, indexed = _keys(inspector, schema), _uniques(inspector, schema), _indexed(inspector, schema)
    comments = _table_comments(inspector, schema)
    said = _sqlite_comments(database) if database.dialect == "sqlite" else {}
    found = []
    for at, of in columns.items():
        name = at[1]
        key = keys.get(at, ())
        single = {key[0]} if len(key) == 1 else set()
        read = tuple(
            _column(c, key, unique.get(at, set()) | single, indexed.get(at, set()), said.get((name, c["name"]), ""))
            for c in of
        )
        found.append(Table(name, read, schema, name in views, comments.get(at, "")))
    return sorted(found, key=lambda table: table.name)


def _column(found: ReflectedColumn, key: Sequence[str], unique: set[str], indexed: set[str], said: str) -> Column:
    name, kind = found["name"], found["type"]
    return Column(
        name=name,
        type=_type_name(kind),
        family=_family(kind),
        nullable=bool(found.get("nullable", True)) and name not in key,
        key=name in key,
        unique=name in unique,
        indexed=name in indexed or name in unique or (bool(key) and key[0] == name),
        zoned=bool(getattr(kind, "timezone", False)),
        values=tuple(str(value) for value in getattr(kind, "enums", ()) or ()),
        comment=str(found.get("comment") or said),
    )


def _family(kind: types.TypeEngine[Any]) -> Family:
    if type(kind).__name__ == "TINYINT" and getattr(kind, "display_width", None) == 1:
        return "bool"
    if type(kind).__name__ == "BIT":
        return "bool"
    return next((family for of, family in _FAMILIES if isinstance(kind, of)), "other")


def _type_name(kind: types.TypeEngine[Any]) -> str:
    try:
        return str(kind.compile()) if not isinstance(kind, types.NullType) else "?"
    except Exception:
        return type(kind).__name__


def _keys(inspector: Inspector, schema: str | None) -> dict[Key, tuple[str, ...]]:
    found = inspector.get_multi_pk_constraint(schema=schema, kind=ObjectKind.ANY)
    return {at: tuple(key["constrained_columns"]) for at, key in found.items() if key}


def _uniques(inspector: Inspector, schema: str | None) -> dict[Key, set[str]]:
    found: dict[Key, set[str]] = {}
    for at, constraints in inspector.get_multi_unique_constraints(schema=schema).items():
        found.setdefault(at, set()).update(c["column_names"][0] for c in constraints if len(c["column_names"]) == 1)
    for at, indexes in inspector.get_multi_indexes(schema=schema, include_auto_indexes=True).items():
        alone = (i["column_names"][0] for i in indexes if i["unique"] and len(i["column_names"]) == 1)
        found.setdefault(at, set()).update(name for name in alone if name)
    return found


def _indexed(inspector: Inspector, schema: str | None) -> dict[Key, set[str]]:
    found = inspector.get_multi_indexes(schema=schema)
    return {at: {i["column_names"][0] for i in indexes if i["column_names"][0]} for at, indexes in found.items()}


def _table_comments(inspector: Inspector, schema: str | None) -> Mapping[Key, str]:
    try:
        found = inspector.get_multi_table_comment(schema=schema, kind=ObjectKind.ANY)
    except NotImplementedError:
        return {}
    return {at: comment["text"] or "" for at, comment in found.items()}


def _sqlite_comments(database: LookOnly) -> dict[tuple[str, str], str]:
    """SQLite keeps a table's definition as it was written, remarks included."""
    rows = database.try_rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL") or ()
    return {(table, column): said for table, sql in rows for column, said in _COLUMN_LINE.findall(sql)}


def _declared_links(inspector: Inspector, schema: str | None) -> list[Link]:
    links = []
    for (_, table), keys in inspector.get_multi_foreign_keys(schema=schema).items():
        for key in keys:
            if len(key["constrained_columns"]) == 1 and key["referred_schema"] in (None, schema):
                to = key["referred_columns"][0] if key["referred_columns"] else ""
                column = key["constrained_columns"][0]
                links.append(Link(table, column, key["referred_table"], to, True, 1.0, "declared"))
    return links
