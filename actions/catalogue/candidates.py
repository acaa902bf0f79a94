"""The few rows worth a closer look, fetched from the index by their words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import pairwise

from actions.catalogue.index import Index
from actions.catalogue.text import core
from actions.catalogue.vocabulary import wordset

# bm25 weights of name, extra, tags, text: a word of the name counts most
_WEIGHTS = "10.0, 6.0, 4.0, 1.0"
_LONGEST_NAME = 10


def matching(
    index: Index, entity: str, query: str, limit: int, where: str = "1", parameters: Sequence[object] = ()
) -> list[sqlite3.Row]:
    """Rows of `doc` that an FTS5 query finds, the best first, with `rank` (lower is better)."""
    if not query:
        return []
    return index.rows(
        f"SELECT doc.*, bm25(words_{entity}, {_WEIGHTS}) AS rank FROM words_{entity} "  # noqa: S608 -- own names
        f"JOIN doc ON doc.rowid = words_{entity}.rowid WHERE words_{entity} MATCH ? AND {where} ORDER BY rank LIMIT ?",
        (query, *parameters, limit),
    )


def any_of(spoken: Iterable[str], column: str | None = None) -> str:
    """An FTS5 query for any of the words; empty when there is none."""
    terms = " OR ".join(f'"{word}"' for word in dict.fromkeys(spoken))
    return f"{column} : ({terms})" if column and terms else terms


def corrected(index: Index, entity: str, spoken: Sequence[str], limit: int = 3) -> list[str]:
    """The words themselves and what they may have been meant to be, torn ones joined."""
    spelling = index.spelling(entity)
    joined = [a + b for a, b in pairwise(spoken) if a + b in spelling]
    meant = [near for word in spoken if word not in wordset("stop") for near in spelling.near(word, limit)]
    return list(dict.fromkeys([*meant, *joined]))


def named_like(index: Index, entity: str, spoken: Sequence[str], limit: int = 40) -> list[sqlite3.Row]:
    """Rows whose name may stand in the folded words: those written exactly so, then those that share words."""
    exact = named_exactly(index, entity, spoken)
    near = matching(index, entity, any_of(corrected(index, entity, spoken), "name"), limit)
    return list({row["id"]: row for row in [*exact, *near]}.values())


def named_exactly(index: Index, entity: str, spoken: Sequence[str]) -> list[sqlite3.Row]:
    """Rows whose whole name (without article or subtitle) stands in the folded words."""
    runs = {
        core(" ".join(spoken[first : first + size]))
        for size in range(1, _LONGEST_NAME + 1)
        for first in range(len(spoken) - size + 1)
    }
    marks = ", ".join("?" * len(runs))
    return index.rows(
        f"SELECT * FROM doc WHERE entity = ? AND core IN ({marks}) "  # noqa: S608 -- only question marks
        f"UNION SELECT * FROM doc WHERE entity = ? AND short IN ({marks})",
        (entity, *runs, entity, *runs),
    )
