"""What a field may take its value from: columns, and things that act like columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from actions.systems.inspect.model import Column, Link, Survey, Table
from actions.systems.inspect.names import Word, concepts, read_name, without_noise

ALIAS = "{a}"
Quote = Callable[[str], str]


@dataclass(frozen=True)
class Source:
    """Something with a value for each row. `expression` is SQL in which `ALIAS` stands for the table at the end
    of `path`; `context` are words that may complete its meaning and cost nothing if they do not; `worth` falls
    with its distance from the row. `way` says how it is reached, for the comment."""

    name: str
    words: tuple[Word, ...]
    column: Column
    expression: str
    context: tuple[Word, ...] = ()
    path: tuple[Link, ...] = ()
    worth: float = 1.0
    way: str = ""


@dataclass(frozen=True)
class Relation:
    """A table, or the rows of a table that one type names. `where` is SQL with `ALIAS`; None: all rows."""

    name: str
    table: Table
    words: tuple[Word, ...]
    sources: tuple[Source, ...]
    where: str | None = None
    value: str | None = None

    @property
    def key(self) -> Source | None:
        """What identifies a row; None: nothing does."""
        column = self.table.single_key
        return next((s for s in self.sources if column and s.column is column and not s.path), None)


def relations(survey: Survey, quote: Quote) -> list[Relation]:
    """One relation for each table; views only where there are no tables."""
    tables = [table for table in survey.tables if not table.is_view] or list(survey.tables)
    prefix = _common_prefix([table.name for table in tables])
    return [_relation(table, prefix, quote) for table in tables]


def _relation(table: Table, prefix: str | None, quote: Quote) -> Relation:
    words = without_noise(read_name(table.name))
    if prefix and len(words) > 1 and words[0].text == prefix:
        words = words[1:]
    return Relation(table.name, table, words, own_sources(table, quote))


def own_sources(table: Table, quote: Quote) -> tuple[Source, ...]:
    """The columns of a table; a word that begins most of them says where they are, not what they are."""
    prefix = _common_prefix([column.name for column in table.columns])
    found = []
    for column in table.columns:
        words, context = without_noise(read_name(column.name)), without_noise(read_name(table.name))
        if prefix and len(words) > 1 and words[0].text == prefix:
            words, context = words[1:], (*context, words[0])
        expression = f"{ALIAS}.{quote(column.name)}"
        found.append(Source(f"{table.name}.{column.name}", words, column, expression, context))
    return tuple(found)


def _common_prefix(names: Sequence[str]) -> str | None:
    """The first word of most names, if it says nothing that tells them apart."""
    firsts = Counter(words[0].text for name in names if len(words := read_name(name)) > 1)
    if len(names) < 4 or not firsts:
        return None
    word, count = firsts.most_common(1)[0]
    return word if count >= 0.6 * len(names) else None


def commented(source: Source) -> Source:
    """The source with the words of the schema's own remark as further context."""
    said = source.column.comment
    return replace(source, context=(*source.context, *read_name(said))) if said and len(said) < 60 else source


def about(words: Sequence[Word], wanted: frozenset[str], *, least: float = 0.4) -> bool:
    """Whether words may stand for one of some concepts."""
    have = concepts(words)
    return any(have.get(concept, 0.0) >= least for concept in wanted)


@dataclass(frozen=True)
class AttributeLink(Link):
    """A reference whose value is no column. `via` is SQL that reads it, with `ALIAS`."""

    via: str = ""
