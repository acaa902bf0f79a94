"""What a bill is made of, and which payments were wrong."""

from __future__ import annotations

import datetime as dt

from actions.facts import billing
from actions.facts.model import Money
from actions.systems.entities import Invoice, InvoiceLine, Payment, PriceChange
from tests.actions.fakes import STANDARD, FakeSystems, at, calendar, subscription


def invoice(id: str, issued: str, total: int, **changed: object) -> Invoice:
    return Invoice(customer="c1", id=id, number=f"N-{id}", issued_at=at(issued), total_minor=total, currency="GBP",
                   status="paid", subscription="s1", **changed)  # type: ignore[arg-type]  # fmt: skip


def line(id: str, bill: str, kind: str, amount: int) -> InvoiceLine:
    return InvoiceLine(customer="c1", id=id, invoice=bill, kind=kind, description=kind, amount_minor=amount,
                       currency="GBP", plan="standard")  # type: ignore[arg-type]  # fmt: skip


def payment(id: str, bill: str, day: str, amount: int = 999, status: str = "succeeded") -> Payment:
    return Payment(customer="c1", id=id, invoice=bill, attempted_at=at(day), amount_minor=amount, currency="GBP",
                   status=status)  # type: ignore[arg-type]  # fmt: skip


def price_change(id: str, day: dt.date, old: int, new: int) -> PriceChange:
    return PriceChange(id=id, plan="standard", effective_on=day, old_minor=old, new_minor=new, currency="GBP")


RISEN = FakeSystems([
    invoice("1", "2026-02-01", 799), line("a", "1", "plan", 666), line("b", "1", "tax", 133),
    invoice("2", "2026-03-01", 999), line("c", "2", "plan", 832), line("d", "2", "tax", 167),
    price_change("p", dt.date(2026, 2, 15), 799, 999), price_change("q", dt.date(2026, 5, 1), 999, 1099),
])  # fmt: skip


async def test_the_causes_add_up_to_the_difference() -> None:
    newest = (await billing.invoices(RISEN, "c1"))[0]

    found = await billing.explain(RISEN, calendar(), "c1", newest, {"standard": STANDARD})

    assert found.difference is not None
    total = found.difference.fields["amount"]
    parts = [cause.fields["amount"] for cause in found.causes]
    assert isinstance(total, Money)
    assert sum(part.amount_minor for part in parts if isinstance(part, Money)) == total.amount_minor == 200


async def test_only_a_price_change_between_the_two_bills_is_named() -> None:
    newest = (await billing.invoices(RISEN, "c1"))[0]

    found = await billing.explain(RISEN, calendar(), "c1", newest, {"standard": STANDARD})

    assert [change.id for change in found.price_changes] == ["price_change:p"]


async def test_the_first_bill_is_compared_with_nothing() -> None:
    oldest = (await billing.invoices(RISEN, "c1"))[-1]

    found = await billing.explain(RISEN, calendar(), "c1", oldest, {"standard": STANDARD})

    assert found.previous is None
    assert found.causes == ()


def test_a_repeated_attempt_after_a_failure_is_no_double_payment() -> None:
    paid = [payment("1", "i1", "2026-03-01", status="failed"), payment("2", "i1", "2026-03-04")]

    assert billing.duplicates(paid) == []


def test_two_payments_for_one_invoice_are_a_double_payment_whatever_their_order() -> None:
    first, second = payment("1", "i1", "2026-03-01"), payment("2", "i1", "2026-03-02")

    assert billing.duplicates([second, first]) == [(first, second)]


def test_a_refunded_second_payment_is_settled() -> None:
    paid = [payment("1", "i1", "2026-03-01"), payment("2", "i1", "2026-03-01", status="refunded")]

    assert billing.duplicates(paid) == []


def test_a_payment_on_the_day_a_trial_ends_is_rightful() -> None:
    trial = subscription(started_at=at("2026-03-01"), trial_ends_at=at("2026-03-08"))

    assert billing.in_trial([payment("1", "i1", "2026-03-08")], [trial], []) == []
    assert billing.in_trial([payment("1", "i1", "2026-03-07")], [trial], [])


def test_a_payment_for_another_subscription_during_a_trial_is_rightful() -> None:
    trial = subscription(started_at=at("2026-03-01"), trial_ends_at=at("2026-03-08"))
    newspaper = invoice("i1", "2026-03-05", 999).model_copy(update={"subscription": "s2"})

    assert billing.in_trial([payment("1", "i1", "2026-03-05")], [trial], [newspaper]) == []


def test_an_unknown_number_is_not_replaced_by_another_invoice() -> None:
    rows = [invoice("1", "2026-02-01", 799)]

    assert billing.choose_invoice(rows, number="N-9", amounts=[], issued=[]) is None


def test_an_amount_that_no_bill_has_leaves_the_newest() -> None:
    rows = [invoice("2", "2026-03-01", 999), invoice("1", "2026-02-01", 799)]

    assert billing.choose_invoice(rows, number=None, amounts=[799], issued=[]) == rows[1]
    assert billing.choose_invoice(rows, number=None, amounts=[12345], issued=[]) == rows[0]
