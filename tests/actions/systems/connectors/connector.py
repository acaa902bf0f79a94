"""Connectors under test: a schema, rows made for it, and a folder of SELECTs; no code stands between them and Usher."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
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
    """What a conversation needs to know of the systems behind it, and what is to be expected of them."""

    name: str
    systems: ConnectedSystems
    folder: Path
    urls: Mapping[str, str]
    lacks: frozenset[str]
    reason: str
    splits_tax: bool
    customer: Callable[[Person], str]
    number: Callable[[Bill], str]


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
    rows = rows_of(name)
    with database(dialect, folder) as place:
        prepare(name, place)
        copy_folder(name, dialect, folder / "systems" / name)
        urls = {f"{name.upper()}_URL": place.reader}
        systems = connect_all(folder / "systems", urls, prove=True)
        yield Connector(
            f"{name} on {dialect}",
            systems,
            folder / "systems",
            urls,
            rows.LACKS,
            rows.REASON,
            rows.SPLITS_TAX,
            rows.customer,
            rows.number,
        )
        systems.close()


@contextmanager
def ghost_with_stripe(dialect: str, folder: Path) -> Iterator[Connector]:
    """A publisher whose members are in Ghost and whose money is in Stripe: Ghost knows each member's customer id
    there, and Stripe's tables are asked by it."""
    ghost, stripe = rows_of("ghost"), rows_of("stripe")
    with ExitStack() as stack:
        places = {
            "ghost": stack.enter_context(database(dialect, folder)),
            "stripe": stack.enter_context(database("postgresql", folder)),
        }
        for name, place in places.items():
            prepare(name, place)
            copy_folder(name, place.dialect, folder / "systems" / name)
        shutil.copytree(HERE / "ghost_with_stripe", folder / "systems", dirs_exist_ok=True)
        for entity in ("subscription", "invoice", "invoice_line"):
            (folder / "systems" / "ghost" / f"{entity}.sql").unlink()
        for entity in ("customer", "plan"):
            (folder / "systems" / "stripe" / f"{entity}.sql").unlink()
        urls = {f"{name.upper()}_URL": place.reader for name, place in places.items()}
        systems = connect_all(folder / "systems", urls, prove=True)
        yield Connector(
            f"ghost on {dialect} with stripe",
            systems,
            folder / "systems",
            urls,
            stripe.LACKS,
            stripe.REASON,
            stripe.SPLITS_TAX,
            ghost.customer,
            stripe.number,
        )
        systems.close()
