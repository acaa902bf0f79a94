"""Drafts of schemas that the rules were not written for: written after the rules, in other styles and a language.

The first two were judged once before anything was mended; what they showed was mended in the rules for all
schemas. The third was written after that and nothing was mended since.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.systems.config import read_config
from actions.systems.draft.draft import Outcome, draft_system
from actions.systems.folder import read_folder
from actions.systems.inspect.connection import LookOnly, look_only
from tests.actions.draft.databases import ENGINES, filled
from tests.actions.draft.judging import Verdict, judge, rows

# Fields that must be right, at least; fields that may be wrong, at most.
BOUNDS = {"verlag": (58, 0), "mediaerp": (41, 0), "videostart": (50, 1)}
CONTENT = {
    "verlag": ("article", "inhalt"),
    "mediaerp": ("title", "contentAsset"),
    "videostart": ("title", "catalog_video"),
}
CUSTOMERS = {"verlag": "kunde", "mediaerp": "businessPartner", "videostart": "accounts_viewer"}
PAYMENTS = {"verlag": "zahlung", "mediaerp": "paymentPosting", "videostart": "billing_paymentattempt"}


def tables(outcome: Outcome) -> dict[str, str]:
    return {draft.rule.name: draft.notes[0].partition(":")[0] for draft in outcome.drafts}


def drafted(url: str, folder: Path) -> tuple[LookOnly, Outcome]:
    database = look_only(url)
    return database, draft_system(database, folder)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("schema", BOUNDS)
def test_customers_content_and_payments_are_found_in_a_database_never_seen(
    engine: str, schema: str, tmp_path: Path
) -> None:
    with filled(engine, schema, tmp_path) as url:
        database, outcome = drafted(url, tmp_path / "drafted")
        verdict: Verdict = judge(database, outcome.drafts, schema)
        read = {draft.rule.name: rows(database, draft) for draft in outcome.drafts}
        database.close()

    found = tables(outcome)
    entity, table = CONTENT[schema]
    assert (found["customer"], found[entity], found["payment"]) == (CUSTOMERS[schema], table, PAYMENTS[schema])
    assert all(read.values()), "every SELECT runs and yields rows"
    least, most = BOUNDS[schema]
    assert len(verdict.right) >= least, str(verdict)
    assert len(verdict.wrong) <= most, str(verdict)


@pytest.mark.parametrize("schema", BOUNDS)
def test_the_drafted_folder_is_one_that_usher_reads(schema: str, tmp_path: Path) -> None:
    folder = tmp_path / "drafted"
    with filled("sqlite", schema, tmp_path) as url:
        database, outcome = drafted(url, folder)
        database.close()

    read = read_folder(folder, dialect="sqlite")
    assert len(read.selects) == len(outcome.drafts)
    assert read_config(folder).url_env == "USHER_DRAFTED_URL"
