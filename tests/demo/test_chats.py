"""The website's side of linking a chat account, and the mails it sends about it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import jwt
import pytest
from standardwebhooks.webhooks import Webhook
from starlette.testclient import TestClient

from actions.settings import Settings
from demo.site.app import create_app
from demo.site.chats import Chats
from demo.stories import BY_SLUG, STORIES
from tests.demo.conftest import Company

SECRET = "whsec_bm9ydGhsaWdodC1ub3J0aGxpZ2h0LW5vcnRo"
HANNAH = BY_SLUG["price-increase"]
OFFER = "o" * 43


class FakeUsher:
    """Answers as the web channel does; `called` are the calls, with the customer their token names."""

    def __init__(self) -> None:
        self.called: list[tuple[str, str, dict[str, Any]]] = []
        self.tokens: set[str] = set()
        self.links = [{"id": "l-1", "channel": "slack", "account": "Hannah on Slack", "linked_at": "2026-11-22T10:00"}]
        self.status = 200

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        token = body.pop("token")
        assert token not in self.tokens, "a token is good once"
        self.tokens.add(token)
        name = request.url.path.removeprefix("/webhooks/web/links/")
        customer = jwt.decode(token, options={"verify_signature": False})["sub"]
        self.called.append((name, customer, body))
        answers = {
            "look": {"channel": "slack", "account": "Hannah on Slack", "expires_at": "2026-11-22T10:10"},
            "confirm": {"code": "123456", "expires_at": "2026-11-22T10:20"},
            "list": {"links": self.links},
            "remove": {"removed": True},
        }
        return httpx2.Response(self.status, json=answers[name])


@pytest.fixture
def usher() -> FakeUsher:
    return FakeUsher()


@pytest.fixture
def site(own_company: Company, usher: FakeUsher) -> Iterator[TestClient]:
    settings = Settings(USHER_DEMO=own_company.folder, USHER_REQUESTS_SECRET=SECRET, USHER_BOT_URL="http://chat.test")
    chats = Chats("http://chat.test", httpx2.MockTransport(usher.answer))
    with TestClient(create_app(settings, lambda: dt.datetime.now(dt.UTC), chats)) as client:
        yield client


@pytest.fixture
def customer(site: TestClient) -> TestClient:
    """Hannah's browser."""
    site.post("/sign-in", data={"customer": HANNAH.customer})
    return site


def test_a_visitor_signs_in_first_and_comes_back_to_the_link(site: TestClient, usher: FakeUsher) -> None:
    page = site.get(f"/link?offer={OFFER}").text
    assert f'value="/link?offer={OFFER}"' in page
    assert usher.called == []

    back = site.post("/sign-in", data={"customer": HANNAH.customer, "next": f"/link?offer={OFFER}"})

    assert back.url.path == "/link"
    assert "Is this chat yours?" in back.text


def test_opening_a_link_shows_which_chat_it_is_and_confirms_nothing(customer: TestClient, usher: FakeUsher) -> None:
    page = customer.get(f"/link?offer={OFFER}")

    assert "Hannah on Slack" in page.text
    assert [name for name, *_ in usher.called] == ["look"]
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "same-origin")


def test_confirming_shows_the_code(customer: TestClient, usher: FakeUsher) -> None:
    page = customer.post("/link", data={"offer": OFFER})

    assert "123 456" in page.text
    assert usher.called == [("confirm", HANNAH.customer, {"offer": OFFER})]


def test_another_site_confirms_and_unlinks_nothing(customer: TestClient, usher: FakeUsher) -> None:
    foreign = {"sec-fetch-site": "cross-site"}

    assert customer.post("/link", data={"offer": OFFER}, headers=foreign).status_code == 403
    assert customer.post("/unlink", data={"id": "l-1"}, headers=foreign).status_code == 403
    assert usher.called == []


def test_a_visitor_confirms_nothing(site: TestClient, usher: FakeUsher) -> None:
    assert site.post("/link", data={"offer": OFFER}).status_code == 404
    assert usher.called == []


@pytest.mark.parametrize(("status", "said"), [(404, "no longer valid"), (503, "cannot be reached")])
def test_what_usher_refuses_is_said(customer: TestClient, usher: FakeUsher, status: int, said: str) -> None:
    usher.status = status

    page = customer.get(f"/link?offer={OFFER}")

    assert page.status_code in (404, 502)
    assert said in page.text


def test_linked_chats_are_listed_and_unlinked(customer: TestClient, usher: FakeUsher) -> None:
    assert "Hannah on Slack" in customer.get("/link").text

    customer.post("/unlink", data={"id": "l-1"})

    assert ("remove", HANNAH.customer, {"id": "l-1"}) in usher.called


def notice(site: TestClient, id: str = "m-1", secret: str = SECRET, type: str = "chat.linked") -> int:
    about = {"customer": HANNAH.customer, "channel": "slack", "account": "Ada on Slack"}
    body, at = (
        json.dumps({"type": type, "timestamp": "2026-11-22T10:00:00+00:00", "data": about}),
        dt.datetime.now(dt.UTC),
    )
    headers = {
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, at, body),
    }
    status: int = site.post("/mails", content=body, headers=headers).status_code
    return status


def test_a_notice_is_mailed_once_and_to_its_customer_alone(customer: TestClient) -> None:
    statuses = [notice(customer), notice(customer), notice(customer, "m-2", type="chat.unlinked")]

    hannahs = customer.get("/link").text
    customer.post("/sign-in", data={"customer": next(s.customer for s in STORIES if s.customer != HANNAH.customer)})

    assert statuses == [204, 204, 204]
    assert hannahs.count("Ada on Slack was linked to your account") == 1
    assert hannahs.count("Ada on Slack is no longer linked") == 1
    assert "Ada on Slack" not in customer.get("/link").text


def test_a_notice_with_another_signature_is_refused(customer: TestClient) -> None:
    assert notice(customer, secret="whsec_" + "b3RoZXI=") == 401
