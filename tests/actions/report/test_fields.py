"""Every field: where it is from, whether it is personal, what it is for, and where it may go."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from actions.report.fields import INSIDE, Field, Personal, To, fields
from actions.report.records import activities, stores
from actions.report.survey import Survey
from actions.store.database import METADATA


@pytest.fixture(scope="module")
def by_name(demo: Survey) -> dict[str, Field]:
    return {one.name: one for one in fields(demo)}


def test_a_name_is_personal_has_its_purposes_and_is_told_to_its_customer_only(by_name: dict[str, Field]) -> None:
    name = by_name["customer.name"]

    assert (name.system, name.sources) == ("billing", ("acct.fst_nm", "acct.lst_nm"))
    assert (name.personal, name.purposes, name.declared) == (Personal.IDENTIFIES, ("support", "delivery"), True)
    assert name.to == (To.CUSTOMER,)


def test_a_bills_total_is_in_a_customers_record_and_may_word_an_answer(by_name: dict[str, Field]) -> None:
    total = by_name["invoice.total_minor"]

    assert (total.personal, total.purposes, total.declared) == (Personal.ABOUT, ("billing", "plans"), False)
    assert total.to == (To.CUSTOMER, To.MODEL)


def test_a_plans_price_is_not_personal(by_name: dict[str, Field]) -> None:
    assert by_name["plan.price_minor"].personal is Personal.NO


def test_only_those_personal_fields_may_leave_for_which_system_yml_says_so(by_name: dict[str, Field]) -> None:
    leaving = {name for name, one in by_name.items() if one.personal is Personal.IDENTIFIES and To.MODEL in one.to}

    assert leaving == {
        "customer.country", "customer.language", "subscription.plan", "payment.method", "device.kind",
        "device.app_version",
    }  # fmt: skip


def test_nothing_of_what_somebody_watched_goes_anywhere(by_name: dict[str, Field]) -> None:
    assert {one.to for name, one in by_name.items() if name.startswith("view.")} == {()}


def test_whose_a_row_is_never_goes_to_a_model(by_name: dict[str, Field]) -> None:
    assert [name for name, one in by_name.items() if one.column == "customer" and To.MODEL in one.to] == []


def test_a_request_carries_keys_of_records_to_the_companys_endpoint_and_nothing_else(
    by_name: dict[str, Field],
) -> None:
    assert {name for name, one in by_name.items() if To.ENDPOINT in one.to} == {
        "customer.customer", "subscription.id", "subscription.customer", "offer.code", "plan.code", "payment.id",
        "delivery.id", "device.id", "newsletter.id", "voucher.id",
    }  # fmt: skip


def test_an_agent_who_takes_over_is_told_the_customers_id_and_no_other_field_of_theirs(
    by_name: dict[str, Field],
) -> None:
    assert [name for name, one in by_name.items() if To.AGENT in one.to] == ["customer.customer"]


def test_no_fact_is_made_of_the_entities_that_are_used_inside_only() -> None:
    kinds = {kind for path in Path("actions").glob("[a-z]*/*.py") for kind in fact_kinds(path)}
    kinds |= {kind for path in Path("actions").glob("*.py") for kind in fact_kinds(path)}

    assert {"invoice", "title", "delivery"} <= kinds, "the search for fact(…) finds them"
    assert kinds & INSIDE == set()


def fact_kinds(path: Path) -> list[str]:
    """The kinds that `fact(id, kind, …)` is called with in a file."""
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "fact")
    return [str(call.args[1].value) for call in named if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)]


def test_the_record_of_processing_has_an_activity_for_every_purpose(demo: Survey) -> None:
    delivery = next(one for one in activities(fields(demo)) if one.purpose == "Newspaper delivery")

    assert delivery.categories == ("customers (customer id, name and address)", "deliveries (note)", "vouchers")
    assert delivery.systems == ("billing",)


def test_every_table_of_ushers_own_store_is_told_of() -> None:
    told = " ".join(f"{one.name} {one.holds}".lower() for one in stores())

    assert len(stores()) >= len(METADATA.tables)
    assert all(word in told for word in ("hand-overs", "requests", "consents", "use of the model"))
