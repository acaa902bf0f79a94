"""Tables within reach of a row: by references, by the newest row of a child, by a list through a third table."""

# ruff: noqa: S608 - SQL is what is written here; names are quoted, and no value comes from outside
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.systems.draft.dialect import Sql
from actions.systems.draft.rules import FieldRule
from actions.systems.draft.sources import ALIAS, Quote, Relation, Source, about, own_sources
from actions.systems.inspect.model import Column, Link, Survey, Table
from actions.systems.inspect.names import read_name, without_noise
from actions.systems.inspect.roles import said, stored_time

MOST_HOPS = 4
_PER_HOP = 0.92
_HISTORIES = frozenset({"event", "history", "status", "price"})


class Reach:
    """Where the references of a surveyed database lead."""

    def __init__(self, survey: Survey, sql: Sql) -> None:
        self._survey = survey
        self._sql = sql
        self._paths: dict[str, dict[str, tuple[Link, ...]]] = {}

    def paths(self, table: str) -> dict[str, tuple[Link, ...]]:
        """The shortest way from a table to every table that its references lead to."""
        if table not in self._paths:
            self._paths[table] = self._search(table)
        return self._paths[table]

    def path(self, table: str, to: str) -> tuple[Link, ...] | None:
        """The way from one table to another; empty: it is the same; None: there is none."""
        return () if table == to else self.paths(table).get(to)

    def sureness(self, path: Sequence[Link]) -> float:
        sure = 1.0
        for link in path:
            sure *= link.sure
        return sure

    def joined(self, relation: Relation, rule: FieldRule) -> Iterator[Source]:
        """Columns of referred tables that the rule allows; a reference's own words tell the two addresses apart."""
        for path in self.paths(relation.table.name).values():
            table = self._survey.table(path[-1].to_table)
            words = without_noise(read_name(table.name))
            if table.name == relation.table.name or not about(words, rule.through):
                continue
            worth = self.sureness(path) * _PER_HOP ** len(path)
            for source in own_sources(table, self._sql.quote):
                yield replace(source, path=path, worth=worth, way=f"through {_steps(path)}")

    def latest(self, relation: Relation, rule: FieldRule) -> Iterator[Source]:
        """Columns of the newest row of a child table."""
        for link in self._survey.links_to(relation.table.name):
            child = self._survey.table(link.table)
            words = without_noise(read_name(child.name))
            order = _newest_first(child)
            if not rule.latest or not about(words, rule.latest) or not order:
                continue
            for source in own_sources(child, self._sql.quote):
                if source.column.name != link.column and not (source.column.key and source.column is child.single_key):
                    yield self._newest(source, child, link, order, 0.85 if about(words, _HISTORIES) else 0.75)

    def _newest(self, source: Source, child: Table, link: Link, order: Sequence[Column], worth: float) -> Source:
        quote = self._sql.quote
        name = quote(source.column.name)
        conditions = [f"e.{quote(link.column)} = {ALIAS}.{quote(link.to_column)}", f"e.{name} IS NOT NULL"]
        effective = next((c for c in order if "effective" in said(c)), None)
        stored = stored_time(effective.profile) or "moment" if effective else ""
        if effective and (now := self._sql.now(stored)):
            conditions.append(f"e.{quote(effective.name)} <= {now}")
        by = ", ".join(f"e.{quote(column.name)} DESC" for column in order)
        sql = (
            f"(SELECT e.{name} FROM {self._sql.table(child.name, child.schema)} e "
            f"WHERE {' AND '.join(conditions)} ORDER BY {by} LIMIT 1)"
        )
        return replace(source, expression=sql, worth=worth * link.sure, way=f"of the newest row of {child.name}")

    def children(self, relation: Relation) -> Iterator[tuple[Link, Table]]:
        """Tables that refer to a relation."""
        for link in self._survey.links_to(relation.table.name):
            yield link, self._survey.table(link.table)

    def lists(self, relation: Relation, rule: FieldRule) -> Iterator[Source]:
        """Lists of what the rule asks for: rows of a child table, or of a table behind a table of pairs."""
        for link, child in self.children(relation):
            ends = self._survey.links_from(child.name)
            for end in ends:
                target = self._survey.table(end.to_table)
                named = about(without_noise(read_name(target.name)), rule.many)
                if named and end.column != link.column and not _can_be_reached(target):
                    yield from self._listed(link, child, end, target, keys=rule.keys)
            label = label_column(child) if about(without_noise(read_name(child.name)), rule.many) else None
            if label and all(label.name != end.column for end in ends):
                yield self._child_list(link, child, label)

    def _listed(self, link: Link, pairs: Table, end: Link, target: Table, *, keys: bool) -> Iterator[Source]:
        label = f"l.{self._sql.quote(end.column)}" if keys else label_sql(self._sql, target, "t")
        if label is None:
            return
        q, name = self._sql.quote, self._sql.table
        source = (
            f"{name(pairs.name, pairs.schema)} l INNER JOIN {name(target.name, target.schema)} t "
            f"ON t.{q(end.to_column)} = l.{q(end.column)} WHERE l.{q(link.column)} = {ALIAS}.{q(link.to_column)}"
        )
        yield self._list(
            target,
            label,
            source,
            _position(pairs, "l", q),
            link.sure * end.sure,
            f"all of {target.name} by {pairs.name}",
        )

    def _child_list(self, link: Link, child: Table, label: Column) -> Source:
        q = self._sql.quote
        source = f"{self._sql.table(child.name, child.schema)} l WHERE l.{q(link.column)} = {ALIAS}.{q(link.to_column)}"
        return self._list(
            child, f"l.{q(label.name)}", source, _position(child, "l", q), link.sure, f"all of {child.name}"
        )

    def _list(self, table: Table, label: str, source: str, order: str | None, sure: float, way: str) -> Source:
        words = without_noise(read_name(table.name))
        column = Column(name=table.name, type="list", family="text")
        return Source(
            table.name, words, column, self._sql.joined_list(label, source, order), worth=0.95 * sure, way=way
        )

    def _search(self, start: str) -> dict[str, tuple[Link, ...]]:
        found: dict[str, tuple[Link, ...]] = {}
        ends: list[tuple[str, tuple[Link, ...]]] = [(start, ())]
        for _ in range(MOST_HOPS):
            further = []
            for table, path in ends:
                for link in sorted(self._survey.links_from(table), key=lambda link: -link.sure):
                    if link.to_table not in found and link.to_table != start:
                        found[link.to_table] = (*path, link)
                        further.append((link.to_table, (*path, link)))
            ends = further
        return found


