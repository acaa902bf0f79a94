"""The FROM clause of a drafted SELECT: the row, what it refers to, and what counts as gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.systems.draft.dialect import Sql
from actions.systems.draft.sources import ALIAS, AttributeLink, Relation, Source
from actions.systems.inspect.model import Column, Link, Survey, Table
from actions.systems.inspect.names import read_name, without_noise
from actions.systems.inspect.roles import said, stored_time

ROW = "r"


class From:
    """Collects the joins that the columns need. The row itself is called r, what it refers to j1, j2, …"""

    def __init__(self, sql: Sql, survey: Survey, relation: Relation) -> None:
        self.relation = relation
        self.conditions: list[str] = []
        self._sql = sql
        self._survey = survey
        self._aliases: dict[tuple[Link, ...], str] = {(): ROW}
        self._inner: set[tuple[Link, ...]] = set()
        if relation.where:
            self.conditions.append(relation.where.replace(ALIAS, ROW))
        self.conditions += self._alive(relation.table, ROW)

    def alias(self, path: Sequence[Link]) -> str:
        """The alias of the table at the end of a path; joins what is missing."""
        way = tuple(path)
        if way not in self._aliases:
            self.alias(way[:-1])
            self._aliases[way] = f"j{len(self._aliases)}"
        return self._aliases[way]

    def read(self, source: Source) -> str:
        """The SQL of a source."""
        return source.expression.replace(ALIAS, self.alias(source.path))

    def must_have(self, path: Sequence[Link]) -> None:
        """Leave out rows that do not lead to the end of a path, or whose end is gone."""
        way = tuple(path)
        for end in range(1, len(way) + 1):
            if way[:end] not in self._inner:
                self._inner.add(way[:end])
                self.conditions += self._alive(self._survey.table(way[end - 1].to_table), self.alias(way[:end]))

    def only_filled(self, expression: str) -> None:
        self.conditions.append(f"{expression} IS NOT NULL")

    def clause(self) -> str:
        """FROM, JOIN and WHERE."""
        table = self.relation.table
        lines = [f"FROM {self._sql.table(table.name, table.schema)} AS {ROW}"]
        lines += [self._join(path, alias) for path, alias in self._aliases.items() if path]
        if self.conditions:
            lines.append("WHERE " + "\n  AND ".join(dict.fromkeys(self.conditions)))
        return "\n".join(lines)

    def _join(self, path: tuple[Link, ...], alias: str) -> str:
        link, near = path[-1], self._aliases[path[:-1]]
        table, quote = self._survey.table(link.to_table), self._sql.quote
        key = f"{alias}.{quote(link.to_column)}"
        if isinstance(link, AttributeLink):
            on = f"{self._sql.text(key)} = {link.via.replace(ALIAS, near)}"
        else:
            on = f"{key} = {near}.{quote(link.column)}"
        inner = path in self._inner
        gone = [] if inner else self._alive(table, alias)
        kind = "INNER" if inner else "LEFT"
        return f"{kind} JOIN {self._sql.table(table.name, table.schema)} AS {alias} ON {' AND '.join([on, *gone])}"

    def _alive(self, table: Table, alias: str) -> list[str]:
        found = gone_column(table)
        return [] if found is None else [found[1](f"{alias}.{self._sql.quote(found[0].name)}")]


def gone_column(table: Table) -> tuple[Column, Callable[[str], str]] | None:
    """The column that says a row is deleted, and the condition that it is not; None: rows really go."""
    for column in table.columns:
        words = without_noise(read_name(column.name))
        rest = [w for w in words if not {"delete", "flag", "time", "date"} & w.concepts.keys()]
        if "delete" not in said(column) or rest:
            continue
        if column.family in ("time", "date") or stored_time(column.profile):
            return column, lambda name: f"{name} IS NULL"
        high = column.profile.high if column.profile else None
        if column.family == "bool":
            return column, lambda name: f"{name} IS NOT TRUE"
        if column.family == "int" and (high is None or high <= 1):
            return column, lambda name: f"coalesce({name}, 0) = 0"
    return None
