"""A draft as the text of its SQL file."""

from __future__ import annotations

import re
import textwrap

from actions.systems.draft.choosing import DraftColumn
from actions.systems.draft.dialect import Sql
from actions.systems.draft.drafting import Draft

_WIDTH = 116


def sql_text(draft: Draft, sql: Sql) -> str:
    """The SELECT with a comment for each column: where it comes from, why, how sure."""
    lines = [*_comment(f"{draft.rule.name}, drafted, {draft.sure:.0%} sure. Read every line before you use it."), *(
        line for note in draft.notes for line in _comment(note))]  # fmt: skip
    lines.append("SELECT")
    last = len(draft.columns) - 1
    for at, column in enumerate(draft.columns):
        lines += [f"  {line}" for line in column_comment(column)]
        lines.append(_wrapped(column_sql(column, sql)) + ("" if at == last else ","))
    return "\n".join([*lines, draft.clause]) + "\n"


def column_comment(column: DraftColumn) -> list[str]:
    lines = []
    if column.sql is not None and column.notes:
        lines += _comment(f"{column.field}: {'; '.join(note for note in column.notes if note)}; {column.sure:.0%} sure")
    if column.asks:
        lines += _comment(f"TODO decide: {column.asks}")
    elif column.sql is None:
        lines += _comment(f"TODO decide: where {column.field} comes from")
    return lines


def column_sql(column: DraftColumn, sql: Sql) -> str:
    return f"{column.sql or 'NULL'} AS {sql.quote(column.field)}"


def _wrapped(sql: str) -> str:
    """A long CASE on several lines; a literal is never broken, since no literal of ours holds WHEN alone."""
    lines = [""]
    for part in re.split(r"(?<=['A-Z0-9]) (?=WHEN |ELSE |END )", sql):
        fits = len(lines[-1]) + len(part) < _WIDTH
        if lines[-1] and fits:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return "\n    ".join(["  " + lines[1], *lines[2:]])


def _comment(text: str) -> list[str]:
    # A semicolon or a line break from the database's own names must not end the comment.
    plain = " ".join(text.split())
    return textwrap.wrap(plain, _WIDTH, initial_indent="-- ", subsequent_indent="--   ", break_long_words=False)
