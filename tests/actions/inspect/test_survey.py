"""What is found out about a database, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.systems.inspect import profile
from actions.systems.inspect.model import Column, Survey
from tests.actions.inspect.support import looked_at, rows

PEOPLE = "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);" + rows("people", "(1,'A'),(2,'B'),(3,'C')")


def links(survey: Survey) -> set[str]:
    return {f"{link.table}.{link.column} -> {link.to_table}.{link.to_column}" for link in survey.links}


def column(survey: Survey, table: str, name: str) -> Column:
    return survey.table(table).column(name)


def role(survey: Survey, table: str, name: str) -> set[str]:
    return {guess.role for guess in column(survey, table, name).guesses}


def test_a_reference_that_nothing_declares_is_inferred_and_says_why(tmp_path: Path) -> None:
    script = PEOPLE + "CREATE TABLE bills (id INTEGER PRIMARY KEY, person_id INTEGER);" + rows("bills", "(7,1),(8,3)")

    with looked_at(tmp_path / "a.db", script) as survey:
        (link,) = survey.links

    assert links(survey) == {"bills.person_id -> people.id"}
    assert (link.declared, link.why) == (False, "by name; 100% of 2 values found there")


def test_a_name_that_the_values_contradict_is_no_reference(tmp_path: Path) -> None:
    script = PEOPLE + "CREATE TABLE bills (id INTEGER PRIMARY KEY, person_id INTEGER);" + rows("bills", "(7,91),(8,92)")

    with looked_at(tmp_path / "a.db", script) as survey:
        assert links(survey) == set()


def test_values_alone_make_no_reference_between_numbers(tmp_path: Path) -> None:
    script = PEOPLE + "CREATE TABLE bills (id INTEGER PRIMARY KEY, shelf INTEGER);" + rows("bills", "(1,1),(2,2),(3,3)")

    with looked_at(tmp_path / "a.db", script) as survey:
        assert links(survey) == set()


def test_a_key_under_its_own_name_is_a_reference(tmp_path: Path) -> None:
    script = (
        "CREATE TABLE acct (acct_no INTEGER PRIMARY KEY, x TEXT); CREATE TABLE pmt (pmt_no INTEGER PRIMARY KEY, acct_no INTEGER);"
        + rows("acct", "(10,'a'),(11,'b')")
        + rows("pmt", "(1,10),(2,11)")
    )

    with looked_at(tmp_path / "a.db", script) as survey:
        assert links(survey) == {"pmt.acct_no -> acct.acct_no"}


def test_zeros_that_stand_for_nobody_do_not_count(tmp_path: Path) -> None:
    script = PEOPLE + "CREATE TABLE bills (id INTEGER PRIMARY KEY, person_id INTEGER);" + rows("bills", "(7,0),(8,2)")

    with looked_at(tmp_path / "a.db", script) as survey:
        assert links(survey) == {"bills.person_id -> people.id"}


def test_a_table_without_a_key_gets_the_column_that_acts_as_one(tmp_path: Path) -> None:
    script = (
        "CREATE TABLE clients (client_no INTEGER, city TEXT); CREATE TABLE orders (order_no INTEGER, client_no INTEGER);"
        + rows("clients", "(5,'x'),(6,'x'),(7,'y')")
        + rows("orders", "(1,5),(2,5),(3,7)")
    )

    with looked_at(tmp_path / "a.db", script) as survey:
        assert links(survey) == {"orders.client_no -> clients.client_no"}


@pytest.mark.parametrize(
    ("kind", "values", "why"),
    [
        ("INTEGER", "1767225600", "unix seconds"),
        ("INTEGER", "1767225600000", "unix milliseconds"),
        ("INTEGER", "20260101", "YYYYMMDD"),
        ("TEXT", "'2026-01-01T10:00:00Z'", "ISO text"),
    ],
)
def test_a_time_is_recognised_by_its_values(kind: str, values: str, why: str, tmp_path: Path) -> None:
    other = values.replace("2026", "2025").replace("17672", "17571")
    script = f"CREATE TABLE t (id INTEGER PRIMARY KEY, created {kind});" + rows("t", f"(1,{values}),(2,{other})")

    with looked_at(tmp_path / "a.db", script) as survey:
        guess = column(survey, "t", "created").guess("time")

    assert guess is not None
    assert why in guess.why


def test_an_amount_says_whether_it_is_cents_or_decimals(tmp_path: Path) -> None:
    script = (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, total_cents INTEGER, price NUMERIC(8,2), amount INTEGER, weight REAL);"
    )

    with looked_at(tmp_path / "a.db", script + rows("t", "(1,999,9.99,999,2.5)")) as survey:
        whys = {c.name: [g.why for g in c.guesses if g.role == "money"] for c in survey.table("t").columns}

    assert whys["total_cents"] == ["the name says total in minor units"]
    assert whys["price"] == ["the name says amount; NUMERIC(8, 2)"]
    assert whys["amount"] == ["the name says amount; whole numbers, so probably minor units"]
    assert whys["weight"] == []


def test_states_currencies_and_persons_are_told_apart(tmp_path: Path) -> None:
    script = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, mail TEXT, born DATE, status TEXT, currency TEXT, notes TEXT);"
    people = ",".join(f"({n},'P{n}','p{n}@x.example','1990-01-0{n}','active','EUR','n')" for n in range(1, 8))

    with looked_at(tmp_path / "a.db", script + f"INSERT INTO users VALUES {people};") as survey:
        found = {c.name: role(survey, "users", c.name) for c in survey.table("users").columns}

    assert all("personal" in found[name] for name in ("name", "mail", "born", "notes"))
    assert found["currency"] >= {"currency"}
    assert found["status"] >= {"status"}
    assert "personal" not in found["status"]


def test_an_address_is_personal_by_its_values_whatever_its_name(tmp_path: Path) -> None:
    script = "CREATE TABLE t (id INTEGER PRIMARY KEY, c7 TEXT);" + rows("t", "(1,'a@x.example'),(2,'b@x.example')")

    with looked_at(tmp_path / "a.db", script) as survey:
        assert column(survey, "t", "c7").guess("personal") is not None


def test_freshness_is_the_newest_change_and_never_a_birthday(tmp_path: Path) -> None:
    script = "CREATE TABLE users (id INTEGER PRIMARY KEY, birth_date DATE, created_at INTEGER, updated_at INTEGER);"

    with looked_at(tmp_path / "a.db", script + rows("users", "(1,'2030-01-01',1700000000,1767225600)")) as survey:
        fresh = survey.table("users").freshness

    assert fresh is not None
    assert (fresh.column, fresh.newest) == ("updated_at", "2026-01-01 00:00:00 UTC")


def test_a_large_table_is_estimated_and_sampled_from_its_newest_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "COUNT_UP_TO", 500)
    script = (
        "CREATE TABLE events (id INTEGER PRIMARY KEY, kind TEXT, at INTEGER);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
        "INSERT INTO events SELECT i, CASE WHEN i > 4000 THEN 'new' ELSE 'old' END, 1700000000 + i FROM n;"
    )

    with looked_at(tmp_path / "a.db", script) as survey:
        table = survey.table("events")

    assert (table.rows, table.exact) == (6000, False)
    assert table.column("kind").profile is not None
    assert table.column("kind").profile.distinct == 1  # type: ignore[union-attr]
    assert table.freshness is not None
    assert table.freshness.newest == "2023-11-14 23:53:20 UTC"


def test_remarks_of_the_schema_are_read(tmp_path: Path) -> None:
    script = "CREATE TABLE t (\n  id INTEGER PRIMARY KEY,\n  st_cd INTEGER, -- 10 open, 20 paid\n  note TEXT\n);"

    with looked_at(tmp_path / "a.db", script) as survey:
        assert column(survey, "t", "st_cd").comment == "10 open, 20 paid"
        assert column(survey, "t", "note").comment == ""


def test_views_and_odd_tables_are_no_obstacle(tmp_path: Path) -> None:
    script = (
        'CREATE TABLE "a b" ("x y" TEXT, z BLOB, untyped); CREATE TABLE bare (id INTEGER PRIMARY KEY);'
        'CREATE VIEW v AS SELECT "x y" FROM "a b"; CREATE TABLE broken (q GEOMETRY);'
        "INSERT INTO \"a b\" VALUES ('1', x'00', 3);"
    )

    with looked_at(tmp_path / "a.db", script) as survey:
        assert {(t.name, t.is_view, t.rows) for t in survey.tables} == {
            ("a b", False, 1), ("bare", False, 0), ("v", True, 1), ("broken", False, 0)}  # fmt: skip
