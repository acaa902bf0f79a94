"""The demo company, built once per session: in full, and small for tests that write to it."""

import datetime as dt
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from actions.systems.connected import ConnectedSystems, connect_all
from actions.systems.entities import Entity, Subscription
from actions.systems.sql import SqlSystem
from demo.build import build
from demo.dates import company_today
from demo.stories import customer_of

SITE = "http://127.0.0.1:8080"


@dataclass(frozen=True)
class Company:
    """A built demo company. `seconds` of processor time is what the build took, whatever else the machine does."""

    folder: Path
    today: dt.date
    seconds: float

    @property
    def billing(self) -> Path:
        return self.folder / "billing.sqlite"

    @property
    def cms(self) -> Path:
        return self.folder / "cms.sqlite"

    def ask(self, database: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows straight from a database, past every SELECT under systems/."""
        with closing(sqlite3.connect(database)) as connection:
            return connection.execute(query, values).fetchall()

    def connect(self) -> ConnectedSystems:
        """The folders under systems/, over these databases."""
        url = "sqlite:///file:{}?mode=ro&uri=true"
        return connect_all(
            Path("systems"),
            {"USHER_BILLING_URL": url.format(self.billing), "USHER_CMS_URL": url.format(self.cms)},
        )


def built(folder: Path, customers: int, today: dt.date | None = None) -> Company:
    day, started = today or company_today(), time.process_time()
    build(folder, day, SITE, customers=customers)
    return Company(folder, day, time.process_time() - started)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The whole demo company; tests only read it."""
    return built(tmp_path_factory.mktemp("company"), 2_000)


@pytest.fixture(scope="session")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return built(tmp_path_factory.mktemp("small"), 60)


@pytest.fixture
def own_company(_small: Company, tmp_path: Path) -> Company:
    """A small copy that a test may change."""
    shutil.copytree(_small.folder, tmp_path / "company")
    return Company(tmp_path / "company", _small.today, _small.seconds)


@pytest.fixture(scope="session")
def systems(company: Company) -> ConnectedSystems:
    return company.connect()


def system_of(systems: ConnectedSystems, entity: type[Entity]) -> SqlSystem:
    return next(system for system in systems.systems if entity in system.folder.selects)


type Fetch = Callable[..., list[Any]]


def fetcher(systems: ConnectedSystems) -> Fetch:
    """`fetch(Invoice, customer=…, newest="issued_at")`: rows as actions get them."""

    def fetch(entity: type[Entity], newest: str | None = None, **where: Any) -> list[Any]:
        return system_of(systems, entity).fetch(entity, where, newest=newest)

    return fetch


@pytest.fixture(scope="session")
def fetch(systems: ConnectedSystems) -> Fetch:
    return fetcher(systems)


@pytest.fixture
def look(own_company: Company) -> Fetch:
    """Rows of the company that a test changes."""
    return fetcher(own_company.connect())


def held(look: Fetch, slug: str) -> Subscription:
    """The subscription of a story's customer; of several the one whose plan comes last."""
    return sorted(look(Subscription, customer=customer_of(slug)), key=lambda one: one.plan)[-1]
