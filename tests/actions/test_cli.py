"""The command line as its users meet it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest


def usher(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["./usher", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
    )


COMMANDS = ["settings", "index", "ask", "gate", "token", "use-cases", "eval nlu", "eval search", "eval recommend",
            "systems inspect", "systems draft", "systems check"]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = usher(*command.split(), "--help")

    assert done.returncode == 0
    assert "Usage: usher" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nope",), "No such command"),
        (("token",), "--customer"),
        (("gate", "--file", "nowhere.jsonl"), "nowhere.jsonl"),
        (("eval", "nlu", "--file", "nowhere.yml"), "nowhere.yml"),
    ],
)
def test_a_mistake_is_one_clear_line_and_a_status(arguments: tuple[str, ...], said: str) -> None:
    done = usher(*arguments)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_settings_never_show_a_secret() -> None:
    done = usher(
        "settings", "--json", OPENAI_API_KEY="sk-canary", USHER_INTERNAL_SECRET="canary-internal",
        USHER_DATABASE_URL="postgresql+psycopg://usher:canary@127.0.0.1/usher",
    )  # fmt: skip

    listed = {row["name"] for row in json.loads(done.stdout)}
    assert {"OPENAI_API_KEY", "USHER_BILLING_URL", "USHER_TURN_DEADLINE"} <= listed
    assert "canary" not in done.stdout


def test_a_wrong_setting_is_named() -> None:
    done = usher("settings", USHER_DAILY_TOKENS="many")

    assert done.returncode == 2
    assert "USHER_DAILY_TOKENS" in done.stderr


def test_a_path_is_meant_where_the_caller_stands(tmp_path: Path) -> None:
    case = {"id": "1", "locale": "en-GB", "today": "2026-03-01", "question": "?", "facts": [], "sentence": "It is £9.",
            "supported": False}  # fmt: skip
    (tmp_path / "cases.jsonl").write_text(json.dumps(case), encoding="utf-8")
    command = [str(Path("usher").absolute()), "gate", "--file", "cases.jsonl", "--json"]

    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)

    assert json.loads(done.stdout)["unsupported_shown"] == 0
