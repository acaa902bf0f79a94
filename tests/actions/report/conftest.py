"""The demo company's survey, made once: it takes some seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.report.page import render
from actions.report.survey import Survey, survey
from actions.settings import environment, settings
from tests.actions.report.company import CUSTOMER, INVOICE, PLAN, Company


@pytest.fixture(scope="session")
def demo() -> Survey:
    return survey(settings(), environment())


@pytest.fixture(scope="session")
def page(demo: Survey) -> str:
    """The demo company's page."""
    return render(demo)


TROUBLED = """
view_invoices: {topic: billing, needs: [invoice], identity: signed_in, owner: Billing, measure: Solved, share: 20}
compare_plans: {topic: plans, needs: [plan], wants: {offer: names an offer}, owner: Plans, measure: Chosen}
cancel_subscription:
  {topic: plans, needs: [subscription], identity: signed_in, owner: Plans, measure: Done, off_says: Call us about that.}
refunds: {topic: billing, answered_by: help, owner: Billing, measure: Decided, enabled: false}
human_handoff: {topic: handoff, owner: Support, measure: Minutes}
"""


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """One with something of everything: ready, partly, missing and off, a system down, a share of 20."""
    company = Company(tmp_path)
    bare = "url_env: {name}_URL\ncurrency: EUR\n"
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE, plan=PLAN)
    company.connect("paper", system=bare, customer=CUSTOMER.replace("SELECT", "SELECT 'x' AS phone,"))
    company.connect("shop", title="SELECT p.code AS id, p.name AS name, 'film' AS kind FROM plans AS p")
    (tmp_path / "shop.sqlite").unlink()
    company.use_cases(TROUBLED)
    return company


@pytest.fixture
def troubled(company: Company) -> Survey:
    return company.survey()
