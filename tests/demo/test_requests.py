"""Every other kind of request: what it changes, and what the connected systems then see."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from actions.systems import entities as e
from demo import backoffice
from demo.backoffice import errors
from demo.dates import add_months
from demo.stories import customer_of
from tests.demo.conftest import Company, Fetch, held

NOW = dt.datetime.now(dt.UTC)


def ask(company: Company, kind: str, slug: str, request: str = "r1", **data: Any) -> dict[str, Any]:
    what: dict[str, Any] = {"kind": kind, "customer": customer_of(slug), "data": data, "at": NOW}
    return backoffice.carry_out(company.folder, request=request, **what)


def preview(company: Company, kind: str, slug: str, **data: Any) -> dict[str, Any]:
    return backoffice.preview(company.folder, kind=kind, customer=customer_of(slug), data=data, at=NOW)


def everything(company: Company) -> list[list[tuple[Any, ...]]]:
    tables = {"billing": ("acct", "sub_event", "inv", "inv_ln", "pmt", "xmb", "dlv", "vchr", "rqst"),
              "cms": ("devices", "newsletter_choices")}  # fmt: skip
    return [
        company.ask(company.folder / f"{name}.sqlite", f"SELECT * FROM {one}")
        for name, of in tables.items()
        for one in of
    ]


def test_an_upgrade_counts_at_once_and_is_billed_for_the_days_that_are_left(own_company: Company, look: Fetch) -> None:
    subscription = held(look, "price-increase").id
    shown = preview(own_company, "change_plan", "price-increase", subscription=subscription, plan="premium")

    ask(own_company, "change_plan", "price-increase", subscription=subscription, plan="premium",
        due_now_minor=shown["due_now_minor"])  # fmt: skip

    bill = look(e.Invoice, newest="issued_at", customer=customer_of("price-increase"))[0]
    lines = look(e.InvoiceLine, customer=customer_of("price-increase"), invoice=bill.id)
    assert held(look, "price-increase").plan == "premium"
    assert bill.total_minor == shown["due_now_minor"] == sum(line.amount_minor for line in lines)
    assert {line.kind for line in lines} == {"proration", "tax"}
    assert look(e.Payment, customer=customer_of("price-increase"), invoice=bill.id)[0].status == "succeeded"


def test_a_preview_changes_nothing(own_company: Company, look: Fetch) -> None:
    before = everything(own_company)

    preview(own_company, "change_plan", "price-increase", subscription=held(look, "price-increase").id, plan="premium")

    assert everything(own_company) == before


def test_a_sum_that_is_not_the_one_shown_is_refused(own_company: Company, look: Fetch) -> None:
    subscription = held(look, "price-increase").id
    before = everything(own_company)

    with pytest.raises(errors.DoesNotFit, match="sum has changed"):
        ask(own_company, "change_plan", "price-increase", subscription=subscription, plan="premium", due_now_minor=1)

    assert everything(own_company) == before


@pytest.mark.parametrize(
    ("kind", "slug", "data"),
    [("change_plan", "price-increase", {"plan": "basic", "next_amount_minor": 1}),
     ("pause_subscription", "roku", {"months": 2, "next_amount_minor": 1}),
     ("resubscribe", "cancelled", {"next_amount_minor": 1}),
     ("add_extra_member", "price-increase", {"email": "one@example.net", "extra_minor": 1})],
)  # fmt: skip
def test_what_is_billed_later_is_what_was_shown_too(
    own_company: Company, look: Fetch, kind: str, slug: str, data: dict[str, Any]
) -> None:
    subscription = held(look, slug).id
    before = everything(own_company)

    with pytest.raises(errors.DoesNotFit, match="sum has changed"):
        ask(own_company, kind, slug, subscription=subscription, **data)

    assert everything(own_company) == before


def test_a_cheaper_plan_waits_for_the_next_bill(own_company: Company, look: Fetch) -> None:
    before = held(look, "price-increase")
    (basic,) = look(e.Plan, code="basic")

    ask(own_company, "change_plan", "price-increase", subscription=before.id, plan="basic")

    after = held(look, "price-increase")
    assert (after.plan, after.next_plan, after.next_amount_minor) == ("standard", "basic", basic.price_minor)
    assert after.next_billing_at == before.next_billing_at


def test_a_planned_change_is_taken_back_for_nothing(own_company: Company, look: Fetch) -> None:
    before = held(look, "price-increase")
    ask(own_company, "change_plan", "price-increase", "r1", subscription=before.id, plan="basic")

    told = ask(own_company, "change_plan", "price-increase", "r2", subscription=before.id, plan="standard")

    after = held(look, "price-increase")
    assert (after.plan, after.next_plan, after.next_amount_minor) == ("standard", None, before.next_amount_minor)
    assert "due_now_minor" not in told


def test_a_year_begins_at_once_less_what_is_unused_of_the_month(own_company: Company, look: Fetch) -> None:
    before = held(look, "price-increase")
    (annual,) = look(e.Plan, code="premium_annual")

    told = ask(own_company, "change_plan", "price-increase", subscription=before.id, plan="premium_annual")

    after = held(look, "price-increase")
    bill = look(e.Invoice, newest="issued_at", customer=customer_of("price-increase"))[0]
    assert (after.plan, after.next_amount_minor) == ("premium_annual", annual.price_minor)
    assert after.next_billing_at == add_months(NOW.replace(microsecond=0), 12)
    assert bill.total_minor == told["due_now_minor"] == annual.price_minor - told["unused_minor"]
    assert 0 < told["unused_minor"] <= 1299


@pytest.mark.parametrize(
    ("slug", "plan", "refusal"),
    [("price-increase", "standard", errors.DoesNotFit), ("price-increase", "classic", errors.UnknownRecord),
     ("price-increase", "courier_print", errors.UnknownRecord), ("cancelled", "premium", errors.AlreadyCancelled),
     ("payment-failed", "premium", errors.DoesNotFit)],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(
    own_company: Company, look: Fetch, slug: str, plan: str, refusal: type[errors.RequestRefused]
) -> None:
    with pytest.raises(refusal):
        ask(own_company, "change_plan", slug, subscription=held(look, slug).id, plan=plan)


def test_a_pause_lasts_as_long_as_asked(own_company: Company, look: Fetch) -> None:
    before = held(look, "roku")

    outcome = ask(own_company, "pause_subscription", "roku", subscription=before.id, months=2)

    assert held(look, "roku").next_billing_at == add_months(before.period_end, 2)
    assert outcome["until"] == add_months(before.period_end, 2).isoformat()


def test_a_planned_pause_is_taken_back_and_nothing_is_left_of_it(own_company: Company, look: Fetch) -> None:
    before = held(look, "roku")
    ask(own_company, "pause_subscription", "roku", "r1", subscription=before.id, months=2)

    told = ask(own_company, "end_pause", "roku", "r2", subscription=before.id)

    assert held(look, "roku").model_dump(exclude={"as_of"}) == before.model_dump(exclude={"as_of"})
    assert "due_now_minor" not in told
    assert told["next_amount_minor"] == before.next_amount_minor
    assert told["next_billing_at"] == before.period_end.isoformat()  # type: ignore[union-attr]


def test_a_change_that_was_due_stands_when_a_pause_is_taken_back(own_company: Company, look: Fetch) -> None:
    before = held(look, "price-increase")
    ask(own_company, "change_plan", "price-increase", "r1", subscription=before.id, plan="basic")
    ask(own_company, "pause_subscription", "price-increase", "r2", subscription=before.id, months=1)

    told = ask(own_company, "end_pause", "price-increase", "r3", subscription=before.id)

    after = held(look, "price-increase")
    assert told["next_plan"] == "basic"
    assert (after.plan, after.next_plan, after.next_billing_at) == ("standard", "basic", before.period_end)


def test_a_running_pause_ends_today_with_a_new_period_that_is_billed(own_company: Company, look: Fetch) -> None:
    customer, before = paused(own_company, look)
    (plan,) = look(e.Plan, code=before.plan)
    what: dict[str, Any] = {"kind": "end_pause", "customer": customer, "data": {"subscription": before.id}, "at": NOW}

    shown = backoffice.preview(own_company.folder, **what)
    backoffice.carry_out(own_company.folder, request="r1", **what)

    (after,) = (one for one in look(e.Subscription, customer=customer) if one.id == before.id)
    bill = look(e.Invoice, newest="issued_at", customer=customer)[0]
    assert (after.status, after.period_start, after.period_end) == (
        "active", NOW.replace(microsecond=0), add_months(NOW, 1).replace(microsecond=0),
    )  # fmt: skip
    assert after.next_billing_at == after.period_end
    assert bill.total_minor == shown["due_now_minor"] == plan.price_minor
    assert shown["next_amount_minor"] == after.next_amount_minor
    assert after.next_amount_minor is not None


def test_what_is_not_paused_has_no_pause_to_end(own_company: Company, look: Fetch) -> None:
    for slug, refusal in (("roku", errors.DoesNotFit), ("cancelled", errors.AlreadyCancelled)):
        with pytest.raises(refusal):
            ask(own_company, "end_pause", slug, subscription=held(look, slug).id)


def test_a_sum_for_ending_a_pause_that_is_not_the_one_shown_is_refused(own_company: Company, look: Fetch) -> None:
    customer, before = paused(own_company, look)
    data = {"subscription": before.id, "due_now_minor": 1}

    with pytest.raises(errors.DoesNotFit, match="sum has changed"):
        backoffice.carry_out(own_company.folder, request="r1", kind="end_pause", customer=customer, data=data, at=NOW)


def paused(company: Company, look: Fetch) -> tuple[str, e.Subscription]:
    """A customer whose only subscription is paused today, without a discount, and that subscription."""
    query = """
        SELECT a.ext_id FROM acct a JOIN sub s ON s.acct_no = a.acct_no JOIN sub_event v ON v.sub_no = s.sub_no
        WHERE v.ev_cd = 'PS' AND v.eff_ts < ? AND a.del_flg = 0 AND s.bld_by = 0
          AND v.ev_no = (SELECT max(x.ev_no) FROM sub_event x WHERE x.sub_no = s.sub_no)
          AND NOT EXISTS (SELECT 1 FROM dsc d WHERE d.sub_no = s.sub_no)
          AND (SELECT count(*) FROM sub y WHERE y.acct_no = a.acct_no) = 1
        ORDER BY a.acct_no LIMIT 1"""
    ((customer,),) = company.ask(company.billing, query, NOW.timestamp())
    (before,) = look(e.Subscription, customer=customer)
    assert before.status == "paused"
    return customer, before


def test_a_cancellation_is_taken_back_while_access_runs(own_company: Company, look: Fetch) -> None:
    before = held(look, "cancelled")

    ask(own_company, "resubscribe", "cancelled", subscription=before.id, plan=before.plan)

    after = held(look, "cancelled")
    assert (after.status, after.ends_at, after.next_billing_at) == ("active", None, before.period_end)


def test_what_was_due_stands_when_a_cancellation_is_taken_back(own_company: Company, look: Fetch) -> None:
    before = held(look, "price-increase")
    (basic,) = look(e.Plan, code="basic")
    ask(own_company, "change_plan", "price-increase", "r1", subscription=before.id, plan="basic")
    ask(own_company, "cancel_subscription", "price-increase", "r2", subscription=before.id, reason="other")

    told = ask(own_company, "resubscribe", "price-increase", "r3", subscription=before.id, plan="standard")
    kept = ask(own_company, "change_plan", "price-increase", "r4", subscription=before.id, plan="standard")

    after = held(look, "price-increase")
    assert (told["next_plan"], told["next_amount_minor"]) == ("basic", basic.price_minor)
    assert "due_now_minor" not in kept
    assert (after.plan, after.next_plan, after.next_amount_minor) == ("standard", None, before.next_amount_minor)


@pytest.mark.parametrize("slug", ["payment-failed", "charged-in-trial"])
def test_what_is_unpaid_or_on_trial_is_so_again_when_a_cancellation_is_taken_back(
    own_company: Company, look: Fetch, slug: str
) -> None:
    before = held(look, slug)
    ask(own_company, "cancel_subscription", slug, "r1", subscription=before.id, reason="other")

    ask(own_company, "resubscribe", slug, "r2", subscription=before.id, plan=before.plan)

    assert held(look, slug).model_dump(exclude={"as_of"}) == before.model_dump(exclude={"as_of"})


def test_a_pause_says_the_discounted_sum_and_until_when_the_discount_runs(own_company: Company, look: Fetch) -> None:
    before = held(look, "roku")
    ask(own_company, "apply_offer", "roku", "r1", subscription=before.id, offer="STAY30P")

    told = preview(own_company, "pause_subscription", "roku", subscription=before.id, months=2)
    ask(own_company, "pause_subscription", "roku", "r2", subscription=before.id, months=2)

    assert told["next_amount_minor"] == held(look, "roku").next_amount_minor
    assert told["discount_until"] == add_months(before.period_end, 3).isoformat()


def test_a_device_leaves_and_everybody_leaves(own_company: Company, look: Fetch) -> None:
    first, *others = look(e.Device, customer=customer_of("roku"))

    ask(own_company, "remove_device", "roku", "r1", device=first.id)
    after_one = look(e.Device, customer=customer_of("roku"))
    ask(own_company, "sign_out_everywhere", "roku", "r2")

    assert [device.id for device in after_one] == [device.id for device in others]
    assert look(e.Device, customer=customer_of("roku")) == []
    assert look(e.Device, customer=customer_of("wants-metropolis")), "nobody else's"


def test_another_customers_device_is_unknown(own_company: Company, look: Fetch) -> None:
    (device, *_) = look(e.Device, customer=customer_of("roku"))

    with pytest.raises(errors.UnknownRecord):
        ask(own_company, "remove_device", "price-increase", device=device.id)


def test_a_payment_is_sent_back_once(own_company: Company, look: Fetch) -> None:
    (latest, *_) = look(e.Payment, newest="attempted_at", customer=customer_of("charged-twice"))

    ask(own_company, "refund_payment", "charged-twice", payment=latest.id, reason="duplicate")

    (payment,) = look(e.Payment, customer=customer_of("charged-twice"), id=latest.id)
    assert payment.status == "refunded"
    with pytest.raises(errors.DoesNotFit):
        ask(own_company, "refund_payment", "charged-twice", "r2", payment=latest.id, reason="duplicate")


def test_vouchers_are_replaced_once_in_a_quarter(own_company: Company, look: Fetch) -> None:
    lost = [v for v in look(e.Voucher, customer=customer_of("missing-papers")) if v.status == "valid"]

    ask(own_company, "reissue_vouchers", "missing-papers", vouchers=[v.id for v in lost])

    vouchers = look(e.Voucher, customer=customer_of("missing-papers"))
    valid = [v for v in vouchers if v.status == "valid"]
    assert [v.valid_until for v in valid] == [v.valid_until for v in lost]
    assert not {v.number for v in valid} & {v.number for v in lost}
    with pytest.raises(errors.DoesNotFit):
        ask(own_company, "reissue_vouchers", "missing-papers", "r2", vouchers=[v.id for v in valid])


def test_a_newsletter_is_switched_on_and_off(own_company: Company, look: Fetch) -> None:
    def subscribed() -> list[str]:
        return [n.id for n in look(e.Newsletter, customer=customer_of("roku")) if n.subscribed]

    before = subscribed()
    (other, *_) = [n.id for n in look(e.Newsletter, customer=customer_of("roku")) if not n.subscribed]

    ask(own_company, "set_newsletter", "roku", "r1", newsletter=before[0], subscribed=False)
    ask(own_company, "set_newsletter", "roku", "r2", newsletter=other, subscribed=True)

    assert sorted(subscribed()) == sorted([*before[1:], other])


def test_contact_and_address_are_changed_and_nonsense_is_not(own_company: Company, look: Fetch) -> None:
    ask(own_company, "change_contact_details", "roku", "r1", email="new@example.net")
    ask(own_company, "change_delivery_address", "roku", "r2", address="12 Elm Road, Leeds LS1 4AB")

    (row,) = look(e.Customer, customer=customer_of("roku"))
    assert (row.email, row.address) == ("new@example.net", "12 Elm Road, Leeds LS1 4AB")
    for kind, data in (
        ("change_contact_details", {"email": "nobody"}),
        ("change_delivery_address", {"address": "here"}),
    ):
        with pytest.raises(errors.DoesNotFit):
            ask(own_company, kind, "roku", "r3", **data)


def test_an_address_is_read_as_it_is_written_in_the_country(own_company: Company, look: Fetch) -> None:
    for number, address in enumerate(("Lindenstraße 5, 10969 Berlin", "3 Quay Street, Galway H91 X2Y3")):
        ask(own_company, "change_delivery_address", "roku", f"r{number}", address=address)

        stored = own_company.ask(
            own_company.billing, "SELECT ad_ln1, ad_cty, ad_pc FROM acct WHERE ext_id = ?", customer_of("roku")
        )
        assert stored in ([("Lindenstraße 5", "Berlin", "10969")], [("3 Quay Street", "Galway", "H91 X2Y3")])


def test_an_account_goes_only_when_nothing_renews(own_company: Company, look: Fetch) -> None:
    with pytest.raises(errors.DoesNotFit):
        ask(own_company, "delete_account", "roku")

    ask(own_company, "delete_account", "cancelled")

    assert look(e.Customer, customer=customer_of("cancelled")) == []
    assert look(e.Customer, customer=customer_of("roku")) != []


def test_a_plan_takes_so_many_extra_members_and_no_more(own_company: Company, look: Fetch) -> None:
    subscription = held(look, "price-increase").id

    ask(own_company, "add_extra_member", "price-increase", "r1", subscription=subscription, email="one@example.net")

    (member,) = look(e.ExtraMember, customer=customer_of("price-increase"))
    assert (member.email, member.status, member.subscription) == ("one@example.net", "invited", subscription)
    with pytest.raises(errors.DoesNotFit):
        ask(own_company, "add_extra_member", "price-increase", "r2", subscription=subscription, email="two@example.net")


def test_papers_stop_for_the_days_asked(own_company: Company, look: Fetch) -> None:
    planned = [d for d in look(e.Delivery, customer=customer_of("missing-papers")) if d.status == "planned"]
    first, last = planned[-2].due_on, planned[-1].due_on

    ask(own_company, "hold_delivery", "missing-papers", subscription=held(look, "missing-papers").id,
        first=first.isoformat(), last=last.isoformat())  # fmt: skip

    now = {d.id: d.status for d in look(e.Delivery, customer=customer_of("missing-papers"))}
    assert [now[d.id] for d in planned[-3:]] == ["planned", "paused", "paused"]


def test_papers_stop_from_three_working_days_ahead_and_for_at_most_six_weeks(own_company: Company, look: Fetch) -> None:
    def stop(first: int, last: int) -> Mapping[str, Any]:
        days = {
            name: (today + dt.timedelta(days=count)).isoformat() for name, count in (("first", first), ("last", last))
        }
        return ask(own_company, "hold_delivery", "missing-papers", f"r{first}.{last}",
                   subscription=held(look, "missing-papers").id, **days)  # fmt: skip

    today = dt.datetime.now(dt.UTC).date()
    begins = dt.datetime.fromisoformat(stop(1, 10)["effective_at"]).date()

    assert 3 <= (begins - today).days <= 5
    for first, last in ((1, 2), (10, 52), (10, 9)):
        with pytest.raises(errors.DoesNotFit):
            stop(first, last)


def test_days_on_which_no_paper_is_planned_are_refused(own_company: Company, look: Fetch) -> None:
    planned = [d for d in look(e.Delivery, customer=customer_of("missing-papers")) if d.status == "planned"]
    day = (max(d.due_on for d in planned) + dt.timedelta(days=400)).isoformat()

    with pytest.raises(errors.DoesNotFit, match="no paper is planned"):
        ask(own_company, "hold_delivery", "missing-papers", subscription=held(look, "missing-papers").id,
            first=day, last=day)  # fmt: skip


def test_a_delivery_is_reported_once(own_company: Company, look: Fetch) -> None:
    unreported = [
        d
        for d in look(e.Delivery, customer=customer_of("missing-papers"))
        if d.status == "missing" and not d.reported_at
    ]

    ask(own_company, "report_delivery", "missing-papers", delivery=unreported[0].id, problem="missing", wish="credit")

    (row,) = look(e.Delivery, customer=customer_of("missing-papers"), id=unreported[0].id)
    assert row.reported_at is not None
    with pytest.raises(errors.DoesNotFit):
        ask(own_company, "report_delivery", "missing-papers", "r2", delivery=row.id, problem="missing", wish="credit")
