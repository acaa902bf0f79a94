"""Building: the same every time, whole or not at all, and only when there is a reason."""

import datetime as dt
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from demo.build import main, why_to_build
from demo.database import insert, new_database
from demo.dates import add_months
from tests.demo.conftest import SITE, Company, built

DAY = dt.date(2026, 3, 31)


def digest(database: Path) -> str:
    """A hash of all rows of all tables."""
    with closing(sqlite3.connect(database)) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


def test_the_same_seed_and_day_give_the_same_rows(tmp_path: Path) -> None:
    first, second = built(tmp_path / "a", 25, DAY), built(tmp_path / "b", 25, DAY)

    assert digest(first.billing) == digest(second.billing)
    assert digest(first.cms) == digest(second.cms)


def test_the_whole_company_is_built_in_under_30_seconds(company: Company) -> None:
    assert company.seconds < 30


@pytest.mark.parametrize(
    ("database", "table", "least", "most"),
    [
        ("billing", "acct", 2_000, 2_000), ("billing", "inv", 25_000, 40_000), ("billing", "dlv", 5_000, 20_000),
        ("cms", "views", 200_000, 200_000), ("cms", "titles", 400, 600), ("cms", "articles", 300, 300),
        ("cms", "help_articles", 61, 61), ("cms", "error_codes", 80, 80), ("cms", "incidents", 15, 15),
    ],
)  # fmt: skip
def test_tables_have_the_size_of_a_company(company: Company, database: str, table: str, least: int, most: int) -> None:
    ((count,),) = company.ask(getattr(company, database), f"SELECT count(*) FROM {table}")

    assert least <= count <= most


def test_a_second_build_on_the_same_day_does_nothing(own_company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--dir", str(own_company.folder), "--today", own_company.today.isoformat()]
    before = own_company.billing.stat().st_mtime_ns

    assert main(arguments) == 0
    assert "up to date" in capsys.readouterr().out
    assert own_company.billing.stat().st_mtime_ns == before


def test_a_build_of_another_day_is_out_of_date_and_says_so(own_company: Company) -> None:
    reason = why_to_build(own_company.folder, own_company.today + dt.timedelta(days=1), SITE)

    assert reason is not None
    assert own_company.today.isoformat() in reason


@pytest.mark.parametrize("name", ["billing.sqlite", "cms.sqlite", "build.json"])
def test_a_build_that_lacks_a_file_is_no_build(own_company: Company, name: str) -> None:
    (own_company.folder / name).unlink()

    assert why_to_build(own_company.folder, own_company.today, SITE) is not None


def test_a_build_that_dies_leaves_the_old_database_and_nothing_half(tmp_path: Path) -> None:
    schema, indexes, path = tmp_path / "schema.sql", tmp_path / "indexes.sql", tmp_path / "out" / "some.sqlite"
    schema.write_text("CREATE TABLE things (id INTEGER);")
    indexes.write_text("CREATE INDEX things_id ON things (id);")
    with new_database(path, schema, indexes) as connection:
        insert(connection, "things", [(1,)])

    with pytest.raises(sqlite3.ProgrammingError), new_database(path, schema, indexes) as connection:
        insert(connection, "things", [(2,), (3, "a column too many")])

    assert [file.name for file in path.parent.iterdir()] == ["some.sqlite"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id FROM things").fetchall() == [(1,)]


def test_a_billing_day_of_31_comes_back_after_a_short_month() -> None:
    start = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)

    days = [add_months(start, months, 31).date() for months in (1, 2, -2)]

    assert days == [dt.date(2026, 2, 28), dt.date(2026, 3, 31), dt.date(2025, 11, 30)]
