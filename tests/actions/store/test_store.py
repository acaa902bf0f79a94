"""Hand-overs, consents and requests."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.engine import Engine
from standardwebhooks.webhooks import Webhook

from actions.errors import UsherError
from actions.requests.outbox import Requests
from actions.store.consents import Consents
from actions.store.database import open_store
from actions.store.handovers import HandOvers

SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="
PACKET = {"reason": "customer_asked", "customer": "c1", "level": "signed_in", "question": "help", "summary": "",
          "facts": ["You have Standard."], "steps": []}  # fmt: skip


@pytest.fixture
def store(tmp_path: Any) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path}/new/usher.sqlite")
    yield engine
    engine.dispose()


class Company(ThreadingHTTPServer):
    """The company's endpoint: answers what it is told to, and keeps what it got."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, Any]] = []
        self.got: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/requests"


class _Handler(BaseHTTPRequestHandler):
    server: Company

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        Webhook(SECRET).verify(body, dict(self.headers.items()))
        self.server.got.append(json.loads(body))
        status, answer = self.server.answers.pop(0)
        payload = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def company() -> Iterator[Company]:
    server = Company()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


DONE = {"status": "done", "reference": "R-1", "effective_at": "2026-04-01T00:00:00+00:00"}


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


def test_a_conversation_has_one_open_hand_over(store: Engine) -> None:
    handovers = HandOvers(store)

    first = handovers.request("conv", **PACKET)
    again = handovers.request("conv", **PACKET)
    handovers.give_back(first.reference)
    later = handovers.request("conv", **PACKET)

    assert first.reference == again.reference
    assert later.reference != first.reference
    assert [one.reference for one in handovers.open()] == [later.reference]


def test_a_hand_over_that_an_agent_has_is_not_taken_by_another(store: Engine) -> None:
    handovers = HandOvers(store)
    reference = handovers.request("conv", **PACKET).reference
    handovers.take(reference, "one")

    with pytest.raises(UsherError, match="another agent"):
        handovers.take(reference, "two")


def test_consent_is_absent_until_given_and_can_be_withdrawn(store: Engine) -> None:
    consents = Consents(store)

    asked = consents.given("c1", "viewing_history")
    consents.record("c1", "viewing_history", True)
    given = consents.given("c1", "viewing_history")
    consents.record("c1", "viewing_history", False)

    assert (asked, given, consents.given("c1", "viewing_history")) == (None, True, False)


async def test_a_preview_is_a_request_of_its_own_kind_and_leaves_nothing_to_deliver(
    store: Engine, company: Company
) -> None:
    company.answers = [(200, {"status": "preview", "due_now_minor": 321}), (422, {"status": "refused", "reason": "no"}),
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
