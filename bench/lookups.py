"""`make bench-lookups`: what the connector costs on a large database, against the same SELECT by hand.

100,000 customers and 2,000,000 invoices in PostgreSQL on 127.0.0.1:5432, in a database of their own that is
dropped at the end. A customer's account is looked up, and their newest invoices. The last line is one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.rows import dict_row

from actions.systems.connected import ConnectedSystems, connect_all
from actions.systems.entities import Customer, Invoice

_SERVER: dict[str, Any] = {"host": "127.0.0.1", "port": 5432, "user": "postgres"}
_CUSTOMERS = 100_000
_INVOICES = 2_000_000
_LOOK_UPS = 2_000
_WARM_UP = 100
_NEWEST = 12
_SCHEMA = f"""
CREATE TABLE accounts (id bigint, external_key text, email text, full_name text, country text, opened timestamptz);
CREATE TABLE invoices (id bigint, account_id bigint, number text, issued timestamptz, total bigint, tax bigint, state text);
INSERT INTO accounts
SELECT n, 'cus_' || n, 'c' || n || '@example.org', 'Customer ' || n, 'GB', now() - n * interval '1 minute'
FROM generate_series(1, {_CUSTOMERS}) AS n;
INSERT INTO invoices
SELECT n, 1 + n % {_CUSTOMERS}, 'INV-' || n, now() - (n / {_CUSTOMERS}) * interval '30 days', 999 + n % 7, 166, 'paid'
FROM generate_series(1, {_INVOICES}) AS n;
ALTER TABLE accounts ADD PRIMARY KEY (id);
ALTER TABLE invoices ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX ON accounts (external_key);
CREATE INDEX ON invoices (account_id, issued);
ANALYZE;
"""  # noqa: S608 - numbers of this file
_SELECTS = {
    "customer": """
SELECT a.external_key AS customer, a.email AS email, a.full_name AS name, a.country AS country, a.opened AS created_at
FROM accounts AS a
""",
    "invoice": """
SELECT i.id AS id, a.external_key AS customer, i.number AS number, i.issued AS issued_at, i.total AS total_minor,
  i.tax AS tax_minor, 'GBP' AS currency, i.state AS status
FROM accounts AS a
INNER JOIN invoices AS i ON i.account_id = a.id
""",
}
_BY_HAND = {
    "account": f"{_SELECTS['customer']} WHERE a.external_key = :customer LIMIT 1",
    "invoices": f"{_SELECTS['invoice']} WHERE a.external_key = :customer ORDER BY i.issued DESC LIMIT {_NEWEST}",
}


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def filled(name: str) -> Iterator[str]:
    """The database and a role that may only read it; yields the role's URL."""
    with psycopg.connect(**_SERVER, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        server.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
        try:
            with psycopg.connect(**_SERVER, dbname=name, autocommit=True) as own:
                own.execute(_SCHEMA)
                own.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
            yield f"postgresql://{name}:{name}@127.0.0.1:5432/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.execute(f"DROP ROLE {name}")


def connector(folder: Path, url: str) -> ConnectedSystems:
    """The connector, proven as at a start."""
    target = folder / "ledger"
    target.mkdir()
    (target / "system.yml").write_text("url_env: LEDGER_URL\n", encoding="utf-8")
    for entity, select in _SELECTS.items():
        (target / f"{entity}.sql").write_text(select, encoding="utf-8")
    return connect_all(folder, {"LEDGER_URL": url}, prove=True)


def p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)]


@contextmanager
def by_hand(url: str) -> Iterator[dict[str, Callable[[str, str], Any]]]:
    """The same SELECT without Usher: through SQLAlchemy, and through the driver alone. Both block."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:

        def core(statement: str, customer: str) -> Any:
            with engine.connect() as pooled:
                return pooled.execute(sa.text(statement), {"customer": customer}).mappings().all()

        def driver(statement: str, customer: str) -> Any:
            return connection.execute(statement.replace(":customer", "%s"), (customer,)).fetchall()

        yield {"sqlalchemy": core, "driver": driver}
    engine.dispose()


async def measure(systems: ConnectedSystems, url: str) -> dict[str, float]:
    """Milliseconds of each kind of look-up through the connector, and by hand: in a thread (an action may not block
    its server) and blocking. They take turns, so that all meet the same noise."""
    figures: dict[str, float] = {}
    through: dict[str, Callable[[str], Awaitable[Any]]] = {
        "account": lambda customer: systems.fetch(Customer, customer=customer, limit=1),
        "invoices": lambda customer: systems.fetch(Invoice, customer=customer, newest="issued_at", limit=_NEWEST),
    }
    with by_hand(url) as hands:
        for name, ours in through.items():
            ways = {"usher": ours}
            for hand, select in hands.items():
                ways[f"{hand}_in_thread"] = partial(_in_thread, select, _BY_HAND[name])
                ways[hand] = partial(_blocking, select, _BY_HAND[name])
            figures |= _figures(name, dict(zip(ways, await _in_turns(*ways.values()), strict=True)))
    return figures


async def _in_thread(select: Callable[[str, str], Any], statement: str, customer: str) -> Any:
    return await asyncio.to_thread(select, statement, customer)


async def _blocking(select: Callable[[str, str], Any], statement: str, customer: str) -> Any:
    return select(statement, customer)


async def _in_turns(*look_ups: Callable[[str], Awaitable[Any]]) -> list[list[float]]:
    """Milliseconds of each look-up of each kind, after some that warm up."""
    taken: list[list[float]] = [[] for _ in look_ups]
    for number in range(_LOOK_UPS + _WARM_UP):
        for look_up, times in zip(look_ups, taken, strict=True):
            customer = f"cus_{random.randint(1, _CUSTOMERS)}"  # noqa: S311 - a sample
            began = time.perf_counter()
            await look_up(customer)
            if number >= _WARM_UP:
                times.append((time.perf_counter() - began) * 1000)
    return taken


def _figures(name: str, taken: Mapping[str, list[float]]) -> dict[str, float]:
    """p50 and p95 in ms of each way, and how many times the same SELECT by hand the connector's p95 is."""
    figures: dict[str, float] = {}
    ours = p95(taken["usher"])
    for way, times in taken.items():
        figures |= {f"{way}_p50_ms": statistics.median(times), f"{way}_p95_ms": p95(times)}
        if way != "usher":
            figures[f"ratio_to_{way}"] = ours / p95(times)
    return {f"{name}_{figure}": round(value, 2) for figure, value in figures.items()}


def main() -> int:
    tell(f"Filling {_CUSTOMERS:,} customers and {_INVOICES:,} invoices …")
    began = time.perf_counter()
    with filled(f"usher_bench_{secrets.token_hex(3)}") as url, tempfile.TemporaryDirectory() as folder:
        loaded = time.perf_counter() - began
        systems = connector(Path(folder), url)
        tell(f"{_LOOK_UPS} look-ups of each kind …")
        figures = asyncio.run(measure(systems, url))
        systems.close()
    figures = {"customers": _CUSTOMERS, "invoices": _INVOICES, "load_s": round(loaded, 1), **figures}
    for name, value in figures.items():
        tell(f"  {name:38} {value}")
    tell(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
