"""What may be seen of the people in a database: nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from actions.systems.inspect.page import page
from actions.systems.inspect.samples import shape
from actions.systems.inspect.shown import show
from actions.systems.inspect.told import as_json
from tests.actions.inspect.support import surveyed, url_of

SECRETS = ["Quentin", "Marlowe", "quentin@post.example", "+44 20 7946 0000", "447946", "12 Larch Road", "likes ferries",
           "Zaphod", "4929", "GB29NWBK60161331926819", "1971-04-05", "hunter2"]  # fmt: skip
SCRIPT = """
CREATE TABLE clients (id INTEGER PRIMARY KEY, full_name TEXT, mail TEXT, phone TEXT, phone_number INTEGER, street TEXT,
  note TEXT, born DATE, iban TEXT, password TEXT, status TEXT, balance NUMERIC(8, 2), created_at TEXT);
CREATE TABLE misc (id INTEGER PRIMARY KEY, c1 TEXT, c2 TEXT, card_last4 TEXT, kind TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO clients SELECT i, 'Quentin Marlowe', 'quentin@post.example', '+44 20 7946 0000', 447946, '12 Larch Road',
  'likes ferries', '1971-04-05', 'GB29NWBK60161331926819', 'hunter2', 'active', 12.5, '2026-01-01 10:00:00' FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO misc SELECT i, 'Zaphod', 'quentin@post.example', '4929', 'film' FROM n;
"""


@pytest.mark.parametrize("samples", [True, False])
def test_no_personal_value_is_shown_anywhere(samples: bool, tmp_path: Path) -> None:
    survey = surveyed(url_of(tmp_path / "a.db", SCRIPT), samples=samples)
    out = Console(file=io.StringIO(), width=300)
    show(survey, out)

    shown = [out.file.getvalue(), json.dumps(as_json(survey)), page(survey)]  # type: ignore[attr-defined]

    assert [(secret, n) for n, text in enumerate(shown) for secret in SECRETS if secret in text] == []


def test_without_asking_no_value_is_shown_but_the_newest_time(tmp_path: Path) -> None:
    told = json.dumps(as_json(surveyed(url_of(tmp_path / "a.db", SCRIPT))))

    assert "active" not in told
    assert "12.5" not in told
    assert "2026-01-01 10:00:00" in told


def test_a_sample_shows_states_amounts_and_times(tmp_path: Path) -> None:
    sample = surveyed(url_of(tmp_path / "a.db", SCRIPT), samples=True).table("clients").sample

    assert sample["status"] == ("active",)
    assert sample["balance"] == ("12.5",)
    assert sample["created_at"] == ("2026-01-01 10:00:00",)
    assert sample["full_name"] == ("xxxxxxx xxxxxxx",)


def test_a_state_that_few_rows_share_is_shown_by_its_shape_only(tmp_path: Path) -> None:
    script = "CREATE TABLE t (id INTEGER PRIMARY KEY, status TEXT);" + "".join(
        f"INSERT INTO t VALUES ({n}, '{'Zaphod' if n == 1 else 'open'}');" for n in range(1, 12)
    )

    sample = surveyed(url_of(tmp_path / "a.db", script), samples=True).table("t").sample["status"]

    assert set(sample) == {"open", "xxxxxx"}


def test_a_shape_says_nothing_but_the_form() -> None:
    assert shape("Ann-Marie 7") == "xxx-xxxxx 9"
    assert shape("é" * 100) == "text, about 100 characters"