def _can_be_reached(table: Table) -> bool:
    """Whether its rows are persons with an address of some kind: customers, who belong in no list of content."""
    whys = [guess.why for column in table.columns if (guess := column.guess("personal"))]
    return any(why.startswith(("e-mail", "telephone")) for why in whys)


def label_column(table: Table) -> Column | None:
    """The column that names a row for people; None: there is no obvious one."""
    texts = [c for c in table.columns if c.family in ("text", "other") and not c.guess("time")]
    rated = [(_label_worth(c, table), -at, c) for at, c in enumerate(texts)]
    worth, _, column = max(rated, key=lambda r: r[:2], default=(0.0, 0, None))
    return column if worth > 0 else None


def _label_worth(column: Column, table: Table) -> float:
    have = said(column)
    if {"url", "slug", "image", "secret"} & have.keys():
        return 0.0
    worth = max(
        have.get("name", 0) * 1.0,
        have.get("title", 0) * 0.95,
        have.get("description", 0) * 0.7,
        have.get("text", 0) * 0.6,
    )
    words = without_noise(read_name(table.name))
    alike = {c for w in words for c in w.concepts} & have.keys()
    return max(worth, 0.8 if alike and column.name != getattr(table.single_key, "name", None) else 0.0)


def label_sql(sql: Sql, table: Table, alias: str) -> str | None:
    """SQL that names a row for people: a name, or a first and a last name."""
    first = next((c for c in table.columns if {"first", "name"} <= said(c).keys()), None)
    last = next((c for c in table.columns if {"last", "name"} <= said(c).keys()), None)
    if first and last:
        return sql.join_text([f"{alias}.{sql.quote(first.name)}", f"{alias}.{sql.quote(last.name)}"], " ")
    label = label_column(table)
    return f"{alias}.{sql.quote(label.name)}" if label else None


def _position(table: Table, alias: str, quote: Quote) -> str | None:
    column = next((c for c in table.columns if "order_position" in said(c)), None)
    return f"{alias}.{quote(column.name)}" if column else None


def _newest_first(table: Table) -> list[Column]:
    """Columns to sort a child's rows by, the newest first; empty: nothing tells which is newest."""
    times = [c for c in table.columns if c.guess("time") and not {"end", "update", "delete"} & said(c).keys()]
    times.sort(key=lambda c: ("effective" not in said(c), "create" not in said(c)))
    key = [table.single_key] if table.single_key else []
    return [*times[:1], *key]


def _steps(path: Sequence[Link]) -> str:
    return " and ".join(f"{link.table}.{link.column}" for link in path)
