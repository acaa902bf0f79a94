"""A role that can write anything is found out by real attempts, and nothing is changed by them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.errors import SystemDefinitionError
from actions.systems.check.report import Finding, State
from actions.systems.check.roles import write_refused
from actions.systems.connected import connect_all
from actions.systems.sql import SqlSystem, connect
from tests.actions.systems.databases import Database, MariaDb, Postgres, database
from tests.actions.systems.support import SHOP, shop, write_system

INVOICE = """
SELECT b.no AS id, b.person AS customer, b.no AS number, b.made AS issued_at, b.pence AS total_minor, 'paid' AS status
FROM bills AS b
"""
SELECTS = {"customer": "SELECT p.id AS customer FROM people AS p", "invoice": INVOICE}


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    with database("postgresql", tmp_path) as place:
        place.run(SHOP)
        assert isinstance(place, Postgres)
        yield place


@pytest.fixture
def mariadb(tmp_path: Path) -> Iterator[MariaDb]:
    with database("mariadb", tmp_path) as place:
        place.run(SHOP.replace(" TEXT", " VARCHAR(64)"))
        assert isinstance(place, MariaDb)
        yield place


def system(place: Database, folder: Path, url: str | None = None) -> SqlSystem:
    config = "url_env: SHOP_URL\ncurrency: GBP\n"
    return connect(write_system(folder, SELECTS, config=config) / "shop", {"SHOP_URL": url or place.reader})


def found(place: Database, folder: Path, url: str | None = None) -> Finding:
    one = system(place, folder, url)
    finding = write_refused(one)
    one.close()
    return finding


def everything_in(place: Database) -> list[object]:
    return [place.execute(f"SELECT * FROM {table} ORDER BY 1") for table in ("people", "bills", "offers")]


def test_a_file_opened_read_only_passes(tmp_path: Path) -> None:
    assert found(shop(tmp_path), tmp_path).state is State.OK


def test_a_file_that_can_be_written_is_refused_with_the_url_to_use(tmp_path: Path) -> None:
    place = shop(tmp_path)

    finding = found(place, tmp_path, place.writer)

    assert finding.state is State.WRONG
    assert "the file can be written: open the file with ?mode=ro&uri=true" in finding.says


def test_a_file_that_somebody_is_writing_counts_as_writable(tmp_path: Path) -> None:
    place = shop(tmp_path)
    place.execute("BEGIN IMMEDIATE")

    assert found(place, tmp_path, place.writer).state is State.WRONG


def test_a_connector_whose_role_can_write_does_not_start(tmp_path: Path) -> None:
    place = shop(tmp_path)

    with pytest.raises(SystemDefinitionError, match="system 'shop': the file can be written"):
        connect_all(write_system(tmp_path), {"SHOP_URL": place.writer}, prove=True)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("GRANT UPDATE ON bills TO {role}", "the role can change public.bills"),
        ("GRANT INSERT (mail) ON people TO {role}", "the role can change public.people"),
        ("GRANT TRUNCATE ON offers TO {role}", "the role can change public.offers"),
        (
            "GRANT CREATE ON SCHEMA public TO {role}",
            "the role can CREATE in schema public: REVOKE CREATE ON SCHEMA public",
        ),
        ("GRANT CREATE ON DATABASE {role} TO {role}", "the role can CREATE schemas in the database"),
        ("ALTER TABLE bills OWNER TO {role}", "the role can change public.bills"),
        ("ALTER ROLE {role} SUPERUSER", "the role can change public.bills, public.offers, public.people"),
        ("GRANT pg_write_all_data TO {role}", "the role can change public.bills, public.offers, public.people"),
    ],
)
def test_what_a_postgresql_role_can_write_is_named(
    postgres: Postgres, tmp_path: Path, statement: str, says: str
) -> None:
    before = everything_in(postgres)
    postgres.execute(statement.format(role=postgres.name))

    finding = found(postgres, tmp_path)

    assert finding.state is State.WRONG
    assert finding.says.startswith(says)
    assert everything_in(postgres) == before


@pytest.mark.postgres
def test_a_reader_of_postgresql_passes_though_it_may_turn_read_only_off(postgres: Postgres, tmp_path: Path) -> None:
    assert found(postgres, tmp_path).state is State.OK


@pytest.mark.postgres
def test_a_statement_trigger_does_not_run_on_the_attempt(postgres: Postgres, tmp_path: Path) -> None:
    postgres.execute("CREATE TABLE trace (x int)")
    postgres.execute(
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        "AS 'BEGIN PERFORM pg_notify(''usher'', ''ran''); INSERT INTO trace VALUES (1); RETURN NULL; END'"
    )
    postgres.execute("CREATE TRIGGER noted BEFORE DELETE ON bills FOR EACH STATEMENT EXECUTE FUNCTION note()")

    found(postgres, tmp_path)

    assert postgres.execute("SELECT * FROM trace") == []


@pytest.mark.mariadb
@pytest.mark.parametrize(
    ("privilege", "says"),
    [
        ("UPDATE", "the role has UPDATE on "),
        ("INSERT, DELETE", "the role has DELETE, INSERT on "),
        ("CREATE", "the role has CREATE on "),
        ("ALL PRIVILEGES", "the role has ALL PRIVILEGES on "),
    ],
)
def test_what_a_mariadb_role_can_write_is_named(mariadb: MariaDb, tmp_path: Path, privilege: str, says: str) -> None:
    before = everything_in(mariadb)
    mariadb.grant(privilege)

    finding = found(mariadb, tmp_path)

    assert finding.state is State.WRONG
    assert finding.says.startswith(says)
    assert everything_in(mariadb) == before


@pytest.mark.mariadb
def test_a_mariadb_role_that_may_become_another_is_found_out(mariadb: MariaDb, tmp_path: Path) -> None:
    role = f"{mariadb.name}_w"
    mariadb.execute(f"CREATE ROLE {role}")
    mariadb.execute(f"GRANT DELETE ON {mariadb.name}.* TO {role}")
    for host in ("127.0.0.1", "localhost"):
        mariadb.execute(f"GRANT {role} TO {mariadb.name}@'{host}'")

    try:
        assert found(mariadb, tmp_path).says.startswith("the role has DELETE on ")
    finally:
        mariadb.execute(f"DROP ROLE {role}")


@pytest.mark.mariadb
def test_a_right_that_everybody_has_is_found_by_the_attempt(mariadb: MariaDb, tmp_path: Path) -> None:
    # The same as the anonymous rows of mysql.db: no grant of the role's own shows it.
    mariadb.execute(f"GRANT DELETE ON {mariadb.name}.bills TO PUBLIC")

    try:
        assert found(mariadb, tmp_path).state is State.WRONG
    finally:
        mariadb.execute(f"REVOKE DELETE ON {mariadb.name}.bills FROM PUBLIC")


@pytest.mark.mariadb
def test_a_reader_of_mariadb_passes_and_no_table_is_made(mariadb: MariaDb, tmp_path: Path) -> None:
    finding = found(mariadb, tmp_path)

    assert finding.state is State.OK
    assert [name for (name,) in mariadb.execute("SHOW TABLES")] == ["bills", "offers", "people"]


@pytest.mark.parametrize(
    "dialect",
    [
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.postgres),
        pytest.param("mariadb", marks=pytest.mark.mariadb),
    ],
)
def test_a_look_ups_own_session_cannot_write_even_with_the_owners_role(tmp_path: Path, dialect: str) -> None:
    with database(dialect, tmp_path) as place:
        place.run(SHOP.replace(" TEXT", " VARCHAR(64)"))
        one = system(place, tmp_path, place.writer)

        with one.engine.connect() as connection, pytest.raises(Exception, match=r"(?i)read.?only"):
            connection.exec_driver_sql("DELETE FROM bills")

        one.close()
        assert len(place.execute("SELECT * FROM bills")) == 3
