"""What is told about the ten named customers is what the connected systems say."""

import datetime as dt
from typing import Any

import pytest

from actions.systems import entities as e
from actions.systems.connected import ConnectedSystems
from demo.stories import BY_SLUG, STORIES, customer_of
from tests.demo.conftest import Company, Fetch, system_of


def of(slug: str) -> str:
    return BY_SLUG[slug].customer


def invoices(fetch: Fetch, slug: str) -> list[e.Invoice]:
    """The newest first."""
    found = fetch(e.Invoice, customer=of(slug))
    return sorted(found, key=lambda invoice: invoice.issued_at, reverse=True)


def lines(fetch: Fetch, invoice: e.Invoice) -> dict[str, list[Any]]:
    """The lines of an invoice by kind."""
    found: dict[str, list[Any]] = {}
    for line in fetch(e.InvoiceLine, customer=invoice.customer, invoice=invoice.id):
        found.setdefault(line.kind, []).append(line)
    return found


def only_subscription(fetch: Fetch, slug: str) -> e.Subscription:
    (held,) = fetch(e.Subscription, customer=of(slug))
    return held


def test_there_are_ten_customers_with_different_ids_and_questions() -> None:
    assert len({story.customer for story in STORIES}) == 10
    assert all(story.questions for story in STORIES)
    assert customer_of("roku") == of("roku")
    assert customer_of("cus_unknown") == "cus_unknown"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_a_named_customer_is_who_the_story_says(fetch: Fetch, story: Any) -> None:
    (customer,) = fetch(e.Customer, customer=story.customer)

    assert (customer.name, customer.country) == (story.name, story.country)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_the_next_charge_is_the_list_price_that_is_in_force_then(fetch: Fetch, story: Any) -> None:
    prices = {plan.code: plan.price_minor for plan in fetch(e.Plan)}

    for held in fetch(e.Subscription, customer=story.customer):
        if held.status == "cancelled":
            assert (held.next_billing_at, held.next_amount_minor) == (None, None)
        else:
            assert held.next_amount_minor == prices[held.plan]
            assert held.next_billing_at == held.period_end > dt.datetime.now(dt.UTC)


def test_the_last_bill_was_the_first_at_the_new_price(fetch: Fetch) -> None:
    last, before = invoices(fetch, "price-increase")[:2]
    (change,) = (
        c
        for c in fetch(e.PriceChange, plan="standard")
        if before.issued_at.date() < c.effective_on <= last.issued_at.date()
    )

    assert (before.total_minor, last.total_minor) == (change.old_minor, change.new_minor)
    assert change.new_minor > change.old_minor


def test_the_last_invoice_was_paid_twice_within_minutes(fetch: Fetch) -> None:
    last = invoices(fetch, "charged-twice")[0]
    first, second = sorted(p.attempted_at for p in fetch(e.Payment, customer=last.customer, invoice=last.id))

    assert second - first < dt.timedelta(minutes=10)
    assert {p.status for p in fetch(e.Payment, customer=last.customer, invoice=last.id)} == {"succeeded"}
    assert {p.amount_minor for p in fetch(e.Payment, customer=last.customer, invoice=last.id)} == {last.total_minor}


def test_the_card_expired_and_another_attempt_is_planned(fetch: Fetch, company: Company) -> None:
    last = invoices(fetch, "payment-failed")[0]
    attempts = sorted(fetch(e.Payment, customer=last.customer, invoice=last.id), key=lambda p: p.attempted_at)
    ((expires,),) = company.ask(company.billing, "SELECT card_exp FROM acct WHERE ext_id = ?", last.customer)

    assert last.status == "failed"
    assert [(p.status, p.failure_reason) for p in attempts] == [("failed", "card_expired")] * 2
    assert [p.next_retry_at is not None for p in attempts] == [False, True]
    assert attempts[-1].next_retry_at > dt.datetime.now(dt.UTC)
    assert only_subscription(fetch, "payment-failed").status == "past_due"
    assert expires < company.today.year % 100 * 100 + company.today.month


