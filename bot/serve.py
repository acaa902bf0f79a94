"""Starts Rasa with Usher's settings, channels and patches.

python -m bot.serve run        the server with all channels
python -m bot.serve shell      a conversation in the terminal, as USHER_SHELL_CUSTOMER or as anyone
python -m bot.serve train      train the model; further arguments go to `rasa train`
python -m bot.serve settings   the settings as JSON
python -m bot.serve messenger  set the Messenger pages up; see `… messenger --help`
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import socket
import sys
import warnings
from collections.abc import Sequence
from dataclasses import Field
from pathlib import Path
from typing import Any

from bot.channels.core.database import Database
from bot.channels.core.errors import StoreUnavailable
from bot.settings import SettingError, Settings, all_settings, is_required, load, settings

MODELS = Path("models")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class StartError(Exception):
    """The bot cannot start; the message is one line that says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot.serve", description="Start Rasa with Usher's settings.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="the server with all channels")
    commands.add_parser("shell", help="a conversation in the terminal")
    commands.add_parser("train", help="train the model; further arguments go to `rasa train`")
    commands.add_parser("settings", help="the settings as JSON")
    commands.add_parser("messenger", help="set the Messenger pages up", add_help=False)
    given, rest = parser.parse_known_args(arguments)
    try:
        if given.command == "settings":
            show_settings()
        elif given.command == "messenger":
            return messenger(rest)
        else:
            {"run": run, "shell": shell, "train": train}[given.command](rest)
    except (SettingError, StartError, StoreUnavailable) as error:
        sys.stderr.write(f"usher: {error}\n")
        return 1
    return 0


def run(rest: Sequence[str]) -> None:
    """Serve all channels until a signal ends it."""
    current = settings()
    _need_model()
    _claim_channel_store(current)
    _prepare(current)
    where = ["--interface", current.host, "--port", str(current.port)]
    _rasa("run", *where, "--endpoints", "endpoints.yml", "--credentials", "credentials.yml", *_log(current), *rest)


def shell(rest: Sequence[str]) -> None:
    """Talk to the bot in the terminal. The identity comes from a setting, so it stays on this machine."""
    current = settings()
    if current.host not in _LOOPBACK:
        raise StartError(f"the shell runs on 127.0.0.1 only, and USHER_BOT_HOST is {current.host}")
    _need_model()
    _prepare(current)
    from bot.channels.shell import register

    register()
    where = ["--interface", "127.0.0.1", "--port", str(_free_port())]
    _rasa("shell", *where, "--endpoints", "endpoints.yml", *_log(current), *rest)


def train(rest: Sequence[str]) -> None:
    """Train from config.yml, domain.yml and data/ into models/; nothing is done when nothing changed."""
    _prepare(None)
    where = ["--config", "config.yml", "--domain", "domain.yml", "--data", "data", "--out", str(MODELS)]
    _rasa("train", *where, *rest)


def messenger(rest: Sequence[str]) -> int:
    """Tell Meta what the pages subscribe to and how their chats begin. Returns the exit status."""
    from bot.channels.messenger import setup

    return setup.main(rest)


def show_settings() -> None:
    """Print every setting as JSON, secrets hidden, for `usher settings`. A wrong one does not stop the list."""
    try:
        current: Settings | None = load()
    except SettingError as error:
        current = None
        sys.stderr.write(f"usher: {error}\n")
    rows = [
        {"name": one.metadata["name"], "value": _shown(one, current), "meaning": one.metadata["meaning"]}
        for one in all_settings()
    ]
    sys.stdout.write(json.dumps(rows) + "\n")


def _shown(setting: Field[Any], current: Settings | None) -> str:
    if current is None:
        return "required" if is_required(setting) else str(setting.metadata["default"])
    value = getattr(current, setting.name)
    if setting.metadata["secret"]:
        return "set" if value else "not set"
    return "not set" if value is None else ",".join(value) if isinstance(value, tuple) else str(value)


def _need_model() -> None:
    if not any(MODELS.glob("*.tar.gz")):
        raise StartError("there is no trained model in models/: run `make train` first")


def _claim_channel_store(current: Settings) -> None:
    # asked here, where a refusal is one line, and once more by the server itself
    database = Database(current.channel_database_url)
    try:
        database.own()
    finally:
        database.close()


def _prepare(current: Settings | None) -> None:
    """The environment Rasa is to find, then Rasa itself. None: no server, no settings needed."""
    fixed = {
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",  # one small model beside an event loop: more threads only get in its way
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "SANIC_ACCESS_LOG": "false",
        "SANIC_HOST": current.host if current else "127.0.0.1",
        "SANIC_REQUEST_MAX_SIZE": "1000000",
        "SANIC_REQUEST_TIMEOUT": "10",  # seconds a client may take for a request's head
        "SANIC_BACKLOG": "1024",  # browsers that all come back at once after a restart
    }
    os.environ.update(fixed)
    if current is not None:  # what endpoints.yml refers to; Rasa knows no defaults there
        os.environ["USHER_ACTIONS_URL"] = current.actions_url
        os.environ["USHER_INTERNAL_SECRET"] = current.internal_secret
        os.environ["USHER_TRACKER_DATABASE_URL"] = current.tracker_database_url
    _import_rasa()


def _log(current: Settings) -> list[str]:
    os.environ.setdefault("LOG_LEVEL_LIBRARIES", "ERROR")
    return [{"debug": "--debug", "info": "--verbose"}.get(current.log_level.lower(), "--quiet")]


def _rasa(*arguments: str) -> None:
    """Rasa's own command line, in this process."""
    from rasa.__main__ import main as rasa_main

    from bot import rasa_patches, rasa_speed, sanic_patches

    rasa_patches.apply()
    sanic_patches.apply()
    if arguments[0] != "train":
        rasa_speed.apply()
    sys.argv = ["rasa", *arguments]
    rasa_main()


def _import_rasa() -> None:
    # its libraries of 2023 warn about each other at every start, whatever filters are set
    with warnings.catch_warnings(record=True):
        for module in ("rasa.core.run", "rasa.__main__", "rasa.model_training", "bot.rasa_patches"):
            importlib.import_module(module)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
