"""What was spent, per day and subject; whose it was cannot be told without the secret."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.answers.model.ledger import SqlLedger, subject_of
from actions.store.database import open_store

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def days() -> list[dt.datetime]:
    """The last one is now."""
    return [NOON]


@pytest.fixture
def ledger(tmp_path: Path, days: list[dt.datetime]) -> SqlLedger:
    return SqlLedger(open_store(f"sqlite:///{tmp_path / 'usher.sqlite'}"), lambda: days[-1])


def test_nothing_is_spent_before_the_first_call(ledger: SqlLedger) -> None:
    assert ledger.spent("ada") == (0, 0)


def test_both_kinds_of_tokens_count_for_the_subject_and_for_all(ledger: SqlLedger) -> None:
    ledger.record("ada", 500, 60, 0.1, "shown")
    ledger.record("ada", 100, 10, 0.1, "refused")
    ledger.record("bob", 1000, 0, 0.1, "timeout")

    assert ledger.spent("ada") == (670, 1670)
    assert ledger.spent("carol") == (0, 1670)


def test_a_new_utc_day_starts_with_nothing_spent(ledger: SqlLedger, days: list[dt.datetime]) -> None:
    days.append(NOON.replace(hour=23, minute=59))
    ledger.record("ada", 500, 60, 0.1, "shown")
    late = ledger.spent("ada")
    days.append(NOON.replace(hour=0, minute=1) + dt.timedelta(days=1))

    assert late == (560, 560)
    assert ledger.spent("ada") == (0, 0)


def test_no_content_is_kept(ledger: SqlLedger, tmp_path: Path) -> None:
    ledger.record(subject_of("cus_7", "conv", "secret"), 500, 60, 0.1, "shown")

    with sa.create_engine(f"sqlite:///{tmp_path / 'usher.sqlite'}").connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM model_usage")).mappings().one()
    assert set(row) == {"id", "day", "subject", "prompt_tokens", "completion_tokens", "cost", "outcome"}
    assert "cus_7" not in str(row)


def test_a_subject_is_the_same_for_a_customer_in_every_conversation_and_tells_nothing() -> None:
    first, second = subject_of("cus_7", "one", "secret"), subject_of("cus_7", "two", "secret")

    assert first == second
    assert first != subject_of("cus_8", "one", "secret")
    assert first != subject_of("cus_7", "one", "other secret")
    assert subject_of(None, "one", "secret") != subject_of(None, "two", "secret")
    assert "cus_7" not in first
