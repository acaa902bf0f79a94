"""The stand-in of WhatsApp: it takes what the Cloud API takes, and refuses what it refuses."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from demo.graph.app import Messenger
from demo.graph.app import create_app as graph
from demo.platforms.app import create_app
from demo.platforms.keys import Keys
from demo.whatsapp.api import NUMBER
from demo.whatsapp.app import WhatsApp
from demo.whatsapp.app import create_app as whatsapp
from demo.whatsapp.people import PEOPLE

TOKEN = "EAAtoken"
KEYS = Keys("", "", meta_app_secret="secret", meta_verify_token="verify", meta_page_token=TOKEN)
ROBIN = next(iter(PEOPLE))
PROOF = hmac.new(b"secret", TOKEN.encode(), hashlib.sha256).hexdigest()


@pytest.fixture
def client() -> Iterator[TestClient]:
    numbers = WhatsApp("http://nowhere.invalid/webhook", KEYS)
    numbers.threads.of(ROBIN).hear({"type": "text", "text": {"body": "hello"}})
    apps = {"messenger": graph(Messenger("", KEYS), numbers.api.routes()), "whatsapp": whatsapp(numbers)}
    with TestClient(create_app(apps)) as opened:
        yield opened


def send(client: TestClient, token: str = TOKEN, **message: Any) -> tuple[int, int]:
    """The status and Graph's error code, 0 when there is none."""
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": ROBIN, **message}
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/messenger/v26.0/{NUMBER}/messages?appsecret_proof={PROOF}"
    answer = client.post(path, json=body, headers=headers)
    return answer.status_code, answer.json().get("error", {}).get("code", 0)


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": words}}


def buttons(*titles: str) -> dict[str, Any]:
    offered = [{"type": "reply", "reply": {"id": f"v-{at}", "title": title}} for at, title in enumerate(titles)]
    return {
        "type": "interactive",
        "interactive": {"type": "button", "body": {"text": "?"}, "action": {"buttons": offered}},
    }


def test_what_was_sent_is_shown_with_its_buttons(client: TestClient) -> None:
    assert send(client, **buttons("Yes", "No")) == (200, 0)

    shown = client.get(f"/whatsapp/chat/{ROBIN}").json()["messages"]
    assert [one["title"] for one in shown[-1]["parts"][-1]["buttons"]] == ["Yes", "No"]
    assert "Chat as in WhatsApp" in client.get("/whatsapp/").text


@pytest.mark.parametrize(
    "message",
    [
        text(""),
        text("x" * 4_097),
        buttons("a", "b", "c", "d"),
        buttons("x" * 21),
        buttons("Same", "Same"),
        {"type": "text"},
        {"type": "hologram", "hologram": {}},
    ],
)
def test_what_is_beyond_the_limits_is_refused(client: TestClient, message: dict[str, Any]) -> None:
    assert send(client, **message) == (400, 100)


def test_after_a_day_only_templates_could_be_sent(client: TestClient) -> None:
    client.post("/whatsapp/failures", json={"name": "a day"})

    assert send(client, **text("hello")) == (400, 131047)


def test_a_stranger_and_a_wrong_token_are_refused(client: TestClient) -> None:
    assert send(client, to="15550000000", **text("hello")) == (400, 131026)
    assert send(client, token="EAAother", **text("hello"))[1] == 190
