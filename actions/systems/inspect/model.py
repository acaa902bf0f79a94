"""What is known of a database: tables, columns, links between them, and guesses with their reasons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Family = Literal["int", "decimal", "float", "text", "bool", "date", "time", "clock", "json", "uuid", "bytes", "other"]


@dataclass(frozen=True)
class Profile:
    """Figures over a bounded sample of one column, computed inside the database. Shares are of the filled rows,
    0 to 1. None: does not apply to the type, or could not be computed. `low` and `high` are of numbers only."""

    rows: int
    filled: int
    distinct: int = 0
    shortest: int | None = None
    longest: int | None = None
    low: float | None = None
    high: float | None = None
    whole: float | None = None
    email: float = 0.0
    iso: float = 0.0
    url: float = 0.0
    json: float = 0.0
    spaced: float = 0.0
    digits: float = 0.0
    capitals: float = 0.0
    lowercase: float = 0.0
    numeric: float = 0.0
    stored_numbers: float | None = None


@dataclass(frozen=True)
class Guess:
    """What a column probably is. `sure` is 0 to 1, `why` one phrase."""

    role: str
    sure: float
    why: str


@dataclass(frozen=True)
class Column:
    """`key`: part of the primary key. `unique`: alone identifies a row. `values`: those its type allows;
    empty: any. `comment`: the schema's own words; empty: none."""

    name: str
    type: str
    family: Family
    nullable: bool = True
    key: bool = False
    unique: bool = False
    indexed: bool = False
    zoned: bool = False
    values: tuple[str, ...] = ()
    comment: str = ""
    profile: Profile | None = None
    guesses: tuple[Guess, ...] = ()

    def guess(self, role: str) -> Guess | None:
        return next((guess for guess in self.guesses if guess.role == role), None)


@dataclass(frozen=True)
class Link:
    """A reference: each `table.column` names one row of `to_table` by `to_column`."""

    table: str
    column: str
    to_table: str
    to_column: str
    declared: bool
    sure: float
    why: str


@dataclass(frozen=True)
class Freshness:
    """`newest` is the greatest value, as text; None: empty or not computed in time."""

    column: str
    newest: str | None


@dataclass(frozen=True)
class Table:
    """`schema` None: the connection's own. `rows` None: not counted in time; `exact` False: an estimate.
    `sample`: masked values by column; empty: not asked for."""

    name: str
    columns: tuple[Column, ...]
    schema: str | None = None
    is_view: bool = False
    comment: str = ""
    rows: int | None = None
    exact: bool = True
    freshness: Freshness | None = None
    sample: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def primary_key(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.key)

    @property
    def single_key(self) -> Column | None:
        """The column that alone is the primary key, or identifies a row where there is none; None: no such."""
        if len(self.primary_key) == 1:
            return self.primary_key[0]
        return None if self.primary_key else next((c for c in self.columns if c.unique and not c.nullable), None)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Survey:
    """A surveyed database. `skipped` says what could not be read, one line each."""

    dialect: str
    place: str
    taken_at: dt.datetime
    tables: tuple[Table, ...]
    links: tuple[Link, ...]
    skipped: tuple[str, ...] = ()

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)

    def links_from(self, table: str) -> tuple[Link, ...]:
        return tuple(link for link in self.links if link.table == table)

    def links_to(self, table: str) -> tuple[Link, ...]:
        return tuple(link for link in self.links if link.to_table == table)
