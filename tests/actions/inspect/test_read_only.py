"""A database that was looked at is as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from actions.systems.inspect.connection import look_only
from actions.systems.inspect.survey import survey
from tests.actions.draft.databases import ENGINES, filled


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_can_be_written_while_looking(engine: str, tmp_path: Path) -> None:
    with filled(engine, "sakila", tmp_path) as url:
        database = look_only(url)
        for statement in ("INSERT INTO country VALUES (9, 'Nowhere', '2026-01-01')", "DELETE FROM country"):
            with pytest.raises(SQLAlchemyError):
                database.rows(statement)
        left = database.rows("SELECT count(*) FROM country")[0][0]
        database.close()

    assert left == 2


def test_the_file_is_byte_for_byte_the_same(tmp_path: Path) -> None:
    with filled("sqlite", "sakila", tmp_path) as url:
        path = tmp_path / "sakila.sqlite"
        before = hashlib.sha256(path.read_bytes()).hexdigest()
        database = look_only(url)
        survey(database, samples=True)
        database.close()

    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["sakila.sqlite"]


@pytest.mark.parametrize("engine", ENGINES)
def test_declared_keys_are_read_and_the_rest_inferred_on_every_database(engine: str, tmp_path: Path) -> None:
    with filled(engine, "sakila", tmp_path) as url:
        database = look_only(url)
        declared = survey(database)
        database.close()
    with filled(engine, "killbill", tmp_path) as url:
        database = look_only(url)
        inferred = survey(database)
        database.close()

    assert sum(link.declared for link in declared.links) == 20
    assert not any(link.declared for link in inferred.links)
    found = {(link.table, link.column, link.to_table) for link in inferred.links}
    assert {
        ("bundles", "account_id", "accounts"), ("subscriptions", "bundle_id", "bundles"),
        ("invoice_items", "invoice_id", "invoices"), ("payment_transactions", "payment_id", "payments"),
        ("subscription_events", "subscription_id", "subscriptions"), ("payments", "account_id", "accounts"),
    } <= found  # fmt: skip
    assert len(found) <= 22, sorted(found)
