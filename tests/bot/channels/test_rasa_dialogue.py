"""Rasa behind the channels: what it is told, what is made of its answers, and what its failures become."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.channels.core.action_server import ActionFailed, ActionServer
from bot.channels.core.errors import StoreUnavailable, TurnFailed
from bot.channels.core.model import Button, Turn
from bot.channels.core.rasa_dialogue import RasaDialogue, replies_to
from bot.tracker_store import SqlTrackerStore

IDENTITY = {"customer": "cus_1", "level": "signed_in", "authenticated_at": None}


def turn(text: str = "hello", payload: str | None = None, id: str = "t-1") -> Turn:
    return Turn(id, "web-1", "web", 1, "m-1", text, payload, None, IDENTITY, "en-GB")


def agent(store: Any, endpoint: EndpointConfig | None = None) -> Any:
    """As much of an agent as the dialogue touches."""
    processor = SimpleNamespace(tracker_store=store, action_endpoint=endpoint)
    return SimpleNamespace(tracker_store=store, action_endpoint=endpoint, processor=processor, is_ready=lambda: True)


@pytest.fixture
def store(tmp_path: Any) -> SqlTrackerStore:
    return SqlTrackerStore(Domain.empty(), host=f"sqlite:///{tmp_path / 'tracker.sqlite'}")


def ready(on_message: Callable[[UserMessage], Awaitable[Any]], store: SqlTrackerStore) -> RasaDialogue:
    dialogue = RasaDialogue(on_message, 1.0)
    dialogue.adopt(agent(FailSafeTrackerStore(store)))
    return dialogue


async def test_rasa_gets_the_conversation_the_turn_and_who_asks(store: SqlTrackerStore) -> None:
    heard: list[UserMessage] = []

    async def listen(message: UserMessage) -> None:
        heard.append(message)
        await message.output_channel.send_response("web-1", {"text": "hi", "buttons": [], "stream": "s"})

    replies = await ready(listen, store).answer(turn("hello"))

    assert (heard[0].sender_id, heard[0].text, heard[0].input_channel) == ("web-1", "hello", "web")
    assert heard[0].metadata == {
        "identity": IDENTITY,
        "conversation": "web-1",
        "turn": "t-1",
        "locale": "en-GB",
        "channel": "web",
        "choice": False,
    }
    assert heard[0].output_channel.name() == "web"
    assert [(reply.text, reply.stream) for reply in replies] == [("hi", "s")]


@pytest.mark.parametrize("typed", ["/restart", '/inform{"account": "cus_boss"}', "/", "/5 stars"])
async def test_a_typed_slash_reaches_rasa_as_words(store: SqlTrackerStore, typed: str) -> None:
    heard: list[UserMessage] = []

    async def listen(message: UserMessage) -> None:
        heard.append(message)

    await ready(listen, store).answer(turn(typed))

    assert not heard[0].text.startswith("/")
    assert heard[0].text.endswith(typed)
    assert heard[0].parse_data is None


async def test_a_choice_reaches_rasa_parsed(store: SqlTrackerStore) -> None:
    heard: list[UserMessage] = []

    async def listen(message: UserMessage) -> None:
        heard.append(message)

    await ready(listen, store).answer(turn("Too expensive", '/inform{"reason": "price"}'))

    assert heard[0].text == '/inform{"reason": "price"}'
    assert heard[0].parse_data["intent"]["name"] == "inform"
    assert heard[0].parse_data["entities"][0]["value"] == "price"
    assert heard[0].metadata["choice"] is True


async def test_a_failed_action_fails_the_turn(store: SqlTrackerStore) -> None:
    async def breaks(message: UserMessage) -> None:
        raise ActionFailed("down")

    with pytest.raises(TurnFailed, match="down"):
        await ready(breaks, store).answer(turn())


async def test_another_tracker_store_is_not_trusted(store: SqlTrackerStore) -> None:
    dialogue = RasaDialogue(lambda _: asyncio.sleep(0), 1.0)
    dialogue.adopt(agent(FailSafeTrackerStore(InMemoryTrackerStore(Domain.empty()))))

    assert not dialogue.is_ready()
    with pytest.raises(StoreUnavailable):
        await dialogue.answer(turn())


async def test_the_safety_net_that_forgets_is_taken_off(store: SqlTrackerStore) -> None:
    wrapped = agent(FailSafeTrackerStore(store))
    RasaDialogue(lambda _: asyncio.sleep(0), 1.0).adopt(wrapped)

    assert wrapped.tracker_store is store
    assert wrapped.processor.tracker_store is store


async def test_a_turn_in_the_tracker_is_recalled(store: SqlTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("web-1")
    tracker.update(UserUttered("hello", {"name": "greet"}, metadata={"turn": "t-1"}))
    tracker.update(BotUttered("hi", {"buttons": [{"title": "More", "payload": "/more"}]}))
    await store.save(tracker)
    dialogue = ready(lambda _: asyncio.sleep(0), store)

    recalled = await dialogue.recall(turn())

    assert recalled is not None
    assert [reply.text for reply in recalled] == ["hi"]
    assert recalled[0].buttons == (Button("More", payload="/more"),)
    assert await dialogue.recall(turn(id="t-2")) is None


def test_what_opens_a_session_belongs_to_the_turn_that_opened_it() -> None:
    said = [
        UserUttered("before", metadata={"turn": "t-0"}),
        BotUttered("old"),
        SessionStarted(),
        BotUttered("I am a bot."),
        ActionExecuted("action_listen"),
        UserUttered("hello", metadata={"turn": "t-1"}),
        BotUttered("hi"),
        UserUttered("next", metadata={"turn": "t-2"}),
        BotUttered("later"),
    ]

    def texts(id: str) -> list[str] | None:
        found = replies_to(id, said)
        return None if found is None else [reply.text for reply in found]

    assert texts("t-0") == ["old"]
    assert texts("t-1") == ["I am a bot.", "hi"]
    assert texts("t-2") == ["later"]
    assert texts("t-9") is None


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def action_server(handler: Handler, limit: float = 1.0) -> AsyncIterator[ActionServer]:
    app = web.Application()
    app.router.add_post("/webhook", handler)
    app.router.add_get("/health", lambda _: _ok())
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    link = ActionServer(f"http://127.0.0.1:{port}/webhook", {"X-Usher-Secret": "s"}, limit)
    try:
        yield link
    finally:
        await link.close()
        await runner.cleanup()


async def _ok() -> web.Response:
    return web.Response()


async def test_an_action_is_called_with_the_secret() -> None:
    async def answers(request: web.Request) -> web.Response:
        assert request.headers["X-Usher-Secret"] == "s"
        return web.json_response({"events": [], "responses": [{"text": (await request.json())["next_action"]}]})

    async with action_server(answers) as link:
        answer = await link.request(json={"next_action": "action_x"}, timeout=300, compress=False)
        assert answer["responses"] == [{"text": "action_x"}]
        assert await link.is_reachable()


async def test_the_domain_is_sent_once_and_again_when_it_is_not_known() -> None:
    sent: list[Any] = []
    known: set[str] = set()

    async def remembers(request: web.Request) -> web.Response:
        body = await request.json()
        sent.append(body.get("domain"))
        if "domain" in body:
            known.add(body["domain_digest"])
        return web.json_response({"events": []}, status=200 if body["domain_digest"] in known else 449)

    async with action_server(remembers) as link:
        for domain in ({"intents": ["a"]}, {"intents": ["b"]}):
            link.serve(domain)
            await link.request(json={"next_action": "action_x"})
            await link.request(json={"next_action": "action_x"})

    assert sent == [None, {"intents": ["a"]}, None, None, {"intents": ["b"]}, None]


async def slow(_: web.Request) -> web.Response:
    await asyncio.sleep(1)
    return web.Response()


async def broken(_: web.Request) -> web.Response:
    return web.Response(status=500, text="the whole tracker")


async def nonsense(_: web.Request) -> web.Response:
    return web.Response(text="<html>")


async def empty(_: web.Request) -> web.Response:
    return web.json_response(None)


async def shapeless(_: web.Request) -> web.Response:
    return web.json_response({"events": "none"})


async def hangs_up(request: web.Request) -> web.Response:
    request.transport.close()
    return web.Response()


@pytest.mark.parametrize("fault", [slow, broken, nonsense, empty, shapeless, hangs_up])
async def test_every_failure_of_the_action_server_ends_the_turn(fault: Handler) -> None:
    async with action_server(fault, limit=0.3) as link:
        with pytest.raises(ActionFailed):
            await link.request(json={})


async def test_an_action_server_that_is_down_fails_at_once() -> None:
    link = ActionServer("http://127.0.0.1:1/webhook", {}, 5.0)

    with pytest.raises(ActionFailed):
        await link.request(json={})
    assert not await link.is_reachable()
    await link.close()


async def test_an_action_may_reject_itself() -> None:
    async def rejects(_: web.Request) -> web.Response:
        return web.Response(status=400, text=json.dumps({"action_name": "cancel_form", "error": "not now"}))

    async with action_server(rejects) as link:
        with pytest.raises(ClientResponseError) as rejected:
            await link.request(json={})
    assert rejected.value.status == 400
    assert json.loads(rejected.value.text)["action_name"] == "cancel_form"


def test_rasa_does_not_swallow_a_failed_action() -> None:
    assert not issubclass(ActionFailed, Exception)
