"""Masked samples: what values look like, without what they say.

A value is shown as it is only where it cannot tell about one person: a state, code or currency that several rows
share, an amount, or an instant, in a column that is not personal. Everything else is shown by its shape.
"""

from __future__ import annotations

import re
from typing import Any

from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.model import Column, Link, Table
from actions.systems.inspect.profile import recent_rows

_SHOWN = 3
_SHARED_BY = 5
_LONGEST = 32
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_OPEN_ROLES = frozenset({"status", "currency", "money", "time"})


def sample(database: LookOnly, table: Table, links: tuple[Link, ...]) -> dict[str, tuple[str, ...]]:
    """A few values of each column, masked."""
    source = recent_rows(database, table, tuple(column.name for column in table.columns), limit=200)
    rows = database.try_rows(source) or ()
    referring = {link.column for link in links}
    return {
        column.name: _shown(column, [row[at] for row in rows if row[at] is not None], key=column.name in referring)
        for at, column in enumerate(table.columns)
    }


def _shown(column: Column, values: list[Any], *, key: bool) -> tuple[str, ...]:
    texts = [str(value) for value in values if not isinstance(value, (bytes, bytearray, memoryview))]
    seen: dict[str, None] = {}
    for text in texts:
        is_open = not key and _may_be_shown(column) and (_is_figure(column) or texts.count(text) >= _SHARED_BY)
        seen.setdefault(text if is_open else shape(text))
        if len(seen) == _SHOWN:
            break
    return tuple(seen)


def _may_be_shown(column: Column) -> bool:
    roles = {guess.role for guess in column.guesses}
    return not ("personal" in roles or column.key or column.unique) and bool(roles & _OPEN_ROLES)


def _is_figure(column: Column) -> bool:
    return column.guess("money") is not None or column.guess("time") is not None


def shape(text: str) -> str:
    """`Ann-Marie 7` -> xxx-xxxxx 9; a long text only says that it is one."""
    if len(text) > _LONGEST:
        return f"text, about {round(len(text), -1)} characters"
    return _DIGIT.sub("9", _LETTER.sub("x", text.replace("\n", " ")))
