"""The app's manifest asks Slack for what the channel uses, and for nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.channels.slack.routes import SCOPES
from demo.slack.workspace import SCOPES as GRANTED

MANIFEST = Path("deploy/slack-manifest.yml")


@pytest.fixture
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return read


def test_the_scopes_are_those_that_installing_asks_for(manifest: dict[str, Any]) -> None:
    asked = manifest["oauth_config"]["scopes"]["bot"]

    assert sorted(asked) == sorted(SCOPES) == sorted(GRANTED.split(","))
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_every_event_with_a_listener_is_subscribed_to(manifest: dict[str, Any]) -> None:
    events = set(manifest["settings"]["event_subscriptions"]["bot_events"])

    handled = {"app_home_opened", "app_mention", "app_uninstalled", "assistant_thread_started", "tokens_revoked"}
    assert handled <= events
    assert {event for event in events if event.startswith("message.")} == {"message.im", "message.mpim"}


def test_everything_arrives_at_the_one_address(manifest: dict[str, Any]) -> None:
    settings = manifest["settings"]
    addresses = {
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        *(command["url"] for command in manifest["features"]["slash_commands"]),
    }

    assert addresses == {"https://support.example.com/webhooks/slack/events"}
    assert manifest["oauth_config"]["redirect_urls"] == ["https://support.example.com/webhooks/slack/oauth_redirect"]
