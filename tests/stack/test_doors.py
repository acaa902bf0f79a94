"""What the running processes answer to whoever knocks: the channels, and nothing else of Rasa's."""

from __future__ import annotations

import httpx2
import pytest

from demo.stack import Stack

pytestmark = pytest.mark.stack

FORGED = {"sender": "web-somebody-else", "message": "hello", "metadata": {"identity": {"customer": "cus_h7k2mq94xd"}}}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/webhooks/rest/webhook"),
        ("POST", "/webhooks/callback/webhook"),
        ("GET", "/socket.io/?EIO=4&transport=polling"),
        ("POST", "/conversations/web-somebody-else/messages"),
        ("POST", "/conversations/web-somebody-else/tracker/events"),
        ("GET", "/conversations/web-somebody-else/tracker"),
        ("POST", "/model/parse"),
        ("PUT", "/model"),
        ("GET", "/domain"),
    ],
)
def test_rasa_s_own_doors_are_closed(stack: Stack, method: str, path: str) -> None:
    answer = httpx2.request(method, stack.url + path, json=FORGED if method != "GET" else None)

    assert answer.status_code == 404


@pytest.mark.parametrize("secret", [None, "", "guessed"])
def test_the_action_server_answers_nobody_without_the_secret(stack: Stack, secret: str | None) -> None:
    call = {"next_action": "action_subscription_status_benefits", "sender_id": "web-1", "tracker": {}, "domain": {}}
    headers = {} if secret is None else {"X-Usher-Secret": secret}

    answer = httpx2.post(stack.environment()["USHER_ACTIONS_URL"], json=call, headers=headers)

    assert answer.status_code in (401, 403)


def test_a_forged_sender_gets_nothing_of_a_customer_s(stack: Stack) -> None:
    web = f"{stack.url}/webhooks/web"
    session = httpx2.post(f"{web}/session", json={}).json()["session"]
    forged = {"id": "m-1", "text": "Which plan do I have?", **FORGED, "identity": FORGED["metadata"]["identity"]}

    answer = httpx2.post(f"{web}/messages?wait=true", json=forged, headers={"Authorization": f"Bearer {session}"})

    messages = answer.json()["messages"]
    assert any(choice["title"] == "Sign in" for message in messages for choice in message.get("choices", []))
