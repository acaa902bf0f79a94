"""Liveness, readiness, the widget's files, and the settings behind them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import settings as settings_module
from bot.settings import SettingError, all_settings, load
from tests.bot.channels.support import Channel


@pytest.fixture
def widget(web: Channel, tmp_path: Path) -> Path:
    """A built widget."""
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / "widget.js").write_text("launch();", encoding="utf-8")
    (dist / "chat-0123456789ab.js").write_text("chat();" * 500, encoding="utf-8")
    (dist / "secret.key").write_text("secret", encoding="utf-8")
    (tmp_path / "outside.js").write_text("outside", encoding="utf-8")
    return dist


async def test_health_says_that_the_process_lives(web: Channel) -> None:
    assert await web.browser().request("GET", "/health") == (200, {"status": "ok"})


async def test_ready_says_what_is_missing(web: Channel) -> None:
    assert (await web.browser().request("GET", "/ready"))[0] == 200
    web.dialogue.ready = False

    status, answer = await web.browser().request("GET", "/ready")

    assert status == 503
    assert answer == {"ready": False, "checks": {"model": "no model is loaded", "channel_store": "ok"}}


async def test_the_launcher_is_revalidated_and_hashed_files_are_kept(web: Channel, widget: Path) -> None:
    async with web.http.get(web.url + "/widget.js") as response:
        assert (response.status, await response.text()) == (200, "launch();")
        assert response.content_type == "text/javascript"
        assert response.headers["Cache-Control"] == "public, no-cache"
        etag = response.headers["ETag"]
    async with web.http.get(web.url + "/widget.js", headers={"If-None-Match": etag}) as response:
        assert response.status == 304
    for path in ("/chat-0123456789ab.js", "/assets/chat-0123456789ab.js"):
        async with web.http.get(web.url + path) as response:
            assert "immutable" in response.headers["Cache-Control"]
            assert response.headers["Content-Encoding"] == "gzip"
            assert (await response.text()).startswith("chat();")


async def test_a_rebuilt_widget_is_served_at_once(web: Channel, widget: Path) -> None:
    await web.browser().request("GET", "/widget.js")
    (widget / "widget.js").write_text("launch_again();", encoding="utf-8")

    assert (await web.browser().request("GET", "/widget.js"))[1] == "launch_again();"


async def test_nothing_outside_the_widget_is_served(web: Channel, widget: Path) -> None:
    paths = (
        "/assets/secret.key",
        "/assets/..%2foutside.js",
        "/assets/%2e%2e%2foutside.js",
        "/..%2foutside.js",
        "/assets/.env",
        "/assets/nope.js",
        "/assets/%00.js",
    )
    for path in paths:
        async with web.http.get(web.url + path) as response:
            assert response.status == 404, path


async def test_a_widget_that_is_not_built_is_one_clear_line(web: Channel) -> None:
    status, answer = await web.browser().request("GET", "/widget.js")

    assert status == 503
    assert "make setup" in answer["message"]


def test_a_missing_required_setting_is_named() -> None:
    with pytest.raises(SettingError, match="USHER_INTERNAL_SECRET is not set"):
        load({})


def test_wrong_settings_are_all_named_at_once() -> None:
    with pytest.raises(SettingError, match="USHER_INTERNAL_SECRET") as error:
        load({"USHER_BOT_PORT": "many"})

    assert "USHER_BOT_PORT should be a number" in str(error.value)


@pytest.mark.parametrize(
    "times",
    [
        {"USHER_ACTION_TIMEOUT": "20"},
        {"USHER_TURN_DEADLINE": "5"},
        {"USHER_TURN_DEADLINE": "70"},
        {"USHER_LEASE": "3"},
        {"USHER_CONVERSATION_DAYS": "0"},
    ],
)
def test_timeouts_that_are_upside_down_are_refused(times: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="should be"):
        load({"USHER_INTERNAL_SECRET": "x", **times})


def test_settings_are_converted_and_lists_split() -> None:
    read = load(
        {
            "USHER_INTERNAL_SECRET": "x",
            "USHER_BOT_PORT": "5006",
            "USHER_ALLOWED_ORIGINS": "https://a.example/, https://b.example",
        }
    )

    assert read.port == 5006
    assert read.allowed_origins == ("https://a.example", "https://b.example")


def test_every_setting_has_a_name_of_ours_and_a_meaning() -> None:
    for setting in all_settings():
        assert setting.metadata["name"].startswith("USHER_")
        assert setting.metadata["meaning"]


def test_the_channels_read_the_environment_in_one_place() -> None:
    root = Path(settings_module.__file__).parent
    reading = {
        path.relative_to(root).as_posix()
        for path in [*root.glob("*.py"), *(root / "channels").rglob("*.py")]
        if "os.environ" in path.read_text(encoding="utf-8")
    }

    assert reading == {"settings.py", "serve.py"}  # serve.py hands settings on to Rasa
