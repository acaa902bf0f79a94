"""Slack's stand-in: its rules, its repetitions, and the page where one chats."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from demo.platforms.chat import ChatPage
from demo.platforms.failures import Failure, Failures
from demo.slack import workspace as slack
from demo.slack.api import WebApi
from demo.slack.chat import SlackChat
from demo.slack.events import Events
from demo.slack.limits import check_blocks
from demo.slack.methods import Methods
from demo.slack.workspace import SlackError, Workspace

TOKEN = "xoxb-1"


class Endpoint:
    """The chatbot's endpoint: keeps what it gets, and answers with the statuses given."""

    def __init__(self, *statuses: int) -> None:
        self.got: list[tuple[bytes, Mapping[str, str]]] = []
        self._statuses = list(statuses)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        self.got.append((body, headers))
        return (self._statuses.pop(0) if self._statuses else 200), ""


class StandIn:
    """The whole of it, without sockets."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.workspace = Workspace(TOKEN)
        self.api = WebApi(Methods(self.workspace), Failures())
        self.events = Events("http://bot.test/events", "secret", endpoint.post, retries=(0.0, 0.0, 0.0))
        chat = SlackChat(self.workspace, self.api, self.events)
        self.http = TestClient(Starlette(routes=[*self.api.routes(), *ChatPage(chat).routes()]))

    def call(self, method: str, token: str | None = TOKEN, **arguments: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.http.post(f"/api/{method}", json=arguments, headers=headers)

    def shown(self, place: str) -> Any:
        return self.http.get(f"/chat/{place}").json()


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
def stand_in(endpoint: Endpoint) -> StandIn:
    return StandIn(endpoint)


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(number: int, label: str = "Yes") -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": f"a{number}", "value": "v"}


@pytest.mark.parametrize(
    "blocks",
    [
        [section("x" * 3_001)],
        [section("x")] * 51,
        [{"type": "actions", "elements": [button(number) for number in range(26)]}],
        [{"type": "actions", "elements": [button(1, "x" * 76)]}],
        [{"type": "actions", "elements": [button(1), button(1)]}],
        [{"type": "carousel"}],
        [{**section("x"), "accessory": {"type": "image", "image_url": "http://localhost/a.png", "alt_text": "a"}}],
        [section("x" * 3_000)] * 5,
    ],
    ids=["long section", "51 blocks", "26 buttons", "long label", "twice an action", "unknown", "no TLS", "too much"],
)
def test_what_slack_refuses_is_refused(blocks: list[dict[str, Any]]) -> None:
    with pytest.raises(SlackError):
        check_blocks(blocks)


def test_calls_need_the_token_and_known_things(stand_in: StandIn) -> None:
    answers = [
        stand_in.call("chat.postMessage", None, channel=slack.DIRECT, text="x"),
        stand_in.call("chat.postMessage", "xoxb-2", channel=slack.DIRECT, text="x"),
        stand_in.call("chat.postMessage", channel="C0NOWHERE", text="x"),
        stand_in.call("chat.postMessage", channel=slack.DIRECT),
        stand_in.call("chat.update", channel=slack.DIRECT, ts="1.1", text="x"),
        stand_in.call("chat.appendStream", channel=slack.DIRECT, ts="1.1"),
        stand_in.call("oauth.v2.access", None, code="made-up"),
        stand_in.call("no.such"),
    ]

    assert [answer.json()["error"] for answer in answers] == [
        "not_authed", "invalid_auth", "channel_not_found", "no_text", "message_not_found", "message_not_found",
        "invalid_code", "unknown_method",
    ]  # fmt: skip


def test_a_failure_meets_one_call_and_a_lost_answer_is_a_post_all_the_same(stand_in: StandIn) -> None:
    stand_in.api.failures.add(Failure(429, "chat.postMessage", retry_after=2))
    stand_in.api.failures.add(Failure(500, "chat.postMessage", after=True))

    answers = [stand_in.call("chat.postMessage", channel=slack.DIRECT, text=text) for text in ("a", "b", "c")]

    assert [answer.status_code for answer in answers] == [429, 500, 200]
    assert answers[0].headers["Retry-After"] == "2"
    assert [message["text"] for message in stand_in.workspace.said_by_bot()] == ["b", "c"]


async def test_an_event_that_is_not_acknowledged_is_repeated_with_its_number() -> None:
    endpoint = Endpoint(503, 0, 200)
    events = Events("http://bot.test/events", "secret", endpoint.post, retries=(0.0, 0.0, 0.0))

    assert await events.event({"type": "message"}) == 503
    while len(endpoint.got) < 3:
        await asyncio.sleep(0)

    assert len({body for body, _ in endpoint.got}) == 1
    assert [headers.get("X-Slack-Retry-Num") for _, headers in endpoint.got] == [None, "1", "2"]


def test_what_a_person_writes_on_the_page_is_shown_and_sent_signed(stand_in: StandIn, endpoint: Endpoint) -> None:
    stand_in.http.post(f"/chat/{slack.DIRECT}/messages", json={"text": "1 < 2"})
    shown = stand_in.shown(slack.DIRECT)

    ((body, headers),) = endpoint.got
    assert b"1 &lt; 2" in body
    assert headers["X-Slack-Signature"].startswith("v0=")
    assert shown["messages"][0]["parts"][0]["text"] == "1 < 2"
    assert [call["name"] for call in shown["calls"]] == ["event message"]


def test_buttons_are_shown_and_pressing_one_tells_the_chatbot(stand_in: StandIn, endpoint: Endpoint) -> None:
    blocks = [section("Why?"), {"type": "actions", "block_id": "c", "elements": [button(1, "Too expensive")]}]
    ts = stand_in.call("chat.postMessage", channel=slack.DIRECT, text="Why?", blocks=blocks).json()["ts"]

    message = stand_in.shown(slack.DIRECT)["messages"][0]
    stand_in.http.post(f"/chat/{slack.DIRECT}/presses", json={"message": ts, "value": "Too expensive"})

    assert message["parts"][1]["buttons"][0]["title"] == "Too expensive"
    assert b"block_actions" in endpoint.got[0][0]


def test_the_page_is_there_for_every_place_and_for_no_other(stand_in: StandIn) -> None:
    page = stand_in.http.get("/")

    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert all(stand_in.http.get(f"/chat/{place}").status_code == 200 for place in (slack.DIRECT, "home", "assistant"))
    assert stand_in.http.get("/chat/elsewhere").status_code == 404
    assert stand_in.http.post("/failures", json={"name": "made up"}).status_code == 404


def test_the_next_event_can_be_delivered_four_times(stand_in: StandIn, endpoint: Endpoint) -> None:
    stand_in.http.post("/failures", json={"name": "four"})

    for text in ("one", "two"):
        stand_in.http.post(f"/chat/{slack.DIRECT}/messages", json={"text": text})

    assert len(endpoint.got) == 5


def test_no_secret_is_among_the_calls_the_page_shows(stand_in: StandIn) -> None:
    stand_in.workspace.codes.add("c")
    stand_in.call("oauth.v2.access", None, code="c", client_id="1.2", client_secret="cs-1")

    assert "cs-1" not in str(stand_in.shown(slack.DIRECT)["calls"])
