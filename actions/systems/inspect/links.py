"""References between tables that nothing declares: inferred from names and types, then proven by overlap of
values, which the database counts over a bounded sample."""

# ruff: noqa: S608 - SQL is what is written here; names are quoted, and no value comes from outside
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.model import Column, Link, Table
from actions.systems.inspect.names import Word, read_name, without_noise

_KEY_FAMILIES = frozenset({"int", "text", "uuid", "decimal"})
_KEY_WORDS = frozenset({"id", "key", "uuid", "number", "code"})
_GENERIC = _KEY_WORDS | {"name", "external", "slug", "email"}
_PEOPLE = frozenset({"customer", "account", "member", "subscriber", "user", "person", "owner", "order"})
_DISTINCT = 300
_TRIES = 4
_LOOKED_AT = 5000
_MOST_CHECKS = 600
_FEWEST_ROWS = 3


@dataclass(frozen=True)
class Suspect:
    """A possible reference. `named` says how well the names fit, 0 to 1."""

    table: Table
    column: Column
    to: Table
    key: Column
    named: float


def completed(declared: Sequence[Link], tables: Sequence[Table]) -> list[Link]:
    """Declared references with the referred column filled in where the declaration leaves it out."""
    by_name = {table.name: table for table in tables}
    kept = []
    for link in declared:
        key = by_name[link.to_table].single_key if link.to_table in by_name else None
        to = link.to_column or (key.name if key else "")
        if to and link.to_table in by_name:
            kept.append(Link(link.table, link.column, link.to_table, to, True, 1.0, link.why))
    return kept


def keyed(table: Table) -> Table:
    """The table with a key where none is declared: the first column that is named like one and never repeats."""
    if table.primary_key or table.is_view or any(column.unique for column in table.columns):
        return table
    key = next((column for column in table.columns if _acts_as_key(column)), None)
    if key is None:
        return table
    found = replace(key, unique=True, nullable=False)
    return replace(table, columns=tuple(found if column is key else column for column in table.columns))


def _acts_as_key(column: Column) -> bool:
    seen = column.profile
    if seen is None or column.family not in _KEY_FAMILIES or seen.rows < _FEWEST_ROWS:
        return False
    named = any(_KEY_WORDS & word.concepts.keys() for word in read_name(column.name))
    return named and seen.filled == seen.rows == seen.distinct


def inferred(database: LookOnly, tables: Sequence[Table], declared: Sequence[Link]) -> list[Link]:
    """References that names suggest and values do not contradict."""
    known = {(link.table, link.column) for link in declared}
    real = [table for table in tables if not table.is_view]
    budget = iter(range(_MOST_CHECKS))
    found = []
    for table in real:
        for column in table.columns:
            if (table.name, column.name) not in known and column.family in _KEY_FAMILIES:
                link = _best(database, list(suspects(table, column, real)), budget)
                if link:
                    found.append(link)
    return found


def suspects(table: Table, column: Column, tables: Sequence[Table]) -> Iterator[Suspect]:
    """Every table that the column's name may point at."""
    for to in tables:
        for key in _identifying(to):
            if to is table and key.name == column.name:
                continue
            if _same_family(column, key) and (named := _name_fit(table, column, to, key)) >= 0.45:
                yield Suspect(table, column, to, key, named)


def _identifying(table: Table) -> list[Column]:
    alone = [table.single_key] if table.single_key else []
    return alone + [c for c in table.columns if c.unique and c is not table.single_key and c.family in _KEY_FAMILIES]


def _same_family(column: Column, key: Column) -> bool:
    return column.family == key.family or {column.family, key.family} == {"int", "decimal"}


def _name_fit(table: Table, column: Column, to: Table, key: Column) -> float:
    said, wanted, key_said = read_name(column.name), without_noise(read_name(to.name)), read_name(key.name)
    main = 0.0 if key is to.single_key else 0.1
    if column.name.lower() == key.name.lower() and not _generic(key_said):
        # The key of another table under its own name: acct_no is acct's. Its own key points at no child of it.
        own = 0.4 if column.key and len(table.primary_key) == 1 else 0.0
        return 0.95 - own - main - (0.0 if _fits(said, wanted) else 0.08)
    base = [word for word in said if not _KEY_WORDS & word.concepts.keys()] or [w for w in said if len(w.concepts) > 1]
    if not base:
        return 0.0
    if to is table:
        return 0.8 if "parent" in base[0].concepts and len(base) == 1 and not main else 0.0
    bare = 0.0 if len(base) < len(said) else 0.15
    fit = _fits(base, wanted)
    if column.key and len(table.primary_key) == 1 and _fits(base, without_noise(read_name(table.name))) >= fit:
        return 0.0
    return max(fit - bare - main, 0.0)


