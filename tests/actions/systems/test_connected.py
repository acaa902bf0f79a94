"""Live look-ups: once per message, several systems at once, and one that is down takes only its own answers with it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from actions.errors import EntityMissing, SystemDefinitionError, SystemUnavailable
from actions.systems.connected import ConnectedSystems, connect_all
from actions.systems.entities import Customer, Invoice, Plan, Title
from actions.systems.memo import one_message
from tests.actions.systems.databases import Database, SqliteFile, database
from tests.actions.systems.support import CONFIG, CUSTOMER, INVOICE, shop, write_system


@pytest.fixture
def place(tmp_path: Path) -> Database:
    return shop(tmp_path)


@pytest.fixture
def systems(place: Database, tmp_path: Path) -> Iterator[ConnectedSystems]:
    connected = connect_all(write_system(tmp_path), {"SHOP_URL": place.reader}, prove=True)
    yield connected
    connected.close()


def statements(systems: ConnectedSystems) -> list[str]:
    """The SELECTs that are sent from now on."""
    sent: list[str] = []

    def trace(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(lambda sql: sent.append(sql) if sql.startswith("SELECT") else None)

    for system in systems.systems:
        system.engine.dispose()
        sa.event.listen(system.engine, "connect", trace)
    return sent


async def test_the_newest_rows_come_first_and_no_more_than_asked_for(systems: ConnectedSystems) -> None:
    rows = await systems.fetch(Invoice, customer="c1", newest="issued_at", limit=1)

    assert [row.number for row in rows] == ["2"]


async def test_a_row_says_where_and_when_it_was_read(systems: ConnectedSystems) -> None:
    before = dt.datetime.now(dt.UTC)

    (row,) = await systems.fetch(Customer, customer="c1")

    assert row.source == "shop"
    assert row.as_of is not None
    assert before <= row.as_of <= dt.datetime.now(dt.UTC)


async def test_within_a_message_the_same_look_up_is_sent_once(systems: ConnectedSystems) -> None:
    sent = statements(systems)

    with one_message():
        first, second = await asyncio.gather(*(systems.fetch(Customer, customer="c1") for _ in range(2)))
        third = await systems.fetch(Customer, customer="c1")
        other = await systems.fetch(Customer, customer="c2")

    assert first == second == third != other
    assert first[0].as_of == third[0].as_of
    assert len(sent) == 2


async def test_the_next_message_reads_again(systems: ConnectedSystems, place: Database) -> None:
    with one_message():
        await systems.fetch(Customer, customer="c1")
    place.execute("UPDATE people SET full_name = 'Anne' WHERE id = 'c1'")

    with one_message():
        (row,) = await systems.fetch(Customer, customer="c1")

    assert row.name == "Anne"


async def test_what_one_asker_does_to_its_rows_is_not_seen_by_another(systems: ConnectedSystems) -> None:
    with one_message():
        (await systems.fetch(Invoice, customer="c1")).clear()

        assert len(await systems.fetch(Invoice, customer="c1")) == 2


async def test_a_look_up_without_a_customer_is_refused(systems: ConnectedSystems) -> None:
    for where in ({}, {"customer": ""}, {"customer": None}, {"id": "1"}):
        with pytest.raises(SystemDefinitionError, match="a look-up must name one"):
            await systems.fetch(Invoice, **where)


async def test_an_entity_that_nobody_yields_is_missing(systems: ConnectedSystems) -> None:
    assert not systems.yields(Title)
    with pytest.raises(EntityMissing):
        await systems.fetch(Title)


async def test_more_rows_than_the_limit_is_an_error_and_not_half_an_answer(place: Database, tmp_path: Path) -> None:
    config = CONFIG + "limits: {rows: 1}\n"
    systems = connect_all(write_system(tmp_path, config=config), {"SHOP_URL": place.reader})

    with pytest.raises(SystemUnavailable, match="more than 1 rows of invoice match"):
        await systems.fetch(Invoice, customer="c1")
    assert len(await systems.fetch(Invoice, customer="c1", limit=2)) == 2
    systems.close()


async def test_two_systems_that_share_an_entity_are_asked_at_once_and_their_rows_joined(tmp_path: Path) -> None:
    urls = {}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made = shop(tmp_path / name)
        made.execute(f"UPDATE bills SET no = no + {0 if name == 'one' else 100}")
        urls[f"{name.upper()}_URL"] = made.reader
        write_system(tmp_path, {"invoice": INVOICE}, config=CONFIG.replace("SHOP", name.upper()), name=name)
    systems = connect_all(tmp_path / "systems", urls, prove=True)

    rows = await systems.fetch(Invoice, customer="c1", newest="issued_at", limit=3)

    assert [row.number for row in rows] == ["2", "102", "1"]
    assert {row.source for row in rows} == {"one", "two"}
    systems.close()


async def test_a_system_that_is_down_does_not_stop_the_start_nor_the_others(
    place: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_system(
        tmp_path, {"title": "SELECT 1 AS id, 'x' AS name, 'film' AS kind"}, config="url_env: CMS_URL\n", name="cms"
    )
    urls = {"SHOP_URL": place.reader, "CMS_URL": "postgresql://u:hush@127.0.0.1:1/x"}

    with caplog.at_level(logging.WARNING):
        systems = connect_all(write_system(tmp_path), urls, prove=True)

    assert "system 'cms' does not answer" in caplog.text
    assert "hush" not in caplog.text
    assert (await systems.fetch(Customer, customer="c1"))[0].name == "Anna"
    began = time.perf_counter()
    with pytest.raises(SystemUnavailable, match="cms"):
        await systems.fetch(Title)
    assert time.perf_counter() - began < 1
    systems.close()


async def test_a_system_that_comes_back_is_proven_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.systems.sql._REST_SECONDS", 0.0)
    folder = write_system(tmp_path, config=CONFIG)
    file = tmp_path / "shop.sqlite"
    systems = connect_all(folder, {"SHOP_URL": f"sqlite:///{file}"}, prove=True)
    with pytest.raises(SystemUnavailable, match="unable to open"):
        await systems.fetch(Customer, customer="c1")

    place = shop(tmp_path)

    with pytest.raises(SystemUnavailable, match="must not be used: system 'shop': the file can be written"):
        await systems.fetch(Customer, customer="c1")
    systems.close()
    place.drop()


async def test_a_system_that_was_down_answers_once_it_is_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.systems.sql._REST_SECONDS", 0.0)
    file = tmp_path / "shop.sqlite"
    systems = connect_all(write_system(tmp_path), {"SHOP_URL": f"sqlite:///file:{file}?mode=ro&uri=true"}, prove=True)

    shop(tmp_path)

    assert (await systems.fetch(Customer, customer="c1"))[0].name == "Anna"
    systems.close()


SERVERS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
]
SLOW = """
SELECT p.id AS customer, (
  SELECT CAST(MAX(a.x + b.x + c.x + d.x + e.x) AS CHAR(9)) FROM n AS a, n AS b, n AS c, n AS d, n AS e
) AS name
FROM people AS p
"""


@pytest.mark.parametrize("dialect", SERVERS)
async def test_a_statement_is_stopped_when_its_time_is_up(tmp_path: Path, dialect: str) -> None:
    with database(dialect, tmp_path) as place:
        numbers = ", ".join(f"({number})" for number in range(100))
        place.run("CREATE TABLE people (id VARCHAR(8));\nINSERT INTO people VALUES ('c1');\nCREATE TABLE n (x INTEGER)")
        place.run(f"INSERT INTO n VALUES {numbers}")
        config = "url_env: SHOP_URL\nlimits: {timeout_ms: 200}\n"
        systems = connect_all(write_system(tmp_path, {"customer": SLOW}, config=config), {"SHOP_URL": place.reader})

        began = time.perf_counter()
        with pytest.raises(SystemUnavailable, match="took longer than 200 ms"):
            await systems.fetch(Customer, customer="c1")

        assert time.perf_counter() - began < 3
        systems.close()


@pytest.mark.postgres
async def test_a_connection_that_the_server_closed_is_made_anew(tmp_path: Path) -> None:
    with database("postgresql", tmp_path) as place:
        place.run("CREATE TABLE people (id VARCHAR(8) PRIMARY KEY, mail VARCHAR(32), full_name VARCHAR(32));\n"
                  "INSERT INTO people VALUES ('c1', 'a@example.org', 'Anna')")  # fmt: skip
        systems = connect_all(write_system(tmp_path, {"customer": CUSTOMER}), {"SHOP_URL": place.reader}, prove=True)
        await systems.fetch(Customer, customer="c1")
        place.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{place.name}'")

        (row,) = await systems.fetch(Customer, customer="c1")

        assert row.name == "Anna"
        systems.close()


async def test_twenty_look_ups_at_once_share_the_pool(systems: ConnectedSystems) -> None:
    found = await asyncio.gather(*(systems.fetch(Invoice, customer="c1") for _ in range(20)))

    assert {len(rows) for rows in found} == {2}


async def test_a_collation_that_takes_letters_for_the_same_shows_no_other_customer(tmp_path: Path) -> None:
    place = SqliteFile(tmp_path / "loose.sqlite")
    place.run("CREATE TABLE people (id TEXT COLLATE NOCASE, mail TEXT, full_name TEXT);\n"
              "INSERT INTO people VALUES ('c1', 'a@example.org', 'Anna'), ('C1', 'b@example.org', 'Ben')")  # fmt: skip
    systems = connect_all(write_system(tmp_path, {"customer": CUSTOMER}), {"SHOP_URL": place.reader})

    assert [row.name for row in await systems.fetch(Customer, customer="c1")] == ["Anna"]
    systems.close()


@pytest.mark.parametrize("dialect", SERVERS)
async def test_a_numeric_key_takes_only_its_own_number(tmp_path: Path, dialect: str) -> None:
    with database(dialect, tmp_path) as place:
        place.run("CREATE TABLE people (id INTEGER PRIMARY KEY, mail VARCHAR(32), full_name VARCHAR(32));\n"
                  "INSERT INTO people VALUES (12, 'a@example.org', 'Anna')")  # fmt: skip
        folder = write_system(tmp_path, {"customer": CUSTOMER}, config="url_env: SHOP_URL\n")
        systems = connect_all(folder, {"SHOP_URL": place.reader}, prove=True)

        found: dict[str, list[Any]] = {}
        for wanted in ("12", "12abc", "012", "12.0", " 12", "1e1", "99999999999999999999", "x"):
            found[wanted] = list(await systems.fetch(Customer, customer=wanted))

        assert [wanted for wanted, rows in found.items() if rows] == ["12"]
        systems.close()


@pytest.mark.postgres
async def test_a_uuid_key_is_looked_up_as_one(tmp_path: Path) -> None:
    with database("postgresql", tmp_path) as place:
        key = "6f0c2c3e-8a53-4c5d-9d0c-0a7cfb0f9c11"
        place.run("CREATE TABLE people (id UUID PRIMARY KEY, mail TEXT, full_name TEXT);\n"
                  f"INSERT INTO people VALUES ('{key}', 'a@example.org', 'Anna')")  # fmt: skip
        systems = connect_all(write_system(tmp_path, {"customer": CUSTOMER}), {"SHOP_URL": place.reader}, prove=True)

        assert [row.name for row in await systems.fetch(Customer, customer=key)] == ["Anna"]
        assert await systems.fetch(Customer, customer="cus_1") == []
        systems.close()


async def test_plans_need_no_customer(systems: ConnectedSystems) -> None:
    assert [plan.code for plan in await systems.fetch(Plan)] == ["basic"]


@pytest.mark.postgres
async def test_what_a_server_says_about_a_value_is_not_repeated(tmp_path: Path) -> None:
    with database("postgresql", tmp_path) as place:
        place.run("CREATE TABLE people (id VARCHAR(8) PRIMARY KEY, mail TEXT);\n"
                  "INSERT INTO people VALUES ('c1', 'anna@example.org')")  # fmt: skip
        select = "SELECT p.id AS customer, CAST(CAST(p.mail AS integer) AS text) AS name FROM people AS p"
        systems = connect_all(write_system(tmp_path, {"customer": select}), {"SHOP_URL": place.reader})

        with pytest.raises(SystemUnavailable, match="invalid input syntax for type integer") as error:
            await systems.fetch(Customer, customer="c1")

        assert "anna" not in str(error.value)
        systems.close()


async def test_a_server_that_accepts_and_says_nothing_holds_up_nobody_else(place: Database, tmp_path: Path) -> None:
    server = socket.create_server(("127.0.0.1", 0), backlog=50)  # the kernel accepts; nobody reads
    port = server.getsockname()[1]
    write_system(
        tmp_path, {"title": "SELECT 1 AS id, 'x' AS name, 'film' AS kind"}, config="url_env: CMS_URL\n", name="cms"
    )
    urls = {"SHOP_URL": place.reader, "CMS_URL": f"postgresql://u@127.0.0.1:{port}/x"}
    systems = connect_all(write_system(tmp_path), urls)

    began = time.perf_counter()
    waiting = [asyncio.ensure_future(systems.fetch(Title, id=str(number))) for number in range(8)]
    await asyncio.sleep(0.1)
    (row,) = await systems.fetch(Customer, customer="c1")
    answered = time.perf_counter() - began
    failed = await asyncio.gather(*waiting, return_exceptions=True)

    assert row.name == "Anna"
    assert answered < 1
    assert {type(error) for error in failed} == {SystemUnavailable}
    assert time.perf_counter() - began < 7
    systems.close()
    server.close()
