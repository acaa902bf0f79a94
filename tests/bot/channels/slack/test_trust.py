"""Who may speak to the endpoint, what is stored of tokens, and what is not there without settings."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.config import slack_config
from bot.channels.slack.installations import Installations, Installed
from bot.settings import SettingError
from demo.slack import workspace as slack
from demo.slack.events import signed
from tests.bot.channels.slack.conftest import SIGNING_SECRET, TOKEN, Slack, connected
from tests.bot.channels.support import Clock, settings_for, until

EVENT = {"type": "message", "user": slack.PERSON, "text": "hello", "ts": "1.000001", "channel": slack.DIRECT}


def event_body(**more: Any) -> bytes:
    body = {
        "team_id": slack.TEAM,
        "type": "event_callback",
        "event": {**EVENT, "channel_type": "im", **more},
        "authorizations": [{"team_id": slack.TEAM, "user_id": slack.BOT_USER, "is_bot": True}],
    }
    return json.dumps(body).encode()


async def posted(northlight: Slack, body: bytes, **headers: str) -> int:
    sent = {"Content-Type": "application/json", **headers}
    async with northlight.http.post(f"{northlight.url}/events", data=body, headers=sent) as response:
        return response.status


async def test_slacks_own_verifier_signs_what_the_endpoint_takes(northlight: Slack) -> None:
    body, stamp = event_body(), str(int(time.time()))
    signature = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=stamp, body=body)
    assert signature is not None

    status = await posted(
        northlight, body, **{"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    )  # fmt: skip
    await northlight.said(1)

    assert (status, northlight.turns()) == (200, ["hello"])


async def test_the_stand_in_signs_as_slacks_own_verifier_wants_it(northlight: Slack) -> None:
    body = event_body()

    assert SignatureVerifier(SIGNING_SECRET).is_valid_request(body, signed(SIGNING_SECRET, body))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed("another secret", event_body()),
        signed(SIGNING_SECRET, event_body(text="something else")),
        signed(SIGNING_SECRET, event_body(), at=time.time() - 301),
        signed(SIGNING_SECRET, event_body(), at=time.time() + 3_600),
        {**signed(SIGNING_SECRET, event_body()), "X-Slack-Request-Timestamp": "soon"},
        {**signed(SIGNING_SECRET, event_body()), "X-Slack-Signature": "v0="},
    ],
    ids=["unsigned", "other secret", "other body", "old", "from the future", "no time", "empty"],
)
async def test_what_slack_did_not_sign_just_now_is_refused(northlight: Slack, headers: dict[str, str]) -> None:
    assert await posted(northlight, event_body(), **headers) == 401
    await northlight.settled()

    assert northlight.turns() == []


async def test_broken_and_oversized_bodies_change_nothing(northlight: Slack) -> None:
    for body in (b"", b"{", b"\xff\xfe", b"payload=%7B", b"[1]"):
        assert await posted(northlight, body) == 401
    assert await posted(northlight, b"x" * 600_000) == 413

    signed_nonsense = b'{"type": "event_callback", "event": {"type": "message"}, "team_id": "T0NORTHLT"}'
    assert await posted(northlight, signed_nonsense, **signed(SIGNING_SECRET, signed_nonsense)) == 200
    assert northlight.turns() == []


async def test_slacks_check_of_the_address_is_answered(northlight: Slack) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c-1"}).encode()
    headers = {"Content-Type": "application/json", **signed(SIGNING_SECRET, body)}

    async with northlight.http.post(f"{northlight.url}/events", data=body, headers=headers) as response:
        assert (response.status, "c-1" in await response.text()) == (200, True)


async def test_another_workspaces_event_is_not_taken(northlight: Slack) -> None:
    body = event_body().replace(slack.TEAM.encode(), b"T0STRANGER")

    assert await posted(northlight, body, **signed(SIGNING_SECRET, body)) == 503
    assert northlight.turns() == []


async def test_the_official_client_works_with_the_stand_in(northlight: Slack) -> None:
    client = AsyncWebClient(token=TOKEN, base_url=northlight.service.config.api_url)

    who = await client.auth_test()
    opened = await client.conversations_open(users=slack.PERSON)
    said = await client.chat_postMessage(channel=opened["channel"]["id"], text="hello")
    history = await client.conversations_history(channel=slack.DIRECT)

    assert (who["team_id"], who["user_id"]) == (slack.TEAM, slack.BOT_USER)
    assert history["messages"][0]["ts"] == said["ts"]


async def test_a_workspace_installs_the_app_itself(tmp_path: Path) -> None:
    ids = {"USHER_SLACK_CLIENT_ID": "1.2", "USHER_SLACK_CLIENT_SECRET": "client-secret", "USHER_SLACK_BOT_TOKEN": ""}
    async with connected(tmp_path, **ids) as northlight:
        northlight.workspace.codes.add("code-1")
        assert await northlight.ada.writes("too early") == 503

        async with northlight.http.get(f"{northlight.url}/install") as page:
            cookie = page.headers["Set-Cookie"].split(";")[0]
            state = cookie.partition("=")[2]
            assert "slack.com/oauth/v2/authorize" in await page.text()
        statuses = []
        for _ in range(2):  # the second time, the state is used up
            back = f"{northlight.url}/oauth_redirect?code=code-1&state={state}"
            async with northlight.http.get(back, headers={"Cookie": cookie}) as page:
                statuses.append(page.status)
        answer = await northlight.ask("hello")

    assert statuses == [200, 401]
    assert answer["text"].startswith("you said")


async def test_an_installation_somebody_else_began_is_refused(tmp_path: Path) -> None:
    ids = {"USHER_SLACK_CLIENT_ID": "1.2", "USHER_SLACK_CLIENT_SECRET": "client-secret", "USHER_SLACK_BOT_TOKEN": ""}
    async with connected(tmp_path, **ids) as northlight:
        northlight.workspace.codes.add("code-1")

        async with northlight.http.get(f"{northlight.url}/oauth_redirect?code=code-1&state=made-up") as page:
            assert page.status == 400
        assert await northlight.service.installations.find(slack.TEAM) is None


async def test_a_workspace_that_removes_the_app_is_forgotten(northlight: Slack) -> None:
    assert await northlight.events.event({"type": "tokens_revoked", "tokens": {"bot": [slack.BOT_USER]}}) == 200

    assert await northlight.service.installations.find(slack.TEAM) is None


async def test_tokens_are_sealed_in_the_database_and_in_no_log(
    northlight: Slack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await northlight.ask("a secret question")
    await until(lambda: bool(northlight.api.named("auth.test")))

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("bot.sqlite*") if path.suffix != ".lock")
    ours = [record for record in caplog.records if record.name.startswith(("bot.", "slack"))]
    assert TOKEN.encode() not in stored
    assert not any(TOKEN in record.getMessage() for record in caplog.records)
    assert not any("a secret question" in record.getMessage() for record in ours if record.name.startswith("bot."))


async def test_a_token_sealed_with_another_secret_is_no_installation(northlight: Slack) -> None:
    await northlight.service.installations.save(Installed("T1", "U1", "xoxb-1"))
    stranger = Installations(northlight.runtime.db, "another secret", Clock())

    assert (await northlight.service.installations.find("T1")) == Installed("T1", "U1", "xoxb-1")
    assert await stranger.find("T1") is None
    assert "xoxb-1" not in repr(Installed("T1", "U1", "xoxb-1"))


async def test_an_organisations_installation_serves_its_workspaces(northlight: Slack) -> None:
    await northlight.service.installations.save(Installed("E1", "U1", "xoxb-org"))

    found = await northlight.service.installations.find("T9", "E1")

    assert found is not None
    assert found.token == "xoxb-org"


def test_without_settings_slack_is_off_and_half_of_them_stop_the_start(tmp_path: Path) -> None:
    assert slack_config(settings_for(tmp_path)) is None

    with pytest.raises(SettingError, match="USHER_SLACK_BOT_TOKEN"):
        slack_config(settings_for(tmp_path, USHER_SLACK_SIGNING_SECRET="s"))
    with pytest.raises(SettingError, match="USHER_SLACK_SIGNING_SECRET"):
        slack_config(settings_for(tmp_path, USHER_SLACK_BOT_TOKEN="xoxb-1"))


def test_the_settings_never_show_their_secrets(tmp_path: Path) -> None:
    config = slack_config(settings_for(tmp_path, USHER_SLACK_SIGNING_SECRET="s-1", USHER_SLACK_BOT_TOKEN="xoxb-1"))

    assert "xoxb-1" not in repr(config)
    assert "s-1" not in repr(config)
