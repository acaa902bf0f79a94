"""Requests that arrive at the company: carried out once, seen by the connected systems, refused by name."""

import datetime as dt

import pytest

from actions.systems import entities as e
from demo import backoffice
from demo.dates import add_months
from demo.stories import BY_SLUG
from tests.demo.conftest import Company, Fetch, fetcher

NOW = dt.datetime.now(dt.UTC)


def customer(slug: str) -> str:
    return BY_SLUG[slug].customer


@pytest.fixture
def look(own_company: Company) -> Fetch:
    return fetcher(own_company.connect())


def held(look: Fetch, slug: str) -> e.Subscription:
    return sorted(look(e.Subscription, customer=customer(slug)), key=lambda s: s.plan)[-1]


def cancel(company: Company, look: Fetch, slug: str, request: str = "r1") -> backoffice.Outcome:
    return backoffice.cancel_subscription(
        company.billing, request=request, customer=customer(slug), subscription=held(look, slug).id,
        reason="price_increase", at=NOW,
    )  # fmt: skip


def offer(company: Company, look: Fetch, slug: str, code: str, request: str = "r1") -> backoffice.Outcome:
    return backoffice.apply_offer(
        company.billing, request=request, customer=customer(slug), subscription=held(look, slug).id, offer=code, at=NOW
    )


def test_a_cancellation_ends_access_with_the_paid_period(own_company: Company, look: Fetch) -> None:
    before = held(look, "price-increase")

    outcome = cancel(own_company, look, "price-increase")

    after = held(look, "price-increase")
    assert outcome.effective_at == before.period_end.isoformat()
    assert (after.status, after.ends_at) == ("cancelled", before.period_end)
    assert (after.next_billing_at, after.next_amount_minor) == (None, None)


def test_the_same_request_again_gets_the_same_answer_and_changes_nothing(own_company: Company, look: Fetch) -> None:
    first = cancel(own_company, look, "roku")
    events = own_company.ask(own_company.billing, "SELECT count(*) FROM sub_event")

    assert cancel(own_company, look, "roku") == first
    assert own_company.ask(own_company.billing, "SELECT count(*) FROM sub_event") == events


def test_an_id_that_was_used_for_something_else_is_refused(own_company: Company, look: Fetch) -> None:
    cancel(own_company, look, "roku")

    with pytest.raises(backoffice.RequestReused):
        cancel(own_company, look, "price-increase")


def test_cancelling_twice_is_refused_and_leaves_no_trace(own_company: Company, look: Fetch) -> None:
    with pytest.raises(backoffice.AlreadyCancelled):
        cancel(own_company, look, "cancelled")

    assert own_company.ask(own_company.billing, "SELECT count(*) FROM rqst") == [(0,)]


def test_a_strange_reason_does_not_stand_in_the_way(own_company: Company, look: Fetch) -> None:
    backoffice.cancel_subscription(
        own_company.billing, request="r1", customer=customer("roku"), subscription=held(look, "roku").id,
        reason="because", at=NOW,
    )  # fmt: skip

    other = backoffice.REASONS.index("other") + 1
    assert (other,) in own_company.ask(own_company.billing, "SELECT rsn_cd FROM sub_event WHERE ev_cd = 'CN'")


def test_another_customers_subscription_is_unknown(own_company: Company, look: Fetch) -> None:
    someone_elses = held(look, "roku").id

    with pytest.raises(backoffice.UnknownSubscription):
        backoffice.cancel_subscription(
            own_company.billing, request="r1", customer=customer("price-increase"), subscription=someone_elses,
            reason="other", at=NOW,
        )  # fmt: skip
    with pytest.raises(backoffice.UnknownCustomer):
        backoffice.cancel_subscription(
            own_company.billing, request="r1", customer="cus_nobody", subscription=someone_elses, reason="other", at=NOW
        )


def test_what_an_app_store_bills_has_to_be_changed_there(own_company: Company) -> None:
    ((number, owner),) = own_company.ask(
        own_company.billing,
        "SELECT s.sub_no, a.ext_id FROM sub AS s, acct AS a WHERE a.acct_no = s.acct_no AND s.bld_by <> 0 "
        "AND NOT EXISTS (SELECT 1 FROM sub_event AS e WHERE e.sub_no = s.sub_no AND e.ev_cd = 'CN') LIMIT 1",
    )

    with pytest.raises(backoffice.BilledElsewhere):
        backoffice.cancel_subscription(
            own_company.billing, request="r1", customer=owner, subscription=str(number), reason="other", at=NOW
        )


def test_a_discount_lowers_the_next_bill(own_company: Company, look: Fetch) -> None:
    before = held(look, "price-increase")

    outcome = offer(own_company, look, "price-increase", "STAY25")

    after = held(look, "price-increase")
    assert after.next_amount_minor == before.next_amount_minor - (before.next_amount_minor * 25 + 50) // 100
    assert after.next_billing_at == before.next_billing_at
    assert outcome.until == add_months(before.period_end, 3).isoformat()


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
        ("roku", "STAY25", backoffice.OfferDoesNotFit),
        ("missing-papers", "PAUSE1", backoffice.OfferDoesNotFit),
        ("missing-papers", "TOBASIC", backoffice.OfferDoesNotFit),
        ("wants-metropolis", "TOBASIC", backoffice.OfferDoesNotFit),
        ("cancelled", "STAY25", backoffice.AlreadyCancelled),
        ("roku", "LOYAL30", backoffice.UnknownOffer),
        ("roku", "FREE", backoffice.UnknownOffer),
    ],
)
def test_an_offer_that_does_not_fit_is_refused(
    own_company: Company, look: Fetch, slug: str, code: str, refusal: type[backoffice.RequestRefused]
) -> None:
    with pytest.raises(refusal):
        offer(own_company, look, slug, code)


def test_offers_cannot_be_combined(own_company: Company, look: Fetch) -> None:
    offer(own_company, look, "price-increase", "STAY25")

    with pytest.raises(backoffice.OfferDoesNotFit):
        offer(own_company, look, "price-increase", "STAY25", request="r2")
