"""What a draft is, whatever the schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.errors import SystemDefinitionError
from actions.systems.draft.draft import draft_system
from actions.systems.entities import Customer, Payment
from actions.systems.inspect.connection import LookOnly, look_only
from actions.systems.sql import connect
from tests.actions.draft.databases import filled

PERSONAL = ("ida@mail.example", "Ida", "Moss", "+47 22", "5 Mill Road", "0171", "4242")


@pytest.fixture
def stripe(tmp_path: Path) -> Iterator[LookOnly]:
    with filled("sqlite", "stripe", tmp_path) as url:
        database = look_only(url)
        yield database
        database.close()


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def made(path: Path, script: str) -> LookOnly:
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
    connection.close()
    return look_only(f"sqlite:///{path}")


def test_a_drafted_folder_answers_a_look_up(stripe: LookOnly, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    draft_system(stripe, folder)
    system = connect(folder, {"USHER_SHOP_URL": f"sqlite:///{tmp_path / 'stripe.sqlite'}"})

    (customer,) = system.fetch(Customer, {"customer": "cus_1"})
    (payment,) = system.fetch(Payment, {"customer": "cus_1"})

    assert (customer.name, customer.country) == ("Ida Moss", "NO")
    assert (payment.amount_minor, payment.currency, payment.status, payment.card_tail) == (
        1499,
        "EUR",
        "succeeded",
        "4242",
    )


def test_no_personal_value_is_written_down(stripe: LookOnly, tmp_path: Path) -> None:
    draft_system(stripe, tmp_path / "shop")

    written = "\n".join(texts(tmp_path / "shop").values())
    assert not [value for value in PERSONAL if value in written]


def test_drafting_twice_gives_the_same_text(stripe: LookOnly, tmp_path: Path) -> None:
    draft_system(stripe, tmp_path / "one" / "shop")
    draft_system(stripe, tmp_path / "two" / "shop")

    assert texts(tmp_path / "one" / "shop") == texts(tmp_path / "two" / "shop")


def test_what_is_deleted_is_left_out(stripe: LookOnly, tmp_path: Path) -> None:
    draft_system(stripe, tmp_path / "shop")
    system = connect(tmp_path / "shop", {"USHER_SHOP_URL": f"sqlite:///{tmp_path / 'stripe.sqlite'}"})

    assert {row.customer for row in system.everything(Customer)} == {"cus_1", "cus_2"}


def test_a_folder_with_files_is_never_written_to(stripe: LookOnly, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "plan.sql").write_text("SELECT 1", encoding="utf-8")

    with pytest.raises(SystemDefinitionError, match="is not empty; nothing was written"):
        draft_system(stripe, folder)
    assert texts(folder) == {"plan.sql": "SELECT 1"}


def test_a_database_about_something_else_writes_nothing(tmp_path: Path) -> None:
    database = made(
        tmp_path / "weather.db",
        "CREATE TABLE gauge (id INTEGER PRIMARY KEY, mm REAL); INSERT INTO gauge VALUES (1, 0.5);",
    )

    with pytest.raises(SystemDefinitionError, match="nothing here looks like customers, content or bills"):
        draft_system(database, tmp_path / "weather")
    database.close()
    assert not (tmp_path / "weather").exists()


def test_a_table_of_bills_that_leads_to_no_customer_gets_no_select(tmp_path: Path) -> None:
    database = made(
        tmp_path / "shop.db",
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, name TEXT);"
        "CREATE TABLE invoices (id INTEGER PRIMARY KEY, total INTEGER, issued_at TEXT, status TEXT);"
        "INSERT INTO customers VALUES (1, 'a@b.example', 'A'); INSERT INTO invoices VALUES (1, 100, '2026-01-01', 'paid');",
    )

    outcome = draft_system(database, tmp_path / "shop")

    database.close()
    assert [draft.rule.name for draft in outcome.drafts] == ["customer"]


def test_names_that_are_words_of_sql_or_hold_quotes_are_quoted(tmp_path: Path) -> None:
    database = made(
        tmp_path / "odd.db",
        'CREATE TABLE "customer" ("select" INTEGER PRIMARY KEY, "e mail ""work""" TEXT, "Full Name" TEXT);'
        "INSERT INTO customer VALUES (1, 'a@b.example', 'A B'), (2, 'c@d.example', 'C D');",
    )

    draft_system(database, tmp_path / "odd")

    database.close()
    (row, _) = connect(tmp_path / "odd", {"USHER_ODD_URL": f"sqlite:///{tmp_path / 'odd.db'}"}).everything(Customer)
    assert (row.customer, row.email, row.name) == ("1", "a@b.example", "A B")


def test_an_empty_database_of_the_right_shape_is_drafted_by_its_names(tmp_path: Path) -> None:
    database = made(
        tmp_path / "new.db",
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, name TEXT);"
        "CREATE TABLE payments (id INTEGER PRIMARY KEY, customer_id INTEGER, amount_cents INTEGER, currency TEXT,"
        " paid_at DATETIME, status TEXT);",
    )

    outcome = draft_system(database, tmp_path / "new")

    database.close()
    assert {draft.rule.name for draft in outcome.drafts} == {"customer", "payment"}
