"""The pieces of SQL that differ between SQLite, PostgreSQL and MySQL or MariaDB."""

# ruff: noqa: S608 - SQL is what is written here; names are quoted, and no value comes from outside
from __future__ import annotations

from collections.abc import Sequence

from actions.systems.inspect.connection import LookOnly

_PER_SECOND = {"unix seconds": 1, "unix milliseconds": 1000, "unix microseconds": 1_000_000}


class Sql:
    """Writes expressions in one database's dialect. What it is given is SQL already, except for literals."""

    def __init__(self, database: LookOnly) -> None:
        self.name = database.dialect
        self.quote = database.quote
        self.table = database.table

    def literal(self, text: str) -> str:
        plain = text.replace("'", "''")
        return "'" + (plain.replace("\\", "\\\\") if self.name == "mysql" else plain) + "'"

    def text(self, value: str) -> str:
        return f"CAST({value} AS {'CHAR' if self.name == 'mysql' else 'TEXT'})"

    def join_text(self, parts: Sequence[str], between: str) -> str:
        """The filled parts with `between` between them."""
        if self.name in ("mysql", "postgresql"):
            filled = ", ".join(f"nullif({part}, '')" for part in parts)
            return f"nullif(concat_ws({self.literal(between)}, {filled}), '')"
        glued = " || ".join(f"coalesce({self.literal(between)} || nullif({part}, ''), '')" for part in parts)
        return f"nullif(substr({glued}, {len(between) + 1}), '')"

    def instant(self, value: str, stored: str) -> str:
        """An instant from a number or a day; others are read as they are."""
        if stored in _PER_SECOND:
            return self._unix(value, _PER_SECOND[stored])
        if stored == "YYYYMMDD":
            return self.day(value, stored)
        if stored == "day":
            return {"postgresql": f"CAST({value} AS timestamp)", "mysql": f"CAST({value} AS datetime)"}.get(
                self.name, value
            )
        return value

    def _unix(self, value: str, per_second: int) -> str:
        seconds = value if per_second == 1 else f"{value} / {per_second}"
        if self.name == "postgresql":
            exact = seconds if per_second == 1 else f"{value} / {per_second}.0"
            return f"to_timestamp({exact})"
        if self.name == "mysql":
            moment = f"TIMESTAMPADD(SECOND, floor({seconds}), '1970-01-01')"
            return f"date_format({moment}, '%Y-%m-%dT%H:%i:%s+00:00')"
        return f"strftime('%Y-%m-%dT%H:%M:%S+00:00', {seconds}, 'unixepoch')"

    def day(self, value: str, stored: str) -> str:
        """A calendar day; `stored` as `roles.stored_time` names it, or ``moment`` for an instant."""
        if stored == "YYYYMMDD":
            if self.name == "postgresql":
                return f"to_date({self.text(value)}, 'YYYYMMDD')"
            if self.name == "mysql":
                return f"str_to_date({self.text(value)}, '%Y%m%d')"
            return f"substr({value}, 1, 4) || '-' || substr({value}, 5, 2) || '-' || substr({value}, 7, 2)"
        moment = self.instant(value, stored) if stored in _PER_SECOND else value
        if self.name == "sqlite":
            return f"substr({moment}, 1, 10)"
        if stored == "ISO text" or (self.name == "mysql" and stored in _PER_SECOND):
            return f"substr({moment}, 1, 10)"
        return f"CAST({moment} AS date)"

    def whole(self, value: str) -> str:
        """A whole number, rounded."""
        if self.name == "postgresql":
            return f"CAST(round(CAST({value} AS numeric)) AS bigint)"
        return f"CAST(round({value}) AS {'SIGNED' if self.name == 'mysql' else 'INTEGER'})"

    def hundredfold(self, value: str) -> str:
        """Minor units of a decimal amount."""
        if self.name == "postgresql":
            return f"CAST(round(CAST({value} AS numeric) * 100) AS bigint)"
        return self.whole(f"{value} * 100")

    def json(self, column: str, path: Sequence[str | int]) -> str:
        """The text at a path of a JSON document; steps are names or positions."""
        if self.name == "postgresql":
            steps = ",".join(str(step) for step in path)
            return f"(CAST({column} AS jsonb) #>> {self.literal('{' + steps + '}')})"
        where = "$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in path)
        found = f"json_extract({column}, {self.literal(where)})"
        return f"json_unquote(nullif({found}, CAST('null' AS CHAR)))" if self.name == "mysql" else found

    def joined_list(self, value: str, source: str, order: str | None) -> str:
        """All values of a sub-select as one text, separated by |."""
        by = f" ORDER BY {order}" if order else ""
        if self.name == "postgresql":
            return f"(SELECT string_agg({value}, '|'{by}) FROM {source})"
        if self.name == "mysql":
            return f"(SELECT group_concat({value}{by} SEPARATOR '|') FROM {source})"
        inner = f"SELECT {value} AS item FROM {source}{by}"
        return f"(SELECT group_concat(x.item, '|') FROM ({inner}) x)"

    def now(self, stored: str) -> str | None:
        """This moment in the way a column stores it; None: no comparison is written."""
        if stored in _PER_SECOND:
            factor = f" * {_PER_SECOND[stored]}" if _PER_SECOND[stored] > 1 else ""
            seconds = {"postgresql": "extract(epoch FROM now())", "mysql": "unix_timestamp()"}
            return seconds.get(self.name, "CAST(strftime('%s', 'now') AS INTEGER)") + factor
        if stored == "YYYYMMDD":
            days = {"postgresql": "CAST(to_char(now(), 'YYYYMMDD') AS integer)",
                    "mysql": "CAST(date_format(utc_date(), '%Y%m%d') AS UNSIGNED)"}  # fmt: skip
            return days.get(self.name, "CAST(strftime('%Y%m%d', 'now') AS INTEGER)")
        if stored in ("moment", "day"):
            return {"postgresql": "now()", "mysql": "utc_timestamp()"}.get(
                self.name, "strftime('%Y-%m-%d %H:%M:%S', 'now')"
            )
        return None
