"""The shell: the same dialogue, an identity from a setting, this machine only."""

from __future__ import annotations

from asyncio import Queue
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from rasa.core.channels import BUILTIN_CHANNELS
from sanic.exceptions import Forbidden

from bot import serve
from bot.channels.core.errors import TurnFailed
from bot.channels.core.model import Button, Card, Reply, Source, Turn
from bot.channels.shell import ShellInput, printed, register
from tests.bot.channels.support import FakeDialogue, settings_for

OFFER = Reply("Which?", buttons=(Button("One", payload='/inform{"n": "1"}'), Button("Site", url="https://a.example")))


@pytest.fixture
def shell(tmp_path: Path) -> ShellInput:
    channel = ShellInput(settings_for(tmp_path, USHER_SHELL_CUSTOMER="cus_7"))
    channel._dialogue = FakeDialogue()  # type: ignore[assignment]
    return channel


def turns(shell: ShellInput) -> list[Turn]:
    assert isinstance(shell._dialogue, FakeDialogue)
    return shell._dialogue.turns


async def said(shell: ShellInput, text: str) -> list[object]:
    queue: Queue[object] = Queue()
    await shell.on_message_wrapper(None, text, queue, "c-1", "cmdline", {"identity": {"customer": "cus_boss"}})
    return [queue.get_nowait() for _ in range(queue.qsize())]


async def test_the_shell_speaks_as_the_chosen_customer_whatever_the_request_says(shell: ShellInput) -> None:
    heard = await said(shell, "hello")

    identity = turns(shell)[0].identity
    assert (identity["customer"], identity["level"]) == ("cus_7", "signed_in_recently")
    assert heard == [{"text": "you said hello"}, "DONE"]


async def test_without_a_customer_the_shell_is_anyone(tmp_path: Path) -> None:
    shell = ShellInput(settings_for(tmp_path))

    assert shell.turn("hello", "c-1").identity == {"customer": None, "level": "anyone", "authenticated_at": None}


async def test_typed_commands_are_text_and_offered_buttons_are_choices(shell: ShellInput) -> None:
    assert isinstance(shell._dialogue, FakeDialogue)
    shell._dialogue.on("offer", [OFFER])

    await said(shell, '/inform{"n": "1"}')
    await said(shell, "offer")
    await said(shell, '/inform{"n": "1"}')

    assert [turn.payload for turn in turns(shell)] == [None, None, '/inform{"n": "1"}']


async def test_a_failing_turn_ends_with_an_apology_and_does_not_hang(shell: ShellInput) -> None:
    async def fails(turn: Turn) -> Sequence[Reply]:
        raise TurnFailed("down")

    assert isinstance(shell._dialogue, FakeDialogue)
    shell._dialogue.on("help", fails)

    heard = await said(shell, "help")

    assert heard[0]["text"].startswith("Sorry")  # type: ignore[index]
    assert heard[-1] == "DONE"


def test_cards_links_and_sources_are_printed() -> None:
    card = Card("Film", subtitle="1927", url="/t/1", buttons=(Button("Watch?", payload="/watch"),))

    message = printed(Reply("Here:", buttons=OFFER.buttons, cards=(card,), sources=(Source("Help", "/help"),)))

    assert message["text"] == "Here:\nFilm · 1927\n/t/1\nSite: https://a.example\n[Help] /help"
    assert [button["title"] for button in message["buttons"]] == ["One", "Watch?"]


def test_other_machines_are_turned_away(shell: ShellInput) -> None:
    assert shell.get_metadata(SimpleNamespace(ip="127.0.0.1")) is None  # type: ignore[arg-type]

    with pytest.raises(Forbidden):
        shell.get_metadata(SimpleNamespace(ip="192.0.2.7"))  # type: ignore[arg-type]


def test_rasas_shell_uses_ours() -> None:
    register()

    assert BUILTIN_CHANNELS["cmdline"] is ShellInput


def test_the_shell_refuses_an_open_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "settings", lambda: settings_for(tmp_path, USHER_BOT_HOST="0.0.0.0"))  # noqa: S104

    assert serve.main(["shell"]) == 1
    assert "127.0.0.1 only" in capsys.readouterr().err


def test_without_a_model_there_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "settings", lambda: settings_for(tmp_path))
    monkeypatch.setattr(serve, "MODELS", tmp_path)

    assert serve.main(["run"]) == 1
    assert capsys.readouterr().err == "usher: there is no trained model in models/: run `make train` first\n"


def test_settings_are_listed_and_secrets_are_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("USHER_INTERNAL_SECRET", "canary-secret")

    assert serve.main(["settings"]) == 0
    printed = capsys.readouterr().out
    assert "USHER_TURN_DEADLINE" in printed
    assert "canary-secret" not in printed