def test_an_upgrade_in_mid_period_is_prorated_to_the_day(fetch: Fetch) -> None:
    held = only_subscription(fetch, "upgraded")
    last, before = invoices(fetch, "upgraded")[:2]
    credit, charge = sorted(line.amount_minor for line in lines(fetch, last)["proration"])
    left = (before.period_end - last.issued_at) / (before.period_end - before.period_start)

    assert held.plan == "premium"
    assert (last.period_start, last.period_end) == (last.issued_at, held.period_end)
    assert credit == pytest.approx(-(before.total_minor - before.tax_minor) * left, abs=1.5)
    assert charge > -credit


def test_a_bill_was_taken_while_the_trial_was_running(fetch: Fetch) -> None:
    held = only_subscription(fetch, "charged-in-trial")
    (payment,) = fetch(e.Payment, customer=held.customer)

    assert held.status == "trial"
    assert held.started_at < payment.attempted_at < held.trial_ends_at
    assert held.trial_ends_at > dt.datetime.now(dt.UTC)
    assert payment.status == "succeeded"
    assert invoices(fetch, "charged-in-trial")[0].total_minor == payment.amount_minor > 0


def test_a_cancelled_plan_keeps_access_until_its_paid_period_ends(fetch: Fetch) -> None:
    held = only_subscription(fetch, "cancelled")
    last = invoices(fetch, "cancelled")[0]

    assert held.status == "cancelled"
    assert last.issued_at < held.cancelled_at < held.ends_at
    assert held.ends_at == held.period_end == last.period_end > dt.datetime.now(dt.UTC)


def test_the_bill_rose_by_the_discount_that_ended(fetch: Fetch) -> None:
    bills = invoices(fetch, "discount-ended")
    last, discounted, before_it = bills[0], bills[1:7], bills[7]
    discounts = [lines(fetch, bill)["discount"][0].amount_minor for bill in discounted]

    assert "discount" not in lines(fetch, last)
    assert "discount" not in lines(fetch, before_it)
    assert all(amount < 0 for amount in discounts)
    assert {bill.total_minor for bill in discounted} == {round(last.total_minor * 0.7)}


def test_papers_were_missing_and_late_and_two_were_credited(fetch: Fetch, company: Company) -> None:
    due = [d for d in fetch(e.Delivery, customer=of("missing-papers")) if d.due_on < company.today]
    trouble = [d for d in sorted(due, key=lambda d: d.due_on) if d.status != "delivered"]
    plans = {held.plan: held for held in fetch(e.Subscription, customer=of("missing-papers"))}
    bill = next(i for i in invoices(fetch, "missing-papers") if i.subscription == plans["courier_print"].id)

    assert set(plans) == {"courier_print", "basic"}
    assert [d.status for d in trouble] == ["missing", "missing", "late", "missing", "missing"]
    assert trouble[-1].reported_at is None
    assert all(d.due_on < bill.issued_at.date() for d in trouble[:2])
    assert [line.amount_minor < 0 for line in lines(fetch, bill)["credit"]] == [True]
    assert bill.tax_minor == 0


def test_a_premium_viewer_has_a_roku_and_an_open_incident_is_on_it(fetch: Fetch) -> None:
    owners = {s.slug for s in STORIES if "roku" in {d.kind for d in fetch(e.Device, customer=s.customer)}}
    (incident,) = fetch(e.Incident, status="open")

    assert owners == {"roku"}
    assert "roku" in incident.affects
    assert incident.started_at < dt.datetime.now(dt.UTC)
    assert only_subscription(fetch, "roku").plan == "premium"


def test_metropolis_is_premium_only_for_a_viewer_of_science_fiction_on_basic(
    fetch: Fetch, systems: ConnectedSystems
) -> None:
    (metropolis,) = fetch(e.Title, name="Metropolis")
    rights = fetch(e.Right, title=metropolis.id)
    genres = {title.id: set(title.genres) for title in system_of(systems, e.Title).everything(e.Title)}
    watched = [view.title for view in fetch(e.View, customer=of("wants-metropolis"))]

    assert only_subscription(fetch, "wants-metropolis").plan == "basic"
    assert {right.plan for right in rights} == {"premium", "premium_annual"}
    assert all(right.starts_at < dt.datetime.now(dt.UTC) and right.ends_at is None for right in rights)
    assert metropolis.id not in watched
    assert len(watched) >= 30
    assert sum(bool(genres[title] & {"science fiction", "horror"}) for title in watched) > 0.7 * len(watched)
