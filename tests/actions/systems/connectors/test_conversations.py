"""The same conversations over every connector give the figures that stand in its rows."""

from __future__ import annotations

import datetime as dt

from actions.answers.locale import date, locale_of, money
from actions.answers.reply import HUMAN, Answer
from actions.billing import BillingDate, ExplainCharge, PaymentFailed, ViewInvoices
from actions.plans import SubscriptionStatusBenefits
from tests.actions.systems.connectors.conftest import Respond
from tests.actions.systems.connectors.connector import Connector
from tests.actions.systems.connectors.world import FAILS, PAYS


def pounds(minor: int) -> str:
    return money(minor, "GBP", locale_of("en-GB"))


def on(moment: dt.datetime) -> str:
    return date(moment.date(), locale_of("en-GB"))


def assert_honest(answer: Answer) -> None:
    """Where a schema has no data for a use case, no figure is made up."""
    assert answer.facts == ()
    assert not any(character.isdigit() for character in answer.text)
    assert answer.choices == (HUMAN,)


async def test_the_status_names_plan_price_and_renewal(respond: Respond) -> None:
    answer = await respond(SubscriptionStatusBenefits(), PAYS)

    assert f"You have Standard at {pounds(1199)} a month. It renews on {on(PAYS.paid_until)}." in answer.text


async def test_a_subscription_whose_payment_failed_is_past_due(respond: Respond) -> None:
    answer = await respond(SubscriptionStatusBenefits(), FAILS)

    assert "the last payment did not go through" in answer.text


async def test_the_next_payment_is_named_with_day_and_amount(respond: Respond) -> None:
    answer = await respond(BillingDate(), PAYS)

    assert answer.text == f"Your next payment of {pounds(1199)} for Standard is due on {on(PAYS.paid_until)}."


async def test_invoices_are_listed_newest_first(connector: Connector, respond: Respond) -> None:
    answer = await respond(ViewInvoices(), PAYS)

    lines = [f"- {on(b.issued)}: {pounds(b.total)}, invoice {connector.number(b)} (paid)" for b in reversed(PAYS.bills)]
    assert answer.text.splitlines()[1:] == lines


async def test_a_higher_bill_is_explained_by_its_lines_and_the_bill_before(
    connector: Connector, respond: Respond
) -> None:
    answer = await respond(ExplainCharge(), PAYS, "Why is my bill higher?")

    before, last = PAYS.bills[-2:]
    assert f"Invoice {connector.number(last)} of {on(last.issued)} is {pounds(1199)}:" in answer.text
    assert f"That is {pounds(200)} more than the one before ({pounds(999)} on {on(before.issued)})." in answer.text
    shown = answer.text.splitlines()
    amounts = [pounds(last.net), pounds(last.tax)] if connector.splits_tax else [pounds(last.total)]
    assert [line.rpartition(": ")[2] for line in shown[1 : 1 + len(amounts)]] == amounts


async def test_one_bill_is_explained_by_its_number(connector: Connector, respond: Respond) -> None:
    first = PAYS.bills[0]

    answer = await respond(ExplainCharge(), PAYS, invoice=connector.number(first))

    assert answer.text.startswith(f"Invoice {connector.number(first)} of {on(first.issued)} is {pounds(999)}:")
    assert "the one before" not in answer.text


async def test_a_failed_payment_is_told_with_reason_card_and_next_attempt(
    connector: Connector, respond: Respond
) -> None:
    answer = await respond(PaymentFailed(), FAILS)

    if "payment_failed" in connector.lacks:
        return assert_honest(answer)
    assert FAILS.retry is not None
    assert answer.text == (
        f"Your payment of {pounds(1199)} on {on(FAILS.bills[-1].issued)} did not go through: {connector.reason}. "
        f"The card we tried ends in {FAILS.tail}. We try again on {on(FAILS.retry)}. "
        "Update your payment details before then and nothing else is needed."
    )
    return None


async def test_payments_that_went_through_are_not_called_failed(connector: Connector, respond: Respond) -> None:
    answer = await respond(PaymentFailed(), PAYS)

    if "payment_failed" in connector.lacks:
        return assert_honest(answer)
    assert answer.text.startswith("Your last payments all went through")
    return None
