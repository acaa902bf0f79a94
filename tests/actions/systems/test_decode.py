"""A source's values become canonical ones: its zone, its currency, its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from actions.errors import SystemDefinitionError
from actions.systems.connected import connect_all
from actions.systems.decode import Decoder, vocabularies
from actions.systems.entities import ENTITIES, Invoice, Payment, Plan, Subscription
from tests.actions.systems.databases import Database, database
from tests.actions.systems.support import write_system

LONDON = Decoder("shop", ZoneInfo("Europe/London"), "GBP")
BILL = {
    "id": 7,
    "customer": "c1",
    "number": 2041,
    "issued_at": "2026-07-01 12:00:00",
    "total_minor": 999,
    "status": "paid",
}


def invoice(decoder: Decoder = LONDON, **changed: Any) -> Invoice:
    return decoder.decode(Invoice, {**BILL, **changed}, None)


@pytest.mark.parametrize(
    ("given", "utc"),
    [
        ("2026-07-01 12:00:00", "2026-07-01T11:00:00+00:00"),
        ("2026-01-15 12:00:00", "2026-01-15T12:00:00+00:00"),
        ("2026-07-01T12:00:00Z", "2026-07-01T12:00:00+00:00"),
        ("2026-07-01T12:00:00+02:00", "2026-07-01T10:00:00+00:00"),
        ("2026-07-01", "2026-06-30T23:00:00+00:00"),
        (dt.date(2026, 7, 1), "2026-06-30T23:00:00+00:00"),
        (dt.datetime(2026, 7, 1, 12), "2026-07-01T11:00:00+00:00"),  # noqa: DTZ001 - a source without a zone
        (dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC), "2026-07-01T12:00:00+00:00"),
    ],
)
def test_a_time_without_a_zone_is_read_in_the_systems(given: Any, utc: str) -> None:
    assert invoice(issued_at=given).issued_at.isoformat() == utc


@pytest.mark.parametrize("given", [1767600000, 1767600000.5, Decimal(1767600000), "soon", ""])
def test_what_is_not_a_time_is_refused_without_being_repeated(given: Any) -> None:
    with pytest.raises(SystemDefinitionError, match=r"^shop: invoice\.issued_at: is (a number, )?not a time") as error:
        invoice(issued_at=given)

    assert not str(given) or str(given) not in str(error.value)


def test_the_systems_currency_stands_where_there_is_none() -> None:
    assert invoice().currency == "GBP"
    assert invoice(currency=None).currency == "GBP"
    assert invoice(currency="eur ").currency == "EUR"


def test_without_one_a_currency_must_be_there() -> None:
    with pytest.raises(SystemDefinitionError, match=r"invoice\.currency: field required"):
        invoice(Decoder("shop", ZoneInfo("UTC"), None))


def test_something_else_than_a_currency_is_refused() -> None:
    with pytest.raises(SystemDefinitionError, match=r"invoice\.currency"):
        invoice(currency="£")


def test_keys_are_text() -> None:
    assert (invoice().id, invoice().number, invoice(subscription=Decimal(12)).subscription) == ("7", "2041", "12")


def test_a_word_outside_the_vocabulary_becomes_its_catch_all() -> None:
    assert invoice(status="settled").status == "unknown"
    assert invoice(status=3).status == "unknown"
    assert invoice(status={"a": 1}).status == "unknown"
    payment = {"id": 1, "customer": "c1", "attempted_at": "2026-07-01", "amount_minor": 1, "status": "failed"}
    assert LONDON.decode(Payment, {**payment, "failure_reason": "do_not_honor"}, None).failure_reason == "other"


def test_a_word_that_nothing_stands_for_is_refused() -> None:
    row = {"code": "a", "name": "A", "product": "p", "price_minor": 1, "interval": "fortnight"}

    with pytest.raises(SystemDefinitionError, match=r"shop: plan\.interval"):
        LONDON.decode(Plan, row, None)


def test_a_part_of_a_penny_is_refused() -> None:
    with pytest.raises(SystemDefinitionError, match=r"invoice\.total_minor"):
        invoice(total_minor=9.99)
    assert invoice(total_minor=Decimal("999")).total_minor == 999


def test_a_card_tail_keeps_its_zeros() -> None:
    payment = {"id": 1, "customer": "c1", "attempted_at": "2026-07-01", "amount_minor": 1, "status": "failed"}

    assert LONDON.decode(Payment, {**payment, "card_tail": "0341"}, None).card_tail == "0341"
    with pytest.raises(SystemDefinitionError, match=r"payment\.card_tail"):
        LONDON.decode(Payment, {**payment, "card_tail": 341}, None)


def test_every_status_has_a_word_for_what_is_not_known() -> None:
    statuses = [vocabularies(entity)["status"] for entity in ENTITIES if "status" in entity.columns()]

    assert [vocabulary.catch_all for vocabulary in statuses] == ["unknown"] * len(statuses)


TIMES = """
CREATE TABLE subs (id INTEGER PRIMARY KEY, who VARCHAR(8), local_time DATETIME, day DATE, exact {exact});
CREATE INDEX subs_who ON subs (who);
"""
SELECT = """
SELECT s.id AS id, s.who AS customer, 'p' AS plan, 'active' AS status,
  s.local_time AS started_at, s.day AS period_start, s.exact AS period_end
