"""Columns and tables that a schema hides: names in rows (entity, attribute, value), documents in a column,
several kinds of thing in one table."""

# ruff: noqa: S608 - SQL is what is written here; names are quoted, and no value comes from outside
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from actions.systems.draft.dialect import Sql
from actions.systems.draft.rules import entity_rules
from actions.systems.draft.sources import ALIAS, Relation, Source
from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.model import Column, Family, Link, Survey, Table
from actions.systems.inspect.names import concepts, read_name, without_noise
from actions.systems.inspect.profile import Expression, as_text, profile, recent_rows
from actions.systems.inspect.roles import said

_PLAIN_NAME = re.compile(r"^[A-Za-z_][\w-]{0,60}$")
_GENERIC = frozenset({"id", "key", "name", "value", "type", "code"})
_MOST_KINDS, _MOST_ATTRIBUTES, _MOST_PATHS, _DEEPEST = 30, 150, 60, 4


class Hidden:
    """Finds them. Names of attributes and keys of documents are read; their values are not."""

    def __init__(self, database: LookOnly, survey: Survey, sql: Sql) -> None:
        self._database = database
        self._survey = survey
        self._sql = sql

    def kinds(self, relation: Relation) -> Iterator[Relation]:
        """One relation for each kind of thing in a table that holds several."""
        for column in relation.table.columns:
            if not _tells_kinds(column, relation.table):
                continue
            for value in self._values(relation.table, column):
                name = f"{relation.table.name}[{value}]"
                where = f"{ALIAS}.{self._sql.quote(column.name)} = {self._sql.literal(value)}"
                words = (*without_noise(read_name(value)),)
                yield replace(relation, name=name, words=words, where=where, value=value)

    def _values(self, table: Table, column: Column) -> list[str]:
        name = self._sql.quote(column.name)
        source = recent_rows(self._database, table, (column.name,), limit=100_000)
        sql = f"SELECT DISTINCT {name} FROM ({source}) k WHERE {name} IS NOT NULL"
        values = [str(row[0]) for row in self._database.try_rows(sql) or ()]
        known = [value for value in values if _PLAIN_NAME.match(value) and _names_an_entity(value)]
        return sorted(known) if len(values) <= _MOST_KINDS else []

    def attributes(self, relation: Relation) -> Iterator[Source]:
        """Attributes of a relation's rows that a table of names and values holds."""
        for link in self._survey.links_to(relation.table.name):
            child = self._survey.table(link.table)
            pair = _name_and_value(child, link)
            if pair:
                yield from self._attributes(relation, child, link, *pair)

    def _attributes(
        self, relation: Relation, child: Table, link: Link, name: Column, value: Column
    ) -> Iterator[Source]:
        q, table = self._sql.quote, self._sql.table
        where = f" WHERE {relation.where.replace(ALIAS, 'b')}" if relation.where else ""
        join = (
            f"{table(child.name, child.schema)} m INNER JOIN {table(relation.table.name, relation.table.schema)} b "
            f"ON b.{q(link.to_column)} = m.{q(link.column)}{where}"
        )
        named = f"SELECT m.{q(name.name)} AS n FROM {join} LIMIT 100000"
        rows = self._database.try_rows(
            f"SELECT n FROM ({named}) a GROUP BY n ORDER BY count(*) DESC LIMIT {_MOST_ATTRIBUTES}"
        )
        for (attribute,) in rows or ():
            words = read_name(str(attribute))
            if _PLAIN_NAME.match(str(attribute)) and concepts(words):
                yield self._attribute(str(attribute), child, link, name, value, join)

    def _attribute(self, attribute: str, child: Table, link: Link, name: Column, value: Column, join: str) -> Source:
        q = self._sql.quote
        only = f"m.{q(name.name)} = {self._sql.literal(attribute)}"
        sql = (
            f"(SELECT m.{q(value.name)} FROM {self._sql.table(child.name, child.schema)} m "
            f"WHERE m.{q(link.column)} = {ALIAS}.{q(link.to_column)} AND {only} LIMIT 1)"
        )
        both = " AND " if " WHERE " in join else " WHERE "
        sampled = f"SELECT m.{q(value.name)} AS v FROM {join}{both}{only} AND m.{q(value.name)} <> '' LIMIT 500"
        found = profile(self._database, sampled, {"v": Expression("v", "text")}).get("v")
        column = Column(name=attribute, type="text", family="text", profile=found)
        return Source(
            f"{child.name}[{attribute}]",
            read_name(attribute),
            column,
            sql,
            worth=0.95,
            way=f"an attribute in {child.name}",
        )

    def documents(self, relation: Relation) -> Iterator[Source]:
        """Paths of the documents that a relation's columns hold."""
        for column in relation.table.columns:
            full = column.profile and column.profile.filled
            if column.family == "json" or (full and column.profile and column.profile.json >= 0.9):
                paths = list(self._paths(relation.table, column, (), _DEEPEST))[:_MOST_PATHS]
                for path, kind in paths:
                    yield self._document(relation.table, column, path, kind)

    def _document(self, table: Table, column: Column, path: tuple[str | int, ...], kind: str) -> Source:
        q = self._sql.quote
        expression = self._sql.json(f"{ALIAS}.{q(column.name)}", path)
        source = recent_rows(self._database, table, (column.name,), limit=500)
        family: Family = "text" if self._sql.name != "sqlite" else "other"
        wanted = {"v": Expression(self._sql.json(q(column.name), path), family)}
        found = profile(self._database, source, wanted).get("v")
        names = [str(step) for step in path if isinstance(step, str)]
        # "id" or "type" alone says nothing: with the name before it, it does.
        own = names[-2:] if set(concepts(read_name(names[-1]))) & _GENERIC else names[-1:]
        words = tuple(word for name in own for word in read_name(name))
        around = (w for n in (column.name, *names) for w in read_name(n))
        shown = f"{table.name}.{column.name} → {'.'.join(str(step) for step in path)}"
        field = Column(name=shown, type=f"JSON {kind}", family=family, profile=found)
        depth = 0.92 * 0.97 ** (len(path) - 1)
        return Source(shown, words, field, expression, tuple(around), worth=depth, way="in a JSON document")

    def _paths(
        self, table: Table, column: Column, at: tuple[str | int, ...], deep: int
    ) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for key, kind in self._keys(table, column, at):
            if kind == "object" and deep > 1:
                yield from self._paths(table, column, (*at, key), deep - 1)
            elif kind == "array" and deep > 1:
                yield from self._paths(table, column, (*at, key, 0), deep - 1)
            elif kind not in ("object", "array", "null"):
                yield (*at, key), kind

    def _keys(self, table: Table, column: Column, at: tuple[str | int, ...]) -> list[tuple[str, str]]:
        """The keys of the object at a path, with the commonest type of their values."""
        source = recent_rows(self._database, table, (column.name,), limit=200)
        sql = _keys_sql(self._sql, self._sql.quote(column.name), at, source)
        found: dict[str, str] = {}
        for key, kind, _ in self._database.try_rows(sql) or ():
            if _PLAIN_NAME.match(str(key)) and str(kind).lower() != "null":
                found.setdefault(str(key), str(kind).lower())
        return list(found.items())


