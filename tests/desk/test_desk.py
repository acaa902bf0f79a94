"""The agents' desk: who may enter, what they see, and what reaches the customer."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import pytest
from starlette.testclient import TestClient

from actions.errors import UsherError
from actions.settings import Settings
from actions.store.handovers import HandOver
from desk.app import create_app, since
from desk.channel import ChannelUnavailable, Said

NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
WAITING = HandOver(
    reference="H-1A2B", conversation="web-1", created_at=NOW - dt.timedelta(minutes=7), reason="asked_for_person",
    customer="cus_1", level="signed_in", question="Why <b>two</b> bills?", summary="Asked about the last bill.",
    facts=["The last bill was £12.99."], steps=["Restart the app."],
)  # fmt: skip


@dataclass
class FakeHandOvers:
    """One hand-over, kept in memory."""

    one: HandOver = WAITING

    def open(self) -> list[HandOver]:
        return [] if self.one.state == "returned" else [self.one]

    def get(self, reference: str) -> HandOver:
        if reference != self.one.reference:
            raise UsherError("unknown")
        return self.one

    def take(self, reference: str, agent: str) -> HandOver:
        if self.one.agent not in (None, agent):
            raise UsherError(f"hand-over {reference} is with another agent")
        self.one = replace(self.one, state="active", agent=agent)
        return self.one

    def give_back(self, reference: str) -> HandOver:
        self.one = replace(self.one, state="returned")
        return self.one


@dataclass
class FakeConversations:
    """The chat server; `down` makes it unreachable."""

    said: list[Said] = field(default_factory=lambda: [Said(1, "customer", "Hello?")])
    states_told: list[tuple[str, str]] = field(default_factory=list)
    written: dict[str, tuple[str, str]] = field(default_factory=dict)
    down: bool = False
    state: str = "requested"

    async def states(self, conversations: Sequence[str]) -> dict[str, str]:
        self._check()
        return dict.fromkeys(conversations, self.state)

    async def read(self, conversation: str, after: int = 0) -> list[Said]:
        self._check()
        return [one for one in self.said if one.number > after]

    async def write(self, conversation: str, id: str, text: str, author: str) -> None:
        self._check()
        self.written.setdefault(id, (text, author))

    async def hand_over(self, conversation: str, state: Literal["active", "returned"], reference: str) -> None:
        self._check()
        self.states_told.append((state, reference))

    def _check(self) -> None:
        if self.down:
            raise ChannelUnavailable("the chat server did not answer")


@pytest.fixture
def handovers() -> FakeHandOvers:
    return FakeHandOvers()


@pytest.fixture
def conversations() -> FakeConversations:
    return FakeConversations()


@pytest.fixture
def visitor(handovers: FakeHandOvers, conversations: FakeConversations) -> TestClient:
    settings = Settings(USHER_INTERNAL_SECRET="s" * 20, USHER_DESK_PASSWORD="open sesame")
    return TestClient(create_app(settings, handovers, conversations, lambda: NOW))


@pytest.fixture
def agent(visitor: TestClient) -> TestClient:
    visitor.post("/sign-in", data={"agent": "Sam", "password": "open sesame"})
    return visitor


def take(agent: TestClient) -> str:
    """Take the conversation; returns the page."""
    return agent.post("/handovers/H-1A2B/take").text


def test_nobody_sees_a_conversation_without_signing_in(visitor: TestClient) -> None:
    for path in ("/", "/waiting", "/handovers/H-1A2B", "/handovers/H-1A2B/messages"):
        response = visitor.get(path, follow_redirects=False)

        assert response.status_code == 303, path
        assert response.headers["location"] == "/sign-in"


def test_a_wrong_password_opens_nothing(visitor: TestClient) -> None:
    response = visitor.post("/sign-in", data={"agent": "Sam", "password": "guess"})

    assert response.status_code == 401
    assert visitor.get("/", follow_redirects=False).status_code == 303


def test_the_list_says_who_waits_how_long_and_why(agent: TestClient) -> None:
    page = agent.get("/").text

    assert "H-1A2B" in page
    assert "7 min" in page
    assert "asked for person" in page


def test_the_packet_is_shown_and_what_a_customer_wrote_stays_text(agent: TestClient) -> None:
    page = agent.get("/handovers/H-1A2B").text

    assert "The last bill was £12.99." in page
    assert "Restart the app." in page
    assert "Why &lt;b&gt;two&lt;/b&gt; bills?" in page
    assert "Reply to the customer" not in page  # not before it was taken


def test_taking_a_conversation_tells_the_customer_and_opens_the_reply(
    agent: TestClient, conversations: FakeConversations
) -> None:
    page = take(agent)

    assert conversations.states_told == [("active", "H-1A2B")]
    assert "Reply to the customer" in page


def test_a_reply_reaches_the_customer_once_even_if_sent_twice(
    agent: TestClient, conversations: FakeConversations
) -> None:
    page = take(agent)
    found = re.search(r'name="id" value="(\w+)"', page)
    assert found

    for _ in range(2):
        agent.post("/handovers/H-1A2B/reply", data={"id": found[1], "text": "I am looking into it."})

    assert list(conversations.written.values()) == [("I am looking into it.", "Sam")]


def test_only_the_agent_who_took_it_writes_in_it(
    agent: TestClient, handovers: FakeHandOvers, conversations: FakeConversations
) -> None:
    handovers.take("H-1A2B", "Alex")

    assert agent.post("/handovers/H-1A2B/reply", data={"text": "Hi"}).status_code == 409
    assert agent.post("/handovers/H-1A2B/return").status_code == 409
    assert agent.post("/handovers/H-1A2B/take").status_code == 503
    assert conversations.written == {}


def test_giving_back_lets_the_bot_answer_and_empties_the_list(
    agent: TestClient, conversations: FakeConversations
) -> None:
    take(agent)

    page = agent.post("/handovers/H-1A2B/return").text

    assert conversations.states_told[-1] == ("returned", "H-1A2B")
    assert "Nobody is waiting" in page


def test_a_customer_who_went_on_with_the_assistant_is_shown_as_such_and_can_still_be_taken(
    agent: TestClient, conversations: FakeConversations
) -> None:
    conversations.state = "bot"

    listed, page = agent.get("/").text, agent.get("/handovers/H-1A2B").text
    taken = take(agent)

    assert "With the assistant" in listed
    assert "The customer waits no longer" in page
    assert "Reply to the customer" in taken


def test_a_hand_over_is_closed_only_where_nobody_waits(
    agent: TestClient, handovers: FakeHandOvers, conversations: FakeConversations
) -> None:
    refused = agent.post("/handovers/H-1A2B/close")
    conversations.state = "bot"
    page = agent.post("/handovers/H-1A2B/close").text

    assert refused.status_code == 409
    assert "Nobody is waiting" in page
    assert conversations.states_told == []
    assert handovers.one.state == "returned"


def test_the_list_is_there_while_the_chat_server_is_down(agent: TestClient, conversations: FakeConversations) -> None:
    conversations.down = True

    assert "Waiting" in agent.get("/waiting").text


def test_when_the_chat_server_is_down_nothing_is_given_back_and_the_agent_is_told(
    agent: TestClient, handovers: FakeHandOvers, conversations: FakeConversations
) -> None:
    take(agent)
    conversations.down = True

    response = agent.post("/handovers/H-1A2B/return")

    assert response.status_code == 503
    assert "did not answer" in response.text
    assert handovers.one.state == "active"


def test_new_messages_come_as_a_piece_of_the_page(agent: TestClient, conversations: FakeConversations) -> None:
    conversations.said.append(Said(2, "customer", "Are you there?"))

    piece = agent.get("/handovers/H-1A2B/messages", params={"after": "1"}).text

    assert "Are you there?" in piece
    assert "Hello?" not in piece
    assert agent.get("/handovers/H-1A2B/messages", params={"after": "x"}).status_code == 400


def test_an_unknown_reference_is_not_found(agent: TestClient) -> None:
    assert agent.get("/handovers/H-9").status_code == 404


def test_pages_forbid_foreign_scripts_and_caching(agent: TestClient) -> None:
    headers = agent.get("/").headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("minutes", "words"), [(0, "just now"), (59, "59 min"), (61, "1 h 1 min"), (3000, "2 days")])
def test_waiting_is_told_in_words(minutes: int, words: str) -> None:
    assert since(NOW, NOW - dt.timedelta(minutes=minutes)) == words