FROM subs AS s
"""


@pytest.fixture(
    params=[
        pytest.param(("postgresql", "America/New_York"), marks=pytest.mark.postgres, id="postgresql in New York"),
        pytest.param(("postgresql", "UTC"), marks=pytest.mark.postgres, id="postgresql in UTC"),
        pytest.param(("mariadb", "UTC"), marks=pytest.mark.mariadb, id="mariadb in UTC"),
    ]
)
def zoned(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, str]]:
    dialect, zone = request.param
    exact = "TIMESTAMP NULL" if dialect == "mariadb" else "TIMESTAMPTZ"
    with database(dialect, tmp_path) as place:
        place.run(TIMES.replace("{exact}", exact))
        # The writer's own session is in another zone than the reader's.
        place.execute("SET time_zone = '+05:00'" if dialect == "mariadb" else "SET TIME ZONE 'Asia/Karachi'")
        place.execute("INSERT INTO subs VALUES (1, 'c1', '2026-07-01 12:00:00', '2026-07-01', '2026-07-01 17:00:00')")
        yield place, zone


async def test_a_servers_times_are_read_in_the_systems_zone(zoned: tuple[Database, str], tmp_path: Path) -> None:
    place, zone = zoned
    folder = write_system(tmp_path, {"subscription": SELECT}, config=f"url_env: SHOP_URL\ntime_zone: {zone}\n")
    systems = connect_all(folder, {"SHOP_URL": place.reader}, prove=True)

    (row,) = await systems.fetch(Subscription, customer="c1")

    own = ZoneInfo(zone)
    assert row.started_at == dt.datetime(2026, 7, 1, 12, tzinfo=own)
    assert row.period_start == dt.datetime(2026, 7, 1, tzinfo=own)
    assert row.period_end == dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    systems.close()


@pytest.mark.mariadb
def test_a_zone_that_the_server_does_not_know_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with database("mariadb", tmp_path) as place:
        place.run(TIMES.replace("{exact}", "DATETIME"))
        if place.execute("SELECT count(*) FROM mysql.time_zone_name")[0][0]:
            return
        config = "url_env: SHOP_URL\ntime_zone: Europe/London\n"
        folder = write_system(tmp_path, {"subscription": SELECT}, config=config)

        with pytest.raises(SystemDefinitionError, match="does not know time_zone: Europe/London"):
            connect_all(folder, {"SHOP_URL": place.reader}, prove=True)
