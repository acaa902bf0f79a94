"""A small company for the tests: a billing system and, where wanted, a newspaper's, each a SQLite file and a folder."""

from __future__ import annotations

import sqlite3
import textwrap
from pathlib import Path

from actions.readiness import Readiness, assess
from actions.report.survey import Survey, survey
from actions.settings import Settings

TABLES = """
CREATE TABLE members (id TEXT PRIMARY KEY, name TEXT, email TEXT, country TEXT);
CREATE TABLE bills (id INTEGER PRIMARY KEY, member TEXT, number TEXT, issued TEXT, total INTEGER, state TEXT);
CREATE INDEX bills_member ON bills (member);
CREATE TABLE plans (code TEXT PRIMARY KEY, name TEXT, price INTEGER);
INSERT INTO members VALUES ('m1', 'Quentin Marlowe-Pryce', 'quentin@example.org', 'GB'), ('m2', NULL, NULL, NULL);
INSERT INTO bills VALUES (1, 'm1', 'B-77105', '2026-03-01 09:00:00', 999, 'paid'),
  (2, 'm2', 'B-77106', '2026-03-02 09:00:00', 1499, 'paid');
INSERT INTO plans VALUES ('standard', 'Standard', 999);
"""
CUSTOMER = """
-- Members, as the sign-in knows them. None is deleted.
SELECT m.id AS customer, m.name AS name, m.email AS email, m.country AS country FROM members AS m
"""
INVOICE = """
SELECT b.id AS id, b.member AS customer, b.number AS number, b.issued AS issued_at, b.total AS total_minor,
  b.state AS status FROM bills AS b
"""
PLAN = """
SELECT p.code AS code, p.name AS name, 'streaming' AS product, p.price AS price_minor, 'month' AS interval
FROM plans AS p
"""
SYSTEM = """
# Where Marlin's bills are. More is in its own manual.
url_env: {name}_URL
currency: EUR
entities:
  customer:
    columns:
      customer: {{purpose: [support], personal: true}}
      name: {{purpose: [support], personal: true}}
      email: {{purpose: [support], personal: true}}
      country: {{purpose: [billing], personal: true, to_model: true}}
"""
ROUTED = ("view_invoices", "compare_plans", "refunds", "cancel_subscription")


class Company:
    """Lives in a folder of its own. `connect` adds a system, `survey` looks at what is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment: dict[str, str] = {}
        (folder / "systems").mkdir()
        (folder / "nlu").mkdir()
        examples = "".join(f"- intent: {name}\n  examples: |\n    - some words\n" for name in ROUTED)
        (folder / "nlu" / "all.yml").write_text(f"nlu:\n{examples}", encoding="utf-8")
        self.requests_url: str | None = "http://127.0.0.1:8080/requests"

    def connect(self, name: str, *, tables: str = TABLES, system: str = SYSTEM, **selects: str) -> Path:
        """A system with these SELECTs, by entity; it has the folder that is given back."""
        file = self.folder / f"{name}.sqlite"
        with sqlite3.connect(file) as connection:
            connection.executescript(tables)
        folder = self.folder / "systems" / name
        folder.mkdir()
        (folder / "system.yml").write_text(system.format(name=name.upper()).lstrip(), encoding="utf-8")
        for entity, select in selects.items():
            (folder / f"{entity}.sql").write_text(select.lstrip(), encoding="utf-8")
        self.environment[f"{name.upper()}_URL"] = f"sqlite:///file:{file}?mode=ro&uri=true"
        return folder

    def use_cases(self, text: str) -> Path:
        """The company's `use_cases.yml`; `text` is what stands under ``use_cases:``."""
        path = self.folder / "use_cases.yml"
        path.write_text("use_cases:\n" + textwrap.indent(textwrap.dedent(text), "  "), encoding="utf-8")
        return path

    def settings(self) -> Settings:
        given = {
            "USHER_COMPANY": "Marlin", "USHER_SYSTEMS": self.folder / "systems",
            "USHER_USE_CASES": self.folder / "use_cases.yml", "USHER_EXAMPLES": self.folder / "nlu",
            "USHER_INDEX": self.folder / "index", "USHER_REQUESTS_URL": self.requests_url,
            "USHER_REQUESTS_SECRET": "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=", "OPENAI_BASE_URL": None,
            "OPENAI_API_KEY": None,
        }  # fmt: skip
        return Settings(_env_file=None, **given)  # type: ignore[arg-type]

    def survey(self) -> Survey:
        return survey(self.settings(), self.environment)

    def ready(self, name: str) -> Readiness:
        """How ready one use case is."""
        return next(row for row in assess(self.survey()) if row.name == name)
