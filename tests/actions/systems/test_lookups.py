"""A look-up that would read a whole table is found before a customer waits for it, with the index to create."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.errors import SystemDefinitionError
from actions.systems.check.lookups import index_used
from actions.systems.check.report import Finding, State
from actions.systems.check.run import check_all
from actions.systems.connected import connect_all
from actions.systems.entities import Invoice
from actions.systems.sql import connect
from tests.actions.systems.databases import Database, database
from tests.actions.systems.support import write_system

DIALECTS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
]
SCHEMA = """
CREATE TABLE people (id INTEGER PRIMARY KEY, ext VARCHAR(32) NOT NULL);
CREATE UNIQUE INDEX people_ext ON people (ext);
CREATE TABLE bills (no INTEGER PRIMARY KEY, person INTEGER NOT NULL, code VARCHAR(8), made VARCHAR(20), pence INTEGER);
CREATE TABLE words (code VARCHAR(8), word VARCHAR(16));
INSERT INTO words VALUES ('P', 'paid'), ('O', 'open');
"""
SELECT = """
SELECT b.no AS id, p.ext AS customer, b.no AS number, b.made AS issued_at, b.pence AS total_minor, w.word AS status
FROM people AS p
INNER JOIN bills AS b ON b.person = p.id
INNER JOIN words AS w ON w.code = b.code
"""
CONFIG = "url_env: SHOP_URL\ncurrency: GBP\n"


@pytest.fixture(params=DIALECTS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with database(request.param, tmp_path) as made:
        made.run(SCHEMA)
        yield made


def fill(place: Database, rows: int) -> None:
    """So many customers with a bill each."""
    numbers = ["(0)", "(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"]
    place.execute("CREATE TABLE digits (d INTEGER)")
    place.execute(f"INSERT INTO digits VALUES {', '.join(numbers)}")
    count = "a.d + 10 * b.d + 100 * c.d + 1000 * e.d"
    source = f"FROM digits AS a, digits AS b, digits AS c, digits AS e WHERE {count} < {rows}"
    text = "'c' || n" if place.dialect == "sqlite" else "CONCAT('c', n)"
    place.execute(f"INSERT INTO people SELECT n, {text} FROM (SELECT {count} AS n {source}) AS x")
    place.execute("INSERT INTO bills SELECT id, id, 'P', '2026-01-01 10:00:00', 100 FROM people")
    place.run("DROP TABLE digits")
    if place.dialect == "mariadb":
        place.execute("ANALYZE TABLE people, bills, words")


def found(place: Database, folder: Path, select: str = SELECT) -> Finding:
    system = connect(write_system(folder, {"invoice": select}, config=CONFIG) / "shop", {"SHOP_URL": place.reader})
    with system.connect() as connection:
        finding = index_used(system, connection, Invoice, {"customer": "c7"})
    system.close()
    return finding


def test_a_large_table_without_an_index_is_wrong_and_the_index_is_given(place: Database, tmp_path: Path) -> None:
    fill(place, 3000)

    finding = found(place, tmp_path)

    assert finding.state is State.WRONG
    name = "" if place.dialect == "postgresql" else "bills_person "
    assert finding.says == f"reads all of bills: CREATE INDEX {name}ON bills (person)"
    with pytest.raises(SystemDefinitionError, match="invoice: reads all of bills: CREATE INDEX"):
        connect_all(tmp_path / "systems", {"SHOP_URL": place.reader}, prove=True)


def test_the_index_that_is_given_mends_it(place: Database, tmp_path: Path) -> None:
    fill(place, 3000)
    place.run(found(place, tmp_path).says.partition(": ")[2])

    assert found(place, tmp_path).state is State.OK


def test_small_tables_may_be_read_whole(place: Database, tmp_path: Path) -> None:
    fill(place, 30)

    assert found(place, tmp_path).state is State.OK


def test_a_customer_column_without_an_index_is_worth_a_warning_while_the_table_is_small(
    place: Database, tmp_path: Path
) -> None:
    fill(place, 30)
    place.execute("DROP INDEX people_ext" + (" ON people" if place.dialect == "mariadb" else ""))
    systems = write_system(tmp_path, {"invoice": SELECT}, config=CONFIG)

    report = check_all(systems, {"SHOP_URL": place.reader})

    (line,) = [line for line in report.warnings if "index" in line]
    assert line.startswith(
        "shop: invoice: an index on the customer: people has none on ext, which matters once it grows"
    )
    assert report.exit_status == 0


def test_a_customer_column_with_an_index_is_not(place: Database, tmp_path: Path) -> None:
    fill(place, 30)

    report = check_all(write_system(tmp_path, {"invoice": SELECT}, config=CONFIG), {"SHOP_URL": place.reader})

    assert report.warnings == ()


def test_a_key_that_the_select_computes_is_named(place: Database, tmp_path: Path) -> None:
    fill(place, 3000)
    select = SELECT.replace("p.ext AS customer", "LOWER(p.ext) AS customer")

    finding = found(place, tmp_path, select)

    assert finding.state is State.WRONG
    assert "LOWER(p.ext)" in finding.says or "reads all of" in finding.says
