"""What makes an answer better is looked up only where a connected system has it; without it the answer is honest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.content import viewer
from actions.facts import account, playback
from actions.facts.delivery import next_delivery
from actions.facts.people import contact, customer_row
from actions.systems.entities import Customer, DeviceSupport
from tests.actions.fakes import PREMIUM, STANDARD, FakeSystems, calendar, subscription

ROKU = DeviceSupport(kind="roku", name="Roku", supported=True, steps=("Restart it",))


def services(*rows: Any) -> Any:
    return SimpleNamespace(systems=FakeSystems(rows), calendar=calendar(), settings=SimpleNamespace(country="GB"))


def asker(customer: str | None = "c1") -> Any:
    return SimpleNamespace(customer=customer)


async def test_without_customers_and_subscriptions_a_viewer_is_in_the_company_s_country() -> None:
    country, held = await viewer(asker(), services(STANDARD))

    assert (country, held) == ("GB", [])


async def test_a_viewer_s_own_country_counts_without_any_subscriptions() -> None:
    country, held = await viewer(asker(), services(Customer(customer="c1", country="IE")))

    assert (country, held) == ("IE", [])


async def test_a_playback_problem_is_diagnosed_where_no_system_has_subscriptions() -> None:
    found = await playback.diagnose(FakeSystems([ROKU]), calendar(), customer="c1", device="roku", code=None)

    assert found.blocked is None
    assert found.device == ROKU


async def test_a_subscription_that_stands_in_the_way_is_still_seen() -> None:
    systems = FakeSystems([ROKU, STANDARD, subscription(status="past_due")])

    found = await playback.diagnose(systems, calendar(), customer="c1", device="roku", code=None)

    assert found.blocked is not None
    assert found.blocked.subscription.status == "past_due"


async def test_subscriptions_without_plans_are_not_read() -> None:
    assert await account.subscriptions_if_known(FakeSystems([subscription()]), calendar(), "c1") == []
    assert await account.subscriptions_if_known(FakeSystems([PREMIUM, STANDARD]), calendar(), "c1") == []


async def test_a_visitor_has_no_subscriptions() -> None:
    systems = FakeSystems([STANDARD, subscription()])

    assert await account.subscriptions_if_known(systems, calendar(), None) == []
    assert len(await account.subscriptions_if_known(systems, calendar(), "c1")) == 1


@pytest.mark.parametrize("customer", ["c1", "somebody else"])
async def test_nobody_s_details_are_known_where_no_system_has_people(customer: str) -> None:
    assert await customer_row(FakeSystems([STANDARD]), customer) is None
    assert await contact(FakeSystems([Customer(customer="c2")]), customer) is None


async def test_no_paper_is_announced_where_no_system_has_deliveries() -> None:
    assert await next_delivery(FakeSystems([STANDARD]), calendar(), "c1") is None
