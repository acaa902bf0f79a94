"""Drafts of schemas in the manner of well-known systems, on each database for real."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.systems.draft.draft import draft_system
from actions.systems.inspect.connection import look_only
from tests.actions.draft.databases import ENGINES, filled
from tests.actions.draft.judging import judge

# What a person will find to be so; the rest is marked as undecided.
RIGHT = {"chinook": 21, "sakila": 23, "ghost": 32, "woocommerce": 31, "killbill": 33, "stripe": 43}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("schema", RIGHT)
def test_a_draft_is_right_wherever_it_does_not_ask(engine: str, schema: str, tmp_path: Path) -> None:
    with filled(engine, schema, tmp_path) as url:
        database = look_only(url)
        outcome = draft_system(database, tmp_path / "drafted")
        verdict = judge(database, outcome.drafts, schema)
        database.close()

    assert not verdict.wrong, str(verdict)
    assert len(verdict.right) >= RIGHT[schema], str(verdict)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_state_of_which_no_word_is_known_is_left_to_a_person(engine: str, tmp_path: Path) -> None:
    with filled(engine, "killbill", tmp_path) as url:
        database = look_only(url)
        outcome = draft_system(database, tmp_path / "drafted")
        database.close()

    text = (tmp_path / "drafted" / "invoice.sql").read_text(encoding="utf-8")
    assert "TODO decide: what these mean: COMMITTED" in text
    assert "invoice_line" in {draft.rule.name for draft in outcome.drafts}
