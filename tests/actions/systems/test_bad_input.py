"""What is wrong with a folder, a URL or a SELECT is said in one line, with file and line, and nothing is changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from actions.errors import SystemDefinitionError, UsherError
from actions.systems.check.run import check_all
from actions.systems.connected import connect_all
from tests.actions.systems.databases import PASSWORD, SqliteFile, database
from tests.actions.systems.support import CUSTOMER, INVOICE, SELECTS, shop, write_system


def refused(systems: Path, **urls: str) -> str:
    """The one line with which a folder is refused."""
    with pytest.raises(UsherError) as error:
        connect_all(systems, urls, prove=True)
    line = str(error.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("url_env: [SHOP_URL", "system.yml:1: is not YAML"),
        ("url_env: A\ncurrency: GBP\n  time_zone: UTC\n", "system.yml:3: is not YAML"),
        (
            "url_env: A\nentities:\n  no:\n    columns: {}\n",
            "system.yml:3: YAML reads the key no as yes or no: put it in quotes",
        ),
        ("url_env: A\non: [x]\n", "system.yml:2: YAML reads the key on as yes or no"),
        ("url_env: A\ncurrency: GBP\ncurrency: EUR\n", "system.yml:3: has 'currency' twice"),
        ("url_env: A\ncurency: GBP\n", "system.yml:2: curency: extra inputs are not permitted"),
        ("url_env: A\ncurrency: POUNDS\n", "system.yml:2: currency: 'POUNDS' is no ISO 4217 currency"),
        ("url_env: A\n\ntime_zone: London\n", "system.yml:3: time_zone: there is no time zone 'London'"),
        ("url_env: A\nlimits: {rows: 0}\n", "system.yml:2: limits.rows: input should be greater than or equal to 1"),
        ("url_env: A\nlink: {by: name}\n", "system.yml:2: link.by: must be one of email, phone, external_id"),
        ("url_env: A\nentities:\n  bill: {}\n", "system.yml:3: no entity is called 'bill'"),
        (
            "url_env: A\nentities:\n  invoice:\n    columns:\n      sum: {}\n",
            "system.yml:5: invoice has no column 'sum'",
        ),
        ("url_env: A\nentities:\n  invoice:\n    columns:\n      number: {purpose: [on]}\n", "system.yml:5: "),
        ("currency: GBP\n", "system.yml:1: url_env: field required"),
        ("", "system.yml:1: url_env: field required"),
    ],
)
def test_a_broken_system_file_is_named_with_its_line(tmp_path: Path, config: str, says: str) -> None:
    systems = write_system(tmp_path, {}, config=config)

    assert says in refused(systems, A="sqlite:///x")


@pytest.mark.parametrize(
    ("entity", "text", "says"),
    [
        ("invoice", "SELECT b.no AS id\nFROM bills AS b WHERE (", "invoice.sql:2: is not sqlite SQL: "),
        ("invoice", "SELECT 'x AS id FROM bills", "invoice.sql:1: a quote or comment is not closed"),
        ("invoice", "", "invoice.sql:1: must be one SELECT and nothing else"),
        ("invoice", "DELETE FROM bills", "invoice.sql:1: must be one SELECT and nothing else"),
        ("invoice", f"{INVOICE}; DROP TABLE bills", "invoice.sql:1: must be one SELECT and nothing else"),
        ("invoice", "PRAGMA query_only = OFF", "must be one SELECT"),
        (
            "invoice",
            "WITH gone AS (\n  DELETE FROM bills RETURNING no\n)\nSELECT no AS id FROM gone",
            "must only read, but has DELETE",
        ),
        ("invoice", INVOICE.replace("b.pence", "load_extension('x')"), "must only read, but calls load_extension"),
        ("invoice", INVOICE + " /*! INTO OUTFILE '/tmp/x' */", "invoice.sql:5: a comment that the server runs"),
        ("invoice", "SELECT * FROM bills", "name the columns instead of *"),
        ("invoice", INVOICE.replace("b.person AS customer, ", ""), "must yield customer: every invoice belongs to one"),
        ("invoice", INVOICE.replace("b.made AS issued_at, ", ""), "invoice.sql:1: must yield issued_at"),
        ("invoice", INVOICE.replace("AS total_minor", "AS total"), "invoice.sql:2: invoice has no column 'total'"),
        ("invoice", INVOICE.replace("AS number", "AS id"), "invoice.sql:2: yields 'id' twice"),
        ("bill", INVOICE, "bill.sql: no entity is called 'bill'"),
    ],
)
def test_a_wrong_select_is_named_with_its_line(tmp_path: Path, entity: str, text: str, says: str) -> None:
    place = shop(tmp_path)
    systems = write_system(tmp_path, SELECTS | {entity: text})

    assert says in refused(systems, SHOP_URL=place.reader)


def test_a_select_that_the_database_refuses_is_named(tmp_path: Path) -> None:
    systems = write_system(tmp_path, {"customer": CUSTOMER.replace("people", "peple")})

    line = refused(systems, SHOP_URL=shop(tmp_path).reader)

    assert "customer.sql:1: the SELECT fails: no such table: peple" in line


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("not a url", "SHOP_URL is not a SQLAlchemy URL"),
        ("postgresql://u:se:cret@host:port/d", "SHOP_URL is not a SQLAlchemy URL"),
        (
            "snowflake://u:secret@account/d",
            "no SQLAlchemy dialect for 'snowflake' here: install the package snowflake-sqlalchemy",
        ),
        ("mssql+pyodbc://u:secret@host/d", "no driver for 'mssql' here: install the package pyodbc"),
        ("mysql+mysqldb://u:secret@host/d", "no driver for 'mysql' here: install the package mysqlclient"),
        (
            "postgresql+psycopg2://u:secret@host/d",
            "no driver for 'postgresql' here: install the package psycopg2-binary",
        ),
        ("postgresql+asyncpg://u:secret@host/d", "SHOP_URL names the asynchronous driver asyncpg: use psycopg"),
        ("sqlite://", "SHOP_URL names no SQLite file"),
    ],
)
def test_a_url_that_cannot_be_used_is_explained_without_its_password(tmp_path: Path, url: str, says: str) -> None:
    systems = write_system(tmp_path)

    line = refused(systems, SHOP_URL=url)

    assert says in line
    assert "cret" not in line


def test_a_url_that_is_not_set_is_named(tmp_path: Path) -> None:
    assert "system.yml: set SHOP_URL to the database's URL" in refused(write_system(tmp_path))


def test_a_folder_without_systems_is_refused(tmp_path: Path) -> None:
    assert "holds no system" in refused(tmp_path / "nowhere")


def test_a_sqlite_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    systems = write_system(tmp_path)
    missing = tmp_path / "missing.sqlite"

    report = check_all(systems, {"SHOP_URL": f"sqlite:///{missing}"})

    assert report.exit_status == 2
    assert report.down == ("system 'shop' does not answer: unable to open database file",)
    assert not missing.exists()


@pytest.mark.parametrize("url", ["postgresql://u:hush@127.0.0.1:1/d", "mysql://u:hush@127.0.0.1:1/d"])
def test_an_unreachable_server_is_one_line_and_status_2(tmp_path: Path, url: str) -> None:
    report = check_all(write_system(tmp_path), {"SHOP_URL": url})

    assert report.exit_status == 2
    (line,) = report.down
    assert line.startswith("system 'shop' does not answer: ")
    assert "\n" not in line
    assert "hush" not in line


@pytest.mark.parametrize(
    "dialect",
    [
        pytest.param("postgresql", marks=pytest.mark.postgres),
        pytest.param("mariadb", marks=pytest.mark.mariadb),
    ],
)
def test_a_wrong_password_is_never_echoed(tmp_path: Path, dialect: str) -> None:
    with database(dialect, tmp_path) as place:
        url = place.reader.replace(PASSWORD, "wr%40ng-secret").replace(f"//{place.name}:", "//nobody_here:")

        report = check_all(write_system(tmp_path), {"SHOP_URL": url})

    assert report.exit_status == 2
    assert "wr@ng" not in report.down[0]
    assert "wr%40ng" not in report.down[0]


def test_nothing_is_changed_by_a_check(tmp_path: Path) -> None:
    place = shop(tmp_path)
    assert isinstance(place, SqliteFile)
    systems = write_system(tmp_path)
    before = hashlib.sha256(place.path.read_bytes()).hexdigest(), place.path.stat().st_mtime_ns

    check_all(systems, {"SHOP_URL": place.reader})
    with pytest.raises(SystemDefinitionError):
        connect_all(systems, {"SHOP_URL": place.writer}, prove=True)

    assert (hashlib.sha256(place.path.read_bytes()).hexdigest(), place.path.stat().st_mtime_ns) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop.sqlite", "systems"]


def test_a_system_file_may_leave_everything_but_its_url_out(tmp_path: Path) -> None:
    systems = write_system(tmp_path, {"customer": CUSTOMER}, config="url_env: SHOP_URL\n")

    report = check_all(systems, {"SHOP_URL": shop(tmp_path).reader})

    assert report.exit_status == 0
    assert [line for line in report.warnings if line.startswith("shop: customer.email: personal")]
