"""Requests that arrive at the company: carried out once, seen by the connected systems, refused by name."""

import datetime as dt
from typing import Any

import pytest

from actions.systems import entities as e
from demo import backoffice
from demo.backoffice import errors, leaving
from demo.dates import add_months
from demo.stories import customer_of
from tests.demo.conftest import Company, Fetch, held

NOW = dt.datetime.now(dt.UTC)


def carry_out(company: Company, kind: str, customer: str, request: str = "r1", **data: Any) -> dict[str, Any]:
    return backoffice.carry_out(company.folder, request=request, kind=kind, customer=customer, data=data, at=NOW)


def ask(company: Company, kind: str, slug: str, request: str = "r1", **data: Any) -> dict[str, Any]:
    """Have a request of a named customer's carried out."""
    return carry_out(company, kind, customer_of(slug), request, **data)


def cancel(company: Company, look: Fetch, slug: str, request: str = "r1") -> dict[str, Any]:
    number = held(look, slug).id
    return ask(company, "cancel_subscription", slug, request, subscription=number, reason="price_increase")


def offer(company: Company, look: Fetch, slug: str, code: str, request: str = "r1") -> dict[str, Any]:
    return ask(company, "apply_offer", slug, request, subscription=held(look, slug).id, offer=code)


def test_a_cancellation_ends_access_with_the_paid_period(own_company: Company, look: Fetch) -> None:
    before = held(look, "price-increase")

    outcome = cancel(own_company, look, "price-increase")

    after = held(look, "price-increase")
    assert outcome["effective_at"] == before.period_end.isoformat()
    assert (after.status, after.ends_at) == ("cancelled", before.period_end)
    assert (after.next_billing_at, after.next_amount_minor) == (None, None)


@pytest.mark.parametrize("by", ["pause_subscription", "apply_offer"])
def test_a_cancellation_drops_a_planned_pause_and_keeps_the_paid_period(
    own_company: Company, look: Fetch, by: str
) -> None:
    before = held(look, "roku")
    ask(own_company, by, "roku", "r1", subscription=before.id, months=1, offer="PAUSE1")

    outcome = cancel(own_company, look, "roku", "r2")

    after = held(look, "roku")
    assert outcome["effective_at"] == before.period_end.isoformat()
    assert (after.status, after.ends_at, after.next_billing_at) == ("cancelled", before.period_end, None)
    ask(own_company, "resubscribe", "roku", "r3", subscription=before.id, plan=before.plan)
    assert held(look, "roku").model_dump(exclude={"as_of"}) == before.model_dump(exclude={"as_of"})


def test_the_same_request_again_gets_the_same_answer_and_changes_nothing(own_company: Company, look: Fetch) -> None:
    first = cancel(own_company, look, "roku")
    events = own_company.ask(own_company.billing, "SELECT count(*) FROM sub_event")

    assert cancel(own_company, look, "roku") == first
    assert own_company.ask(own_company.billing, "SELECT count(*) FROM sub_event") == events


def test_an_id_that_was_used_for_something_else_is_refused(own_company: Company, look: Fetch) -> None:
    cancel(own_company, look, "roku")

    with pytest.raises(errors.RequestReused):
        cancel(own_company, look, "price-increase")


def test_cancelling_twice_is_refused_and_leaves_no_trace(own_company: Company, look: Fetch) -> None:
    with pytest.raises(errors.AlreadyCancelled):
        cancel(own_company, look, "cancelled")

    assert own_company.ask(own_company.billing, "SELECT count(*) FROM rqst") == [(0,)]


def test_a_strange_reason_does_not_stand_in_the_way(own_company: Company, look: Fetch) -> None:
    ask(own_company, "cancel_subscription", "roku", subscription=held(look, "roku").id, reason="because")

    other = leaving.REASONS.index("other") + 1
    assert (other,) in own_company.ask(own_company.billing, "SELECT rsn_cd FROM sub_event WHERE ev_cd = 'CN'")


def test_another_customers_subscription_is_unknown(own_company: Company, look: Fetch) -> None:
    someone_elses = held(look, "roku").id

    with pytest.raises(errors.UnknownRecord):
        ask(own_company, "cancel_subscription", "price-increase", subscription=someone_elses, reason="other")
    with pytest.raises(errors.UnknownCustomer):
        carry_out(own_company, "cancel_subscription", "cus_nobody", subscription=someone_elses, reason="other")


def test_what_an_app_store_bills_has_to_be_changed_there(own_company: Company) -> None:
    ((number, owner),) = own_company.ask(
        own_company.billing,
        "SELECT s.sub_no, a.ext_id FROM sub AS s, acct AS a WHERE a.acct_no = s.acct_no AND s.bld_by <> 0 "
        "AND NOT EXISTS (SELECT 1 FROM sub_event AS e WHERE e.sub_no = s.sub_no AND e.ev_cd = 'CN') LIMIT 1",
    )

    with pytest.raises(errors.BilledElsewhere):
        carry_out(own_company, "cancel_subscription", owner, subscription=str(number), reason="other")


def test_a_discount_lowers_the_next_bill(own_company: Company, look: Fetch) -> None:
    before = held(look, "price-increase")

    outcome = offer(own_company, look, "price-increase", "STAY25")

    after = held(look, "price-increase")
    assert after.next_amount_minor == before.next_amount_minor - (before.next_amount_minor * 25 + 50) // 100
    assert after.next_billing_at == before.next_billing_at
    assert outcome["until"] == add_months(before.period_end, 3).isoformat()


def test_a_pause_moves_the_next_bill_and_keeps_the_paid_period(own_company: Company, look: Fetch) -> None:
    before = held(look, "roku")

    offer(own_company, look, "roku", "PAUSE1")

    after = held(look, "roku")
    assert (after.status, after.period_end) == ("active", before.period_end)
    assert after.next_billing_at == add_months(before.period_end, 1)


def test_a_downgrade_counts_from_the_next_bill(own_company: Company, look: Fetch) -> None:
    (basic,) = look(e.Plan, code="basic")

    offer(own_company, look, "discount-ended", "TOBASIC")

    after = held(look, "discount-ended")
    assert (after.plan, after.next_amount_minor) == ("premium", basic.price_minor)


@pytest.mark.parametrize(
    ("slug", "code", "refusal"),
    [
        ("roku", "STAY25", errors.DoesNotFit),
        ("missing-papers", "PAUSE1", errors.DoesNotFit),
        ("missing-papers", "TOBASIC", errors.DoesNotFit),
        ("wants-metropolis", "TOBASIC", errors.DoesNotFit),
        ("cancelled", "STAY25", errors.AlreadyCancelled),
        ("roku", "LOYAL30", errors.UnknownOffer),
        ("roku", "FREE", errors.UnknownOffer),
    ],
)
def test_an_offer_that_does_not_fit_is_refused(
    own_company: Company, look: Fetch, slug: str, code: str, refusal: type[errors.RequestRefused]
) -> None:
    with pytest.raises(refusal):
        offer(own_company, look, slug, code)


def test_offers_cannot_be_combined(own_company: Company, look: Fetch) -> None:
    offer(own_company, look, "price-increase", "STAY25")

    with pytest.raises(errors.DoesNotFit):
        offer(own_company, look, "price-increase", "STAY25", request="r2")
