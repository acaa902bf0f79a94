"""A small shop in SQLite, and folders of SELECTs over it, for tests that need no server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.actions.systems.databases import Database, SqliteFile

SHOP = """
CREATE TABLE people (id TEXT PRIMARY KEY, mail TEXT, full_name TEXT, web_id INTEGER);
CREATE INDEX people_mail ON people (mail);
CREATE TABLE bills (no INTEGER PRIMARY KEY, person TEXT, made TEXT, pence INTEGER, state TEXT);
CREATE INDEX bills_person ON bills (person);
CREATE TABLE offers (code TEXT, title TEXT, pence INTEGER, every TEXT);
INSERT INTO people VALUES ('c1', 'anna@example.org', 'Anna', 71), ('c2', 'ben@example.org', 'Ben', 72);
INSERT INTO bills VALUES
  (1, 'c1', '2026-01-05 09:00:00', 999, 'P'), (2, 'c1', '2026-07-05 09:00:00', 1199, 'U'),
  (3, 'c2', '2026-02-01 09:00:00', 555, 'P');
INSERT INTO offers VALUES ('basic', 'Basic', 999, 'month');
"""
CONFIG = """
url_env: SHOP_URL
currency: GBP
time_zone: Europe/London
entities:
  customer:
    columns:
      email: {purpose: [support], personal: true}
      name: {purpose: [support], personal: true}
"""
CUSTOMER = "SELECT p.id AS customer, p.mail AS email, p.full_name AS name FROM people AS p"
INVOICE = """
SELECT b.no AS id, b.person AS customer, b.no AS number, b.made AS issued_at, b.pence AS total_minor,
  CASE b.state WHEN 'P' THEN 'paid' WHEN 'O' THEN 'open' ELSE 'unknown' END AS status
FROM bills AS b
"""
PLAN = """
SELECT o.code AS code, o.title AS name, 'streaming' AS product, o.pence AS price_minor, o.every AS "interval"
FROM offers AS o
"""
SELECTS = {"customer": CUSTOMER, "invoice": INVOICE, "plan": PLAN}


def shop(folder: Path) -> Database:
    """The shop's database."""
    made = SqliteFile(folder / "shop.sqlite")
    made.run(SHOP)
    return made


def write_system(
    folder: Path, selects: Mapping[str, str] = SELECTS, *, config: str = CONFIG, name: str = "shop"
) -> Path:
    """A system's folder; returns the folder of all systems."""
    target = folder / "systems" / name
    target.mkdir(parents=True, exist_ok=True)
    (target / "system.yml").write_text(config, encoding="utf-8")
    for entity, text in selects.items():
        (target / f"{entity}.sql").write_text(text, encoding="utf-8")
    return folder / "systems"
