"""The stand-in of Graph: it takes what Graph takes, refuses what Graph refuses, and calls webhooks as Meta does."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from demo.graph.app import Messenger, create_app
from demo.graph.threads import APP, INBOX, PAGE, PEOPLE
from demo.platforms.keys import Keys

TOKEN = "EAAtoken"
KEYS = Keys("", "", meta_app_secret="secret", meta_verify_token="verify", meta_page_token=TOKEN)
SOMEBODY = next(iter(PEOPLE))
HELLO = {"messaging_type": "RESPONSE", "message": {"text": "hello"}}


@dataclass
class Bot:
    """What a chatbot's webhook gets. `statuses` are its next answers; then 200."""

    statuses: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def receive(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        self.headers.append(dict(request.headers))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    def events(self, kind: str, where: str = "messaging") -> list[dict[str, Any]]:
        """Everything of a kind that came, echoes left out."""
        entries = [entry for body in self.bodies for entry in json.loads(body)["entry"]]
        found = [event for entry in entries for event in entry.get(where, []) if kind in event]
        return [event for event in found if not event[kind].get("is_echo")]

    def wait_for(self, count: int) -> None:
        until = time.monotonic() + 5
        while len(self.bodies) < count:
            assert time.monotonic() < until, "no webhook came"
            time.sleep(0.01)


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def graph(bot: Bot) -> Iterator[TestClient]:
    transport = httpx2.ASGITransport(Starlette(routes=[Route("/webhook", bot.receive, methods=["POST"])]))
    messenger = Messenger("http://bot.test/webhook", KEYS, transport)
    with TestClient(create_app(messenger)) as client:
        yield client


def call(graph: TestClient, edge: str, body: dict[str, Any], token: str = TOKEN, proof: str | None = None) -> Any:
    right = hmac.new(b"secret", token.encode(), hashlib.sha256).hexdigest()
    headers = {"Authorization": f"Bearer {token}"}
    return graph.post(f"/v26.0/{PAGE}/{edge}", params={"appsecret_proof": proof or right}, headers=headers, json=body)


def send(graph: TestClient, **body: Any) -> Any:
    return call(graph, "messages", {"recipient": {"id": SOMEBODY}, **body})


def write(graph: TestClient, bot: Bot, text: str = "hi") -> None:
    before = len(bot.bodies)
    graph.post(f"/chat/{SOMEBODY}/messages", json={"text": text})
    bot.wait_for(before + 1)


def refused(response: Any) -> tuple[int, int, int]:
    error = response.json()["error"]
    assert error["type"] == "OAuthException"
    return response.status_code, error["code"], error.get("error_subcode", 0)


def test_a_person_s_message_reaches_the_webhook_signed(graph: TestClient, bot: Bot) -> None:
    write(graph, bot, "hé")

    signature = "sha256=" + hmac.new(b"secret", bot.bodies[0], hashlib.sha256).hexdigest()
    event = bot.events("message")[0]
    assert bot.headers[0]["x-hub-signature-256"] == signature
    assert (event["sender"], event["recipient"], event["message"]["text"]) == ({"id": SOMEBODY}, {"id": PAGE}, "hé")


def test_a_message_of_the_page_is_shown_and_told_as_echo_and_receipts(graph: TestClient, bot: Bot) -> None:
    write(graph, bot)

    answer = send(graph, **HELLO).json()
    bot.wait_for(2)

    shown = graph.get(f"/chat/{SOMEBODY}").json()["messages"]
    assert [(one["who"], one["parts"][0]["text"]) for one in shown] == [("person", "hi"), ("bot", "hello")]
    assert answer == {"recipient_id": SOMEBODY, "message_id": shown[1]["id"]}
    assert [list(event)[-1] for event in json.loads(bot.bodies[1])["entry"][0]["messaging"]] == [
        "message", "delivery", "read",
    ]  # fmt: skip


def test_buttons_and_quick_replies_come_back_as_meta_sends_them(graph: TestClient, bot: Bot) -> None:
    write(graph, bot)
    button = {"type": "postback", "title": "Yes", "payload": "v-1"}
    template = {"template_type": "button", "text": "Sure?", "buttons": [button]}
    reply = {"content_type": "text", "title": "No", "payload": "v-2"}
    first = send(graph, messaging_type="RESPONSE", message={"attachment": {"type": "template", "payload": template}})
    second = send(graph, messaging_type="RESPONSE", message={"text": "Or?", "quick_replies": [reply]})

    for mid, value in ((first.json()["message_id"], "v-1"), (second.json()["message_id"], "v-2")):
        graph.post(f"/chat/{SOMEBODY}/presses", json={"message": mid, "value": value})
    bot.wait_for(5)

    assert [event["postback"]["payload"] for event in bot.events("postback")] == ["v-1"]
    assert [event["message"].get("quick_reply") for event in bot.events("message")] == [None, {"payload": "v-2"}]


@pytest.mark.parametrize(
    "message",
    [
        {"text": "x" * 2_001},
        {"text": ""},
        {},
        {"text": "x", "quick_replies": [{"content_type": "text", "title": "y", "payload": "z"}] * 14},
        {"text": "x", "quick_replies": [{"content_type": "text", "title": "y" * 21, "payload": "z"}]},
        {"attachment": {"type": "template", "payload": {"template_type": "button", "text": "x", "buttons": []}}},
        {"attachment": {"type": "template", "payload": {"template_type": "generic", "elements": [{"title": "x"}]}}},
        {"attachment": {"type": "image", "payload": {"url": "/relative.png"}}},
    ],
)
def test_what_breaks_a_limit_is_refused(graph: TestClient, bot: Bot, message: dict[str, Any]) -> None:
    write(graph, bot)

    assert refused(send(graph, messaging_type="RESPONSE", message=message)) == (400, 100, 0)


def test_only_the_page_s_token_with_its_proof_is_taken(graph: TestClient) -> None:
    body = {"recipient": {"id": SOMEBODY}, **HELLO}

    forged = call(graph, "messages", body, token="EAAforged")
    stolen = call(graph, "messages", body, proof="0" * 64)

    assert refused(forged) == (401, 190, 0)
    assert "EAAforged" in forged.json()["error"]["message"]
    assert refused(stolen) == (400, 100, 0)


def test_only_who_wrote_can_be_written_to(graph: TestClient) -> None:
    assert refused(send(graph, **HELLO)) == (400, 100, 2018001)


def test_after_a_day_only_a_person_may_write(graph: TestClient, bot: Bot) -> None:
    write(graph, bot)
    graph.post("/failures", json={"name": "a day"})

    late = send(graph, **HELLO)
    person = send(graph, messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT", message={"text": "hello"})

    assert refused(late) == (400, 10, 2018278)
    assert person.status_code == 200


def test_while_another_app_has_the_conversation_we_stand_by(graph: TestClient, bot: Bot) -> None:
    write(graph, bot)
    passed = call(graph, "pass_thread_control", {"recipient": {"id": SOMEBODY}, "target_app_id": INBOX})

    write(graph, bot, "hello?")
    said = send(graph, **HELLO)
    graph.post("/test/act", json={"do": "give back"})
    bot.wait_for(3)

    assert passed.json() == {"success": True}
    assert refused(said) == (403, 10, 2018300)
    assert [event["message"]["text"] for event in bot.events("message", "standby")] == ["hello?"]
    assert bot.events("pass_thread_control")[0]["pass_thread_control"]["new_owner_app_id"] == APP


def test_a_webhook_is_sent_again_until_it_is_taken_and_four_times_when_asked(graph: TestClient, bot: Bot) -> None:
    bot.statuses = [503]
    graph.post("/failures", json={"name": "4 copies"})

    graph.post(f"/chat/{SOMEBODY}/messages", json={"text": "hi"})
    bot.wait_for(5)

    assert len({event["message"]["mid"] for event in bot.events("message")}) == 1


@pytest.mark.parametrize(("name", "answer"), [("429", (429, 4, 0)), ("613", (400, 613, 0)), ("500", (500, 2, 0))])
def test_failures_come_once_and_on_demand(graph: TestClient, bot: Bot, name: str, answer: Any) -> None:
    write(graph, bot)
    graph.post("/failures", json={"name": name})

    assert refused(send(graph, **HELLO)) == answer
    assert send(graph, **HELLO).status_code == 200


def test_a_menu_needs_a_button_to_begin_with(graph: TestClient) -> None:
    menu: dict[str, Any] = {"persistent_menu": [{"locale": "default", "call_to_actions": []}]}

    alone = call(graph, "messenger_profile", menu)
    together = call(graph, "messenger_profile", {**menu, "get_started": {"payload": "menu:start"}})

    assert refused(alone) == (400, 100, 2018145)
    assert together.json() == {"result": "success"}


def test_the_page_shows_what_goes_over_the_wire(graph: TestClient, bot: Bot) -> None:
    write(graph, bot)
    send(graph, **HELLO)

    calls = graph.get(f"/chat/{SOMEBODY}").json()["calls"]
    assert [call["name"] for call in calls][:2] == ["webhook: message", "POST messages"]
    assert "Chat as in Messenger" in graph.get("/").text
