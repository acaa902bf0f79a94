"""A system that knows customers by e-mail, or by an id of its own, is asked by that; nobody gets another's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.errors import SystemDefinitionError, SystemUnavailable
from actions.systems.check.run import check_all
from actions.systems.connected import ConnectedSystems, connect_all
from actions.systems.entities import Customer, Invoice, View
from tests.actions.systems.databases import Database, SqliteFile
from tests.actions.systems.support import CONFIG, CUSTOMER, INVOICE, shop, write_system

FORUM = """
CREATE TABLE accounts (no INTEGER PRIMARY KEY, mail TEXT, nick TEXT);
CREATE INDEX accounts_mail ON accounts (mail);
INSERT INTO accounts VALUES (71, 'anna@example.org', 'anni'), (72, 'ben@example.org', 'benny');
CREATE TABLE plays (id INTEGER PRIMARY KEY, account INTEGER, film TEXT, at TEXT);
CREATE INDEX plays_account ON plays (account);
INSERT INTO plays VALUES (1, 71, 't1', '2026-01-01'), (2, 72, 't2', '2026-01-02'), (3, 99, 't3', '2026-01-03');
"""
BY_MAIL = {
    "customer": "SELECT a.mail AS customer, a.nick AS name FROM accounts AS a",
    "view": "SELECT p.id AS id, a.mail AS customer, p.film AS title, p.at AS watched_at "
    "FROM accounts AS a INNER JOIN plays AS p ON p.account = a.no",
}
BY_ID = {"view": "SELECT p.id AS id, p.account AS customer, p.film AS title, p.at AS watched_at FROM plays AS p"}
KNOWS_IDS = CUSTOMER.replace(" FROM", ", p.web_id AS external_id FROM")
Connect = Callable[..., ConnectedSystems]


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Database]:
    forum = SqliteFile(tmp_path / "forum.sqlite")
    forum.run(FORUM)
    return {"shop": shop(tmp_path), "forum": forum}


@pytest.fixture
def urls(places: dict[str, Database]) -> dict[str, str]:
    return {f"{name.upper()}_URL": place.reader for name, place in places.items()}


@pytest.fixture
def linked(tmp_path: Path, urls: dict[str, str]) -> Iterator[Connect]:
    """The shop, and a forum beside it that is linked in a given way."""
    opened: list[ConnectedSystems] = []

    def connect(link: str, selects: dict[str, str], customer: str = CUSTOMER) -> ConnectedSystems:
        write_system(tmp_path, selects, config=f"url_env: FORUM_URL\n{link}\n", name="forum")
        opened.append(connect_all(write_system(tmp_path, {"customer": customer, "invoice": INVOICE}), urls, prove=True))
        return opened[-1]

    yield connect
    for systems in opened:
        systems.close()


async def test_a_customer_is_found_by_the_e_mail_that_another_system_knows(linked: Connect) -> None:
    systems = linked("link: {by: email}", BY_MAIL)

    (view,) = await systems.fetch(View, customer="c1")

    assert (view.customer, view.title, view.source) == ("c1", "t1", "forum")


async def test_a_customer_is_found_by_an_external_id(linked: Connect) -> None:
    systems = linked("link: {by: external_id, through: shop}", BY_ID, KNOWS_IDS)

    assert [view.title for view in await systems.fetch(View, customer="c2")] == ["t2"]


async def test_the_system_that_knows_the_customer_itself_comes_first(linked: Connect) -> None:
    systems = linked("link: {by: email}", BY_MAIL)

    rows = await systems.fetch(Customer, customer="c1")

    assert [(row.name, row.customer, row.source) for row in rows] == [("Anna", "c1", "shop"), ("anni", "c1", "forum")]


async def test_somebody_without_the_link_has_nothing_there(linked: Connect, places: dict[str, Database]) -> None:
    places["shop"].execute("INSERT INTO people VALUES ('c3', NULL, 'Cleo', NULL), ('c4', 'new@example.org', 'Dora', 5)")
    systems = linked("link: {by: email}", BY_MAIL)

    for customer in ("c3", "c4", "nobody"):
        assert await systems.fetch(View, customer=customer) == []


async def test_an_e_mail_is_no_customer_id(linked: Connect) -> None:
    systems = linked("link: {by: email}", BY_MAIL)

    assert await systems.fetch(View, customer="ben@example.org") == []
    with pytest.raises(SystemDefinitionError, match="a look-up must name one"):
        await systems.fetch(View, id="1")


async def test_an_address_in_capitals_finds_the_one_in_small_letters(
    linked: Connect, places: dict[str, Database]
) -> None:
    places["shop"].execute("UPDATE people SET mail = 'Anna@Example.org' WHERE id = 'c1'")
    systems = linked("link: {by: email}", BY_MAIL)

    assert [view.title for view in await systems.fetch(View, customer="c1")] == ["t1"]


async def test_an_address_that_two_customers_have_gives_neither_the_rows(
    linked: Connect, places: dict[str, Database]
) -> None:
    places["shop"].execute("UPDATE people SET mail = 'anna@example.org' WHERE id = 'c2'")
    systems = linked("link: {by: email}", BY_MAIL)

    for customer in ("c1", "c2"):
        with pytest.raises(SystemUnavailable, match="does not name one customer"):
            await systems.fetch(View, customer=customer)


async def test_a_translating_system_that_is_down_leaves_the_linked_one_without_an_answer(
    linked: Connect, urls: dict[str, str]
) -> None:
    urls["SHOP_URL"] = "postgresql://u@127.0.0.1:1/x"
    systems = linked("link: {by: email}", BY_MAIL)

    with pytest.raises(SystemUnavailable, match="shop"):
        await systems.fetch(View, customer="c1")


def test_everything_for_the_index_is_under_the_customers_own_ids(linked: Connect) -> None:
    systems = linked("link: {by: external_id}", BY_ID, KNOWS_IDS)

    assert [(view.customer, view.title) for view in systems.everything(View)] == [("c1", "t1"), ("c2", "t2")]


@pytest.mark.parametrize(
    ("link", "customer", "says"),
    [
        ("link: {by: external_id}", CUSTOMER, "no other system yields customer.external_id"),
        ("link: {by: email, through: crm}", CUSTOMER, "system 'crm' does not yield customer.email"),
    ],
)
def test_a_link_that_nobody_translates_is_refused(linked: Connect, link: str, customer: str, says: str) -> None:
    with pytest.raises(SystemDefinitionError, match=says):
        linked(link, BY_MAIL, customer)


def test_a_link_that_two_systems_could_translate_must_say_which(linked: Connect, tmp_path: Path) -> None:
    write_system(tmp_path, {"customer": CUSTOMER}, config=CONFIG, name="crm")

    with pytest.raises(SystemDefinitionError, match=r"say through which system \(crm, shop\)"):
        linked("link: {by: email}", BY_MAIL)


def test_the_check_finds_shared_addresses_capitals_and_a_missing_index(
    linked: Connect, tmp_path: Path, urls: dict[str, str], places: dict[str, Database]
) -> None:
    linked("link: {by: email}", BY_MAIL)
    assert check_all(tmp_path / "systems", urls).exit_status == 0

    places["shop"].execute("UPDATE people SET mail = 'ANNA@example.org' WHERE id = 'c2'")
    places["forum"].execute("UPDATE accounts SET mail = 'Anna@example.org' WHERE no = 71")
    report = check_all(tmp_path / "systems", urls)

    what = "forum linked by shop's customer.email"
    assert f"{what}: 1 values belong to several customers, who get no answer from forum" in report.warnings
    assert (
        f"{what}: customer.customer has capital letters; yield lower(…) AS customer, with an index on it"
        in report.wrong
    )


async def test_a_linked_system_never_shows_another_customers_bills(linked: Connect) -> None:
    systems = linked("link: {by: email}", BY_MAIL)

    assert {row.customer for row in await systems.fetch(Invoice, customer="c1")} == {"c1"}
