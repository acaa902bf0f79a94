"""Expected figures, read from the connected systems' own tables by queries of the tests, never by Usher's SELECTs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision

from actions.errors import UsherError
from actions.rehearsal.cases import Figure

Run = Callable[[str, str, Mapping[str, Any]], list[Mapping[str, Any]]]
"""Runs a query on a system: (its name, SQL, values) -> rows."""


class Shown:
    """A value as a customer reads it: ``:money`` (minor units); ``:day`` and ``:month`` (of a unix time, an ISO instant or
    YYYYMMDD). ``:day/de`` is the same for who reads another language."""

    def __init__(self, value: Any, reader: Reader) -> None:
        self._value = value
        self._reader = reader

    def __format__(self, how: str) -> str:
        how, _, language = how.partition("/")
        reader = replace(self._reader, locale=Locale.parse(language)) if language else self._reader
        if how == "money":
            return reader.money(int(self._value))
        if how == "day":
            return reader.day(self._value)
        if how == "month":
            return reader.month(self._value)
        return str(self._value)


@dataclass(frozen=True)
class Reader:
    """How figures read: one currency, time zone and locale for all cases."""

    currency: str
    zone: ZoneInfo
    locale: Locale

    def money(self, minor: int) -> str:
        return format_currency(minor / 10 ** get_currency_precision(self.currency), self.currency, locale=self.locale)

    def day(self, value: Any) -> str:
        return format_date(self._date(value), "long", locale=self.locale)

    def month(self, value: Any) -> str:
        return format_date(self._date(value), "LLLL", locale=self.locale)

    def _date(self, value: Any) -> dt.date:
        if isinstance(value, int) and 19_000_101 <= value <= 21_001_231:
            return dt.datetime.strptime(str(value), "%Y%m%d").date()  # noqa: DTZ007 - a calendar day
        if isinstance(value, int):
            return dt.datetime.fromtimestamp(value, self.zone).date()
        return dt.datetime.fromisoformat(str(value)).astimezone(self.zone).date()


class _Row:
    """A row's columns as attributes, for format strings."""

    def __init__(self, row: Mapping[str, Any], reader: Reader) -> None:
        self._row = row
        self._reader = reader

    def __getattr__(self, name: str) -> Shown:
        if name not in self._row:
            raise UsherError(f"a figure has no column {name!r}, only {sorted(self._row)}")
        return Shown(self._row[name], self._reader)


@dataclass
class Figures:
    """The figures by name, each read once, when it is first spoken of: a conversation before may have changed it."""

    wanted: Mapping[str, Figure]
    run: Run
    customer: Callable[[str], str]
    reader: Reader
    _rows: dict[str, _Row] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """A text with its figures. Raises `UsherError` for one that is not there: a mistake of the case."""
        return text.format_map(self) if "{" in text else text

    def __getitem__(self, name: str) -> _Row:
        if name not in self._rows:
            self._rows[name] = self._read(name)
        return self._rows[name]

    def _read(self, name: str) -> _Row:
        figure = self.wanted.get(name)
        if figure is None:
            raise UsherError(f"there is no figure {name!r}")
        values = {"customer": self.customer(self.fill(figure.as_))} if figure.as_ else {}
        rows = self.run(figure.system, figure.sql, values)
        if not rows:
            raise UsherError(f"the figure {name!r} has no row")
        return _Row(rows[0], self.reader)


def runner(urls: Mapping[str, str]) -> Run:
    """Queries over SQLAlchemy; `urls` by system's name."""
    engines = {name: sa.create_engine(url) for name, url in urls.items()}

    def run(system: str, sql: str, values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        if system not in engines:
            raise UsherError(f"there is no system {system!r} to read figures from, only {sorted(engines)}")
        with engines[system].connect() as connection:
            return [dict(row) for row in connection.execute(sa.text(sql), dict(values)).mappings()]

    return run
