"""Requests are stored once, sent once, and told once."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.engine import Engine

from actions.answers.composer import composer
from actions.requests.notices import notice, tell
from actions.requests.outbox import Receipt, Requests
from actions.store.database import open_store
from tests.actions.fakes import calendar
from tests.actions.requests.company import DONE, SECRET, Company
from tests.actions.systems.databases import database

FIGURES = {"status": "preview", "effective_at": "2026-04-01T00:00:00+00:00", "due_now_minor": 321, "currency": "GBP"}
DOWN = "http://127.0.0.1:9/requests"


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def __call__(self) -> dt.datetime:
        return self.now

    def on(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@dataclass
class FakeMessages:
    """The way into conversations; `failing` are those that it does not get into."""

    failing: set[str] = field(default_factory=set)
    said: list[tuple[str, str]] = field(default_factory=list)

    async def say(self, conversation: str, id: str, text: str) -> bool:
        if conversation in self.failing:
            return False
        self.said.append((conversation, text))
        return True


SAY = composer(Path("data/responses"), calendar(), "en-GB", company="Marlin", site="https://example.org")


async def test_a_confirmed_request_is_sent_once(store: Engine, company: Company) -> None:
    company.answers = [(200, DONE)]
    requests = Requests(store, company.url, SecretStr(SECRET))

    first = await requests.submit("k1", "cancel_subscription", "c1", "conv", {"subscription": "s1"})
    again = await requests.submit("k1", "cancel_subscription", "c1", "conv", {"subscription": "s1"})

    assert first.state == again.state == "done"
    assert first.outcome["reference"] == "R-1"
    assert len(company.got) == 1


async def test_a_refusal_is_final_and_carries_its_reason(store: Engine, company: Company) -> None:
    company.answers = [(422, {"status": "refused", "reason": "already cancelled"})]
    requests = Requests(store, company.url, SecretStr(SECRET))

    receipt = await requests.submit("k1", "cancel_subscription", "c1", "conv", {})

    assert receipt.state == "refused"
    assert receipt.outcome["reason"] == "already cancelled"
    assert await requests.deliver_due() == []


@pytest.mark.parametrize("answer", [(500, {}), (200, ["no"]), (200, {"status": "maybe"}), (404, DONE)])
async def test_anything_but_an_answer_leaves_a_request_pending_until_it_is_due(
    store: Engine, company: Company, answer: tuple[int, Any]
) -> None:
    company.answers = [answer, (200, DONE)]
    now = dt.datetime.now(dt.UTC)
    requests = Requests(store, company.url, SecretStr(SECRET), lambda: now)

    receipt = await requests.submit("k1", "cancel_subscription", "c1", "conv", {})
    too_early = await requests.deliver_due()
    now += dt.timedelta(seconds=11)
    later = await requests.deliver_due()

    assert receipt.state == "pending"
    assert too_early == []
    assert [one.state for one in later] == ["done"]


async def test_a_request_survives_a_company_that_is_down(store: Engine) -> None:
    requests = Requests(store, "http://127.0.0.1:9/requests", SecretStr(SECRET))

    receipt = await requests.submit("k1", "cancel_subscription", "c1", "conv", {})

    assert receipt.state == "pending"


async def test_a_preview_is_a_request_of_its_own_kind_and_leaves_nothing_to_deliver(
    store: Engine, company: Company
) -> None:
    company.answers = [(200, FIGURES), (422, {"status": "refused", "reason": "no"}),
                       (400, {"error": "unknown type"})]  # fmt: skip
    requests = Requests(store, company.url, SecretStr(SECRET))

    shown, refused, unknown = [await requests.preview("change_plan", "c1", {"plan": "premium"}) for _ in range(3)]

    assert shown is not None
    assert (shown.figures["due_now_minor"], shown.reason) == (321, None)
    assert refused is not None
    assert refused.reason == "no"
    assert unknown is None
    assert [got["type"] for got in company.got] == ["preview_change_plan"] * 3
    assert await requests.deliver_due() == []


@pytest.mark.postgres
async def test_a_request_with_ids_as_long_as_real_ones_is_stored_in_postgresql(tmp_path: Path) -> None:
    with database("postgresql", tmp_path) as place:
        engine = open_store(place.writer.replace("postgresql://", "postgresql+psycopg://"))
        requests, id = Requests(engine, DOWN, SecretStr(SECRET)), uuid.uuid4().hex
        conversation = f"messenger-{uuid.uuid4().hex}"

        receipt = await requests.submit(id, "change_delivery_address", "cus_" + "1" * 60, conversation, {})

        assert (await requests.find(id, receipt.customer)) == receipt
        engine.dispose()


async def test_a_request_on_its_way_is_left_alone_by_whoever_looks_for_due_ones(
    store: Engine, company: Company
) -> None:
    company.answers = [(200, DONE)]
    requests = Requests(store, company.url, SecretStr(SECRET))
    company.answering = lambda: seen.extend(asyncio.run(requests.deliver_due()))
    seen: list[Receipt] = []

    receipt = await requests.submit("k1", "cancel_subscription", "c1", "conv", {})

    assert receipt.state == "done"
    assert (seen, len(company.got)) == ([], 1)


async def test_of_two_processes_one_sends_what_is_due(store: Engine, company: Company) -> None:
    clock = Clock()
    company.answers = [(503, {}), (200, DONE), (200, DONE)]
    processes = [Requests(store, company.url, SecretStr(SECRET), clock) for _ in range(2)]
    await processes[0].submit("k1", "cancel_subscription", "c1", "conv", {})
    clock.on(seconds=11)

    found = await asyncio.gather(*(process.deliver_due() for process in processes))

    assert [one.state for one in [*found[0], *found[1]]] == ["done"]
    assert len(company.got) == 2


async def test_a_late_failure_does_not_undo_an_outcome(store: Engine, company: Company) -> None:
    clock = Clock()
    requests = Requests(store, company.url, SecretStr(SECRET), clock)
    company.answers = [(503, {}), (200, DONE)]

    def slowly() -> None:
        company.answering = lambda: None
        clock.on(seconds=31)  # the claim on the first attempt is over
        asyncio.run(requests.deliver_due())

    company.answering = slowly

    receipt = await requests.submit("k1", "cancel_subscription", "c1", "conv", {})

    assert receipt.state == "done"


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "done"},
        {**DONE, "reference": ""},
        {**DONE, "effective_at": "soon"},
        {**DONE, "effective_at": "2026-04-01T00:00:00"},
        {**DONE, "until": "2026-05-01"},
    ],
)
async def test_a_done_that_says_not_what_or_when_is_no_answer(
    store: Engine, company: Company, answer: dict[str, Any]
) -> None:
    company.answers = [(200, answer)]

    receipt = await Requests(store, company.url, SecretStr(SECRET)).submit(
        "k1", "cancel_subscription", "c1", "conv", {}
    )

    assert receipt.state == "pending"


async def test_an_endpoint_that_answers_drop_by_drop_is_not_waited_for(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            for drop in (b"HTTP/1.1 404 Not found\r\n", *[b"x: y\r\n"] * 20, b"content-length: 0\r\n\r\n"):
                writer.write(drop)
                await writer.drain()
                await asyncio.sleep(0.1)
        writer.close()

    monkeypatch.setattr("actions.requests.receiver._PATIENCE", 0.5)
    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    began = asyncio.get_running_loop().time()

    await Requests(store, url, SecretStr(SECRET)).submit("k1", "export_data", "c1", "conv", {})

    assert asyncio.get_running_loop().time() - began < 1.5
    server.close()


@pytest.mark.parametrize(
    "wrong", [{"currency": None}, {"currency": "pounds"}, {"effective_at": "soon"}, {"due_now_minor": "much"}]
)
async def test_figures_that_cannot_be_read_are_none(store: Engine, company: Company, wrong: dict[str, Any]) -> None:
    company.answers = [(200, {**FIGURES, **wrong})]

    assert await Requests(store, company.url, SecretStr(SECRET)).preview("change_plan", "c1", {}) is None


async def test_the_same_request_under_way_is_not_sent_a_second_time(store: Engine, company: Company) -> None:
    company.answers = [(503, {}), (503, {}), (503, {})]
    requests = Requests(store, company.url, SecretStr(SECRET))
    first = await requests.submit("k1", "export_data", "c1", "conv", {"locale": "en-GB"})

    again = await requests.submit("k2", "export_data", "c1", "other", {"locale": "de"})
    of_another = await requests.submit("k3", "export_data", "c2", "conv", {})
    of_other_data = await requests.submit("k4", "export_data", "c1", "conv", {"part": "bills"})

    assert (first.id, again.id, of_another.id, of_other_data.id) == ("k1", "k1", "k3", "k4")
    assert [got["id"] for got in company.got] == ["k1", "k3", "k4"]


async def test_another_customer_s_request_is_not_found(store: Engine) -> None:
    requests = Requests(store, DOWN, SecretStr(SECRET))
    await requests.submit("k1", "export_data", "c1", "conv", {})

    assert await requests.find("k1", "c2") is None


async def later(requests: Requests, company: Company, clock: Clock, *conversations: str) -> None:
    """Requests of these conversations, whose customers were told to wait, are done."""
    for number, conversation in enumerate(conversations):
        company.answers = [(503, {})]
        await requests.submit(f"k{number}", "export_data", f"c{number}", conversation, {})
    company.answers = [(200, DONE)] * len(conversations)
    clock.on(seconds=11)
    await requests.deliver_due()


async def test_an_outcome_is_told_again_until_the_conversation_took_it(store: Engine, company: Company) -> None:
    clock, messages = Clock(), FakeMessages(failing={"one"})
    requests = Requests(store, company.url, SecretStr(SECRET), clock)
    await later(requests, company, clock, "one", "two")

    await tell(requests, messages, SAY, calendar())
    messages.failing.clear()
    for _ in range(2):
        await tell(requests, messages, SAY, calendar())

    assert [conversation for conversation, _ in messages.said] == ["two", "one"]
    assert all("R-1" in text for _, text in messages.said)


async def test_an_outcome_that_cannot_be_worded_holds_up_no_other(store: Engine, company: Company) -> None:
    clock, messages = Clock(), FakeMessages()
    requests = Requests(store, company.url, SecretStr(SECRET), clock)
    await later(requests, company, clock, "one", "two")
    with store.begin() as connection:
        connection.execute(sa.text("UPDATE requests SET outcome = '{}' WHERE id = 'k0'"))

    await tell(requests, messages, SAY, calendar())

    assert [conversation for conversation, _ in messages.said] == ["two"]


async def test_what_was_answered_at_once_is_not_told_again(store: Engine, company: Company) -> None:
    company.answers = [(200, DONE)]
    requests = Requests(store, company.url, SecretStr(SECRET))
    await requests.submit("k1", "export_data", "c1", "conv", {})

    assert await requests.untold() == []


async def test_after_a_day_without_an_answer_the_customer_is_sent_to_a_person(store: Engine) -> None:
    clock, messages = Clock(), FakeMessages()
    requests = Requests(store, DOWN, SecretStr(SECRET), clock)
    await requests.submit("k1", "export_data", "c1", "conv", {})
    clock.on(days=1)

    expired = await requests.deliver_due()
    await tell(requests, messages, SAY, calendar())

    assert [one.state for one in expired] == ["expired"]
    assert "talk to a person" in messages.said[0][1]
    clock.on(days=1)
    assert await requests.deliver_due() == []


async def test_an_answer_that_trying_again_won_t_mend_is_logged(
    store: Engine, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    company.answers = [(404, {})]

    await Requests(store, company.url, SecretStr(SECRET)).submit("k1", "export_data", "c1", "conv", {})

    assert "the endpoint's 404 to export_data k1 is no answer" in caplog.text


async def test_one_look_takes_a_part_of_what_is_due(
    store: Engine, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.requests.outbox._AT_A_TIME", 2)
    clock = Clock()
    requests = Requests(store, company.url, SecretStr(SECRET), clock)
    company.answers = [(503, {})] * 3 + [(200, DONE)] * 3
    for number in range(3):
        await requests.submit(f"k{number}", "export_data", f"c{number}", "conv", {})
        clock.on(seconds=1)
    clock.on(seconds=11)

    looks = [sorted(one.id for one in await requests.deliver_due()) for _ in range(2)]

    assert looks == [["k0", "k1"], ["k2"]]


async def test_what_is_finished_is_deleted_in_time_and_what_is_not_is_kept(store: Engine, company: Company) -> None:
    clock = Clock()
    requests = Requests(store, company.url, SecretStr(SECRET), clock, days=30)
    company.answers = [(200, DONE), (503, {})]
    await requests.submit("k1", "change_contact_details", "c1", "conv", {"email": "a@example.org"})
    await requests.submit("k2", "export_data", "c1", "conv", {})
    clock.on(days=29)
    early = await requests.clear()
    clock.on(days=2)

    assert (early, await requests.clear()) == (0, 1)
    assert await requests.find("k2", "c1") is not None


def test_a_store_of_an_earlier_version_gets_what_it_lacks(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/usher.sqlite"
    earlier = open_store(url)
    with earlier.begin() as connection:
        connection.execute(sa.text("ALTER TABLE requests DROP COLUMN untold"))
    earlier.dispose()

    engine = open_store(url)

    assert "untold" in {column["name"] for column in sa.inspect(engine).get_columns("requests")}
    engine.dispose()


def test_a_notice_names_the_day_where_the_company_is() -> None:
    outcome = {"reference": "R-1", "effective_at": "2026-07-01T23:00:00Z"}

    assert "on 2 July" in notice(Receipt("r", "export_data", "c1", "conv", "done", outcome), SAY, calendar())


def test_an_instant_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="no zone"):
        calendar().day_of_text("2026-07-01T23:00:00")
