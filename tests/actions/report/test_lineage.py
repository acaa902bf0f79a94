"""From which columns of the source a SELECT makes a column, through whatever it is written with."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.report.lineage import sources
from actions.systems.entities import Customer
from actions.systems.folder import read_folder

SELECTS = {
    "as it is": ("SELECT m.uuid AS customer FROM members AS m", ("members.uuid",)),
    "without an alias": ("SELECT uuid AS customer FROM members", ("members.uuid",)),
    "an expression": ("SELECT m.a || coalesce(m.b, '') AS customer FROM members AS m", ("members.a", "members.b")),
    "a join": ("SELECT u.k AS customer FROM a JOIN users AS u ON u.id = a.id", ("users.k",)),
    "a case": ("SELECT CASE m.s WHEN 1 THEN m.x ELSE m.y END AS customer FROM m", ("m.s", "m.x", "m.y")),
    "a scalar sub-query": (
        "SELECT (SELECT e.v FROM events AS e WHERE e.m = m.id LIMIT 1) AS customer FROM m", ("events.v",)
    ),
    "a derived table": ("SELECT t.k AS customer FROM (SELECT x.id AS k FROM xs AS x) AS t", ("xs.id",)),
    "WITH": ("WITH t AS (SELECT x.id AS k FROM xs AS x) SELECT t.k AS customer FROM t", ("xs.id",)),
    "WITH within WITH": (
        "WITH a AS (SELECT x.id AS k FROM xs AS x), b AS (SELECT a.k AS k FROM a) SELECT b.k AS customer FROM b",
        ("xs.id",),
    ),
    "a union": ("SELECT a.k AS customer FROM a UNION ALL SELECT b.k FROM b", ("a.k", "b.k")),
    "JSON": ("SELECT json_extract(m.data, '$.id') AS customer FROM members AS m", ("members.data",)),
    "a constant": ("SELECT 'c1' AS customer FROM members AS m", ()),
}  # fmt: skip


@pytest.mark.parametrize("written", SELECTS)
def test_a_column_is_followed_to_the_sources_own(tmp_path: Path, written: str) -> None:
    text, expected = SELECTS[written]
    (tmp_path / "system.yml").write_text("url_env: A_URL\n", encoding="utf-8")
    (tmp_path / "customer.sql").write_text(text, encoding="utf-8")

    select = read_folder(tmp_path, dialect="sqlite").selects[Customer]

    assert sources(select, "customer") == expected
