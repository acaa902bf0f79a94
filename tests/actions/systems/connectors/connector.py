"""A connector under test: a schema, rows made for it, and a folder of SELECTs; no code stands between them and Usher."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from actions.systems.connected import ConnectedSystems, connect_all
from tests.actions.systems.connectors.world import Bill, Person
from tests.actions.systems.databases import Database, database

HERE = Path(__file__).parent


class Rows(Protocol):
    """What a connector's `rows.py` says about its schema."""

    LACKS: frozenset[str]
    """Use cases for which the schema has no data."""
    REASON: str
    """Why a payment failed, as far as the schema tells, in the bot's words."""
    SPLITS_TAX: bool

    def fill(self, database: Database) -> None: ...
    def customer(self, person: Person) -> str: ...
    def number(self, bill: Bill) -> str: ...


@dataclass(frozen=True)
class Connector:
    name: str
    database: Database
    systems: ConnectedSystems
    rows: Rows


def rows_of(name: str) -> Rows:
    return cast("Rows", importlib.import_module(f"tests.actions.systems.connectors.{name}.rows"))


def prepare(name: str, place: Database) -> None:
    """Make the schema and its rows."""
    place.run((HERE / name / "schema.sql").read_text(encoding="utf-8"))
    rows_of(name).fill(place)


def copy_folder(name: str, dialect: str, target: Path) -> None:
    """The connector's folder for one dialect: what all share, and over it what is the dialect's own."""
    target.mkdir(parents=True)
    for source in (HERE / name / "system", HERE / name / f"system_{dialect}"):
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)


@contextmanager
def connected(name: str, dialect: str, folder: Path) -> Iterator[Connector]:
    """The connector on a database of its own, proven as at a start of the product."""
    with database(dialect, folder) as place:
        prepare(name, place)
        copy_folder(name, dialect, folder / "systems" / name)
        systems = connect_all(folder / "systems", {f"{name.upper()}_URL": place.reader}, prove=True)
        try:
            yield Connector(name, place, systems, rows_of(name))
        finally:
            systems.close()
