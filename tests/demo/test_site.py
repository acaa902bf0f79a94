"""The demo company's website: its pages, its word on who is signed in, and the requests it receives."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from xml.dom import minidom

import jwt
import pytest
from standardwebhooks.webhooks import Webhook
from starlette.testclient import TestClient

from actions.settings import Settings
from actions.systems import entities as e
from demo.site.app import create_app
from demo.site.catalogue import Catalogue, HelpPage
from demo.site.posters import poster
from demo.site.tokens import site_token
from demo.stories import BY_SLUG, STORIES
from tests.demo.conftest import Company, fetcher

SECRET = "whsec_bm9ydGhsaWdodC1ub3J0aGxpZ2h0LW5vcnRo"
HANNAH = BY_SLUG["price-increase"]


@pytest.fixture
def site(own_company: Company) -> TestClient:
    settings = Settings(USHER_DEMO=own_company.folder, USHER_REQUESTS_SECRET=SECRET, USHER_BOT_URL="http://chat.test")
    return TestClient(create_app(settings, now))


@pytest.fixture
def customer(site: TestClient) -> TestClient:
    """Hannah's browser."""
    site.post("/sign-in", data={"customer": HANNAH.customer})
    return site


def now() -> dt.datetime:
    """Real time: signatures and tokens are refused when they are old."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def post_request(site: TestClient, asked: dict[str, Any], secret: str = SECRET) -> Any:
    body, instant = json.dumps(asked), now()
    headers = {
        "webhook-id": str(asked.get("id")),
        "webhook-timestamp": str(int(instant.timestamp())),
        "webhook-signature": Webhook(secret).sign(str(asked.get("id")), instant, body),
    }
    return site.post("/requests", content=body, headers=headers)


def cancellation(company: Company, id: str = "c1.t1") -> dict[str, Any]:
    (held,) = fetcher(company.connect())(e.Subscription, customer=HANNAH.customer)
    data = {"subscription": held.id, "reason": "price_increase"}
    return {"id": id, "type": "cancel_subscription", "customer": HANNAH.customer, "data": data}


@pytest.mark.parametrize(
    "path",
    [
        "/", "/play", "/play?q=chaplin", "/play?genre=horror", "/play/t_metropolis", "/title/t_metropolis", "/courier",
        "/help", "/help/reset-password", "/plans", "/sign-in",
    ],
)  # fmt: skip
def test_every_page_is_there_and_embeds_the_widget_with_one_script_tag(site: TestClient, path: str) -> None:
    response = site.get(path)

    assert response.status_code == 200
    assert len(re.findall("<script", response.text)) == 1
    assert 'src="http://chat.test/webhooks/web/widget.js"' in response.text


def test_each_page_has_a_nonce_of_its_own_and_lets_no_other_script_run(site: TestClient) -> None:
    first, second = site.get("/plans"), site.get("/plans")

    policies = [response.headers["content-security-policy"] for response in (first, second)]
    nonces = [re.search(r"script-src 'nonce-([\w-]+)'", policy) for policy in policies]
    assert nonces[0]
    assert nonces[1]
    assert nonces[0][1] != nonces[1][1]
    assert f'nonce="{nonces[0][1]}"' in first.text
    assert "unsafe" not in policies[0]


def test_what_is_not_there_is_said_so(site: TestClient) -> None:
    for path in ("/play/t_nothing", "/help/nothing", "/courier/art_0", "/poster/t_nothing.svg", "/nothing"):
        response = site.get(path)

        assert response.status_code == 404, path
        assert "This page is not here" in response.text


def test_one_signs_in_as_any_of_the_ten_and_out_again(site: TestClient) -> None:
    page = site.get("/sign-in").text
    assert all(f"Sign in as {story.first_name}" in page for story in STORIES)

    site.post("/sign-in", data={"customer": HANNAH.customer})
    assert "Hannah’s account" in site.get("/").text

    site.post("/sign-out")
    assert "Hannah" not in site.get("/").text


def test_nobody_else_can_be_signed_in_as(site: TestClient) -> None:
    assert site.post("/sign-in", data={"customer": "cus_0000000000"}).status_code == 404
    assert site.get("/support-token").status_code == 204


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "\\\\evil.example", "account"])
def test_signing_in_leads_to_no_other_site(site: TestClient, next_page: str) -> None:
    form = {"customer": HANNAH.customer, "next": next_page}

    response = site.post("/sign-in", data=form, follow_redirects=False)

    assert response.headers["location"] == "/"


def test_another_site_cannot_sign_a_visitor_in_or_out(customer: TestClient) -> None:
    foreign = {"sec-fetch-site": "cross-site"}

    assert customer.post("/sign-out", headers=foreign).status_code == 403
    assert customer.post("/sign-in", data={"customer": STORIES[1].customer}, headers=foreign).status_code == 403
    assert "Hannah’s account" in customer.get("/").text


def test_the_token_names_the_customer_and_when_they_signed_in(customer: TestClient, own_company: Company) -> None:
    keys = jwt.PyJWKSet.from_json((own_company.folder / "site-keys.json").read_text())
    token = customer.get("/support-token").text

    header = jwt.get_unverified_header(token)
    claims = jwt.decode(token, keys[header["kid"]].key, algorithms=["ES256"], audience="support-chat")

    assert header["alg"] == "ES256"
    assert claims["sub"] == HANNAH.customer
    assert 0 <= claims["iat"] - claims["auth_time"] < 60
    assert 0 < claims["exp"] - claims["iat"] <= 300
    assert set(claims) == {"iss", "aud", "sub", "iat", "exp", "jti", "auth_time"}  # no e-mail, no plan


def test_every_token_is_another_and_the_key_stays(tmp_path: Path) -> None:
    one, two = (site_token("cus_1", now(), now(), tmp_path) for _ in range(2))

    assert (
        jwt.decode(one, options={"verify_signature": False})["jti"]
        != (jwt.decode(two, options={"verify_signature": False})["jti"])
    )
    assert jwt.get_unverified_header(one)["kid"] == jwt.get_unverified_header(two)["kid"]
    assert (tmp_path / "site-key.pem").stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in (tmp_path / "site-keys.json").read_text()
    assert '"d"' not in (tmp_path / "site-keys.json").read_text()


def test_the_account_page_shows_what_billing_holds(customer: TestClient, own_company: Company) -> None:
    fetch = fetcher(own_company.connect())
    newest = fetch(e.Invoice, customer=HANNAH.customer, newest="issued_at")[0]

    page = customer.get("/account").text

    assert newest.number in page
    assert f"£{newest.total_minor / 100:.2f}" in page


def test_a_signed_request_is_carried_out(site: TestClient, own_company: Company) -> None:
    response = post_request(site, cancellation(own_company))

    assert response.status_code == 200
    assert response.json()["status"] == "done"
    (held,) = fetcher(own_company.connect())(e.Subscription, customer=HANNAH.customer)
    assert held.status == "cancelled"
    assert held.ends_at == dt.datetime.fromisoformat(response.json()["effective_at"])


def test_a_repeated_request_gets_the_same_answer(site: TestClient, own_company: Company) -> None:
    asked = cancellation(own_company)

    first, again = post_request(site, asked), post_request(site, asked)

    assert again.status_code == 200
    assert again.json() == first.json()


def test_a_refusal_has_a_reason_and_is_repeated_too(site: TestClient, own_company: Company) -> None:
    post_request(site, cancellation(own_company, "first"))
    second = cancellation(own_company, "second")

    refused, again = post_request(site, second), post_request(site, second)

    assert refused.status_code == 422
    assert refused.json() == {"status": "refused", "reason": "the subscription is already cancelled"}
    assert (again.status_code, again.json()) == (422, refused.json())


def test_what_usher_did_not_sign_changes_nothing(site: TestClient, own_company: Company) -> None:
    asked = cancellation(own_company)

    forged = post_request(site, asked, secret="whsec_" + "QUFB" * 8)
    unsigned = site.post("/requests", json=asked)

    assert (forged.status_code, unsigned.status_code) == (401, 401)
    (held,) = fetcher(own_company.connect())(e.Subscription, customer=HANNAH.customer)
    assert held.status == "active"


def test_a_signed_request_of_an_unknown_kind_is_refused_as_malformed(site: TestClient) -> None:
    assert post_request(site, {"id": "x", "type": "delete_everything", "customer": "c", "data": {}}).status_code == 400


def test_every_poster_is_a_picture_and_always_the_same(own_company: Company) -> None:
    for title in Catalogue(own_company.cms).popular(40):
        drawn = poster(title)

        minidom.parseString(drawn)  # noqa: S318 - our own drawing
        assert drawn == poster(title)


def test_the_steps_of_a_help_article_become_a_list() -> None:
    page = HelpPage("x", "X", "t", "Do this.\n1. First.\n2. Second.\nThen rest.")

    assert page.parts == [("p", ["Do this."]), ("ol", ["First.", "Second."]), ("p", ["Then rest."])]
