"""What a column probably is, from its name, its type and the figures of its sample; each guess with its reason."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from actions.systems.inspect.model import Column, Guess, Profile, Table
from actions.systems.inspect.names import concepts, read_name, without_noise

_NUMBERS = frozenset({"int", "decimal", "float"})
_YEAR_1990, _YEAR_2100 = 631_152_000, 4_102_444_800
MOST_STATES = 40


@dataclass(frozen=True)
class Rules:
    """`roles.yml`."""

    money: list[list[str]]
    not_money: list[str]
    currency: list[list[str]]
    status: list[list[str]]
    time: list[list[str]]
    freshness: list[str]
    people: list[str]
    personal: list[dict[str, Any]]


@functools.cache
def rules() -> Rules:
    return Rules(**yaml.safe_load(Path(__file__).with_name("roles.yml").read_text(encoding="utf-8")))


def guessed(table: Table) -> Table:
    """The table with the guesses for each of its columns."""
    people = is_about_people(table)
    columns = (replace(column, guesses=tuple(_guesses(column, people=people))) for column in table.columns)
    return replace(table, columns=tuple(columns))


def is_about_people(table: Table) -> bool:
    """Whether its rows are persons, so that a name in it is a person's."""
    words = without_noise(read_name(table.name))
    if set(rules().people) & words[-1].concepts.keys():
        return True
    return any("email" in concepts(read_name(column.name)) for column in table.columns)


def said(column: Column) -> dict[str, float]:
    """The concepts in a column's name."""
    return concepts(read_name(column.name))


def _guesses(column: Column, *, people: bool) -> Iterator[Guess]:
    found = (_personal(column, people=people), _time(column), _currency(column), _status(column))
    guesses = [guess for guess in found if guess]
    yield from guesses
    if not {"time", "status", "currency"} & {guess.role for guess in guesses} and (money := _money(column)):
        yield money


def _says(column: Column, wanted: list[list[str]]) -> str | None:
    """The first of the wanted meanings that the name has."""
    have = said(column)
    return next((" ".join(all_of) for all_of in wanted if all(have.get(c, 0) >= 0.5 for c in all_of)), None)


def _personal(column: Column, *, people: bool) -> Guess | None:
    if column.profile and column.profile.email >= 0.5:
        return Guess("personal", 0.95, "e-mail address: its values look like one")
    for rule in rules().personal:
        if rule.get("people") and not people:
            continue
        if (meaning := _says(column, [rule["says"]])) and column.family not in ("bool", "decimal", "float"):
            sure = 0.7 if rule.get("people") else 0.9
            return Guess("personal", sure, f"{rule['what']}: the name says {meaning}")
    return None


def _time(column: Column) -> Guess | None:
    profile = column.profile
    if column.family in ("time", "date"):
        stored = time_format(column) if profile and profile.stored_numbers else None
        return Guess("time", 1.0, f"{column.type} holds {stored}" if stored else f"its type is {column.type}")
    stored = time_format(column)
    if stored == "ISO text" or (stored and stored != "a year"):
        named = _says(column, rules().time)
        sure = 0.95 if named or stored == "ISO text" else 0.4
        return Guess("time", sure, f"its values fit {stored}" + (f", the name says {named}" if named else ""))
    if column.family == "int" and not (profile and profile.filled) and (named := _says(column, [["time"]])):
        return Guess("time", 0.5, f"the name says {named}; no values to look at")
    return None


def time_format(column: Column) -> str | None:
    """How a number or text holds an instant or a day; None: it does not look like one."""
    return stored_time(column.profile)


def stored_time(profile: Profile | None) -> str | None:
    """`unix seconds`, `unix milliseconds`, `unix microseconds`, `YYYYMMDD`, `ISO text`, or None."""
    if profile is None or not profile.filled:
        return None
    if profile.iso >= 0.9:
        return "ISO text"
    if profile.digits >= 0.98 and profile.shortest == profile.longest == 8 and profile.low is None:
        return "YYYYMMDD"
    if profile.low is None or profile.high is None or (profile.whole is not None and profile.whole < 0.98):
        return None
    if profile.low >= 19_000_101 and profile.high <= 21_001_231 and profile.distinct > 1:
        return "YYYYMMDD"
    for factor, name in ((1, "unix seconds"), (1000, "unix milliseconds"), (1_000_000, "unix microseconds")):
        if _YEAR_1990 * factor <= profile.low and profile.high <= _YEAR_2100 * factor:
            return name
    return None


def _currency(column: Column) -> Guess | None:
    named, profile = _says(column, rules().currency), column.profile
    if not named or column.family not in ("text", "other"):
        return None
    if profile and profile.filled and profile.shortest == profile.longest == 3:
        return Guess("currency", 0.95, "the name says currency; its values have three letters")
    return Guess("currency", 0.7, "the name says currency")


def _status(column: Column) -> Guess | None:
    if column.key or column.family in ("time", "date", "float", "decimal", "bytes", "json"):
        return None
    named, profile = _says(column, rules().status), column.profile
    if column.values:
        return Guess("status", 0.95, f"its type allows {len(column.values)} values")
    if not profile or not profile.filled or not 0 < profile.distinct <= MOST_STATES or profile.spaced > 0.5:
        return None
    if named and profile.distinct <= max(2, profile.filled // 2):
        return Guess("status", 0.85, f"the name says {named}; {profile.distinct} different values")
    few = profile.distinct <= 12 and profile.filled >= 20 * profile.distinct and (profile.longest or 99) <= 24
    if few and column.family in ("text", "int") and not column.unique and not _says(column, [["name"], ["currency"]]):
        return Guess("status", 0.4, f"only {profile.distinct} different values in {profile.filled} rows")
    return None


def _money(column: Column) -> Guess | None:
    if column.key or column.unique or column.family not in _NUMBERS:
        return None
    have = said(column)
    named = _says(column, rules().money)
    if not named or any(have.get(c, 0) >= 0.9 for c in rules().not_money):
        return None
    if "minor" in have:
        return Guess("money", 0.95, f"the name says {named} in minor units")
    if column.family == "int":
        return Guess("money", 0.75, f"the name says {named}; whole numbers, so probably minor units")
    return Guess("money", 0.9, f"the name says {named}; {column.type}")


def freshness_column(table: Table) -> Column | None:
    """The column that best tells how new the data is; None: there is none that is not personal."""
    times = [c for c in table.columns if (g := c.guess("time")) and g.sure >= 0.5 and not c.guess("personal")]
    order = rules().freshness
    ranked = [(min((order.index(w) for w in said(c) if w in order), default=len(order)), c.name, c) for c in times]
    return min(ranked, default=(0, "", None))[2] if ranked else None