def _generic(words: Sequence[Word]) -> bool:
    return all(not word.concepts or _GENERIC & word.concepts.keys() for word in words)


def _fits(base: Sequence[Word], table: Sequence[Word]) -> float:
    """How well the words of a column, without its "id", name a table."""
    count = min(len(base), len(table))
    if len(base) >= len(table) and all(_same(b, t) for b, t in zip(base[-count:], table, strict=True)):
        return 0.9 - 0.05 * (len(base) - count)
    if len(base) < len(table) and all(_same(b, t) for b, t in zip(base, table[-count:], strict=True)):
        return 0.75
    if _same(base[-1], table[-1]) or (len(base) == 1 and _same(base[0], table[0])):
        return 0.6
    both = [_PEOPLE & word.concepts.keys() for word in (base[-1], table[-1])]
    return 0.5 if all(both) else 0.0


def _same(one: Word, other: Word) -> bool:
    if one.text == other.text or one.text.rstrip("s") == other.text.rstrip("s"):
        return True
    return any(sure >= 0.5 and other.concepts.get(concept, 0.0) >= 0.5 for concept, sure in one.concepts.items())


def _best(database: LookOnly, found: list[Suspect], budget: Iterator[int]) -> Link | None:
    links = []
    for suspect in sorted(found, key=lambda s: -s.named)[:_TRIES]:
        if next(budget, None) is None:
            break
        link = _proven(database, suspect)
        if link and link.sure >= 0.9:
            return link
        if link:
            links.append(link)
    return max(links, key=lambda link: link.sure, default=None)


def _proven(database: LookOnly, suspect: Suspect) -> Link | None:
    """The reference with what its values say; None where they contradict it."""
    checked = overlap(database, suspect)
    if checked is None or not checked[0]:
        why = "by name; there are no values to compare" if checked else "by name; values could not be compared"
        return _link(suspect, suspect.named * 0.7, why) if suspect.named >= 0.75 else None
    distinct, matched = checked
    share = matched / distinct
    if share < (0.5 if suspect.named >= 0.85 else 0.9):
        return None
    few = 0.1 if distinct < 5 else 0.0
    return _link(
        suspect,
        min(0.97, 0.45 * suspect.named + 0.55 * share - few),
        f"by name; {share:.0%} of {distinct} values found there",
    )


def _link(suspect: Suspect, sure: float, why: str) -> Link:
    return Link(suspect.table.name, suspect.column.name, suspect.to.name, suspect.key.name, False, round(sure, 2), why)


def overlap(database: LookOnly, suspect: Suspect) -> tuple[int, int] | None:
    """How many distinct values of a bounded sample there are, and how many of them the other table has.
    None: the database refused, or took too long. Zeros and empty texts stand for nothing and do not count."""
    column, key = database.quote(suspect.column.name), database.quote(suspect.key.name)
    child = database.table(suspect.table.name, suspect.table.schema)
    parent = database.table(suspect.to.name, suspect.to.schema)
    nothing = "''" if suspect.column.family == "text" else "0"
    filled = f"{column} IS NOT NULL" + ("" if suspect.column.family == "uuid" else f" AND {column} <> {nothing}")
    sql = (
        f"SELECT count(*), sum(CASE WHEN EXISTS (SELECT 1 FROM {parent} p WHERE p.{key} = s.v) THEN 1 ELSE 0 END) "
        f"FROM (SELECT DISTINCT v FROM (SELECT {column} AS v FROM {child} WHERE {filled} LIMIT {_LOOKED_AT}) f "
        f"LIMIT {_DISTINCT}) s"
    )
    rows = database.try_rows(sql)
    return None if rows is None else (int(rows[0][0]), int(rows[0][1] or 0))
