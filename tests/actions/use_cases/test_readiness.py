"""Ready, partly, off or missing: what the check found in a small company's systems decides."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.actions.report.company import CUSTOMER, INVOICE, PLAN, TABLES, Company

VIEW = """
view_invoices:
  topic: billing
  needs: [invoice{need}]
  identity: signed_in
  owner: Billing
  measure: Solved
"""


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def test_a_use_case_whose_data_is_there_is_ready(company: Company) -> None:
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE)
    company.use_cases(VIEW.format(need=", invoice.number"))

    row = company.ready("view_invoices")

    assert (row.state, row.why, row.owner, row.measure, row.identity, row.share, row.enabled) == (
        "ready", (), "Billing", "Solved", "signed_in", 100, True,
    )  # fmt: skip


def test_a_needed_entity_that_no_system_yields_is_missing_and_named(company: Company) -> None:
    company.connect("billing", customer=CUSTOMER)
    company.use_cases(VIEW.format(need=""))

    row = company.ready("view_invoices")

    assert (row.state, row.why) == ("missing", ("no connected system yields invoice",))


def test_a_needed_column_that_no_select_yields_is_missing_and_named(company: Company) -> None:
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE)
    company.use_cases(VIEW.format(need=", invoice.tax_minor"))

    row = company.ready("view_invoices")

    assert (row.state, row.why) == ("missing", ("no connected system yields invoice.tax_minor",))


def test_a_currency_from_system_yml_counts_as_yielded(company: Company) -> None:
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE)
    company.use_cases(VIEW.format(need=", invoice.currency"))

    assert company.ready("view_invoices").state == "ready"


def test_a_column_that_only_one_of_two_systems_yields_is_partly(company: Company) -> None:
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE.replace("b.total AS", "1 AS tax_minor, b.total AS"))
    paper = TABLES.replace("'m1'", "'p1'").replace("'m2'", "'p2'")
    company.connect("paper", tables=paper, customer=CUSTOMER, invoice=INVOICE)
    company.use_cases(VIEW.format(need=", invoice.tax_minor"))

    row = company.ready("view_invoices")

    assert (row.state, row.why) == ("partly", ("paper does not yield invoice.tax_minor",))


def test_a_wanted_column_that_is_not_there_makes_it_partly_and_says_what_is_lost(company: Company) -> None:
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE)
    company.use_cases(VIEW.format(need="") + "  wants: {invoice.tax_minor: says how much is tax}\n")

    row = company.ready("view_invoices")

    assert (row.state, row.why) == (
        "partly", ("invoice.tax_minor says how much is tax, but no connected system yields invoice.tax_minor",),
    )  # fmt: skip


def test_one_of_two_alternatives_suffices(company: Company) -> None:
    company.connect("billing", plan=PLAN)
    company.use_cases("compare_plans: {topic: plans, needs: [offer or plan], owner: Plans, measure: Chosen}\n")

    assert company.ready("compare_plans").state == "ready"


def test_without_any_alternative_both_are_named(company: Company) -> None:
    company.connect("billing", plan=PLAN)
    company.use_cases("compare_plans: {topic: plans, needs: [offer or title], owner: Plans, measure: Chosen}\n")

    assert company.ready("compare_plans").why == ("no connected system yields offer or title",)


def test_a_system_that_does_not_answer_takes_its_use_cases_along_and_no_others(company: Company) -> None:
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE)
    company.connect("shop", plan=PLAN)
    company.use_cases(
        VIEW.format(need="") + "compare_plans: {topic: plans, needs: [plan], owner: Plans, measure: Chosen}\n"
    )
    (company.folder / "billing.sqlite").unlink()

    assert (company.ready("view_invoices").state, company.ready("view_invoices").why) == (
        "missing", ("billing does not answer",),
    )  # fmt: skip
    assert company.ready("compare_plans").state == "ready"


def test_of_two_systems_that_share_an_entity_one_that_is_down_takes_the_other_along(company: Company) -> None:
    company.connect("billing", plan=PLAN)
    company.connect("paper", tables=TABLES.replace("'standard'", "'weekend'"), plan=PLAN)
    company.use_cases("compare_plans: {topic: plans, needs: [plan], owner: Plans, measure: Chosen}\n")
    assert company.ready("compare_plans").state == "ready"

    (company.folder / "paper.sqlite").unlink()

    row = company.ready("compare_plans")
    assert (row.state, row.why) == ("missing", ("paper does not answer",))


def test_rows_that_would_give_a_wrong_answer_are_mended_first(company: Company) -> None:
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE.replace("b.id AS id", "1 AS id"))
    company.use_cases(VIEW.format(need=""))

    row = company.ready("view_invoices")

    assert (row.state, row.why) == ("missing", ("invoice of billing must be mended first",))


def test_words_that_usher_does_not_know_make_it_partly(company: Company) -> None:
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE)
    company.use_cases(VIEW.format(need=""))
    with sqlite3.connect(company.folder / "billing.sqlite") as connection:
        connection.execute("UPDATE bills SET state = 'Quentin Marlowe-Pryce' WHERE id = 2")

    row = company.ready("view_invoices")

    assert (row.state, row.why) == ("partly", ("billing has words in invoice.status that Usher does not know",))


@pytest.mark.parametrize(
    ("setting", "why"),
    [("enabled: false", "switched off in use_cases.yml"), ("share: 0", "its share of customers is 0")],
)
def test_what_is_switched_off_is_off_whatever_its_data(company: Company, setting: str, why: str) -> None:
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE)
    company.use_cases(VIEW.format(need="") + f"  {setting}\n  off_says: Bills are on our site.\n")

    row = company.ready("view_invoices")

    assert (row.state, row.why, row.says_when_off) == ("off", (why,), "Bills are on our site.")


def test_one_that_sends_requests_is_partly_ready_while_nothing_receives_them(company: Company) -> None:
    company.connect("billing", plan=PLAN)
    company.use_cases(
        "cancel_subscription: {topic: plans, needs: [plan], sends: [cancel_subscription], owner: P, measure: M}\n"
    )
    assert company.ready("cancel_subscription").state == "ready"

    company.requests_url = None

    row = company.ready("cancel_subscription")
    assert (row.state, row.why) == (
        "partly",
        ("a person does its requests, as nothing receives them: set USHER_REQUESTS_URL and USHER_REQUESTS_SECRET",),
    )  # fmt: skip


def test_one_answered_by_help_needs_help_articles(company: Company) -> None:
    company.connect("billing", plan=PLAN)
    company.use_cases("refunds: {topic: billing, answered_by: help, owner: Billing, measure: Solved}\n")

    assert company.ready("refunds").why == ("no connected system yields help_article",)


def test_one_that_the_router_has_never_heard_of_is_missing(company: Company) -> None:
    company.connect("billing", plan=PLAN)
    company.use_cases("compare_plan: {topic: plans, needs: [plan], owner: Plans, measure: Chosen}\n")

    row = company.ready("compare_plan")

    assert (row.state, row.why) == ("missing", ("nobody is led to it: data/nlu has no examples",))
