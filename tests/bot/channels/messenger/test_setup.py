"""`usher messenger`: what it tells Meta, and what it says when it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.channels.core.phrases import PHRASES
from bot.channels.messenger import menu
from bot.channels.messenger.config import messenger_config
from bot.channels.messenger.setup import FIELDS, main
from bot.settings import SettingError
from tests.bot.channels.messenger.support import (
    APP,
    APP_SECRET,
    PAGE,
    TOKEN,
    VERIFY_TOKEN,
    Answer,
    FakeGraph,
    fake_graph,
    messenger_settings,
    refusal,
)
from tests.bot.channels.support import settings_for

CALLBACK = "https://chat.example.org/webhooks/messenger/webhook"
Prepare = Callable[[FakeGraph], None]


def run(folder: Path, arguments: Sequence[str], prepare: Prepare = lambda _: None) -> tuple[int, FakeGraph, list[str]]:
    """The command against a Graph: exit status, Graph, and what was printed."""

    async def against() -> tuple[int, FakeGraph, list[str]]:
        told: list[str] = []
        async with fake_graph() as graph:
            prepare(graph)
            settings = settings_for(folder, **messenger_settings(graph.url))
            loop = asyncio.get_running_loop()
            status = await loop.run_in_executor(None, lambda: main(arguments, settings, told.append))
            return status, graph, told

    return asyncio.run(against())


def test_setting_up_subscribes_the_page_and_writes_its_profile(tmp_path: Path) -> None:
    status, graph, told = run(tmp_path, ["setup"])

    assert status == 0
    assert graph.of("subscribed_apps") == [{"subscribed_fields": list(FIELDS)}]
    assert graph.of("messenger_profile") == [menu.profile()]
    assert told[0].startswith(f"page {PAGE}")


def test_a_callback_is_told_to_meta_with_the_app_s_own_token(tmp_path: Path) -> None:
    status, graph, _ = run(tmp_path, ["setup", "--callback", CALLBACK])

    call = graph.calls[0]
    assert (status, call.path) == (0, f"{APP}/subscriptions")
    assert call.headers["Authorization"] == f"Bearer {APP}|{APP_SECRET}"
    assert call.body == {
        "object": "page", "callback_url": CALLBACK, "verify_token": VERIFY_TOKEN, "fields": ",".join(FIELDS),
    }  # fmt: skip


def test_removing_takes_the_menu_away_before_what_it_needs(tmp_path: Path) -> None:
    _, graph, _ = run(tmp_path, ["remove"])

    assert [call.body["fields"] for call in graph.calls] == [["persistent_menu"], ["greeting", "get_started"]]


def test_showing_prints_what_the_page_has(tmp_path: Path) -> None:
    def has_a_profile(graph: FakeGraph) -> None:
        graph.answers["messenger_profile"] = [Answer(body={"data": [{"get_started": {"payload": "menu:start"}}]})]

    _, _, told = run(tmp_path, ["show"], has_a_profile)

    assert '"payload": "menu:start"' in told[0]


def test_a_refusal_is_one_line_without_the_token(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(graph: FakeGraph) -> None:
        graph.answers["messenger_profile"] = [refusal(190, status=401, message=f"Malformed access token {TOKEN}")]

    status, _, _ = run(tmp_path, ["show"], refuse)

    error = capsys.readouterr().err
    assert (status, error.count("\n")) == (1, 1)
    assert "Malformed access token [token]" in error


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"USHER_MESSENGER_PAGES": ""}, "USHER_MESSENGER_PAGES"),
        ({"USHER_MESSENGER_APP_SECRET": ""}, "USHER_MESSENGER_APP_SECRET"),
        ({"USHER_MESSENGER_VERIFY_TOKEN": ""}, "USHER_MESSENGER_VERIFY_TOKEN"),
        ({"USHER_MESSENGER_PAGES": "northlight"}, "PAGE_ID=PAGE_TOKEN"),
        ({"USHER_MESSENGER_APP_ID": "", "USHER_MESSENGER_INBOX": "1"}, "USHER_MESSENGER_APP_ID"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, missing: dict[str, str], named: str) -> None:
    settings = settings_for(tmp_path, **{**messenger_settings("http://127.0.0.1:1"), **missing})

    with pytest.raises(SettingError, match=named):
        main(["setup"], settings)


def test_meta_calls_https_only(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, **messenger_settings("http://127.0.0.1:1"))

    with pytest.raises(SettingError, match="https"):
        main(["setup", "--callback", "http://chat.example.org"], settings)


def test_several_pages_belong_to_one_app(tmp_path: Path) -> None:
    given = {**messenger_settings("http://127.0.0.1:1"), "USHER_MESSENGER_PAGES": "1=EAAone, 2=EAA=two"}

    config = messenger_config(settings_for(tmp_path, **given))

    assert config is not None
    assert config.pages == {"1": "EAAone", "2": "EAA=two"}
    assert "EAA" not in repr(config)


def test_menu_and_greeting_keep_to_messenger_s_limits() -> None:
    made: dict[str, Any] = menu.profile()

    assert all(len(one["text"]) <= 160 for one in made["greeting"])
    assert all(len(item["title"]) <= 30 for one in made["persistent_menu"] for item in one["call_to_actions"])
    assert {one["locale"] for one in made["greeting"]} == {one["locale"] for one in made["persistent_menu"]}
    assert set(menu.PHRASES) == set(PHRASES)
    assert all(menu.title(entry, language) for entry in menu.ENTRIES for language in menu.PHRASES)
