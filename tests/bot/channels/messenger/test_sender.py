"""What goes out: within Meta's windows, again when it has to be, never twice, and never a token."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from bot.channels.core.model import Card, Reply
from bot.channels.meta.signature import appsecret_proof
from tests.bot.channels.messenger.support import APP_SECRET, PAGE, PERSON, TOKEN, Answer, Chat, refusal
from tests.bot.channels.support import until

HOUR = 3600.0
LONG = Reply("\n\n".join(f"Paragraph {n}. " + "words " * 150 for n in range(5)))
FILM = Reply("Look.", cards=(Card("Metropolis", "1927", image="https://example.org/m.jpg"),))


async def person_says(chat: Chat, text: str = "Hello, this is Mira.", author: str = "Mira") -> None:
    body = {"id": f"p-{text}", "from": "person", "author": author, "text": text}
    await chat.runtime.say(chat.conversation(), body)
    await until(lambda: not chat.due())


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.core.deliverer._BACKOFF", (0.01, 0.05))
    monkeypatch.setattr("bot.channels.meta.failures._BUSY", 0.05)


async def test_calls_carry_the_token_in_a_header_and_its_proof(messenger: Chat) -> None:
    await messenger.ask("hello")

    call = messenger.graph.calls[-1]
    assert (call.method, call.path) == ("POST", f"{PAGE}/messages")
    assert call.headers["Authorization"] == f"Bearer {TOKEN}"
    assert call.query == {"appsecret_proof": appsecret_proof(TOKEN, APP_SECRET)}


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(4, status=403, **{"Retry-After": "0"}),
        refusal(613),
        Answer(429, "too many"),
        refusal(2, status=500),
        refusal(1200),
        Answer(503, "<html>down</html>"),
        Answer(200, "not JSON"),
    ],
    ids=["4", "613", "429", "500", "1200", "503", "no JSON"],
)
async def test_what_passes_is_waited_for_and_the_message_arrives(messenger: Chat, trouble: Answer) -> None:
    messenger.graph.answers["messages"] = [trouble, trouble]

    await messenger.say("hello")
    await messenger.sent(3)

    assert messenger.graph.texts() == ["you said hello"] * 3
    assert messenger.reasons() == []


async def test_the_wait_that_graph_asks_for_is_kept(messenger: Chat) -> None:
    messenger.graph.answers["messages"] = [refusal(4, status=403, **{"Retry-After": "1"})]

    await messenger.say("hello")
    await until(lambda: len(messenger.graph.messages()) == 1)
    began = asyncio.get_running_loop().time()
    await messenger.sent(2)

    assert asyncio.get_running_loop().time() - began > 0.8


async def test_a_long_answer_goes_on_where_it_stopped(chat: Chat) -> None:
    chat.dialogue.on("explain", [LONG])
    chat.graph.answers["messages"] = [Answer(body={"message_id": "m_1"}), refusal(2, status=500)]

    await chat.say("explain")
    await chat.sent(4)

    first, failed, repeated, last = chat.graph.texts()
    assert failed == repeated
    assert len({first, failed, last}) == 3


async def test_order_holds_while_graph_is_down(messenger: Chat) -> None:
    messenger.graph.answers["messages"] = [refusal(2, status=500)] * 3

    for word in ("one", "two", "three"):
        await messenger.say(word)
    await messenger.sent(6)

    taken = messenger.graph.texts()[-3:]
    assert taken == ["you said one", "you said two", "you said three"]


async def test_a_template_that_graph_does_not_take_is_said_in_words(messenger: Chat) -> None:
    messenger.dialogue.on("film", [FILM])
    messenger.graph.answers["messages"] = [Answer(body={}), refusal(100, message="cannot fetch the picture")]

    await messenger.say("film")
    await messenger.sent(3)

    assert messenger.graph.texts()[-1] == "Metropolis – 1927"
    assert messenger.reasons() == []


@pytest.mark.parametrize("trouble", [refusal(100, 2018001), refusal(551), refusal(200, 1545041), refusal(10, 2018300)])
async def test_somebody_who_cannot_be_reached_is_given_up_and_the_reason_kept(messenger: Chat, trouble: Answer) -> None:
    messenger.graph.answers["messages"] = [trouble]

    await messenger.say("hello")
    await until(lambda: bool(messenger.reasons()))

    assert f"#{trouble.body['error']['code']}/" in messenger.reasons()[0]
    assert len(messenger.graph.messages()) == 1


async def test_a_refused_token_holds_messages_back_until_it_is_renewed(
    messenger: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.channels.meta.failures._REPAIR", 0.2)
    messenger.graph.answers["messages"] = [refusal(190, 463, 401, f"Malformed access token {TOKEN}")]

    await messenger.say("hello")
    await messenger.sent(2)

    assert messenger.graph.texts() == ["you said hello"] * 2
    assert f"page {PAGE} waits for a valid token" in caplog.text


async def test_within_a_day_anybody_may_answer(messenger: Chat) -> None:
    await messenger.ask("hello")
    messenger.clock.ahead = 23 * HOUR

    await person_says(messenger)

    assert messenger.graph.of("messages")[-1]["messaging_type"] == "RESPONSE"


async def test_after_a_day_a_person_answers_with_the_tag_for_people(messenger: Chat) -> None:
    await messenger.ask("hello")
    messenger.clock.ahead = 25 * HOUR

    await person_says(messenger)

    assert messenger.graph.of("messages")[-1] == {
        "recipient": {"id": PERSON},
        "messaging_type": "MESSAGE_TAG",
        "tag": "HUMAN_AGENT",
        "message": {"text": "Mira: Hello, this is Mira."},
    }


async def test_after_a_day_the_bot_says_nothing_more(messenger: Chat) -> None:
    await messenger.ask("hello")
    messenger.clock.ahead = 25 * HOUR

    await messenger.runtime.say(messenger.conversation(), {"id": "n-1", "from": "bot", "text": "Your request is done."})
    await until(lambda: bool(messenger.reasons()))

    assert len(messenger.graph.messages()) == 1
    assert "longer than Meta allows" in messenger.reasons()[0]


async def test_after_a_week_nobody_does(messenger: Chat) -> None:
    await messenger.ask("hello")
    messenger.clock.ahead = 8 * 24 * HOUR

    await person_says(messenger)

    assert (len(messenger.graph.messages()), len(messenger.reasons())) == (1, 1)


async def test_a_new_message_opens_the_window_again(messenger: Chat) -> None:
    await messenger.ask("hello")
    messenger.clock.ahead = 100 * HOUR

    assert await messenger.ask("hello again") == [{"text": "you said hello again"}]
    assert messenger.graph.of("messages")[-1]["messaging_type"] == "RESPONSE"


async def test_giving_back_at_the_desk_takes_the_conversation_from_the_inbox(routed: Chat) -> None:
    await routed.ask("hello")
    await routed.runtime.set_handoff(routed.conversation(), "requested", "H-1")
    await routed.runtime.set_handoff(routed.conversation(), "bot", "H-1")

    await until(lambda: not routed.due())

    assert [call.path.split("/")[1] for call in routed.graph.calls[-2:]] == [
        "pass_thread_control",
        "take_thread_control",
    ]


async def test_without_an_inbox_the_conversation_stays_ours(messenger: Chat) -> None:
    reply = Reply("I'm passing you on.", handoff={"state": "requested", "reference": "H-1"})
    messenger.dialogue.on("person", [reply])

    await messenger.ask("person")

    assert messenger.graph.of("pass_thread_control") == []
    assert messenger.state() == "requested"


async def test_no_token_no_secret_and_no_word_of_a_customer_reaches_a_log(
    messenger: Chat, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("bot.channels.meta.failures._REPAIR", 0.05)
    secret_words = "my card ends in 4242"
    troubles = [
        refusal(190, 0, 401, f"Malformed access token {TOKEN}"),
        refusal(1, 0, 500, f"token EAAanotherone12345 of app {APP_SECRET} for {TOKEN}"),
        Answer(500, TOKEN),
        refusal(100, 33, 400, f"Unsupported post request with {TOKEN}"),
    ]
    messenger.graph.answers.update({"messages": troubles, "typing": [refusal(190, 0, 401, TOKEN)]})

    await messenger.say(secret_words)
    await until(lambda: bool(messenger.reasons()))
    await messenger.post(b"{}", "sha256=forged")

    kept = " ".join([caplog.text, *messenger.reasons(), str(stored(messenger))])
    assert len(messenger.graph.messages()) == 4
    for secret in (TOKEN, APP_SECRET, "EAAanotherone12345", "verify-me", appsecret_proof(TOKEN, APP_SECRET)):
        assert secret not in kept
    assert "4242" not in caplog.text
    assert PERSON not in caplog.text


def stored(chat: Chat) -> list[Any]:
    with chat.runtime.db.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM channel_deliveries")]
