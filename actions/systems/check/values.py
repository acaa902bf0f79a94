"""What all rows of an entity hold: words that no vocabulary has, keys given twice, values that must be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlglot import expressions as sql

from actions.systems.check.columns import Counts
from actions.systems.check.report import Finding, State
from actions.systems.check.tables import origin
from actions.systems.decode import Vocabulary, vocabularies
from actions.systems.engine import timed_out
from actions.systems.entities import Article, CustomerEntity, Entity, HelpArticle, Right, Title
from actions.systems.sql import SqlSystem

_INDEXED = (Title, Right, Article, HelpArticle)
_SHOWN = 20
_FILLED = "every row has what it must"


class Values:
    """Counts over all rows of one system's entities. What takes too long is said to be not counted."""

    def __init__(self, system: SqlSystem, connection: sa.Connection) -> None:
        self._system = system
        self._connection = connection

    def unmapped(self, entity: type[Entity]) -> Counts:
        """Column -> word outside its vocabulary -> rows. A SELECT's own ``unknown`` is traced to the source's word."""
        yielded = self._system.folder.selects[entity].columns
        found = {
            name: self._outside(entity, name, words) for name, words in vocabularies(entity).items() if name in yielded
        }
        return {name: counts for name, counts in found.items() if counts}

    def _outside(self, entity: type[Entity], name: str, vocabulary: Vocabulary) -> Mapping[str, int]:
        column = self._system.select(entity).c[name]
        counted = self._all(sa.select(column, sa.func.count()).group_by(column)) or ()
        counts = {str(word): int(count) for word, count in counted if word is not None}
        outside = {word: count for word, count in counts.items() if word not in vocabulary.words}
        if "unknown" in counts and "unknown" in vocabulary.words:
            outside |= self._behind(entity, name) or {"unknown": counts["unknown"]}
        return outside

    def _behind(self, entity: type[Entity], name: str) -> Mapping[str, int]:
        """The source's own words that a SELECT's CASE made ``unknown``; empty where they can't be told."""
        select = self._system.folder.selects[entity]
        raw = _decided_by(origin(select, name))
        if raw is None or not isinstance(select.query, sql.Select):
            return {}
        dialect = self._system.folder.dialect
        inner = select.query.copy().select(sql.alias_(raw.copy(), "usher_raw")).sql(dialect)
        status = sql.to_identifier(name).sql(dialect)
        counted = sa.text(
            f"SELECT usher_raw, count(*) FROM ({inner.replace(':', chr(92) + ':')}) AS t "  # noqa: S608 - the company's SELECT
            f"WHERE {status} = 'unknown' GROUP BY usher_raw LIMIT {_SHOWN}"
        )
        return {str(word): int(count) for word, count in self._all(counted) or ()}

    def findings(self, entity: type[Entity]) -> list[Finding]:
        """Whether keys are unique, required columns filled, and a whole entity fits into one look-up."""
        table = self._system.select(entity)
        key = table.c[entity.key]
        doubled = sa.select(key).where(key.is_not(None)).group_by(key).having(sa.func.count() > 1).subquery()
        constant = {"currency"} if self._system.folder.config.currency else set()
        required = [
            table.c[name] for name, field in entity.columns().items()
            if field.is_required() and name in table.c and name not in constant
        ]  # fmt: skip
        nulls = [sa.func.sum(sa.case((column.is_(None), 1), else_=0)) for column in required]
        filled = self._all(sa.select(sa.func.count(), *nulls).select_from(table))
        found = [_unique(entity, self._all(sa.select(sa.func.count()).select_from(doubled)))]
        if filled is None:
            return [*found, Finding(_FILLED, State.OK, "not counted: takes too long")]
        rows, *missing = (int(number or 0) for number in filled[0])
        empty = [f"{column.key} is NULL in {count}" for column, count in zip(required, missing, strict=True) if count]
        state = State.WRONG if empty else State.OK
        return [
            *found,
            Finding("every row has what it must", state, "; ".join(empty) or f"{rows} rows"),
            *self._fits(entity, rows),
        ]

    def _fits(self, entity: type[Entity], rows: int) -> list[Finding]:
        most = self._system.folder.config.limits.rows
        if issubclass(entity, (CustomerEntity, *_INDEXED)) or rows <= most:
            return []
        return [Finding("fits into one look-up", State.WRONG, f"{rows} rows, but limits.rows is {most}")]

    def _all(self, query: sa.Executable) -> list[Any] | None:
        try:
            return list(self._connection.execute(query).all())
        except DBAPIError as error:
            if timed_out(error.orig):
                return None
            raise


def _unique(entity: type[Entity], counted: list[Any] | None) -> Finding:
    what = f"{entity.key} is unique"
    if counted is None:
        return Finding(what, State.OK, "not counted: takes too long")
    if doubled := int(counted[0][0]):
        return Finding(what, State.WRONG, f"{doubled} values occur more than once: a join multiplies rows")
    return Finding(what, State.OK)


def _decided_by(expression: sql.Expr | None) -> sql.Expr | None:
    """What a CASE decides by: its operand, or the one column that all its conditions compare with words."""
    if not isinstance(expression, sql.Case):
        return None
    operand: sql.Expr | None = expression.this
    if operand is not None:
        return operand
    compared = {
        pair.this for branch in expression.args["ifs"] for pair in branch.this.find_all(sql.EQ, sql.In)
        if isinstance(pair.this, sql.Column)
    }  # fmt: skip
    return next(iter(compared)) if len(compared) == 1 else None
