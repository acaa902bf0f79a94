"""What reaches the bot: signed batches alone, each event once, whatever its shape."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.model import Reply, Turn
from tests.bot.channels.messenger.support import APP_SECRET, PAGE, PERSON, VERIFY_TOKEN, Chat
from tests.bot.channels.support import until

HELLO: dict[str, Any] = {"mid": "m_hello", "text": "hello"}


async def challenge(chat: Chat, **given: str) -> tuple[int, str]:
    params = {f"hub.{name}": value for name, value in given.items()}
    async with chat.http.get(f"{chat.url}/webhook", params=params) as response:
        return response.status, await response.text()


async def test_meta_s_challenge_is_repeated_to_whoever_knows_the_verify_token(messenger: Chat) -> None:
    answer = await challenge(messenger, mode="subscribe", verify_token=VERIFY_TOKEN, challenge="1158201444")

    assert answer == (200, "1158201444")


async def test_nobody_else_gets_the_challenge(messenger: Chat) -> None:
    right = {"mode": "subscribe", "verify_token": VERIFY_TOKEN, "challenge": "1"}
    wrong: list[dict[str, str]] = [{"verify_token": "another"}, {"verify_token": ""}, {"mode": "unsubscribe"}]

    for change in [*wrong, {"challenge": ""}]:
        assert await challenge(messenger, **{**right, **change}) == (403, "forbidden")
    assert await challenge(messenger) == (403, "forbidden")


async def test_a_signed_message_is_answered(chat: Chat) -> None:
    assert await chat.hear(message=HELLO) == 200
    await chat.sent(1)

    assert chat.graph.of("messages") == [
        {"recipient": {"id": PERSON}, "messaging_type": "RESPONSE", "message": {"text": "you said hello"}}
    ]


async def test_what_meta_did_not_sign_is_refused(messenger: Chat) -> None:
    body = json.dumps(
        {"object": "page", "entry": [{"id": PAGE, "messaging": [messenger.event(message=HELLO)]}]}
    ).encode()
    sha1 = hmac.new(APP_SECRET.encode(), body, hashlib.sha1).hexdigest()
    md5 = hmac.new(APP_SECRET.encode(), body, hashlib.md5).hexdigest()
    other = hmac.new(b"another secret", body, hashlib.sha256).hexdigest()
    of_another_body = hmac.new(APP_SECRET.encode(), body + b" ", hashlib.sha256).hexdigest()

    for header in (f"sha1={sha1}", f"md5={md5}", f"sha256={other}", f"sha256={of_another_body}", "sha256=", "ünï", "x"):
        assert await messenger.post(body, header) == 403

    assert messenger.stored() == 0


async def test_the_older_signature_alone_is_not_enough(messenger: Chat) -> None:
    body = b"{}"
    sha1 = hmac.new(APP_SECRET.encode(), body, hashlib.sha1).hexdigest()

    async with messenger.http.post(
        f"{messenger.url}/webhook", data=body, headers={"X-Hub-Signature": f"sha1={sha1}"}
    ) as response:
        assert response.status == 403


async def test_the_signature_is_of_the_raw_bytes(messenger: Chat) -> None:
    spaced = json.dumps(
        {"object": "page", "entry": [{"id": PAGE, "messaging": [messenger.event(message={**HELLO, "text": "é/<"})]}]},
        indent=3,
    ).encode()

    assert await messenger.post(spaced) == 200
    await messenger.sent(1)

    assert messenger.graph.texts() == ["you said é/<"]


async def test_the_same_mid_four_times_is_one_turn(chat: Chat) -> None:
    event = chat.event(message=HELLO)

    for _ in range(3):
        assert await chat.batch(event) == 200
    assert await chat.batch(event, event) == 200
    await chat.sent(1)
    await chat.ask("and on")

    assert [turn.text for turn in chat.dialogue.turns] == ["hello", "and on"]
    assert chat.graph.texts() == ["you said hello", "you said and on"]


async def test_every_entry_and_every_event_of_a_batch_counts(chat: Chat) -> None:
    events = [chat.event(message={"mid": f"m_{n}", "text": f"{n}"}) for n in range(3)]
    others = [chat.event(person="7002", message={"mid": "m_x", "text": "other"})]
    batch = {"object": "page", "entry": [{"id": PAGE, "messaging": part} for part in (events[:2], others, events[2:])]}

    assert await chat.post(json.dumps(batch).encode()) == 200
    await chat.sent(4)

    mine = [one["message"]["text"] for one in chat.graph.of("messages") if one["recipient"]["id"] == PERSON]
    assert mine == ["you said 0", "you said 1", "you said 2"]
    assert "you said other" in chat.graph.texts()


async def test_a_message_is_stored_before_it_is_acknowledged(messenger: Chat) -> None:
    messenger.dialogue.ready = False

    assert await messenger.hear(message=HELLO) == 200

    assert messenger.stored() == 1


async def test_while_the_store_is_down_meta_is_asked_to_come_again(
    messenger: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: Any) -> None:
        raise StoreUnavailable("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(messenger.runtime, "receive", down)
        assert await messenger.hear(message=HELLO) == 503
    assert await messenger.hear(message=HELLO) == 200
    await messenger.sent(1)

    assert messenger.graph.texts() == ["you said hello"]


async def test_a_signed_batch_nobody_can_read_is_acknowledged_and_forgotten(messenger: Chat) -> None:
    bodies = [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"object": "page"}',
        b'{"object": "page", "entry": {}}',
        b'{"object": "page", "entry": [null, 1, "x", {}, {"id": "1001", "messaging": [null, {}, {"sender": 1}]}]}',
        b'{"object": "user", "entry": [{"id": "1001"}]}',
        b"[" * 100_000,
    ]

    assert [await messenger.post(body) for body in bodies] == [200] * len(bodies)

    assert messenger.stored() == 0


async def test_another_page_s_events_are_left_alone(messenger: Chat) -> None:
    assert await messenger.batch(messenger.event(message=HELLO), page="1002") == 200
    assert messenger.stored() == 0


async def test_a_body_beyond_any_batch_is_refused(messenger: Chat) -> None:
    assert await messenger.post(b" " * 1_100_000) == 413


async def test_what_wants_no_answer_gets_none(messenger: Chat) -> None:
    events: list[dict[str, Any]] = [
        {"delivery": {"mids": ["m_1"], "watermark": 1}},
        {"read": {"watermark": 1}},
        {"message": {"mid": "m_1", "text": "our own words", "is_echo": True, "app_id": 9001}},
        {"message_edit": {"mid": "m_1", "text": "changed", "num_edit": 1}},
        {"reaction": {"mid": "m_1", "action": "react", "reaction": "smile", "emoji": "😊"}},
        {"account_linking": {"status": "unlinked"}},
        {"policy_enforcement": {"action": "warning", "reason": "…"}},
        {"something_of_tomorrow": {"text": "hello"}},
        {"message": {"text": "without an id"}},
    ]

    assert await messenger.batch(*(messenger.event(**event) for event in events)) == 200

    assert messenger.stored() == 0


async def test_typing_is_shown_while_an_answer_is_made(messenger: Chat) -> None:
    async def think(_: Turn) -> list[Reply]:
        await until(lambda: messenger.graph.typing() == 1)
        return [Reply("done")]

    messenger.dialogue.on("think", think)

    assert await messenger.ask("think") == [{"text": "done"}]
    assert messenger.graph.calls[0].body == {"recipient": {"id": PERSON}, "sender_action": "typing_on"}
