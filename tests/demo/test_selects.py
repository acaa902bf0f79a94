"""The SELECTs under systems/: they yield what the entities document, read-only and by index."""

import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from actions.systems import entities as e
from actions.systems.connected import ConnectedSystems
from demo.billing.catalogue import PLANS
from demo.stories import STORIES
from tests.demo.conftest import Company, system_of

OF_CUSTOMERS = [entity for entity in e.ENTITIES if entity.customer_field]
OF_EVERYBODY = [entity for entity in e.ENTITIES if not entity.customer_field]
LOOK_UPS = [
    *((entity, "customer") for entity in OF_CUSTOMERS),
    (e.Title, "id"), (e.Right, "title"), (e.Right, "id"), (e.Plan, "code"), (e.ErrorCode, "code"),
    (e.DeviceSupport, "kind"), (e.HelpArticle, "id"), (e.Article, "id"), (e.Incident, "id"), (e.Offer, "code"),
]  # fmt: skip


def name(value: object) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


def test_every_entity_has_a_system(systems: ConnectedSystems) -> None:
    assert all(systems.yields(entity) for entity in e.ENTITIES)


@pytest.mark.parametrize("entity", OF_EVERYBODY, ids=name)
def test_every_row_of_a_shared_entity_is_as_documented(systems: ConnectedSystems, entity: type[e.Entity]) -> None:
    rows = system_of(systems, entity).everything(entity)

    assert rows
    assert len({getattr(row, entity.key) for row in rows}) == len(rows)


@pytest.mark.parametrize("entity", OF_CUSTOMERS, ids=name)
def test_every_named_customers_rows_are_as_documented(systems: ConnectedSystems, entity: type[e.Entity]) -> None:
    system = system_of(systems, entity)

    rows = [row for story in STORIES for row in system.fetch(entity, {"customer": story.customer})]

    assert rows
    assert len({getattr(row, entity.key) for row in rows}) == len(rows)
    assert {row.customer for row in rows} <= {story.customer for story in STORIES}


def test_all_subscriptions_have_a_known_state_and_every_state_occurs(systems: ConnectedSystems) -> None:
    held = system_of(systems, e.Subscription).everything(e.Subscription)

    states = Counter(subscription.status for subscription in held)

    assert set(states) == {"trial", "active", "past_due", "paused", "cancelled", "expired"}
    assert states["active"] > len(held) / 2
    assert {subscription.plan for subscription in held} == set(PLANS)
    assert {subscription.billed_by for subscription in held} > {None}


def test_a_deleted_account_is_nobodys(systems: ConnectedSystems, company: Company) -> None:
    gone = company.ask(company.billing, "SELECT ext_id FROM acct WHERE del_flg = 1")
    system = system_of(systems, e.Customer)

    assert len(gone) > 10
    assert system.fetch(e.Customer, {"customer": gone[0][0]}) == []
    assert system.fetch(e.Invoice, {"customer": gone[0][0]}) == []


@pytest.mark.parametrize(("entity", "field"), LOOK_UPS, ids=name)
def test_a_look_up_uses_an_index(systems: ConnectedSystems, entity: type[e.Entity], field: str) -> None:
    system = system_of(systems, entity)
    text = system.folder.selects[entity].text
    with system.engine.connect() as connection:
        wanted = STORIES[0].customer if field == "customer" else _any(connection, text, field)
        steps = _plan(connection, text, field, wanted)

    assert any(re.match(r"SEARCH \w+ USING .*(INDEX|PRIMARY KEY)", step) for step in steps), steps
    # x is what the SELECTs call a list of a few words that was itself found by index.
    assert [step for step in steps if step.startswith("SCAN") and step != "SCAN x"] == [], steps


def _any(connection: sa.Connection, text: str, field: str) -> object:
    return connection.exec_driver_sql(f"SELECT t.{field} FROM (\n{text}\n) AS t LIMIT 1").scalar_one()


def _plan(connection: sa.Connection, text: str, field: str, wanted: object) -> list[str]:
    """How SQLite looks a row up, the SELECT wrapped as Usher wraps it."""
    query = f"EXPLAIN QUERY PLAN SELECT * FROM (\n{text}\n) AS t WHERE t.{field} = ?"
    return [step[-1] for step in connection.exec_driver_sql(query, (wanted,))]


def test_the_connection_can_only_read(systems: ConnectedSystems) -> None:
    for system in systems.systems:
        with system.engine.connect() as connection, pytest.raises(sa.exc.OperationalError, match="readonly"):
            connection.exec_driver_sql("CREATE TABLE mine (id INTEGER)")


def test_next_amount_of_a_discount_that_runs_is_the_price_less_it(systems: ConnectedSystems, company: Company) -> None:
    """Worked out again here, in other words than the SELECT's."""
    prices = {plan.code: plan.price_minor for plan in system_of(systems, e.Plan).everything(e.Plan)}
    running = dict(
        company.ask(
            company.billing,
            "SELECT s.sub_no, d.pct FROM dsc AS d, sub AS s "
            "WHERE s.sub_no = d.sub_no AND d.st_ts <= s.chg_thru AND d.nd_ts > s.chg_thru",
        )
    )

    checked = 0
    for held in system_of(systems, e.Subscription).everything(e.Subscription):
        percent = running.get(int(held.id))
        if held.status == "active" and percent and held.next_amount_minor is not None and held.plan != "courier_print":
            checked += 1
            assert held.next_amount_minor == prices[held.plan] - int(prices[held.plan] * percent / 100 + 0.5)
    assert checked > 20


@pytest.mark.parametrize("folder", ["billing", "cms"])
def test_the_policies_name_columns_that_exist_and_keep_viewings_from_models(folder: str) -> None:
    config = yaml.safe_load(Path(f"systems/{folder}/system.yml").read_text("utf-8"))
    by_name = {e.entity_name(entity): entity for entity in e.ENTITIES}

    for entity, policy in config["entities"].items():
        assert set(policy["columns"]) <= set(by_name[entity].model_fields)
    viewings = config["entities"].get("view", {"columns": {}})["columns"].values()
    assert not any(column.get("to_model") for column in viewings)


def test_the_demo_runs_on_the_sqlite_it_was_measured_with_or_newer() -> None:
    assert sqlite3.sqlite_version_info >= (3, 38)