def _keys_sql(sql: Sql, column: str, at: tuple[str | int, ...], source: str) -> str:
    if sql.name == "postgresql":
        steps = sql.literal("{" + ",".join(str(step) for step in at) + "}")
        inner = f"CAST({column} AS jsonb) #> {steps}"
        each = f"jsonb_each(CASE WHEN jsonb_typeof({inner}) = 'object' THEN {inner} END) AS j(key, value)"
        return f"SELECT j.key, jsonb_typeof(j.value), count(*) FROM ({source}) s, {each} GROUP BY 1, 2 ORDER BY 3 DESC"
    where = sql.literal("$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in at))
    if sql.name == "mysql":
        keys = f"JSON_TABLE(json_keys({column}, {where}), '$[*]' COLUMNS (k varchar(100) PATH '$')) j"
        kind = f"json_type(json_extract({column}, concat({where}, '.\"', j.k, '\"')))"
        return f"SELECT j.k, {kind}, count(*) FROM ({source}) s, {keys} GROUP BY 1, 2 ORDER BY 3 DESC"
    valid = f"CASE WHEN json_valid({column}) AND json_type({column}, {where}) = 'object' THEN {column} END"
    return (
        f"SELECT j.key, j.type, count(*) FROM ({source}) s, json_each({valid}, {where}) j GROUP BY 1, 2 ORDER BY 3 DESC"
    )


def _tells_kinds(column: Column, table: Table) -> bool:
    """Whether a column says what kind of thing a row is."""
    seen = column.profile
    if column.family not in ("text", "other") or column.key or column.unique or not seen or not seen.filled:
        return False
    return "type" in said(column) and len(table.columns) > 4 and 2 <= seen.distinct <= _MOST_KINDS


def _names_an_entity(value: str) -> bool:
    have = concepts(read_name(value))
    firsts = {name for rule in entity_rules().values() for name in rule.own_words}
    return bool(firsts & have.keys())


def _name_and_value(table: Table, link: Link) -> tuple[Column, Column] | None:
    """The columns that hold an attribute's name and its value; None: not such a table."""
    others = [c for c in table.columns if c.name != link.column and not c.key]
    texts = [c for c in others if c.family in ("text", "other")]
    values = [c for c in texts if "value" in said(c)]
    names = [c for c in texts if {"key", "name", "meta", "code"} & said(c).keys() and c not in values]
    return (names[0], values[0]) if len(names) >= 1 and len(values) == 1 and len(others) <= 5 else None


def attribute_links(database: LookOnly, relation: Relation, source: Source, to: Table, sql: Sql) -> bool:
    """Whether an attribute's values are keys of a table: compared in the database, as texts."""
    key = to.single_key
    if key is None or source.path:
        return False
    q = sql.quote
    where = f" WHERE {relation.where.replace(ALIAS, 'b')}" if relation.where else ""
    table = sql.table(relation.table.name, relation.table.schema)
    of = f"SELECT {source.expression.replace(ALIAS, 'b')} AS v FROM {table} b{where} LIMIT 300"
    same = f"{as_text(sql.name, f'p.{q(key.name)}')} = {as_text(sql.name, 's.v')}"
    there = f"EXISTS (SELECT 1 FROM {sql.table(to.name, to.schema)} p WHERE {same})"
    rows = database.try_rows(
        f"SELECT count(*), sum(CASE WHEN {there} THEN 1 ELSE 0 END) FROM ({of}) s WHERE s.v IS NOT NULL"
    )
    return bool(rows and rows[0][0] and (rows[0][1] or 0) >= 0.9 * rows[0][0])
